/* SPDX-License-Identifier: MIT */
/* Sleeping: in which order, and when the clock moves. */
#include "suite.h"

START_TEST(test_sleepers_wake_in_order_of_time)
{
    task("A", sleeps, coro_int(30));
    task("B", sleeps, coro_int(10));
    task("C", sleeps, coro_int(20));
    ck_assert_run("B@10 C@20 A@30");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(30));
}
END_TEST

START_TEST(test_sleepers_of_one_time_wake_in_order_of_going_to_sleep)
{
    for (int i = 0; i < 9; i++)
        task((const char *[]){"A", "B", "C", "D", "E", "F", "G", "H", "I"}[i],
             sleeps, coro_int(10));
    ck_assert_run("A@10 B@10 C@10 D@10 E@10 F@10 G@10 H@10 I@10");
}
END_TEST

static int sleeps_twice(coro_t *self, coro_value_t arg)
{
    sleeps(self, arg);
    return sleeps(self, arg);
}

static int sleeps_and_steps(coro_t *self, coro_value_t arg)
{
    sleeps(self, arg);
    return steps(self, coro_int(2));
}

START_TEST(test_sleepers_of_one_time_are_all_ready_then)
{
    task("A", sleeps_and_steps, coro_int(10));
    task("B", sleeps_and_steps, coro_int(10));
    task("C", sleeps_and_steps, coro_int(10));
    ck_assert_run("A@10 A1 B@10 B1 C@10 C1 A2 B2 C2");
}
END_TEST

START_TEST(test_sleep_counts_from_when_it_begins)
{
    stage_time.now_ns = CORO_MS(1000);
    task("A", sleeps_twice, coro_int(10));
    task("B", sleeps, coro_int(15));
    ck_assert_run("A@1010 B@1015 A@1020");
}
END_TEST

START_TEST(test_sleep_of_nothing_or_less_gives_up_the_turn)
{
    task("A", sleeps_twice, coro_int(0));
    task("B", sleeps_twice, coro_int(-5));
    task("C", steps, coro_int(3));
    ck_assert_run("C1 A@0 B@0 C2 A@0 B@0 C3");
}
END_TEST

static int sleeps_ns(coro_t *self, coro_value_t arg)
{
    trace_got(coro_name(self), coro_sleep(self, arg.i64), coro_none());
    return 0;
}

START_TEST(test_sleep_of_the_least_number_gives_up_the_turn)
{
    task("A", sleeps_ns, coro_int(INT64_MIN));
    task("B", steps, coro_int(1));
    ck_assert_run("B1 A=0");
    ck_assert_int_eq(stage_time.now_ns, 0);
}
END_TEST

START_TEST(test_sleep_beyond_the_end_of_time_lasts_till_the_end)
{
    stage_time.now_ns = 5;
    task("A", sleeps_ns, coro_int(INT64_MAX));
    task("B", sleeps_ns, coro_int(INT64_MAX - 5)); /* the same instant */
    task("C", sleeps_ns, coro_int(INT64_MAX - 6));
    ck_assert_run("C=0 A=0 B=0");
    ck_assert_int_eq(stage_time.now_ns, INT64_MAX);
    task("D", sleeps_ns, coro_int(1)); /* time is over already */
    ck_assert_run("D=0");
}
END_TEST

START_TEST(test_sleep_at_a_time_before_zero_ends)
{
    stage_time.now_ns = INT64_MIN;
    task("A", sleeps_ns, coro_int(INT64_MAX));
    task("B", sleeps_ns, coro_int(1));
    ck_assert_run("B=0 A=0");
    ck_assert_int_eq(stage_time.now_ns, -1);
}
END_TEST

/* ---- From any depth */

static int helper(coro_t *self, int64_t ms, int depth)
{
    volatile char frame[64] = {0};

    return depth > 0 ? helper(self, ms, depth - 1) + frame[0]
                     : coro_sleep(self, CORO_MS(ms));
}

static int sleeps_in_helper(coro_t *self, coro_value_t arg)
{
    int rc = helper(self, arg.i64, 10);

    trace_now(coro_name(self));
    return rc;
}

static int sleeps_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", sleeps, arg);
    int rc = coro_next(gen, NULL);

    coro_free(gen);
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

/* A generator that delegates to one that drives one that sleeps. */
static int delegates_sleep(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", sleeps_in_generator, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    return rc;
}

static int drives_delegating(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("e", delegates_sleep, arg);
    int rc = coro_next(gen, NULL);

    coro_free(gen);
    trace_now(coro_name(self));
    return rc == CORO_DONE ? 0 : rc;
}

START_TEST(test_sleep_in_helper_function_parks_the_task)
{
    task("A", sleeps_in_helper, coro_int(10));
    task("B", sleeps, coro_int(5));
    ck_assert_run("B@5 A@10");
}
END_TEST

START_TEST(test_sleep_in_generator_parks_the_task)
{
    task("A", sleeps_in_generator, coro_int(10));
    task("B", sleeps, coro_int(5));
    ck_assert_run("B@5 g@10 A!done");
}
END_TEST

START_TEST(test_sleep_inside_delegation_parks_the_task)
{
    task("A", drives_delegating, coro_int(10));
    task("B", sleeps, coro_int(5));
    ck_assert_run("B@5 g@10 d!done A@10");
}
END_TEST

