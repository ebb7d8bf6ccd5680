/* SPDX-License-Identifier: MIT */
/* How late a wait may end, so that another can end with it. */
#include "sched/scheduler.h"

#include "suite.h"

#include <inttypes.h>

static int sleeps_and_tells_us(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_US(arg.i64));

    trace("%s@%" PRId64, coro_name(self), stage_time.now_ns / CORO_US(1));
    return rc;
}

/* 2^29 ns and more allow 2^19 ns, which are 524 us. */
static void three_that_sleep_a_second(void)
{
    task("C", sleeps_and_tells_us, coro_int(1000900));
    task("B", sleeps_and_tells_us, coro_int(1000300));
    task("A", sleeps_and_tells_us, coro_int(1000000));
}

START_TEST(test_sleepers_of_about_one_time_wake_at_once_in_real_time)
{
    sched->real_time = true;
    three_that_sleep_a_second();
    ck_assert_run("A@1000524 B@1000524 C@1001424");
}
END_TEST

START_TEST(test_sleepers_of_a_clock_of_ones_own_wake_at_their_time)
{
    three_that_sleep_a_second();
    ck_assert_run("A@1000000 B@1000300 C@1000900");
}
END_TEST

START_TEST(test_sleep_in_real_time_ends_with_time_at_the_latest)
{
    sched->real_time = true;
    task("A", sleeps_and_tells_us, coro_int(INT64_MAX / 1000));
    ck_assert_run("A@9223372036854775");
    ck_assert_int_eq(stage_time.now_ns, INT64_MAX);
}
END_TEST

/* What the schedulers with these options live by. */
static bool is_in_real_time(const coro_sched_options_t *options)
{
    coro_sched_t *other = coro_sched_new(options);
    bool is;

    ck_assert_ptr_nonnull(other);
    is = other->real_time;
    coro_sched_free(other);
    return is;
}

START_TEST(test_real_time_is_that_of_the_machines_clock)
{
    coro_sched_options_t options = {.clock = coro_monotonic_clock()};

    ck_assert(is_in_real_time(NULL));
    ck_assert(is_in_real_time(&options));
    options.clock.wait_until = coro_virtual_clock(&stage_time).wait_until;
    ck_assert(!is_in_real_time(&options));
    options.clock = coro_virtual_clock(&stage_time);
    options.clock.wait_until = coro_monotonic_clock().wait_until;
    ck_assert(!is_in_real_time(&options));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_sleepers_of_about_one_time_wake_at_once_in_real_time);
    tcase_add_test(tcase,
                   test_sleepers_of_a_clock_of_ones_own_wake_at_their_time);
    tcase_add_test(tcase, test_sleep_in_real_time_ends_with_time_at_the_latest);
    tcase_add_test(tcase, test_real_time_is_that_of_the_machines_clock);
}

int main(void)
{
    return run_suite("slack", add_tests);
}
