/* SPDX-License-Identifier: MIT */
/* Asking a task to stop that awaits another one: the request is passed on. */
#include "sched/scheduler.h"

#include "suite.h"

static coro_task_t *a, *b, *c;

static void check_requests(unsigned of_a, unsigned of_b)
{
    ck_assert_uint_eq(a->cancels, of_a);
    ck_assert_uint_eq(b->cancels, of_b);
}

START_TEST(test_cancel_of_an_awaiting_task_is_passed_on)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_int_eq(coro_task_state(b), CORO_TASK_AWAITING);
    ck_assert_run("A!ECANCELED B!ECANCELED");
    check_requests(1, 1);
    ck_assert_int_eq(coro_task_result(b, NULL), CORO_E_AWAITED_CANCELLED);
}
END_TEST

START_TEST(test_cancel_is_passed_on_to_the_end_of_the_chain)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", awaits, coro_ptr(&b));
    stage_run_until(5);
    ck_assert(coro__task_cancel(c));
    ck_assert_run("A!ECANCELED B!ECANCELED C!ECANCELED");
    check_requests(1, 1);
    ck_assert_uint_eq(c->cancels, 1);
}
END_TEST

START_TEST(test_cancel_in_the_middle_of_the_chain_leaves_the_rest_uncancelled)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", awaits, coro_ptr(&b));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED B!ECANCELED C!AWAITED_CANCELLED");
    check_requests(1, 1);
    ck_assert_uint_eq(c->cancels, 0);
}
END_TEST

START_TEST(test_cancel_of_one_of_two_waiters_cancels_what_both_await)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", awaits, coro_ptr(&a));
    stage_run_until(5);
    ck_assert(coro__task_cancel(c));
    ck_assert_run("A!ECANCELED B!AWAITED_CANCELLED C!ECANCELED");
    check_requests(1, 0);
    ck_assert_uint_eq(c->cancels, 1);
}
END_TEST

START_TEST(test_cancel_passed_on_to_a_task_that_never_ran_runs_nothing_of_it)
{
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", cancels, coro_ptr(&b));
    a = task("A", steps, coro_int(1));
    ck_assert_run("C:1 B!ECANCELED");
    check_requests(1, 1);
}
END_TEST

/* Sleep; cancelled, sleep once more and return 7. */
static int swallows(coro_t *self, coro_value_t arg)
{
    if (sleeps(self, arg) == -ECANCELED)
        sleeps(self, arg);
    return coro_return(self, coro_int(7));
}

START_TEST(test_waiter_of_a_task_that_swallows_gets_its_result)
{
    a = task("A", swallows, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED A@15 B=7");
    check_requests(1, 1);
    ck_assert_int_eq(coro_task_result(b, NULL), 0);
}
END_TEST

static int fails_when_cancelled(coro_t *self, coro_value_t arg)
{
    sleeps(self, coro_int(10));
    return fails(self, arg);
}

START_TEST(test_waiter_of_a_task_that_fails_when_cancelled_gets_the_error)
{
    a = task("A", fails_when_cancelled, coro_int(3));
    b = task("B", awaits, coro_ptr(&a));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED B!-10000/3");
    coro_task_release(a); /* taken by B */
    coro_task_release(b);
    ck_assert_trace("hook:B!-10000/3");
}
END_TEST

static int awaits_again(coro_t *self, coro_value_t arg)
{
    awaits(self, arg);
    return awaits(self, arg);
}

START_TEST(test_cancel_passed_on_in_one_await_is_forgotten_in_the_next)
{
    a = task("A", swallows, coro_int(10));
    b = task("B", awaits_again, coro_ptr(&a));
    task("C", awaits, coro_ptr(&b));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED A@15 B=7 B=7 C=7");
}
END_TEST

static int awaits_two(coro_t *self, coro_value_t arg)
{
    (void)arg;
    awaits(self, coro_ptr(&a));
    return awaits(self, coro_ptr(&c));
}

static int gives_up_later(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(arg.i64));
    return -ECANCELED;
}

START_TEST(test_await_after_a_swallowed_cancel_answers_for_its_own_task)
{
    a = task("A", swallows, coro_int(10));
    b = task("B", awaits_two, coro_none());
    c = task("C", gives_up_later, coro_int(20));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED A@15 B=7 B!AWAITED_CANCELLED");
    check_requests(1, 1);
}
END_TEST

/* ---- A result on its way */

