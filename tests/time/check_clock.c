/* SPDX-License-Identifier: MIT */
/* The machine's clock goes on; the virtual one jumps. */
#include <check.h>
#include <coro/time.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

START_TEST(test_units_are_nanoseconds)
{
    ck_assert_int_eq(CORO_US(3), 3000);
    ck_assert_int_eq(CORO_MS(3), 3000000);
    ck_assert_int_eq(CORO_SECONDS(3), 3000000000);
    ck_assert_int_eq(CORO_SECONDS(1 + 1), 2000000000);
    ck_assert_int_eq(CORO_SECONDS(-1), -1000000000);
}
END_TEST

/* ---- The virtual clock */

START_TEST(test_virtual_clock_stands_still)
{
    coro_virtual_clock_t time = {42};
    const coro_clock_t clock = coro_virtual_clock(&time);

    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(clock.now(clock.ctx), 42);
}
END_TEST

START_TEST(test_virtual_clock_jumps_to_what_is_waited_for)
{
    coro_virtual_clock_t time = {0};
    const coro_clock_t clock = coro_virtual_clock(&time);

    ck_assert_int_eq(clock.wait_until(clock.ctx, 1000), 0);
    ck_assert_int_eq(clock.now(clock.ctx), 1000);
    ck_assert_int_eq(clock.wait_until(clock.ctx, INT64_MAX), 0);
    ck_assert_int_eq(clock.now(clock.ctx), INT64_MAX);
}
END_TEST

START_TEST(test_virtual_clock_does_not_go_back)
{
    coro_virtual_clock_t time = {1000};
    const coro_clock_t clock = coro_virtual_clock(&time);

    ck_assert_int_eq(clock.wait_until(clock.ctx, 999), 0);
    ck_assert_int_eq(clock.now(clock.ctx), 1000);
    ck_assert_int_eq(clock.wait_until(clock.ctx, INT64_MIN), 0);
    ck_assert_int_eq(clock.now(clock.ctx), 1000);
}
END_TEST

START_TEST(test_virtual_clock_is_set_at_will)
{
    coro_virtual_clock_t time = {INT64_MIN};
    const coro_clock_t clock = coro_virtual_clock(&time);

    ck_assert_int_eq(clock.now(clock.ctx), INT64_MIN);
    ck_assert_int_eq(clock.wait_until(clock.ctx, -5), 0);
    ck_assert_int_eq(time.now_ns, -5);
    time.now_ns = 7;
    ck_assert_int_eq(clock.now(clock.ctx), 7);
}
END_TEST

START_TEST(test_virtual_clocks_are_independent)
{
    coro_virtual_clock_t one = {1}, two = {2};
    const coro_clock_t first = coro_virtual_clock(&one);
    const coro_clock_t second = coro_virtual_clock(&two);

    ck_assert_int_eq(first.wait_until(first.ctx, 10), 0);
    ck_assert_int_eq(second.now(second.ctx), 2);
}
END_TEST

/* ---- The machine's */

START_TEST(test_monotonic_clock_does_not_go_back)
{
    const coro_clock_t clock = coro_monotonic_clock();
    int64_t before = clock.now(clock.ctx);

    ck_assert_int_gt(before, 0);
    for (int i = 0; i < 10000; i++) {
        int64_t now = clock.now(clock.ctx);

        ck_assert_int_ge(now, before);
        before = now;
    }
}
END_TEST

START_TEST(test_monotonic_clock_waits_at_least_until)
{
    const coro_clock_t clock = coro_monotonic_clock();

    for (int us = 0; us < 50; us += 7) {
        int64_t deadline = clock.now(clock.ctx) + CORO_US(us);

        ck_assert_int_eq(clock.wait_until(clock.ctx, deadline), 0);
        ck_assert_int_ge(clock.now(clock.ctx), deadline);
    }
}
END_TEST

START_TEST(test_monotonic_clock_does_not_wait_for_the_past)
{
    const coro_clock_t clock = coro_monotonic_clock();

    ck_assert_int_eq(clock.wait_until(clock.ctx, 0), 0);
    ck_assert_int_eq(clock.wait_until(clock.ctx, 1), 0);
    ck_assert_int_eq(clock.wait_until(clock.ctx, -1), 0);
    ck_assert_int_eq(clock.wait_until(clock.ctx, INT64_MIN), 0);
}
END_TEST

static void on_alarm(int number)
{
    (void)number;
}

/* Without the interruption it would wait for ever, and Check would tell. */
START_TEST(test_monotonic_clock_woken_by_a_signal_is_no_error)
{
    const coro_clock_t clock = coro_monotonic_clock();
    const struct itimerval ticks = {{0, 1000}, {0, 1000}};
    const struct itimerval none = {{0, 0}, {0, 0}};
    struct sigaction action = {.sa_handler = on_alarm}, before;

    ck_assert_int_eq(sigaction(SIGALRM, &action, &before), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &ticks, NULL), 0);
    ck_assert_int_eq(clock.wait_until(clock.ctx, INT64_MAX), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &none, NULL), 0);
    ck_assert_int_eq(sigaction(SIGALRM, &before, NULL), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_units_are_nanoseconds);
    tcase_add_test(tcase, test_virtual_clock_stands_still);
    tcase_add_test(tcase, test_virtual_clock_jumps_to_what_is_waited_for);
    tcase_add_test(tcase, test_virtual_clock_does_not_go_back);
    tcase_add_test(tcase, test_virtual_clock_is_set_at_will);
    tcase_add_test(tcase, test_virtual_clocks_are_independent);
    tcase_add_test(tcase, test_monotonic_clock_does_not_go_back);
    tcase_add_test(tcase, test_monotonic_clock_waits_at_least_until);
    tcase_add_test(tcase, test_monotonic_clock_does_not_wait_for_the_past);
    tcase_add_test(tcase, test_monotonic_clock_woken_by_a_signal_is_no_error);
}

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tcase = tcase_create("clock");
    SRunner *runner = srunner_create(suite);
    int failed;

    add_tests(tcase);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
