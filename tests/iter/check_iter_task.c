/* SPDX-License-Identifier: MIT */
/* Combinators in tasks: sources and callbacks that sleep. */
#include "suite.h"

#define ck_assert_trace_after(run, text)     \
    do {                                     \
        ck_assert_int_eq(run, 0);            \
        ck_assert_trace(text);               \
        ck_assert_int_eq(probes_alive(), 0); \
    } while (0)

static int tick(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int i = 0; rc == 0 && i < arg.i64; i++) {
        trace("tick");
        rc = coro_sleep(self, CORO_MS(10));
    }
    return rc;
}

static coro_sched_t *sched_with_clock(coro_virtual_clock_t *time)
{
    const coro_sched_options_t options = {.clock = coro_virtual_clock(time)};

    return coro_sched_new(&options);
}

/* Run a body as a task, beside one that ticks every 10 ms. */
static int run_with_ticks(coro_fn_t *fn, int64_t ticks)
{
    coro_virtual_clock_t time = {0};
    coro_sched_t *sched = sched_with_clock(&time);
    int rc;

    coro_task_release(coro_spawn(sched, fn, coro_none(), NULL));
    coro_task_release(coro_spawn(sched, tick, coro_int(ticks), NULL));
    rc = coro_sched_run(sched);
    coro_sched_free(sched);
    return rc;
}

static int sleep_and_visit(void *ctx, coro_value_t value)
{
    (void)ctx;
    ck_assert_int_eq(coro_sleep(coro_self(), CORO_MS(11)), 0);
    trace("=%d", (int)value.i64);
    return 0;
}

static int sleep_and_double(void *ctx, coro_value_t value, coro_value_t *out)
{
    (void)ctx;
    *out = coro_int(value.i64 * 2);
    return coro_sleep(coro_self(), CORO_MS(11));
}

static int visits_slowly(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return coro_iter_for_each(probe("a", 2), sleep_and_visit, NULL);
}

static int maps_slowly(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    trace_all(coro_iter_map(probe("a", 2), sleep_and_double, NULL));
    return 0;
}

START_TEST(test_consumer_with_sleeping_callback_lets_others_run)
{
    ck_assert_trace_after(run_with_ticks(visits_slowly, 3),
                          "a0 tick tick =0 a1 tick =1 a- a:freed");
}
END_TEST

START_TEST(test_stage_with_sleeping_callback_lets_others_run)
{
    ck_assert_trace_after(run_with_ticks(maps_slowly, 3),
                          "a0 tick tick =0 a1 tick =2 a- a:freed done");
}
END_TEST

/* Endless; sleeps when it is closed. */
static int lingers(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0)
        rc = coro_yield(self, arg, NULL);
    trace("closing");
    ck_assert_int_eq(coro_sleep(self, CORO_MS(11)), 0);
    trace("closed");
    return rc;
}

static int takes_of_lingering(coro_t *self, coro_value_t arg)
{
    (void)self;
    trace_all(coro_iter_take(coro_new(lingers, arg, NULL), 1));
    return 0;
}

static int leaves_lingering(coro_t *self, coro_value_t arg)
{
    coro_t *gen = coro_iter_take(coro_new(lingers, arg, NULL), 2);

    (void)self;
    trace_items(gen, 1);
    coro_free(gen);
    trace("freed");
    return 0;
}

START_TEST(test_source_sleeping_when_closed_by_ending_stage_gets_its_time)
{
    ck_assert_trace_after(run_with_ticks(takes_of_lingering, 3),
                          "=0 closing tick tick closed done tick");
}
END_TEST

START_TEST(test_source_sleeping_when_closed_by_freed_stage_gets_its_time)
{
    ck_assert_trace_after(run_with_ticks(leaves_lingering, 3),
                          "=0 closing tick tick closed freed tick");
}
END_TEST

START_TEST(test_consumer_in_cancelled_task_frees_its_source)
{
    coro_virtual_clock_t time = {0};
    coro_sched_t *sched = sched_with_clock(&time);

    coro_task_release(coro_spawn(sched, visits_slowly, coro_none(), NULL));
    ck_assert_int_eq(coro_sched_free(sched), 0);
    ck_assert_int_eq(probes_alive(), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_consumer_with_sleeping_callback_lets_others_run);
    tcase_add_test(tcase, test_stage_with_sleeping_callback_lets_others_run);
    tcase_add_test(
        tcase, test_source_sleeping_when_closed_by_ending_stage_gets_its_time);
    tcase_add_test(
        tcase, test_source_sleeping_when_closed_by_freed_stage_gets_its_time);
    tcase_add_test(tcase, test_consumer_in_cancelled_task_frees_its_source);
}

int main(void)
{
    return run_suite("iter task", add_tests);
}