static int yields_then_cancels(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    return cancels(self, arg);
}

static int ends_next_turn(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    return arg.i64 == 0 ? coro_return(self, coro_int(5)) : fails(self, arg);
}

START_TEST(test_cancel_beats_a_result_on_its_way)
{
    a = task("A", ends_next_turn, coro_none());
    b = task("B", awaits, coro_ptr(&a));
    task("C", yields_then_cancels, coro_ptr(&b));
    task("D", awaits, coro_ptr(&a));
    ck_assert_run("C:1 B!ECANCELED D=5"); /* A keeps it */
    check_requests(0, 1);
}
END_TEST

START_TEST(test_cancel_beats_an_error_on_its_way_which_is_not_lost)
{
    a = task("A", ends_next_turn, coro_int(3));
    b = task("B", awaits, coro_ptr(&a));
    task("C", yields_then_cancels, coro_ptr(&b));
    ck_assert_run("C:1 B!ECANCELED");
    coro_task_release(a);
    ck_assert_trace("hook:A!-10000/3");
}
END_TEST

START_TEST(test_cancel_of_one_already_cancelled_by_its_task_is_told_once)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits_again, coro_ptr(&a));
    stage_run_until(5);
    ck_assert(coro__task_cancel(b));
    ck_assert(coro__task_cancel(b)); /* to A again, which is on its way */
    ck_assert_run("A!ECANCELED B!ECANCELED B!AWAITED_CANCELLED");
    check_requests(2, 2);
}
END_TEST

/* ---- Asked before it awaits, or by the one it awaits */

static int cancels_itself_and_awaits(coro_t *self, coro_value_t arg)
{
    coro__task_cancel(b);
    return awaits(self, arg);
}

START_TEST(test_task_that_cancels_itself_and_awaits_cancels_that_one)
{
    a = task("A", swallows, coro_int(10));
    b = task("B", cancels_itself_and_awaits, coro_ptr(&a));
    ck_assert_run("A!ECANCELED A@10 B=7");
    check_requests(1, 1);
    ck_assert_int_eq(coro_task_result(b, NULL), 0);
}
END_TEST

static int cancels_waiter_and_sleeps(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    cancels(self, arg);
    return sleeps(self, coro_int(10));
}

START_TEST(test_task_that_cancels_its_own_waiter_is_told)
{
    a = task("A", cancels_waiter_and_sleeps, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_run("A:1 A!ECANCELED B!ECANCELED");
    check_requests(1, 1);
}
END_TEST

START_TEST(test_cancel_reaches_an_awaited_task_that_was_released)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    stage_run_until(5);
    coro_task_release(a);
    ck_assert(coro__task_cancel(b));
    ck_assert_run("A!ECANCELED B!ECANCELED");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_cancel_of_an_awaiting_task_is_passed_on);
    tcase_add_test(tcase, test_cancel_is_passed_on_to_the_end_of_the_chain);
    tcase_add_test(
        tcase,
        test_cancel_in_the_middle_of_the_chain_leaves_the_rest_uncancelled);
    tcase_add_test(tcase,
                   test_cancel_of_one_of_two_waiters_cancels_what_both_await);
    tcase_add_test(
        tcase,
        test_cancel_passed_on_to_a_task_that_never_ran_runs_nothing_of_it);
    tcase_add_test(tcase, test_waiter_of_a_task_that_swallows_gets_its_result);
    tcase_add_test(
        tcase, test_waiter_of_a_task_that_fails_when_cancelled_gets_the_error);
    tcase_add_test(tcase,
                   test_cancel_passed_on_in_one_await_is_forgotten_in_the_next);
    tcase_add_test(
        tcase, test_await_after_a_swallowed_cancel_answers_for_its_own_task);
    tcase_add_test(tcase, test_cancel_beats_a_result_on_its_way);
    tcase_add_test(tcase,
                   test_cancel_beats_an_error_on_its_way_which_is_not_lost);
    tcase_add_test(
        tcase, test_cancel_of_one_already_cancelled_by_its_task_is_told_once);
    tcase_add_test(tcase,
                   test_task_that_cancels_itself_and_awaits_cancels_that_one);
    tcase_add_test(tcase, test_task_that_cancels_its_own_waiter_is_told);
    tcase_add_test(tcase,
                   test_cancel_reaches_an_awaited_task_that_was_released);
}

int main(void)
{
    return run_suite("cancel await", add_tests);
}
