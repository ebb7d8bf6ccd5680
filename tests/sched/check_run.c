/* SPDX-License-Identifier: MIT */
/* coro_run: what main gets back, and what becomes of those it leaves. */
#include "suite.h"

static int run(coro_fn_t *main_body, coro_value_t arg)
{
    coro_value_t result = coro_int(99);
    int rc = coro_run(main_body, arg, &result);

    trace_got("run", rc, result);
    return rc;
}

/* ---- The result */

static int main_steps(coro_t *self, coro_value_t arg)
{
    int rc = steps(self, arg);

    return rc == 0 ? coro_return(self, coro_int(5)) : rc;
}

START_TEST(test_run_gives_what_main_returned)
{
    ck_assert_int_eq(run(main_steps, coro_int(2)), 0);
    ck_assert_trace("1 2 run=5");
    ck_assert_uint_eq(stage_stacks(), 0);
}
END_TEST

START_TEST(test_run_gives_mains_error_and_payload)
{
    run(fails, coro_int(3));
    ck_assert_trace("run!-10000/3"); /* and nothing for the hook */
}
END_TEST

START_TEST(test_run_without_a_place_for_the_result_works)
{
    ck_assert_int_eq(coro_run(returns, coro_int(5), NULL), 0);
    ck_assert_int_eq(coro_run(fails, coro_int(5), NULL), CORO_E_USER);
    ck_assert_int_eq(coro_run(NULL, coro_none(), NULL), -EINVAL);
}
END_TEST

START_TEST(test_run_of_null_is_refused)
{
    run(NULL, coro_none());
    ck_assert_trace("run!EINVAL");
}
END_TEST

static int returns_status(coro_t *self, coro_value_t arg)
{
    (void)self;
    return (int)arg.i64;
}

START_TEST(test_run_of_a_main_that_gives_up_says_so)
{
    run(returns_status, coro_int(-ECANCELED));
    ck_assert_trace("run!ECANCELED");
}
END_TEST

START_TEST(test_run_of_a_main_that_leaks_done_is_stop_iteration)
{
    run(returns_status, coro_int(CORO_DONE));
    ck_assert_trace("run!STOP_ITERATION");
}
END_TEST

static int main_spawns_and_awaits(coro_t *self, coro_value_t arg)
{
    coro_sched_t *own = coro_sched_of(self);
    coro_task_t *other = task_on(own, "A", returns, arg);

    ck_assert_ptr_ne(own, sched);
    return awaits(self, coro_ptr(&other));
}

START_TEST(test_run_has_a_scheduler_of_its_own)
{
    run(main_spawns_and_awaits, coro_int(7));
    ck_assert_trace("=7 run=7");
}
END_TEST

/* ---- Those left over */

/* Spawn the bodies in `arg`, up to a NULL, let each have a turn, return 1. */
static int leaves(coro_t *self, coro_value_t arg)
{
    for (coro_fn_t **body = arg.ptr; *body != NULL; body++)
        coro_task_release(
            task_on(coro_sched_of(self), "left", *body, coro_none()));
    coro_sched_yield(self);
    trace("end");
    return coro_return(self, coro_int(1));
}

#define run_leaving(...) \
    run(leaves, coro_ptr((coro_fn_t *[]){__VA_ARGS__, NULL}))

static int cleans_up(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_SECONDS(1000));

    (void)arg;
    trace_got(coro_name(self), rc, coro_none());
    trace_got("again", coro_sleep(self, CORO_US(1)), coro_none());
    trace_got("again", coro_sched_yield(self), coro_none());
    return rc;
}

START_TEST(test_task_left_over_is_cancelled_and_awaited)
{
    run_leaving(cleans_up);
    ck_assert_trace("end left!ECANCELED again=0 again=0 run=1");
    ck_assert_uint_eq(stage_stacks(), 0);
}
END_TEST

static int swallows(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < 3; i++)
        trace_got(coro_name(self), coro_sched_yield(self), arg);
    return 0;
}

START_TEST(test_task_left_over_that_swallows_it_runs_to_its_end)
{
    run_leaving(swallows);
    ck_assert_trace("end left!ECANCELED left=0 left=0 run=1");
}
END_TEST

static int fails_when_cancelled(coro_t *self, coro_value_t arg)
{
    (void)arg;
    coro_sleep(self, CORO_SECONDS(1000));
    return coro_fail(self, -EIO, coro_int(3));
}

START_TEST(test_task_left_over_that_fails_is_told_to_the_hook)
{
    run_leaving(fails_when_cancelled);
    ck_assert_trace("end hook:left!-5/3 run=1");
}
END_TEST

static int spawns_one(coro_t *self, coro_value_t arg)
{
    (void)arg;
    coro_sched_yield(self); /* until it is cancelled */
    coro_task_release(task_on(coro_sched_of(self), "new", steps, coro_int(2)));
    return 0;
}

START_TEST(test_task_made_by_one_left_over_runs_to_its_end)
{
    run_leaving(spawns_one);
    ck_assert_trace("end new1 new2 run=1");
}
END_TEST

static int leaves_unstarted(coro_t *self, coro_value_t arg)
{
    coro_task_release(task_on(coro_sched_of(self), "left", steps, coro_int(1)));
    return coro_return(self, arg);
}

