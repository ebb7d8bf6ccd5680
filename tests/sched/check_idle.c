/* SPDX-License-Identifier: MIT */
/* What a scheduler gives back while nobody is ready. */
#include "stack/pool.h"
#include "suite.h"

enum {
    MANY = 10 * CORO__POOL_LIMIT + 100
};

static int ends(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sched_yield(self);
}

/* As many tasks as that, all at once. */
static int burst(coro_t *self)
{
    for (int i = 0; i < MANY; i++)
        coro_task_release(
            coro_spawn(coro_sched_of(self), ends, coro_none(), NULL));
    return coro_sleep(self, 1);
}

/* What the pool may keep of it in any case. */
static size_t few(void)
{
    return CORO__POOL_LIMIT + 1;
}

static int burst_and_long_sleep(coro_t *self, coro_value_t arg)
{
    int rc = burst(self);

    if (CORO__POOL_LIMIT > 0)
        ck_assert_uint_gt(coro__pool_size(), few());
    return rc == 0 ? coro_sleep(self, CORO_SECONDS(arg.i64)) : rc;
}

START_TEST(test_scheduler_that_sleeps_long_gives_unused_stacks_back)
{
    task("A", burst_and_long_sleep, coro_int(30));
    ck_assert_run("");
    ck_assert_uint_le(coro__pool_size(), few());
}
END_TEST

static int burst_and_ticks(coro_t *self, coro_value_t arg)
{
    int rc = burst(self);

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++)
        rc = coro_sleep(self, CORO_SECONDS(1));
    return rc;
}

START_TEST(test_scheduler_that_wakes_often_gives_unused_stacks_back)
{
    task("A", burst_and_ticks, coro_int(30));
    ck_assert_run("");
    ck_assert_uint_le(coro__pool_size(), few());
}
END_TEST

static int bursts(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++) {
        rc = burst(self);
        if (CORO__POOL_LIMIT > 0)
            ck_assert_uint_ge(coro__pool_size(), MANY);
        if (rc == 0)
            rc = coro_sleep(self, CORO_SECONDS(3));
    }
    return rc;
}

START_TEST(test_scheduler_keeps_the_stacks_of_bursts_that_come_again)
{
    task("A", bursts, coro_int(20));
    ck_assert_run("");
}
END_TEST

static int sleeps_for_ever(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_NEVER);
}

static int burst_and_deadlock(coro_t *self, coro_value_t arg)
{
    int rc = burst(self);

    return rc == 0 ? coro_await(self, *(coro_task_t **)arg.ptr, NULL) : rc;
}

START_TEST(test_deadlock_after_a_burst_is_told_at_once)
{
    static coro_task_t *pair[2];

    pair[0] = task("A", burst_and_deadlock, coro_ptr(&pair[1]));
    pair[1] = task("B", burst_and_deadlock, coro_ptr(&pair[0]));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_lt(coro_sched_now(sched), CORO_SECONDS(1));
}
END_TEST

START_TEST(test_sleep_for_ever_after_a_burst_lasts_as_long)
{
    task("A", burst_and_long_sleep, coro_int(0));
    task("B", sleeps_for_ever, coro_none());
    ck_assert_run("");
    ck_assert_int_eq(coro_sched_now(sched), CORO_NEVER);
    ck_assert_uint_le(coro__pool_size(), few());
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_scheduler_that_sleeps_long_gives_unused_stacks_back);
    tcase_add_test(tcase,
                   test_scheduler_that_wakes_often_gives_unused_stacks_back);
    tcase_add_test(tcase,
                   test_scheduler_keeps_the_stacks_of_bursts_that_come_again);
    tcase_add_test(tcase, test_deadlock_after_a_burst_is_told_at_once);
    tcase_add_test(tcase, test_sleep_for_ever_after_a_burst_lasts_as_long);
}

int main(void)
{
    return run_suite("idle", add_tests);
}
