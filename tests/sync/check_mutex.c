/* SPDX-License-Identifier: MIT */
/* Mutexes. */
#include "suite.h"

static coro_mutex_t mutex;

/* Lock, hold it for a turn, unlock. `arg` is how long to wait for it. */
static int locks(coro_t *self, coro_value_t arg)
{
    int rc = coro_mutex_lock_until(self, &mutex, deadline_of(self, arg));

    trace_got(coro_name(self), rc, coro_none());
    if (rc != 0)
        return rc == -ECANCELED ? rc : 0;
    ck_assert(coro_mutex_is_locked(&mutex));
    rc = coro_sched_yield(self);
    coro_mutex_unlock(&mutex);
    return rc;
}

static int locks_and_sleeps(coro_t *self, coro_value_t arg)
{
    int rc = coro_mutex_lock(self, &mutex);

    if (rc == 0)
        rc = coro_sleep(self, CORO_MS(arg.i64));
    coro_mutex_unlock(&mutex);
    return rc;
}

static void begin(int64_t held_ms)
{
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    if (held_ms > 0)
        task("H", locks_and_sleeps, coro_int(held_ms));
}

START_TEST(test_mutex_is_had_in_the_order_of_coming)
{
    begin(10);
    task("A", locks, coro_int(0));
    task("B", locks, coro_int(0));
    task("C", locks, coro_int(0));
    ck_assert_run("A=0 B=0 C=0");
    ck_assert(!coro_mutex_is_locked(&mutex));
}
END_TEST

static int overtakes(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(arg.i64));
    /* Unlocked, and somebody in line. */
    ck_assert_int_eq(coro_mutex_unlock(&mutex), 0);
    ck_assert(!coro_mutex_is_locked(&mutex));
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), -EBUSY);
    return locks(self, coro_none());
}

START_TEST(test_mutex_unlocked_is_the_firsts_in_line)
{
    begin(0);
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), 0);
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), -EBUSY);
    task("A", locks, coro_int(0));
    task("B", overtakes, coro_int(5));
    ck_assert_run("A=0 B=0");
}
END_TEST

START_TEST(test_mutex_waited_for_too_long_is_late_and_the_next_ones)
{
    begin(10);
    task("A", locks, coro_int(5));
    task("B", locks, coro_int(0));
    ck_assert_run("A!ETIMEDOUT B=0");
}
END_TEST

/* A and B wait; it is unlocked, and A asked to stop before it has run. */
static coro_task_t *first;

static int unlocks_and_cancels(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(arg.i64));
    coro_mutex_unlock(&mutex);
    coro_task_cancel(first);
    return 0;
}

START_TEST(test_mutex_of_one_asked_to_stop_goes_to_the_next)
{
    begin(0);
    coro_mutex_try_lock(&mutex);
    first = task("A", locks, coro_int(0));
    task("B", locks, coro_int(0));
    task("C", unlocks_and_cancels, coro_int(5));
    ck_assert_run("A!ECANCELED B=0");
    ck_assert(!coro_mutex_is_locked(&mutex));
}
END_TEST

START_TEST(test_mutex_unlocked_twice_is_refused)
{
    begin(0);
    ck_assert_int_eq(coro_mutex_unlock(&mutex), -EPERM);
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), 0);
    ck_assert_int_eq(coro_mutex_unlock(&mutex), 0);
    ck_assert_int_eq(coro_mutex_unlock(&mutex), -EPERM);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_mutex_is_had_in_the_order_of_coming);
    tcase_add_test(tcase, test_mutex_unlocked_is_the_firsts_in_line);
    tcase_add_test(tcase,
                   test_mutex_waited_for_too_long_is_late_and_the_next_ones);
    tcase_add_test(tcase, test_mutex_of_one_asked_to_stop_goes_to_the_next);
    tcase_add_test(tcase, test_mutex_unlocked_twice_is_refused);
}

int main(void)
{
    return run_suite("mutexes", add_tests);
}
