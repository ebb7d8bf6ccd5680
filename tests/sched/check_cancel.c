/* SPDX-License-Identifier: MIT */
/*
 * Asking a task to stop, as asyncio does: counted, delivered once, at the
 * innermost suspension. check_cancel_await.c has what awaits add to it.
 */
#include "sched/scheduler.h"

#include "suite.h"

static coro_task_t *a, *b;

static void check_cancelled(coro_task_t *of, unsigned requests)
{
    coro_value_t out = coro_int(1);

    ck_assert_int_eq(coro_task_result(of, &out), CORO_E_AWAITED_CANCELLED);
    ck_assert_int_eq(out.i64, 0);
    ck_assert_uint_eq(of->cancels, requests);
}

/* ---- Where it meets the task */

START_TEST(test_cancel_ends_a_sleep)
{
    a = task("A", sleeps, coro_int(10));
    task("B", sleeps, coro_int(8));
    stage_run_until(5);
    ck_assert(coro__task_cancel(a));
    ck_assert_int_eq(coro_task_state(a), CORO_TASK_READY);
    ck_assert_run("A!ECANCELED B@8");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(8));
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_cancel_of_a_task_that_never_ran_runs_nothing)
{
    a = task("A", steps, coro_int(2));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert(coro__task_cancel(a));
    ck_assert_run("B!AWAITED_CANCELLED");
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_cancel_of_an_ended_task_is_not_accepted)
{
    a = task("A", returns, coro_int(5));
    ck_assert_run("");
    ck_assert(!coro__task_cancel(a));
    ck_assert_uint_eq(a->cancels, 0);
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

START_TEST(test_cancel_of_a_task_that_gave_up_its_turn_is_told_at_the_next)
{
    a = task("A", steps, coro_int(2));
    task("B", cancels, coro_ptr(&a));
    task("C", steps, coro_int(1));
    ck_assert_run("A1 B:1 C1 A!ECANCELED");
    check_cancelled(a, 1);
}
END_TEST

static int yields(coro_t *self, coro_value_t arg)
{
    coro_value_t in = coro_int(1);

    trace_got(coro_name(self), coro_yield(self, arg, &in), in);
    return coro_return(self, coro_int(5));
}

START_TEST(test_cancel_of_a_task_at_a_yield_is_what_the_yield_returns)
{
    a = task("A", yields, coro_none());
    task("B", cancels, coro_ptr(&a));
    ck_assert_run("B:1 A!ECANCELED");
    ck_assert_int_eq(coro_task_result(a, NULL), 0); /* it went on */
}
END_TEST

static int sleeps_then_cancels(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(10));
    return cancels(self, arg);
}

START_TEST(test_cancel_beats_a_sleep_that_ends_at_the_same_time)
{
    task("B", sleeps_then_cancels, coro_ptr(&a));
    a = task("A", sleeps, coro_int(10));
    ck_assert_run("B:1 A!ECANCELED");
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_cancel_of_an_added_generator_is_told_where_it_was_suspended)
{
    coro_t *gen = generator("A", yields, coro_none());

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    a = coro_sched_add(sched, gen);
    ck_assert(coro__task_cancel(a));
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

/* ---- By the task itself */

static int cancels_itself_then(coro_t *self, coro_fn_t *then, coro_value_t arg)
{
    coro__task_cancel(a);
    trace("%s", coro_name(self));
    return then(self, arg);
}

static int cancels_itself_and_sleeps(coro_t *self, coro_value_t arg)
{
    return cancels_itself_then(self, sleeps, arg);
}

static int cancels_itself_and_yields(coro_t *self, coro_value_t arg)
{
    return cancels_itself_then(self, steps, arg);
}

static int cancels_itself_and_returns(coro_t *self, coro_value_t arg)
{
    return cancels_itself_then(self, returns, arg);
}

static int cancels_itself_and_fails(coro_t *self, coro_value_t arg)
{
    return cancels_itself_then(self, fails, arg);
}

START_TEST(test_task_that_cancels_itself_is_told_where_it_sleeps)
{
    a = task("A", cancels_itself_and_sleeps, coro_int(10));
    task("B", steps, coro_int(1));
    ck_assert_run("A B1 A!ECANCELED");
    ck_assert_int_eq(stage_time.now_ns, 0);
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_task_that_cancels_itself_is_told_where_it_yields)
{
    a = task("A", cancels_itself_and_yields, coro_int(2));
    task("B", steps, coro_int(1));
    ck_assert_run("A A1 B1 A!ECANCELED");
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_value_of_a_body_that_returns_untold_is_lost)
{
    a = task("A", cancels_itself_and_returns, coro_int(5));
    ck_assert_run("A");
    check_cancelled(a, 1);
}
END_TEST

START_TEST(test_error_of_a_body_that_fails_untold_is_kept)
{
    coro_value_t out;

    a = task("A", cancels_itself_and_fails, coro_int(5));
    ck_assert_run("A");
    ck_assert_int_eq(coro_task_result(a, &out), CORO_E_USER);
    ck_assert_int_eq(out.i64, 5);
}
END_TEST

static int awaits_ended_then_sleeps(coro_t *self, coro_value_t arg)
{
    coro__task_cancel(a);
    awaits(self, arg); /* does not suspend */
    return sleeps(self, coro_int(10));
}

START_TEST(test_call_that_does_not_suspend_tells_nothing)
{
    b = task("B", returns, coro_int(5));
    a = task("A", awaits_ended_then_sleeps, coro_ptr(&b));
    ck_assert_run("A=5 A!ECANCELED");
    check_cancelled(a, 1);
}
END_TEST

/* ---- How often */

static int swallows(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < arg.i64; i++)
        sleeps(self, coro_int(10));
    return coro_return(self, coro_int(5));
}

