/* SPDX-License-Identifier: MIT */
/* Waiting for one: shielded, or up to a deadline. */
#include "sched/suite.h"

static coro_task_t *a, *b;
static int64_t limit_ms;

static int shields(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    coro_value_t value = coro_int(99);
    int rc = coro_shield(self, coro_task_future(*task_at), &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

static int waits_for(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    coro_value_t value = coro_int(99);
    int rc = coro_wait_for(self, coro_task_future(*task_at),
                           coro_deadline(self, CORO_MS(limit_ms)), &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

START_TEST(test_shield_keeps_a_request_to_stop_from_the_task)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", shields, coro_ptr(&a));
    stage_run_until(5);
    coro_task_cancel(b);
    ck_assert_run("B!ECANCELED A@10");
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
}
END_TEST

START_TEST(test_shield_gives_what_the_task_comes_to)
{
    a = task("A", sleeps, coro_int(10));
    task("B", shields, coro_ptr(&a));
    ck_assert_run("A@10 B=10");
    task("C", shields, coro_ptr(&a));
    ck_assert_run("C=10");
}
END_TEST

static int sleeps_and_fails(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(arg.i64));
    return fails(self, arg);
}

START_TEST(test_shield_given_up_leaves_a_later_failure_to_the_hook)
{
    a = task("A", sleeps_and_fails, coro_int(10));
    b = task("B", shields, coro_ptr(&a));
    stage_run_until(5);
    coro_task_cancel(b);
    coro_task_release(a);
    ck_assert_run("B!ECANCELED hook:A!-10000/10");
}
END_TEST

START_TEST(test_wait_for_gives_a_result_that_comes_in_time)
{
    limit_ms = 20;
    a = task("A", sleeps, coro_int(10));
    b = task("B", waits_for, coro_ptr(&a));
    ck_assert_run("A@10 B=10");
    ck_assert_uint_eq(coro_task_cancelling(b), 0);
}
END_TEST

START_TEST(test_wait_for_cancels_at_the_deadline)
{
    limit_ms = 5;
    a = task("A", sleeps, coro_int(10));
    b = task("B", waits_for, coro_ptr(&a));
    ck_assert_run("A!ECANCELED B!ETIMEDOUT");
    ck_assert_uint_eq(coro_task_cancelling(b), 0);
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(5));
}
END_TEST

static int sleeps_then_time_flies(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    stage_time.now_ns += CORO_MS(100);
    return rc == 0 ? coro_return(self, arg) : rc;
}

START_TEST(test_wait_for_a_result_on_its_way_at_the_deadline_is_not_lost)
{
    limit_ms = 20;
    a = task("A", sleeps_then_time_flies, coro_int(10));
    b = task("B", waits_for, coro_ptr(&a));
    ck_assert_run("B=10");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(110));
    ck_assert_uint_eq(coro_task_cancelling(b), 0);
}
END_TEST

static int swallows(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(100));
    return coro_return(self, arg);
}

START_TEST(test_wait_for_one_that_swallows_the_request_gives_its_result)
{
    limit_ms = _i == 0 ? 5 : 0;
    a = task("A", swallows, coro_int(4));
    task("A2", steps, coro_int(1));
    stage_run_until(1);
    trace_clear();
    b = task("B", waits_for, coro_ptr(&a));
    ck_assert_run("B=4");
    ck_assert_uint_eq(coro_task_cancelling(b), 0);
}
END_TEST

START_TEST(test_wait_for_with_a_deadline_passed_cancels_unless_it_is_done)
{
    limit_ms = 0;
    a = task("A", sleeps, coro_int(10));
    task("B", waits_for, coro_ptr(&a));
    ck_assert_run("A!ECANCELED B!ETIMEDOUT");
    a = task("C", returns, coro_int(3));
    ck_assert_run("");
    task("D", waits_for, coro_ptr(&a));
    ck_assert_run("D=3");
}
END_TEST

START_TEST(test_wait_for_itself_is_refused)
{
    limit_ms = 5;
    a = task("A", waits_for, coro_ptr(&a));
    ck_assert_run("A!EDEADLK");
}
END_TEST

START_TEST(test_wait_for_told_by_others_is_no_timeout)
{
    limit_ms = 10;
    a = task("A", sleeps, coro_int(100));
    b = task("B", waits_for, coro_ptr(&a));
    stage_run_until(5);
    coro_task_cancel(b);
    ck_assert_run("A!ECANCELED B!ECANCELED");
    ck_assert_uint_eq(coro_task_cancelling(b), 1);
}
END_TEST

static void run_and_free(const char *text)
{
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace(text);
}

START_TEST(test_failure_gotten_by_wait_for_is_taken)
{
    limit_ms = 50;
    a = task("A", sleeps_and_fails, coro_int(1));
    b = task("B", waits_for, coro_ptr(&a));
    run_and_free("B!-10000/1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_shield_keeps_a_request_to_stop_from_the_task);
    tcase_add_test(tcase, test_shield_gives_what_the_task_comes_to);
    tcase_add_test(tcase,
                   test_shield_given_up_leaves_a_later_failure_to_the_hook);
    tcase_add_test(tcase, test_wait_for_gives_a_result_that_comes_in_time);
    tcase_add_test(tcase, test_wait_for_cancels_at_the_deadline);
    tcase_add_test(
        tcase, test_wait_for_a_result_on_its_way_at_the_deadline_is_not_lost);
    tcase_add_loop_test(
        tcase, test_wait_for_one_that_swallows_the_request_gives_its_result, 0,
        2);
    tcase_add_test(
        tcase, test_wait_for_with_a_deadline_passed_cancels_unless_it_is_done);
    tcase_add_test(tcase, test_wait_for_itself_is_refused);
    tcase_add_test(tcase, test_wait_for_told_by_others_is_no_timeout);
    tcase_add_test(tcase, test_failure_gotten_by_wait_for_is_taken);
}

int main(void)
{
    return run_suite("waiting for one", add_tests);
}
