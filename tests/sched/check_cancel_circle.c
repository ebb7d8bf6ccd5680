/* SPDX-License-Identifier: MIT */
/*
 * Asking a task to stop in a circle of awaits: where asyncio would not come to
 * an end, the first task that the request meets again is told.
 */
#include "sched/scheduler.h"

#include "suite.h"

static coro_task_t *a, *b, *c;

static void check_deadlocked(void)
{
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("");
}

START_TEST(test_cancel_in_a_circle_of_two_tells_the_one_asked)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    check_deadlocked();
    ck_assert(coro__task_cancel(b));
    ck_assert_int_eq(coro_task_state(b), CORO_TASK_READY);
    ck_assert_ptr_null(coro_task_awaiting(b));
    ck_assert_run("B!ECANCELED A!ECANCELED");
    ck_assert_uint_eq(a->cancels, 1);
    ck_assert_uint_eq(b->cancels, 1);
}
END_TEST

START_TEST(test_cancel_before_a_circle_tells_where_it_enters)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", awaits, coro_ptr(&b));
    check_deadlocked();
    ck_assert(coro__task_cancel(c));
    ck_assert_run("B!ECANCELED A!ECANCELED C!ECANCELED");
    ck_assert_uint_eq(a->cancels, 1);
    ck_assert_uint_eq(b->cancels, 1);
    ck_assert_uint_eq(c->cancels, 1);
}
END_TEST

START_TEST(test_cancel_in_a_circle_twice_tells_each_time)
{
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_deadlocked();
    for (unsigned i = 1; i <= 3; i++) {
        ck_assert(coro__task_cancel(a));
        check_deadlocked();
        ck_assert_uint_eq(a->cancels, i);
        ck_assert_ptr_eq(coro_task_awaiting(a), b);
    }
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

/* B leaves the line before A, whatever its place there, and joins it anew. */
START_TEST(test_cancelled_waiter_leaves_the_line_of_the_others_whole)
{
    static const char *const others[] = {"1", "2", "3"};

    a = task("A", awaits, coro_ptr(&b));
    for (int i = 0; i <= 3; i++) {
        if (i == _i)
            b = task("B", insists, coro_ptr(&a));
        if (i < 3)
            task(others[i], awaits, coro_ptr(&a));
    }
    check_deadlocked();
    ck_assert(coro__task_cancel(b));
    check_deadlocked();
    ck_assert(coro__task_cancel(a));
    ck_assert_run("A!ECANCELED 1!AWAITED_CANCELLED 2!AWAITED_CANCELLED "
                  "3!AWAITED_CANCELLED B!AWAITED_CANCELLED");
}
END_TEST

/* B leaves the line before A for good. */
START_TEST(test_cancelled_waiter_that_gives_up_is_not_woken_later)
{
    static const char *const others[] = {"1", "2"};

    a = task("A", insists, coro_ptr(&b));
    for (int i = 0; i <= 2; i++) {
        if (i == _i)
            b = task("B", awaits, coro_ptr(&a));
        if (i < 2)
            task(others[i], awaits, coro_ptr(&a));
    }
    check_deadlocked();
    ck_assert(coro__task_cancel(b));
    ck_assert_run("B!ECANCELED A!AWAITED_CANCELLED 1!AWAITED_CANCELLED "
                  "2!AWAITED_CANCELLED");
}
END_TEST

static int cancels_itself_and_awaits(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    coro__task_cancel(b);
    return awaits(self, arg);
}

START_TEST(test_task_that_closes_a_circle_with_a_cancel_due_is_told_there)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", cancels_itself_and_awaits, coro_ptr(&a));
    ck_assert_run("B!ECANCELED A!ECANCELED");
    ck_assert_uint_eq(a->cancels, 1);
    ck_assert_uint_eq(b->cancels, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_cancel_in_a_circle_of_two_tells_the_one_asked);
    tcase_add_test(tcase, test_cancel_before_a_circle_tells_where_it_enters);
    tcase_add_test(tcase, test_cancel_in_a_circle_twice_tells_each_time);
    tcase_add_loop_test(
        tcase, test_cancelled_waiter_leaves_the_line_of_the_others_whole, 0, 4);
    tcase_add_loop_test(
        tcase, test_cancelled_waiter_that_gives_up_is_not_woken_later, 0, 3);
    tcase_add_test(
        tcase, test_task_that_closes_a_circle_with_a_cancel_due_is_told_there);
}

int main(void)
{
    return run_suite("cancel circle", add_tests);
}
