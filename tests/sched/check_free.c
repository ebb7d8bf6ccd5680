/* SPDX-License-Identifier: MIT */
/* coro_sched_free: tasks that are left are cancelled, and run to their end. */
#include "suite.h"

static coro_task_t *a, *b;

#define ck_assert_free(text)                         \
    do {                                             \
        ck_assert_int_eq(coro_sched_free(sched), 0); \
        sched = NULL;                                \
        ck_assert_uint_eq(stage_stacks(), 0);        \
        ck_assert_trace(text);                       \
    } while (0)

START_TEST(test_free_of_null_does_nothing)
{
    ck_assert_int_eq(coro_sched_free(NULL), 0);
}
END_TEST

START_TEST(test_free_of_tasks_that_never_ran_runs_none)
{
    a = task("A", steps, coro_int(2));
    b = task("B", awaits, coro_ptr(&a));
    coro_task_release(b);
    ck_assert_ptr_nonnull(
        coro_sched_add(sched, generator("C", steps, coro_int(2))));
    ck_assert_free("");
}
END_TEST

static void trace_deferred(void *arg)
{
    trace("deferred:%s", (const char *)arg);
}

START_TEST(test_free_of_a_task_that_never_ran_runs_what_was_deferred)
{
    coro_t *gen = generator("A", steps, coro_int(2));

    ck_assert_int_eq(coro_defer(gen, trace_deferred, (void *)"A"), 0);
    ck_assert_ptr_nonnull(coro_sched_add(sched, gen));
    ck_assert_free("deferred:A");
}
END_TEST

START_TEST(test_free_cancels_the_tasks_in_the_order_they_were_made)
{
    task("A", sleeps, coro_int(30));
    task("B", sleeps, coro_int(10));
    task("C", sleeps, coro_int(20));
    stage_run_until(5);
    ck_assert_free("A!ECANCELED B!ECANCELED C!ECANCELED");
}
END_TEST

/* Cancelled, it takes its time to clean up. */
static int cleans_up(coro_t *self, coro_value_t arg)
{
    int rc = sleeps(self, arg);

    coro_sleep(self, CORO_MS(arg.i64));
    trace_now(coro_name(self));
    return rc;
}

START_TEST(test_free_waits_for_tasks_that_clean_up)
{
    task("A", cleans_up, coro_int(30));
    task("B", cleans_up, coro_int(10));
    stage_run_until(5);
    ck_assert_free("A!ECANCELED B!ECANCELED B@15 A@35");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(35));
}
END_TEST

static int yields_on(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < arg.i64; i++)
        trace_got(coro_name(self), coro_sched_yield(self), coro_none());
    return 0;
}

static int sleeps_then_yields(coro_t *self, coro_value_t arg)
{
    sleeps(self, coro_int(10));
    return yields_on(self, arg);
}

START_TEST(test_free_tells_each_task_once)
{
    task("A", sleeps_then_yields, coro_int(3));
    task("B", sleeps_then_yields, coro_int(1));
    stage_run_until(5);
    ck_assert_free("A!ECANCELED B!ECANCELED A=0 B=0 A=0 A=0");
}
END_TEST

static int fails_when_cancelled(coro_t *self, coro_value_t arg)
{
    return sleeps(self, coro_int(10)) == 0 ? 0 : fails(self, arg);
}

START_TEST(test_free_tells_the_hook_of_failures_nobody_took)
{
    a = task("A", fails_when_cancelled, coro_int(1));
    coro_task_release(task("B", fails_when_cancelled, coro_int(2)));
    task("C", fails_when_cancelled, coro_int(3));
    stage_run_until(5);
    ck_assert_free("A!ECANCELED B!ECANCELED hook:B!-10000/2 C!ECANCELED "
                   "hook:A!-10000/1 hook:C!-10000/3");
}
END_TEST

/* ---- Deep inside */

static int drives(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", sleeps, arg);
    int rc = coro_next(gen, NULL);

    trace_got(coro_name(self), rc, coro_none());
    ck_assert_int_eq(coro_free(gen), 0);
    return rc;
}

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", drives, arg);
    int rc = coro_yield_from(self, gen, NULL);

    trace_got(coro_name(self), rc, coro_none());
    ck_assert_int_eq(coro_free(gen), 0);
    return rc;
}

