/* SPDX-License-Identifier: MIT */
/* Semaphores. */
#include "suite.h"

static coro_semaphore_t semaphore;
static coro_task_t *first;

static int acquires(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_semaphore_acquire_until(self, &semaphore,
                                                     deadline_of(self, arg)));
}

static void three_acquire(size_t count)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(count);
    first = task("A", acquires, coro_int(0));
    task("B", acquires, coro_int(0));
    task("C", acquires, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), count >= 3 ? 0 : CORO_E_DEADLOCK);
}

START_TEST(test_semaphore_has_so_many_units)
{
    three_acquire(3);
    ck_assert_trace("A=0 B=0 C=0");
    ck_assert(coro_semaphore_is_locked(&semaphore));
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), -EAGAIN);
    coro_semaphore_release(&semaphore);
    ck_assert(!coro_semaphore_is_locked(&semaphore));
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), 0);
}
END_TEST

START_TEST(test_semaphore_units_go_to_the_first_in_line)
{
    three_acquire(0);
    coro_semaphore_release(&semaphore);
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), -EAGAIN);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("A=0");
    coro_semaphore_release(&semaphore);
    coro_semaphore_release(&semaphore);
    coro_semaphore_release(&semaphore);
    ck_assert_run("B=0 C=0");
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), 0);
}
END_TEST

START_TEST(test_semaphore_unit_of_one_asked_to_stop_goes_to_the_next)
{
    three_acquire(1);
    ck_assert_trace("A=0");
    first = task("D", acquires, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_semaphore_release(&semaphore);
    coro_semaphore_release(&semaphore);
    coro_semaphore_release(&semaphore); /* to D, which is asked to stop */
    coro_task_cancel(first);
    task("E", acquires, coro_int(0));
    ck_assert_run("B=0 C=0 D!ECANCELED E=0");
}
END_TEST

START_TEST(test_semaphore_waited_for_too_long_is_late)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT(0);
    task("A", acquires, coro_int(5));
    ck_assert_run("A!ETIMEDOUT");
    coro_semaphore_release(&semaphore);
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), 0);
}
END_TEST

START_TEST(test_semaphore_bounded_takes_no_more_than_it_had)
{
    semaphore = (coro_semaphore_t)CORO_SEMAPHORE_INIT_BOUNDED(1);
    ck_assert_int_eq(coro_semaphore_release(&semaphore), -EOVERFLOW);
    ck_assert_int_eq(coro_semaphore_try_acquire(&semaphore), 0);
    ck_assert_int_eq(coro_semaphore_release(&semaphore), 0);
    ck_assert_int_eq(coro_semaphore_release(&semaphore), -EOVERFLOW);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_semaphore_has_so_many_units);
    tcase_add_test(tcase, test_semaphore_units_go_to_the_first_in_line);
    tcase_add_test(tcase,
                   test_semaphore_unit_of_one_asked_to_stop_goes_to_the_next);
    tcase_add_test(tcase, test_semaphore_waited_for_too_long_is_late);
    tcase_add_test(tcase, test_semaphore_bounded_takes_no_more_than_it_had);
}

int main(void)
{
    return run_suite("semaphores", add_tests);
}