static int yields_asleep(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int i = 1; rc == 0 && i <= 2; i++) {
        coro_sleep(self, CORO_MS(arg.i64));
        rc = coro_yield(self, coro_int(i), NULL);
    }
    return rc;
}

static int loops_over(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", yields_asleep, arg);
    coro_value_t value;

    while (coro_next(gen, &value) == 0) {
        trace_got(coro_name(self), 0, value);
        trace_now(coro_name(self));
    }
    coro_free(gen);
    return 0;
}

START_TEST(test_generator_that_sleeps_is_an_asynchronous_one)
{
    task("A", loops_over, coro_int(10));
    task("B", sleeps_twice, coro_int(6));
    ck_assert_run("B@6 A=1 A@10 B@12 A=2 A@20");
}
END_TEST

static coro_t *shared;

static int drives_shared(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc = coro_next(shared, &value);

    (void)arg;
    trace_got(coro_name(self), rc, value);
    trace("%s", coro_state_name(coro_state(shared)));
    return 0;
}

START_TEST(test_generator_asleep_is_running_for_all_others)
{
    shared = generator("g", yields_asleep, coro_int(10));
    task("A", drives_shared, coro_none());
    task("B", drives_shared, coro_none());
    ck_assert_run("B!RUNNING running A=1 suspended");
    coro_free(shared);
}
END_TEST

/* ---- When the clock moves */

static int steps_and_clock(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < arg.i64; i++) {
        if (stage_time.now_ns != 0)
            trace("moved");
        coro_sched_yield(self);
    }
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_clock_stands_still_while_a_task_is_ready)
{
    task("A", sleeps, coro_int(1));
    task("B", steps_and_clock, coro_int(1000));
    ck_assert_run("B A@1");
}
END_TEST

enum {
    SOON = 200,
    PATIENCE = 10000
};
static int turns_taken;

/* Yield until `arg` says so; meanwhile time passes. */
static int yields_until(coro_t *self, coro_value_t arg)
{
    const int *over = arg.ptr;

    while (!*over && turns_taken++ < PATIENCE) {
        stage_time.now_ns += CORO_US(1);
        coro_sched_yield(self);
    }
    return 0;
}

static int sleeps_and_ends_it(coro_t *self, coro_value_t arg)
{
    int *over = arg.ptr;

    coro_sleep(self, CORO_US(5));
    *over = 1;
    return 0;
}

START_TEST(test_sleeper_wakes_although_others_yield_for_ever)
{
    int over = 0;

    turns_taken = 0;
    task("sleeper", sleeps_and_ends_it, coro_ptr(&over));
    for (int others = 0; others <= _i; others++)
        task("other", yields_until, coro_ptr(&over));
    ck_assert_run("");
    ck_assert_int_lt(turns_taken, SOON);
}
END_TEST

/* ---- Whom it refuses */

static int sleeps_for_another(coro_t *self, coro_value_t arg)
{
    (void)self;
    trace_got("other", coro_sleep(arg.ptr, 1), coro_none());
    trace_got("NULL", coro_sleep(NULL, 1), coro_none());
    return 0;
}

static int lends_self(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", sleeps_for_another, coro_ptr(self));

    (void)arg;
    coro_next(gen, NULL);
    coro_free(gen);
    return 0;
}

START_TEST(test_sleep_for_another_coroutine_is_refused)
{
    task("A", lends_self, coro_none());
    ck_assert_run("other!NOT_CURRENT NULL!EINVAL");
    ck_assert_int_eq(stage_time.now_ns, 0);
}
END_TEST

START_TEST(test_sleep_outside_of_tasks_is_refused)
{
    coro_t *gen = generator("g", sleeps_ns, coro_int(1));

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    ck_assert_trace("g!NO_SCHED");
    ck_assert_int_eq(coro_sleep(NULL, 1), -EINVAL);
    ck_assert(coro_deadline(NULL, 1) == CORO_NEVER);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_sleepers_wake_in_order_of_time);
    tcase_add_test(tcase,
                   test_sleepers_of_one_time_wake_in_order_of_going_to_sleep);
    tcase_add_test(tcase, test_sleepers_of_one_time_are_all_ready_then);
    tcase_add_test(tcase, test_sleep_counts_from_when_it_begins);
    tcase_add_test(tcase, test_sleep_of_nothing_or_less_gives_up_the_turn);
    tcase_add_test(tcase, test_sleep_of_the_least_number_gives_up_the_turn);
    tcase_add_test(tcase, test_sleep_beyond_the_end_of_time_lasts_till_the_end);
    tcase_add_test(tcase, test_sleep_at_a_time_before_zero_ends);
    tcase_add_test(tcase, test_sleep_in_helper_function_parks_the_task);
    tcase_add_test(tcase, test_sleep_in_generator_parks_the_task);
    tcase_add_test(tcase, test_sleep_inside_delegation_parks_the_task);
    tcase_add_test(tcase, test_generator_that_sleeps_is_an_asynchronous_one);
    tcase_add_test(tcase, test_generator_asleep_is_running_for_all_others);
    tcase_add_test(tcase, test_clock_stands_still_while_a_task_is_ready);
    tcase_add_loop_test(
        tcase, test_sleeper_wakes_although_others_yield_for_ever, 0, 2);
    tcase_add_test(tcase, test_sleep_for_another_coroutine_is_refused);
    tcase_add_test(tcase, test_sleep_outside_of_tasks_is_refused);
}

int main(void)
{
    return run_suite("sleep", add_tests);
}
