/* SPDX-License-Identifier: MIT */
/* What CPython's test_locks shows, as far as the other suites do not:
 * docs/asyncio.md has the list. */
#include "suite.h"

#define ck_assert_all_wait() \
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK)

static coro_task_t *first;

/* ---- Conditions */

static coro_mutex_t mutex;
static coro_condition_t condition;
static int state;

/* Take one of `state`, waiting for it. */
static int consumes(coro_t *self, coro_value_t arg)
{
    int rc = coro_mutex_lock(self, &mutex);

    while (rc == 0 && state == 0)
        rc = coro_condition_wait(self, &condition);
    if (rc == 0)
        state--;
    ck_assert(coro_mutex_is_locked(&mutex));
    coro_mutex_unlock(&mutex);
    (void)arg;
    return waited(self, rc);
}

static void two_consume(void)
{
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    condition = (coro_condition_t)CORO_CONDITION_INIT(&mutex);
    state = 0;
    first = task("A", consumes, coro_none());
    task("B", consumes, coro_none());
    ck_assert_all_wait();
    ck_assert_int_eq(coro_mutex_try_lock(&mutex), 0);
    state = 1;
    ck_assert_int_eq(coro_condition_notify(&condition, 1), 0);
}

START_TEST(test_condition_notified_and_asked_to_stop_at_once_notifies_the_next)
{
    two_consume();
    coro_task_cancel(first);
    coro_mutex_unlock(&mutex);
    ck_assert_run("A!ECANCELED B=0");
    ck_assert_int_eq(state, 0);
}
END_TEST

START_TEST(test_condition_asked_to_stop_while_it_locks_again_notifies_the_next)
{
    two_consume();
    ck_assert_all_wait(); /* A waits for the mutex */
    coro_task_cancel(first);
    ck_assert_all_wait();
    coro_mutex_unlock(&mutex);
    ck_assert_run("A!ECANCELED B=0");
    ck_assert_int_eq(state, 0);
}
END_TEST

/* ---- Semaphores */

static coro_semaphore_t semaphore;

static int acquires(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return waited(self, coro_semaphore_acquire(self, &semaphore));
}

START_TEST(test_semaphore_released_when_the_first_is_asked_to_stop_is_the_nexts)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(0);
    first = task("A", acquires, coro_none());
    task("B", acquires, coro_none());
    ck_assert_all_wait();
    coro_task_cancel(first);
    coro_semaphore_release(&semaphore);
    ck_assert_run("A!ECANCELED B=0");
    ck_assert(coro_semaphore_is_locked(&semaphore));
}
END_TEST

static int releases_then_cancels(coro_t *self, coro_value_t arg)
{
    int rc = coro_semaphore_acquire(self, &semaphore);

    coro_sched_yield(self);
    coro_semaphore_release(&semaphore);
    coro_task_cancel(first);
    (void)arg;
    return rc;
}

START_TEST(test_semaphore_unit_given_to_one_asked_to_stop_comes_back)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(1);
    task("R", releases_then_cancels, coro_none());
    first = task("A", acquires, coro_none());
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), 0);
}
END_TEST

static int releases_three_and_acquires(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < 3; i++)
        coro_semaphore_release(&semaphore);
    ck_assert(coro_semaphore_is_locked(&semaphore)); /* A has not run */
    return acquires(self, arg);
}

START_TEST(test_semaphore_released_by_one_in_the_middle_keeps_the_order)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(0);
    task("A", acquires, coro_none());
    task("B", releases_three_and_acquires, coro_none());
    task("C", acquires, coro_none());
    ck_assert_run("A=0 B=0 C=0");
}
END_TEST

static int acquires_twice(coro_t *self, coro_value_t arg)
{
    acquires(self, arg);
    coro_semaphore_release(&semaphore);
    return acquires(self, arg);
}

START_TEST(test_semaphore_acquired_again_is_after_who_waits)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(1);
    task("A", acquires, coro_none());
    task("B", acquires_twice, coro_none());
    task("C", acquires, coro_none());
    ck_assert_all_wait();
    coro_semaphore_release(&semaphore);
    coro_semaphore_release(&semaphore);
    ck_assert_run("A=0 B=0 C=0 B=0");
}
END_TEST

/* ---- Barriers */

static coro_barrier_t barrier;
static int passed;

/* Pass twice; the one that is the `arg`th out resets the barrier, or the
 * -`arg`th aborts it. */
static int passes_twice(coro_t *self, coro_value_t arg)
{
    int rc = coro_barrier_wait(self, &barrier, NULL);

    trace_got(coro_name(self), rc, coro_none());
    if (rc == 0 && ++passed == arg.i64)
        coro_barrier_reset(&barrier);
    else if (rc == 0 && passed == -arg.i64)
        coro_barrier_abort(&barrier);
    return waited(self, coro_barrier_wait(self, &barrier, NULL));
}

START_TEST(test_barrier_reset_by_the_last_to_leave_disturbs_nobody)
{
    passed = 0;
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(3);
    for (int i = 0; i < 3; i++)
        task("A", passes_twice, coro_int(3));
    ck_assert_run("A=0 A=0 A=0 A=0 A=0 A=0");
    ck_assert(!coro_barrier_is_broken(&barrier));
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 0);
}
END_TEST

START_TEST(test_barrier_reset_while_some_leave_fails_those_inside_only)
{
    passed = 0;
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(4);
    for (int i = 0; i < 4; i++)
        task("A", passes_twice, coro_int(2));
    ck_assert_run("A=0 A=0 A!BROKEN A!BROKEN A=0 A=0 A=0 A=0");
    ck_assert(!coro_barrier_is_broken(&barrier));
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 0);
}
END_TEST

START_TEST(test_barrier_aborted_while_some_leave_fails_all)
{
    passed = 0;
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(4);
    for (int i = 0; i < 4; i++)
        task("A", passes_twice, coro_int(-2));
    ck_assert_run("A=0 A=0 A!BROKEN A!BROKEN A!BROKEN A!BROKEN A!BROKEN "
                  "A!BROKEN");
    ck_assert(coro_barrier_is_broken(&barrier));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(
        tcase,
        test_condition_notified_and_asked_to_stop_at_once_notifies_the_next);
    tcase_add_test(
        tcase,
        test_condition_asked_to_stop_while_it_locks_again_notifies_the_next);
    tcase_add_test(
        tcase,
        test_semaphore_released_when_the_first_is_asked_to_stop_is_the_nexts);
    tcase_add_test(tcase,
                   test_semaphore_unit_given_to_one_asked_to_stop_comes_back);
    tcase_add_test(
        tcase, test_semaphore_released_by_one_in_the_middle_keeps_the_order);
    tcase_add_test(tcase, test_semaphore_acquired_again_is_after_who_waits);
    tcase_add_test(tcase,
                   test_barrier_reset_by_the_last_to_leave_disturbs_nobody);
    tcase_add_test(tcase,
                   test_barrier_reset_while_some_leave_fails_those_inside_only);
    tcase_add_test(tcase, test_barrier_aborted_while_some_leave_fails_all);
}

int main(void)
{
    return run_suite("asyncio's tests of locks", add_tests);
}
