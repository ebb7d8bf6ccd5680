/* SPDX-License-Identifier: MIT */
/* Asking a task to stop that is in coro_offload. */
#include "blocking.h"

static coro_task_t *a, *b;

/* Offload; then give up the turn: "A:told" if a request is due there. */
static int offloads_and_yields(coro_t *self, coro_value_t arg)
{
    int rc = offloads(self, arg);

    trace("%s:%s", coro_name(self),
          coro_sched_yield(self) == -ECANCELED ? "told" : "untold");
    return rc;
}

/* When the first function is under way, ask *(coro_task_t **)arg to stop. */
static int cancels_under_way(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    return cancels(self, arg);
}

/* Then let it return; and if it is called again, again. */
static int cancels_and_releases(coro_t *self, coro_value_t arg)
{
    cancels_under_way(self, arg);
    steps(self, coro_int(2));
    sem_post(&one.may_return);
    sem_post(&one.may_return);
    return 0;
}

START_TEST(test_cancel_of_one_that_waits_for_a_thread_takes_it_back)
{
    coro_task_t *c;

    a = task("A", offloads, coro_ptr(&one));
    b = task("B", offloads, coro_ptr(&other));
    c = task("C", offloads, coro_ptr(&one));
    task("D", cancels_and_releases, coro_ptr(&b));
    ck_assert_run("D:1 D1 B!ECANCELED D2 A=7 C=7");
    ck_assert_int_eq(other.calls, 0);
    coro_task_release(c);
}
END_TEST

START_TEST(test_cancel_of_a_running_one_is_told_after_the_result)
{
    a = task("A", offloads_and_yields, coro_ptr(&one));
    task("B", cancels_and_releases, coro_ptr(&a));
    ck_assert_run("B:1 B1 B2 A=7 A:told");
}
END_TEST

static int cancels_twice(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    cancels(self, arg);
    cancels(self, arg);
    coro_sched_yield(self);
    sem_post(&one.may_return);
    return 0;
}

START_TEST(test_cancel_of_one_that_waits_for_a_thread_often_is_told_once)
{
    a = task("A", offloads, coro_ptr(&one));
    b = task("B", offloads_and_yields, coro_ptr(&other));
    task("C", cancels_twice, coro_ptr(&b));
    ck_assert_run("C:1 C:1 B!ECANCELED B:untold A=7");
}
END_TEST

static int cancels_three_times(coro_t *self, coro_value_t arg)
{
    cancels_under_way(self, arg);
    coro_sched_yield(self);
    cancels(self, arg);
    cancels(self, arg);
    coro_sched_yield(self);
    sem_post(&one.may_return);
    return 0;
}

START_TEST(test_cancel_of_a_running_one_often_is_told_once)
{
    a = task("A", offloads_and_yields, coro_ptr(&one));
    task("B", cancels_three_times, coro_ptr(&a));
    ck_assert_run("B:1 B:1 B:1 A=7 A:told");
    ck_assert_uint_eq(coro_task_cancelling(a), 3);
}
END_TEST

static int cancels_and_takes_back(coro_t *self, coro_value_t arg)
{
    cancels_under_way(self, arg);
    coro_sched_yield(self);
    coro_task_uncancel(a);
    sem_post(&one.may_return);
    return 0;
}

START_TEST(test_cancel_of_a_running_one_taken_back_is_not_told)
{
    a = task("A", offloads_and_yields, coro_ptr(&one));
    task("B", cancels_and_takes_back, coro_ptr(&a));
    ck_assert_run("B:1 A=7 A:untold");
}
END_TEST

static int cancels_itself(coro_t *self, coro_value_t arg)
{
    coro_task_cancel(coro_task_current(self));
    return offloads(self, arg);
}

START_TEST(test_task_already_asked_to_stop_calls_nothing)
{
    task("A", cancels_itself, coro_ptr(&one));
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(one.calls, 0);
}
END_TEST

/* The function has returned, but what it posted was not run. */
static int cancels_at_the_end(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    sem_post(&one.may_return);
    wait_for_post();
    return cancels(self, arg);
}

START_TEST(test_cancel_after_the_function_has_returned_leaves_the_result)
{
    a = task("A", offloads_and_yields, coro_ptr(&one));
    task("B", cancels_at_the_end, coro_ptr(&a));
    ck_assert_run("B:1 A=7 A:told");
}
END_TEST

static void asks_a_to_stop(void *ctx)
{
    (void)ctx;
    trace("ask:%d", coro_task_cancel(a));
}

static coro_post_t after;

static int posts_after(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    wait_for(&one.begun);
    sem_post(&one.may_return);
    wait_for_post();
    return coro_post(&after);
}

START_TEST(test_cancel_of_one_that_was_woken_leaves_the_result)
{
    ck_assert_int_eq(coro_post_init(&after, sched, asks_a_to_stop, NULL), 0);
    a = task("A", offloads_and_yields, coro_ptr(&one));
    task("B", posts_after, coro_none());
    ck_assert_run("ask:0 A=7 A:told");
}
END_TEST

/* ---- Deadlines */

static int in_a_scope(coro_t *self, coro_fn_t *fn, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc;

    rc = coro_timeout_begin(self, &timeout, coro_deadline(self, CORO_MS(10)));
    ck_assert_int_eq(rc, 0);
    rc = coro_timeout_end(self, &timeout, fn(self, arg));
    trace("%s:%d", coro_timeout_expired(&timeout) ? "late" : "in-time", rc);
    return coro_sched_yield(self);
}

static int offloads_in_a_scope(coro_t *self, coro_value_t arg)
{
    return in_a_scope(self, offloads, arg);
}

static int releases_late(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    wait_for(&one.begun);
    rc = sleeps(self, coro_int(20));
    sem_post(&one.may_return);
    return rc;
}

START_TEST(test_result_after_the_deadline_is_not_lost)
{
    a = task("A", offloads_in_a_scope, coro_ptr(&one));
    task("B", releases_late, coro_none());
    ck_assert_run("B@20 A=7 late:0");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

START_TEST(test_deadline_of_one_that_waits_for_a_thread_takes_it_back)
{
    task("A", offloads, coro_ptr(&one));
    task("B", offloads_in_a_scope, coro_ptr(&other));
    task("C", releases_late, coro_none());
    ck_assert_run("B!ECANCELED late:-110 C@20 A=7");
    ck_assert_int_eq(other.calls, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_cancel_of_one_that_waits_for_a_thread_takes_it_back);
    tcase_add_test(
        tcase, test_cancel_of_one_that_waits_for_a_thread_often_is_told_once);
    tcase_add_test(tcase,
                   test_cancel_of_a_running_one_is_told_after_the_result);
    tcase_add_test(tcase, test_cancel_of_a_running_one_often_is_told_once);
    tcase_add_test(tcase, test_cancel_of_a_running_one_taken_back_is_not_told);
    tcase_add_test(tcase, test_task_already_asked_to_stop_calls_nothing);
    tcase_add_test(
        tcase, test_cancel_after_the_function_has_returned_leaves_the_result);
    tcase_add_test(tcase, test_cancel_of_one_that_was_woken_leaves_the_result);
    tcase_add_test(tcase, test_result_after_the_deadline_is_not_lost);
    tcase_add_test(tcase,
                   test_deadline_of_one_that_waits_for_a_thread_takes_it_back);
}

int main(void)
{
    return run_offload_suite("offload_cancel", add_tests);
}
