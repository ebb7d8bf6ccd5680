/* SPDX-License-Identifier: MIT */
/* Conditions. */
#include "suite.h"

static coro_mutex_t mutex;
static coro_condition_t condition = CORO_CONDITION_INIT(&mutex);
static coro_task_t *first;

static int waits(coro_t *self, coro_value_t arg)
{
    int rc = coro_mutex_lock(self, &mutex);

    if (rc != 0)
        return rc;
    rc = coro_condition_wait_until(self, &condition, deadline_of(self, arg));
    ck_assert(coro_mutex_is_locked(&mutex));
    trace_got(coro_name(self), rc, coro_none());
    coro_mutex_unlock(&mutex);
    return rc == -ECANCELED ? rc : 0;
}

static void three_wait(void)
{
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    first = task("A", waits, coro_int(0));
    task("B", waits, coro_int(0));
    task("C", waits, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert(!coro_mutex_is_locked(&mutex));
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), 0);
}

START_TEST(test_condition_notifies_the_first_so_many)
{
    three_wait();
    ck_assert_int_eq(coro_condition_notify(&condition, 0), 0);
    ck_assert_int_eq(coro_condition_notify(&condition, 2), 0);
    coro_mutex_unlock(&mutex);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("A=0 B=0");
    coro_mutex_try_lock(&mutex);
    ck_assert_int_eq(coro_condition_notify_all(&condition), 0);
    coro_mutex_unlock(&mutex);
    ck_assert_run("C=0");
}
END_TEST

START_TEST(test_condition_waiter_notified_waits_for_the_mutex)
{
    three_wait();
    coro_condition_notify_all(&condition);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("");
    coro_mutex_unlock(&mutex);
    ck_assert_run("A=0 B=0 C=0");
}
END_TEST

START_TEST(test_condition_notified_in_vain_notifies_the_next)
{
    three_wait();
    coro_condition_notify(&condition, 1);
    coro_mutex_unlock(&mutex);
    coro_task_cancel(first);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("A!ECANCELED B=0");
    coro_mutex_try_lock(&mutex);
    coro_condition_notify_all(&condition);
    coro_mutex_unlock(&mutex);
    ck_assert_run("C=0");
}
END_TEST

START_TEST(test_condition_waiter_asked_to_stop_notifies_nobody)
{
    three_wait();
    coro_mutex_unlock(&mutex);
    coro_task_cancel(first);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("A!ECANCELED");
    coro_mutex_try_lock(&mutex);
    coro_condition_notify_all(&condition);
    coro_mutex_unlock(&mutex);
    ck_assert_run("B=0 C=0");
}
END_TEST

START_TEST(test_condition_waiter_has_the_mutex_before_it_is_told)
{
    three_wait();
    for (int i = 0; i < 3; i++) {
        coro_task_cancel(first);
        ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
        ck_assert_trace("");
    }
    coro_condition_notify_all(&condition);
    coro_mutex_unlock(&mutex);
    ck_assert_run("A!ECANCELED B=0 C=0");
    ck_assert_uint_eq(coro_task_cancelling(first), 3);
}
END_TEST

START_TEST(test_condition_waited_for_too_long_is_late)
{
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    task("A", waits, coro_int(10));
    ck_assert_run("A!ETIMEDOUT");
    ck_assert(!coro_mutex_is_locked(&mutex));
}
END_TEST

static int waits_unlocked(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return waited(self, coro_condition_wait(self, &condition));
}

START_TEST(test_condition_without_the_mutex_is_refused)
{
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    task("A", waits_unlocked, coro_none());
    ck_assert_run("A!EPERM");
    ck_assert_int_eq(coro_condition_notify(&condition, 1), -EPERM);
    ck_assert_int_eq(coro_condition_notify_all(&condition), -EPERM);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_condition_notifies_the_first_so_many);
    tcase_add_test(tcase, test_condition_waiter_notified_waits_for_the_mutex);
    tcase_add_test(tcase, test_condition_notified_in_vain_notifies_the_next);
    tcase_add_test(tcase, test_condition_waiter_asked_to_stop_notifies_nobody);
    tcase_add_test(tcase,
                   test_condition_waiter_has_the_mutex_before_it_is_told);
    tcase_add_test(tcase, test_condition_waited_for_too_long_is_late);
    tcase_add_test(tcase, test_condition_without_the_mutex_is_refused);
}

int main(void)
{
    return run_suite("conditions", add_tests);
}