START_TEST(test_task_left_over_before_its_first_turn_never_runs)
{
    run(leaves_unstarted, coro_int(1));
    ck_assert_trace("run=1");
}
END_TEST

static void trace_deferred(void *arg)
{
    trace("deferred:%s", (const char *)arg);
}

static void free_deferred(void *arg)
{
    trace("free:%s", coro_name(arg));
    coro_free(arg);
}

/* A generator that awaits, in one that delegates to it, which is driven. */
static int awaits_for_ever(coro_t *self, coro_value_t arg)
{
    coro_task_t *never =
        task_on(coro_sched_of(self), "never", cleans_up, coro_none());
    int rc = coro_await(self, never, NULL);

    (void)arg;
    coro_task_release(never);
    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

static int delegates_to_waiter(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("waiter", awaits_for_ever, arg);
    int rc;

    coro_defer(self, free_deferred, gen);
    rc = coro_yield_from(self, gen, NULL);
    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

static int drives_delegator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("delegator", delegates_to_waiter, arg);
    int rc;

    coro_defer(self, trace_deferred, "left");
    coro_defer(self, free_deferred, gen);
    rc = coro_next(gen, NULL);
    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

START_TEST(test_task_left_over_deep_inside_generators_cleans_up_all_of_them)
{
    run_leaving(drives_delegator);
    ck_assert_trace("end waiter!ECANCELED delegator!ECANCELED free:waiter "
                    "left!ECANCELED free:delegator deferred:left run=1");
    ck_assert_uint_eq(stage_stacks(), 0);
}
END_TEST

static int leaves_and_fails(coro_t *self, coro_value_t arg)
{
    leaves(self, arg);
    return coro_fail(self, CORO_E_USER, coro_int(3));
}

START_TEST(test_main_that_fails_leaves_its_tasks_the_same_way)
{
    coro_fn_t *left[] = {cleans_up, NULL};

    run(leaves_and_fails, coro_ptr(left));
    ck_assert_trace("end left!ECANCELED again=0 again=0 run!-10000/3");
}
END_TEST

/* ---- Main can never go on */

static coro_task_t *main_task, *other;

static void find_main(void *ctx, coro_task_t *each)
{
    (void)ctx;
    if (main_task == NULL) /* the first */
        main_task = each;
}

/* It and another task await each other, both by the body in `arg`. */
static int deadlocks(coro_t *self, coro_value_t arg)
{
    coro_fn_t **waits = arg.ptr;

    main_task = NULL;
    coro_sched_each(coro_sched_of(self), find_main, NULL);
    other = task_on(coro_sched_of(self), "other", *waits, coro_ptr(&main_task));
    return (*waits)(self, coro_ptr(&other));
}

START_TEST(test_main_that_waits_for_ever_is_a_deadlock)
{
    coro_fn_t *waits = awaits;

    run(deadlocks, coro_ptr(&waits));
    ck_assert_trace("!ECANCELED other!ECANCELED run!DEADLOCK");
}
END_TEST

START_TEST(test_main_that_insists_on_waiting_is_discarded)
{
    coro_fn_t *waits = insists;

    run(deadlocks, coro_ptr(&waits));
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_trace("hook:!DEADLOCK hook:other!DEADLOCK run!DEADLOCK");
}
END_TEST

static int insists_aloud(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    int rc;

    while ((rc = coro_await(self, *task_at, NULL)) == -ECANCELED)
        trace_got("told", rc, coro_none());
    return rc;
}

START_TEST(test_main_that_insists_on_waiting_is_told_once)
{
    coro_fn_t *waits = insists_aloud;

    run(deadlocks, coro_ptr(&waits));
    ck_assert_trace("told!ECANCELED hook:!DEADLOCK hook:other!DEADLOCK "
                    "run!DEADLOCK");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_run_gives_what_main_returned);
    tcase_add_test(tcase, test_run_gives_mains_error_and_payload);
    tcase_add_test(tcase, test_run_without_a_place_for_the_result_works);
    tcase_add_test(tcase, test_run_of_null_is_refused);
    tcase_add_test(tcase, test_run_of_a_main_that_gives_up_says_so);
    tcase_add_test(tcase, test_run_of_a_main_that_leaks_done_is_stop_iteration);
    tcase_add_test(tcase, test_run_has_a_scheduler_of_its_own);
    tcase_add_test(tcase, test_task_left_over_is_cancelled_and_awaited);
    tcase_add_test(tcase, test_task_left_over_that_swallows_it_runs_to_its_end);
    tcase_add_test(tcase, test_task_left_over_that_fails_is_told_to_the_hook);
    tcase_add_test(tcase, test_task_made_by_one_left_over_runs_to_its_end);
    tcase_add_test(tcase, test_task_left_over_before_its_first_turn_never_runs);
    tcase_add_test(
        tcase,
        test_task_left_over_deep_inside_generators_cleans_up_all_of_them);
    tcase_add_test(tcase, test_main_that_fails_leaves_its_tasks_the_same_way);
    tcase_add_test(tcase, test_main_that_waits_for_ever_is_a_deadlock);
    tcase_add_test(tcase, test_main_that_insists_on_waiting_is_discarded);
    tcase_add_test(tcase, test_main_that_insists_on_waiting_is_told_once);
}

int main(void)
{
    return run_suite("run", add_tests);
}
