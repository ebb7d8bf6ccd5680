/* SPDX-License-Identifier: MIT */
/* Barriers. */
#include "suite.h"

static coro_barrier_t barrier;
static coro_task_t *first;

static int meets(coro_t *self, coro_value_t arg)
{
    size_t index = 99;
    int rc =
        coro_barrier_wait_until(self, &barrier, deadline_of(self, arg), &index);

    trace_got(coro_name(self), rc,
              rc == 0 ? coro_int((int64_t)index) : coro_none());
    return rc == -ECANCELED ? rc : 0;
}

static void two_of_three(void)
{
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(3);
    first = task("A", meets, coro_int(0));
    task("B", meets, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 2);
}

START_TEST(test_barrier_lets_all_go_when_the_last_has_come)
{
    two_of_three();
    task("C", meets, coro_int(0));
    ck_assert_run("C=2 A=0 B=1");
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 0);
}
END_TEST

START_TEST(test_barrier_keeps_the_next_round_outside_until_all_have_left)
{
    two_of_three();
    task("C", meets, coro_int(0));
    task("D", meets, coro_int(0)); /* comes while A and B have not run */
    task("E", meets, coro_int(0));
    task("F", meets, coro_int(0));
    ck_assert_run("C=2 A=0 B=1 F=2 D=0 E=1");
}
END_TEST

START_TEST(test_barrier_forgets_one_asked_to_stop)
{
    two_of_three();
    coro_task_cancel(first);
    task("C", meets, coro_int(0));
    task("D", meets, coro_int(0));
    ck_assert_run("A!ECANCELED D=2 B=1 C=1");
}
END_TEST

START_TEST(test_barrier_forgets_one_asked_to_stop_outside)
{
    coro_task_t *outside;

    two_of_three();
    task("C", meets, coro_int(0));
    outside = task("D", meets, coro_int(0));
    task("X", cancels, coro_ptr(&outside));
    ck_assert_run("C=2 X:1 A=0 B=1 D!ECANCELED");
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 0);
}
END_TEST

START_TEST(test_barrier_forgets_one_who_is_late)
{
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(2);
    task("A", meets, coro_int(5));
    ck_assert_run("A!ETIMEDOUT");
    ck_assert_uint_eq(coro_barrier_waiting(&barrier), 0);
}
END_TEST

START_TEST(test_barrier_aborted_fails_until_it_is_reset)
{
    two_of_three();
    coro_barrier_abort(&barrier);
    ck_assert(coro_barrier_is_broken(&barrier));
    task("C", meets, coro_int(0));
    ck_assert_run("A!BROKEN B!BROKEN C!BROKEN");
    coro_barrier_reset(&barrier);
    ck_assert(!coro_barrier_is_broken(&barrier));
    two_of_three();
    task("C", meets, coro_int(0));
    ck_assert_run("C=2 A=0 B=1");
}
END_TEST

START_TEST(test_barrier_reset_fails_who_waits_not_who_comes)
{
    two_of_three();
    coro_barrier_reset(&barrier);
    ck_assert(!coro_barrier_is_broken(&barrier));
    task("C", meets, coro_int(0));
    task("D", meets, coro_int(0));
    task("E", meets, coro_int(0));
    ck_assert_run("A!BROKEN B!BROKEN E=2 C=0 D=1");
}
END_TEST

START_TEST(test_barrier_of_one_keeps_nobody)
{
    barrier = (coro_barrier_t)CORO_BARRIER_INIT(1);
    task("A", meets, coro_int(0));
    task("B", meets, coro_int(0));
    ck_assert_run("A=0 B=0");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_barrier_lets_all_go_when_the_last_has_come);
    tcase_add_test(
        tcase, test_barrier_keeps_the_next_round_outside_until_all_have_left);
    tcase_add_test(tcase, test_barrier_forgets_one_asked_to_stop);
    tcase_add_test(tcase, test_barrier_forgets_one_asked_to_stop_outside);
    tcase_add_test(tcase, test_barrier_forgets_one_who_is_late);
    tcase_add_test(tcase, test_barrier_aborted_fails_until_it_is_reset);
    tcase_add_test(tcase, test_barrier_reset_fails_who_waits_not_who_comes);
    tcase_add_test(tcase, test_barrier_of_one_keeps_nobody);
}

int main(void)
{
    return run_suite("barriers", add_tests);
}
