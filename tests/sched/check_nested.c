/* SPDX-License-Identifier: MIT */
/* A task that runs another scheduler: its turn lasts until that is done. */
#include "suite.h"

static coro_task_t *a, *b;
static coro_sched_t *inner;

static int runs_inner(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    trace("%s%d", coro_name(self), coro_sched_of(self) == sched);
    rc = coro_sched_run(inner);
    trace_got(coro_name(self), rc, coro_none());
    trace("%s%d", coro_name(self), coro_sched_of(self) == sched);
    return 0;
}

static void open_inner(void)
{
    inner = stage_scheduler();
}

static void close_inner(void)
{
    ck_assert_int_eq(coro_sched_free(inner), 0);
}

START_TEST(test_task_running_a_scheduler_keeps_its_turn)
{
    task("A", runs_inner, coro_none());
    task("B", steps, coro_int(2));
    task_on(inner, "x", steps, coro_int(2));
    task_on(inner, "y", sleeps, coro_int(5));
    ck_assert_run("A1 x1 x2 y@5 A=0 A1 B1 B2");
}
END_TEST

static int tells_schedulers(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace("%s%d%d", coro_name(self), coro_sched_of(self) == inner,
          coro_sched_of(self) == sched);
    return 0;
}

START_TEST(test_body_is_run_by_the_innermost_scheduler)
{
    task("A", runs_inner, coro_none());
    task_on(inner, "x", tells_schedulers, coro_none());
    ck_assert_run("A1 x10 A=0 A1");
}
END_TEST

START_TEST(test_await_across_schedulers_is_refused)
{
    a = task("A", runs_inner, coro_none());
    b = task_on(inner, "x", awaits, coro_ptr(&a));
    ck_assert_run("A1 x!WRONG_SCHED A=0 A1");
    coro_task_release(b);
    ck_assert_trace("hook:x!WRONG_SCHED");
}
END_TEST

static int runs_both(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace_got(coro_name(self), coro_sched_run(inner), coro_none());
    trace_got(coro_name(self), coro_sched_run(sched), coro_none());
    trace_got(coro_name(self), coro_sched_free(inner), coro_none());
    trace_got(coro_name(self), coro_sched_free(sched), coro_none());
    return 0;
}

START_TEST(test_schedulers_that_run_are_refused_at_every_depth)
{
    task("A", runs_inner, coro_none());
    task_on(inner, "x", runs_both, coro_none());
    ck_assert_run("A1 x!RUNNING x!RUNNING x!RUNNING x!RUNNING A=0 A1");
}
END_TEST

START_TEST(test_deadlock_of_inner_scheduler_is_its_own)
{
    task("A", runs_inner, coro_none());
    task("B", steps, coro_int(1));
    a = task_on(inner, "x", awaits, coro_ptr(&b));
    b = task_on(inner, "y", awaits, coro_ptr(&a));
    ck_assert_run("A1 A!DEADLOCK A1 B1");
    close_inner();
    ck_assert_trace("x!ECANCELED y!ECANCELED");
    open_inner();
}
END_TEST

static int spawns_outside(coro_t *self, coro_value_t arg)
{
    (void)self;
    task("B", steps, arg);
    return 0;
}

START_TEST(test_task_made_for_the_outer_scheduler_waits_for_it)
{
    task("A", runs_inner, coro_none());
    task_on(inner, "x", spawns_outside, coro_int(2));
    task_on(inner, "y", steps, coro_int(2));
    ck_assert_run("A1 y1 y2 A=0 A1 B1 B2");
}
END_TEST

static coro_t *shared;

static int sleeps_and_yields(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0) {
        rc = coro_sleep(self, CORO_MS(arg.i64));
        if (rc == 0)
            rc = coro_yield(self, coro_int(stage_time.now_ns), NULL);
    }
    return rc;
}

static int drives_shared(coro_t *self, coro_value_t arg)
{
    coro_value_t value;

    (void)arg;
    if (coro_next(shared, &value) == 0)
        trace_now(coro_name(self));
    return 0;
}