START_TEST(test_cancel_requested_often_is_told_once)
{
    coro_value_t out;

    a = task("A", swallows, coro_int(3));
    stage_run_until(5);
    for (int i = 0; i < 4; i++)
        ck_assert(coro__task_cancel(a));
    ck_assert_run("A!ECANCELED A@15 A@25");
    ck_assert_uint_eq(a->cancels, 4);
    ck_assert_int_eq(coro_task_result(a, &out), 0); /* swallowed */
    ck_assert_int_eq(out.i64, 5);
}
END_TEST

START_TEST(test_cancel_requested_anew_is_told_anew)
{
    a = task("A", swallows, coro_int(3));
    stage_run_until(5);
    ck_assert(coro__task_cancel(a));
    stage_run_until(12);
    ck_assert(coro__task_cancel(a));
    ck_assert_run("A!ECANCELED A!ECANCELED A@22");
    ck_assert_uint_eq(a->cancels, 2);
}
END_TEST

static int converts(coro_t *self, coro_value_t arg)
{
    sleeps(self, coro_int(10));
    return fails(self, arg);
}

START_TEST(test_task_that_fails_when_cancelled_has_failed)
{
    coro_value_t out;

    a = task("A", converts, coro_int(3));
    stage_run_until(5);
    ck_assert(coro__task_cancel(a));
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(coro_task_result(a, &out), CORO_E_USER);
    ck_assert_int_eq(out.i64, 3);
}
END_TEST

/* ---- How deep */

static int drives(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", sleeps, arg);
    coro_value_t out = coro_int(1);
    int rc = coro_next(gen, &out);

    trace_got(coro_name(self), rc, out);
    ck_assert_int_eq(coro_state(gen), CORO_STATE_CLOSED);
    coro_free(gen);
    return 0;
}

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", drives, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    trace_got(coro_name(self), rc, coro_none());
    return sleeps(self, coro_int(1));
}

START_TEST(test_cancel_is_told_at_the_innermost_suspension)
{
    a = task("A", delegates, coro_int(10));
    stage_run_until(5);
    ck_assert(coro__task_cancel(a));
    /* d swallowed what g passed on. */
    ck_assert_run("g!ECANCELED d!ECANCELED A=0 A@6");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

static int delegates_yields(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", yields, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

START_TEST(test_cancel_of_a_delegating_task_is_told_to_the_leaf)
{
    a = task("A", delegates_yields, coro_none());
    task("B", cancels, coro_ptr(&a));
    ck_assert_run("B:1 g!ECANCELED A=0");
}
END_TEST

/* Suspend by the way in `arg`; a payload set before is not that of what is
 * delivered there. */
static int sets_payload_then(coro_t *self, coro_value_t arg)
{
    coro_fail(self, -ECANCELED, coro_int(5));
    switch (arg.i64) {
    case 0:
        return coro_sched_yield(self);
    case 1:
        return coro_sleep(self, CORO_MS(10));
    case 2:
        return coro_yield(self, coro_none(), NULL);
    default:
        return coro_await(self, b, NULL);
    }
}

static int delegates_payload(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", sets_payload_then, arg);
    coro_value_t out = coro_int(1);

    trace_got("g", coro_yield_from(self, gen, &out), out);
    coro_free(gen);
    return 0;
}

START_TEST(test_cancel_carries_no_payload)
{
    b = task("B", sleeps, coro_int(10));
    a = task("A", delegates_payload, coro_int(_i));
    task("C", cancels, coro_ptr(&a));
    ck_assert_run(_i == 3 ? "C:1 B!ECANCELED g!ECANCELED"
                          : "C:1 g!ECANCELED B@10");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_cancel_ends_a_sleep);
    tcase_add_test(tcase, test_cancel_of_a_task_that_never_ran_runs_nothing);
    tcase_add_test(tcase, test_cancel_of_an_ended_task_is_not_accepted);
    tcase_add_test(
        tcase, test_cancel_of_a_task_that_gave_up_its_turn_is_told_at_the_next);
    tcase_add_test(tcase,
                   test_cancel_of_a_task_at_a_yield_is_what_the_yield_returns);
    tcase_add_test(tcase, test_cancel_beats_a_sleep_that_ends_at_the_same_time);
    tcase_add_test(
        tcase,
        test_cancel_of_an_added_generator_is_told_where_it_was_suspended);
    tcase_add_test(tcase,
                   test_task_that_cancels_itself_is_told_where_it_sleeps);
    tcase_add_test(tcase,
                   test_task_that_cancels_itself_is_told_where_it_yields);
    tcase_add_test(tcase, test_value_of_a_body_that_returns_untold_is_lost);
    tcase_add_test(tcase, test_error_of_a_body_that_fails_untold_is_kept);
    tcase_add_test(tcase, test_call_that_does_not_suspend_tells_nothing);
    tcase_add_test(tcase, test_cancel_requested_often_is_told_once);
    tcase_add_test(tcase, test_cancel_requested_anew_is_told_anew);
    tcase_add_test(tcase, test_task_that_fails_when_cancelled_has_failed);
    tcase_add_test(tcase, test_cancel_is_told_at_the_innermost_suspension);
    tcase_add_test(tcase, test_cancel_of_a_delegating_task_is_told_to_the_leaf);
    tcase_add_loop_test(tcase, test_cancel_carries_no_payload, 0, 4);
}

int main(void)
{
    return run_suite("cancel", add_tests);
}