START_TEST(test_free_unwinds_a_task_from_its_innermost_generator)
{
    task("A", delegates, coro_int(10));
    stage_run_until(5);
    ck_assert_uint_eq(stage_stacks(), 3);
    ck_assert_free("g!ECANCELED d!ECANCELED A!ECANCELED");
}
END_TEST

/* ---- While it goes on */

static int makes_tasks(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("gen", steps, arg);

    sleeps(self, coro_int(10));
    ck_assert_refused(coro_spawn(sched, steps, arg, NULL), -CORO_E_SHUTDOWN);
    ck_assert_refused(coro_spawn_copy(sched, steps, "", 1, NULL),
                      -CORO_E_SHUTDOWN);
    ck_assert_refused(coro_sched_add(sched, gen), -CORO_E_SHUTDOWN);
    coro_free(gen);
    gen = generator("gen", returns, arg);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_refused(coro_sched_add(sched, gen), -CORO_E_SHUTDOWN);
    coro_free(gen);
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_free_refuses_new_tasks_meanwhile)
{
    task("A", makes_tasks, coro_none());
    stage_run_until(5);
    ck_assert_free("A!ECANCELED A");
}
END_TEST

static int runs_and_frees(coro_t *self, coro_value_t arg)
{
    (void)arg;
    sleeps(self, coro_int(10));
    trace_got("run", coro_sched_run(sched), coro_none());
    trace_got("free", coro_sched_free(sched), coro_none());
    return 0;
}

START_TEST(test_free_of_a_scheduler_that_runs_is_refused)
{
    task("A", runs_and_frees, coro_none());
    task("B", sleeps, coro_int(20));
    stage_run_until(10);
    ck_assert_trace("A@10 run!RUNNING free!RUNNING");
    ck_assert_run("B@20");
}
END_TEST

START_TEST(test_free_of_a_scheduler_being_freed_is_refused)
{
    task("A", runs_and_frees, coro_none());
    stage_run_until(5);
    ck_assert_free("A!ECANCELED run!RUNNING free!RUNNING");
}
END_TEST

static int awaits_in_cleanup(coro_t *self, coro_value_t arg)
{
    sleeps(self, coro_int(10));
    return awaits(self, arg);
}

START_TEST(test_free_lets_tasks_await_each_other_meanwhile)
{
    a = task("A", cleans_up, coro_int(20));
    b = task("B", awaits_in_cleanup, coro_ptr(&a));
    stage_run_until(5);
    ck_assert_free("A!ECANCELED B!ECANCELED A@25 B!AWAITED_CANCELLED");
}
END_TEST

START_TEST(test_free_after_a_deadlock_cancels_the_circle)
{
    coro_task_t *c;

    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&c));
    c = task("C", awaits, coro_ptr(&a));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_free("A!ECANCELED C!ECANCELED B!ECANCELED");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_free_of_null_does_nothing);
    tcase_add_test(tcase, test_free_of_tasks_that_never_ran_runs_none);
    tcase_add_test(tcase,
                   test_free_of_a_task_that_never_ran_runs_what_was_deferred);
    tcase_add_test(tcase,
                   test_free_cancels_the_tasks_in_the_order_they_were_made);
    tcase_add_test(tcase, test_free_waits_for_tasks_that_clean_up);
    tcase_add_test(tcase, test_free_tells_each_task_once);
    tcase_add_test(tcase, test_free_tells_the_hook_of_failures_nobody_took);
    tcase_add_test(tcase,
                   test_free_unwinds_a_task_from_its_innermost_generator);
    tcase_add_test(tcase, test_free_refuses_new_tasks_meanwhile);
    tcase_add_test(tcase, test_free_of_a_scheduler_that_runs_is_refused);
    tcase_add_test(tcase, test_free_of_a_scheduler_being_freed_is_refused);
    tcase_add_test(tcase, test_free_lets_tasks_await_each_other_meanwhile);
    tcase_add_test(tcase, test_free_after_a_deadlock_cancels_the_circle);
}

int main(void)
{
    return run_suite("free", add_tests);
}