static int drives_around_inner(coro_t *self, coro_value_t arg)
{
    drives_shared(self, arg);
    runs_inner(self, arg);
    return drives_shared(self, arg);
}

START_TEST(test_generator_sleeps_in_whichever_task_drives_it)
{
    shared = generator("g", sleeps_and_yields, coro_int(5));
    task("A", drives_around_inner, coro_none());
    task_on(inner, "x", drives_shared, coro_none());
    task_on(inner, "y", sleeps, coro_int(2));
    ck_assert_run("A@5 A1 y@7 x@10 A=0 A1 A@15");
    ck_assert_int_eq(coro_free(shared), 0);
}
END_TEST

START_TEST(test_scheduler_run_by_a_plain_generator_works)
{
    coro_t *gen = generator("g", runs_inner, coro_none());

    task_on(inner, "x", steps, coro_int(2));
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_trace("g0 x1 x2 g=0 g0");
}
END_TEST

static int drives_back(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(1);
    int rc = coro_next(arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    rc = coro_sched_yield(arg.ptr);
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

static int runs_one_that_drives_back(coro_t *self, coro_value_t arg)
{
    task_on(inner, "x", drives_back, coro_ptr(self));
    return runs_inner(self, arg);
}

START_TEST(test_coroutine_that_runs_a_scheduler_is_running)
{
    coro_t *gen = generator("g", runs_one_that_drives_back, coro_none());

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_trace("g0 x!RUNNING x!NOT_CURRENT g=0 g0");
    task("A", runs_one_that_drives_back, coro_none());
    ck_assert_run("A1 x!RUNNING x!NOT_CURRENT A=0 A1");
}
END_TEST

static int frees_a_scheduler(coro_t *self, coro_value_t arg)
{
    coro_sched_t *on = stage_scheduler();

    task_on(on, "x", sleeps, arg);
    trace_got(coro_name(self), coro_sched_run(on), coro_none());
    task_on(on, "y", sleeps, arg);
    trace_got(coro_name(self), coro_sched_free(on), coro_none());
    return 0;
}

START_TEST(test_scheduler_freed_by_a_task_of_another_winds_up)
{
    task("A", frees_a_scheduler, coro_int(5));
    task("B", sleeps, coro_int(2));
    ck_assert_run("x@5 A=0 A=0 B@7");
}
END_TEST

static int runs_main(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_none();
    int rc =
        arg.i64 == 0 ? 0 : coro_run(runs_main, coro_int(arg.i64 - 1), &value);

    trace("%d", coro_sched_of(self) != NULL);
    return rc == 0 ? coro_return(self, coro_int(value.i64 + arg.i64)) : rc;
}

START_TEST(test_run_inside_run_gives_each_its_result)
{
    coro_value_t value;

    ck_assert_int_eq(coro_run(runs_main, coro_int(4), &value), 0);
    ck_assert_int_eq(value.i64, 4 + 3 + 2 + 1);
    ck_assert_trace("1 1 1 1 1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, open_inner, close_inner);
    tcase_add_test(tcase, test_task_running_a_scheduler_keeps_its_turn);
    tcase_add_test(tcase, test_body_is_run_by_the_innermost_scheduler);
    tcase_add_test(tcase, test_await_across_schedulers_is_refused);
    tcase_add_test(tcase, test_schedulers_that_run_are_refused_at_every_depth);
    tcase_add_test(tcase, test_deadlock_of_inner_scheduler_is_its_own);
    tcase_add_test(tcase, test_task_made_for_the_outer_scheduler_waits_for_it);
    tcase_add_test(tcase, test_generator_sleeps_in_whichever_task_drives_it);
    tcase_add_test(tcase, test_scheduler_run_by_a_plain_generator_works);
    tcase_add_test(tcase, test_coroutine_that_runs_a_scheduler_is_running);
    tcase_add_test(tcase, test_scheduler_freed_by_a_task_of_another_winds_up);
    tcase_add_test(tcase, test_run_inside_run_gives_each_its_result);
}

int main(void)
{
    return run_suite("nested", add_tests);
}
