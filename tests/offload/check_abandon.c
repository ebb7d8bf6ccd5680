/* SPDX-License-Identifier: MIT */
/* Leaving a function that runs: who gets what it was given, and its result. */
#include "blocking.h"

static coro_task_t *a, *b;

static int cancels_under_way(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    return cancels(self, arg);
}

START_TEST(test_abandoned_function_ends_in_other_hands)
{
    one.status = CORO_E_USER;
    a = task("A", offloads_abandonable, coro_ptr(&one));
    task("B", cancels_under_way, coro_ptr(&a));
    ck_assert_run("B:1 A!ECANCELED");
    ck_assert_int_eq(sem_trywait(&one.left), -1);
    sem_post(&one.may_return);
    wait_for(&one.left);
    ck_assert_int_eq(one.abandoned_with, CORO_E_USER);
    ck_assert_int_eq(one.abandoned_value, 7);
    ck_assert(pthread_equal(one.abandoned_on, one.thread));
}
END_TEST

static int releases_first(coro_t *self, coro_value_t arg)
{
    int rc = steps(self, coro_int(2));

    (void)arg;
    sem_post(&one.may_return);
    return rc;
}

START_TEST(test_worker_goes_on_after_an_abandoned_function)
{
    a = task("A", offloads_abandonable, coro_ptr(&one));
    task("B", cancels_under_way, coro_ptr(&a));
    task("C", offloads, coro_ptr(&other));
    sem_post(&other.may_return);
    task("D", releases_first, coro_none());
    ck_assert_run("B:1 D1 A!ECANCELED D2 C=8");
}
END_TEST

START_TEST(test_abandonable_function_with_a_result_is_not_abandoned)
{
    a = task("A", offloads_abandonable, coro_ptr(&one));
    sem_post(&one.may_return);
    ck_assert_run("A=7");
    ck_assert_int_eq(coro_workers_free(workers), 0);
    workers = NULL;
    ck_assert_int_eq(sem_trywait(&one.left), -1);
}
END_TEST

static int cancels_b(coro_t *self, coro_value_t arg)
{
    int rc;

    wait_for(&one.begun);
    cancels(self, arg);
    rc = coro_sched_yield(self); /* now it is not in the queue any more */
    sem_post(&one.may_return);
    return rc;
}

START_TEST(test_abandonable_function_not_called_is_abandoned_by_the_call)
{
    a = task("A", offloads, coro_ptr(&one));
    b = task("B", offloads_abandonable, coro_ptr(&other));
    task("C", cancels_b, coro_ptr(&b));
    ck_assert_run("C:1 B!ECANCELED A=7");
    ck_assert_int_eq(other.calls, 0);
    ck_assert_int_eq(sem_trywait(&other.left), 0);
    ck_assert_int_eq(other.abandoned_with, -ECANCELED);
    ck_assert_int_eq(other.abandoned_value, 0);
    ck_assert(pthread_equal(other.abandoned_on, pthread_self()));
}
END_TEST

static int cancels_itself(coro_t *self, coro_value_t arg)
{
    coro_task_cancel(coro_task_current(self));
    return offloads_abandonable(self, arg);
}

START_TEST(test_abandonable_function_of_one_already_asked_is_abandoned)
{
    task("A", cancels_itself, coro_ptr(&one));
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(one.calls, 0);
    ck_assert_int_eq(sem_trywait(&one.left), 0);
    ck_assert_int_eq(one.abandoned_with, -ECANCELED);
}
END_TEST

static int cancels_at_the_end(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    sem_post(&one.may_return);
    wait_for_post();
    return cancels(self, arg);
}

START_TEST(test_abandonable_function_that_has_returned_is_not_abandoned)
{
    a = task("A", offloads_abandonable, coro_ptr(&one));
    task("B", cancels_at_the_end, coro_ptr(&a));
    ck_assert_run("B:1 A=7");
    ck_assert_int_eq(sem_trywait(&one.left), -1);
}
END_TEST

static int sleeps_once_begun(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    return sleeps(self, arg);
}

static int within_ten(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc =
        coro_timeout_begin(self, &timeout, coro_deadline(self, CORO_MS(10)));

    ck_assert_int_eq(rc, 0);
    rc = coro_timeout_end(self, &timeout, offloads_abandonable(self, arg));
    trace_now(rc == -ETIMEDOUT ? "late" : "in-time");
    return 0;
}

START_TEST(test_abandonable_function_is_left_at_the_deadline)
{
    task("A", within_ten, coro_ptr(&one));
    task("B", sleeps_once_begun, coro_int(5));
    ck_assert_run("B@5 A!ECANCELED late@10");
    sem_post(&one.may_return);
    wait_for(&one.left);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_abandoned_function_ends_in_other_hands);
    tcase_add_test(tcase, test_worker_goes_on_after_an_abandoned_function);
    tcase_add_test(tcase,
                   test_abandonable_function_with_a_result_is_not_abandoned);
    tcase_add_test(
        tcase, test_abandonable_function_not_called_is_abandoned_by_the_call);
    tcase_add_test(tcase,
                   test_abandonable_function_of_one_already_asked_is_abandoned);
    tcase_add_test(
        tcase, test_abandonable_function_that_has_returned_is_not_abandoned);
    tcase_add_test(tcase, test_abandonable_function_is_left_at_the_deadline);
}

int main(void)
{
    return run_offload_suite("offload_abandon", add_tests);
}
