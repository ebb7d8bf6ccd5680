/* SPDX-License-Identifier: MIT */
/* What a scheduler has done so far. */
#include "../sched/suite.h"

#include <poll.h>
#include <unistd.h>

enum {
    MANY = 100, /* more than the ring first has room for */
    STEPS = 5
};

static coro_sched_stats_t stats(void)
{
    coro_sched_stats_t found = {.turns = 999};

    ck_assert_int_eq(coro_sched_stats(sched, &found), 0);
    return found;
}

static int yields(coro_t *self, coro_value_t arg)
{
    for (int64_t i = 0; i < arg.i64; i++)
        coro_sched_yield(self);
    return 0;
}

START_TEST(test_stats_of_a_new_scheduler_are_nothing)
{
    const coro_sched_stats_t nothing = {.turns = 0};
    const coro_sched_stats_t found = stats();

    ck_assert_mem_eq(&found, &nothing, sizeof found);
}
END_TEST

START_TEST(test_stats_count_tasks_and_turns)
{
    for (int i = 0; i < 3; i++)
        task("A", yields, coro_int(STEPS));
    coro_sched_step(sched, 0);
    /* The ring grows, with the three somewhere in its middle. */
    for (int i = 3; i < MANY; i++)
        task("A", yields, coro_int(STEPS));
    ck_assert_uint_eq(stats().tasks_made, MANY);
    ck_assert_uint_eq(stats().tasks_alive + stats().tasks_ended, MANY);
    ck_assert_uint_eq(stats().tasks_ready, stats().tasks_alive);
    ck_assert_run("");
    ck_assert_uint_eq(stats().tasks_ended, MANY);
    ck_assert_uint_eq(stats().tasks_alive, 0);
    ck_assert_uint_eq(stats().turns, MANY * (STEPS + 1));
    ck_assert_uint_ge(stats().rounds, STEPS + 1);
}
END_TEST

START_TEST(test_stats_count_alarms)
{
    task("A", sleeps, coro_int(1));
    task("B", sleeps, coro_int(2));
    coro_sched_step(sched, 0);
    ck_assert_uint_eq(stats().alarms_set, 2);
    ck_assert_uint_eq(stats().alarms_pending, 2);
    ck_assert_run("A@1 B@2");
    ck_assert_uint_eq(stats().alarms_set, 2);
    ck_assert_uint_eq(stats().alarms_pending, 0);
}
END_TEST

static void nothing_to_do(void *ctx)
{
    (void)ctx;
}

static int waits_for(coro_t *self, coro_value_t fd)
{
    return coro_wait_fd(self, (int)fd.i64, POLLIN, CORO_NEVER);
}

START_TEST(test_stats_count_what_is_outside)
{
    coro_post_t post;
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    task("A", waits_for, coro_int(ends[0]));
    ck_assert_uint_eq(stats().polls, 0);
    coro_sched_step(sched, 0);
    ck_assert_uint_eq(stats().polls, 0);
    ck_assert_uint_eq(stats().fd_waiters, 1);
    ck_assert_int_eq(coro_post_init(&post, sched, nothing_to_do, NULL), 0);
    coro_post(&post);
    coro_sched_step(sched, 0);
    ck_assert_uint_eq(stats().polls, 1);
    ck_assert_uint_eq(stats().posts, 1);
    ck_assert_int_eq((int)write(ends[1], "", 1), 1);
    ck_assert_run("");
    ck_assert_uint_eq(stats().polls, 2);
    ck_assert_uint_eq(stats().fd_waiters, 0);
    task("B", steps, coro_int(1));
    ck_assert_run("B1");
    ck_assert_uint_eq(stats().polls, 2); /* there was no need */
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(test_stats_misused_are_refused)
{
    coro_sched_stats_t found;

    ck_assert_int_eq(coro_sched_stats(NULL, &found), -EINVAL);
    ck_assert_int_eq(coro_sched_stats(sched, NULL), -EINVAL);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_stats_of_a_new_scheduler_are_nothing);
    tcase_add_test(tcase, test_stats_count_tasks_and_turns);
    tcase_add_test(tcase, test_stats_count_alarms);
    tcase_add_test(tcase, test_stats_count_what_is_outside);
    tcase_add_test(tcase, test_stats_misused_are_refused);
}

int main(void)
{
    return run_suite("stats", add_tests);
}
