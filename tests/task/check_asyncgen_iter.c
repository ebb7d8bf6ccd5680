/* SPDX-License-Identifier: MIT */
/* An asynchronous iterator written by hand, and the same as a generator: loops
 * and combinators get the same from both, at the same time. */
#include "sched/suite.h"

/* Gives 1, 2, ... each after 10 ms. */
typedef struct ticker {
    int64_t at, count;
} ticker_t;

static int ticker_next(void *ctx, coro_value_t *out)
{
    ticker_t *ticker = ctx;
    int rc = CORO_DONE;

    if (ticker->at < ticker->count) {
        rc = coro_sleep(coro_self(), CORO_MS(10));
        *out = coro_int(rc == 0 ? ++ticker->at : 0);
    }
    if (rc < 0)
        trace_got("stopped", rc, coro_none());
    return rc;
}

static int ticks(coro_t *self, coro_value_t count)
{
    int rc = 0;

    for (int64_t i = 1; rc == 0 && i <= count.i64; i++) {
        rc = coro_sleep(self, CORO_MS(10));
        if (rc < 0)
            trace_got("stopped", rc, coro_none());
        else
            rc = coro_yield(self, coro_int(i), NULL);
    }
    return rc;
}

static ticker_t ticker;

/* The generator of one or the other: `arg` says which. */
static coro_t *source_of(coro_value_t arg)
{
    ticker = (ticker_t){.count = 4};
    return arg.i64 == 0 ? generator("g", ticks, coro_int(ticker.count))
                        : coro_iter_until(ticker_next, &ticker, coro_none());
}

/* ---- Plain loops */

static int loops_over_object(coro_t *self, coro_value_t arg)
{
    ticker_t mine = {.count = 3};
    coro_value_t value = arg;
    int rc;

    while ((rc = ticker_next(&mine, &value)) == 0)
        trace_got(coro_name(self), 0, value);
    trace_now(coro_name(self));
    return rc == CORO_DONE ? 0 : rc;
}

static int loops_over_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", ticks, coro_int(3));
    coro_value_t value = arg;
    int rc;

    while ((rc = coro_next(gen, &value)) == 0)
        trace_got(coro_name(self), 0, value);
    trace_now(coro_name(self));
    coro_free(gen);
    return rc == CORO_DONE ? 0 : rc;
}

START_TEST(test_asyncgen_and_iterator_object_give_a_loop_the_same)
{
    task("A", loops_over_object, coro_none());
    task("B", loops_over_generator, coro_none());
    ck_assert_run("A=1 B=1 A=2 B=2 A=3 A@30 B=3 B@30");
}
END_TEST

/* ---- Combinators */

static int square(void *ctx, coro_value_t value, coro_value_t *out)
{
    (void)ctx;
    *out = coro_int(value.i64 * value.i64);
    return coro_sleep(coro_self(), CORO_MS(1));
}

static int is_even(void *ctx, coro_value_t value)
{
    (void)ctx;
    return value.i64 % 2 == 0;
}

static int is_small(void *ctx, coro_value_t value)
{
    (void)ctx;
    return value.i64 < 3;
}

static int see(void *name, coro_value_t value)
{
    trace_got(name, 0, value);
    return 0;
}

static int add(void *ctx, coro_value_t *total, coro_value_t value)
{
    (void)ctx;
    *total = coro_int(total->i64 + value.i64);
    return 0;
}

static int see_pair(void *name, coro_value_t value)
{
    const coro_value_t *pair = value.ptr;

    trace("%s=%d,%d", (char *)name, (int)pair[0].i64, (int)pair[1].i64);
    return 0;
}

static int see_item(void *name, coro_value_t value)
{
    const coro_iter_item_t *item = value.ptr;

    trace("%s=%d:%d", (char *)name, (int)item->index, (int)item->value.i64);
    return 0;
}

static int combines(coro_t *self, coro_value_t arg)
{
    coro_value_t values[4], total = coro_none();
    coro_t *two[2];
    size_t count;

    coro_iter_for_each(coro_iter_map(source_of(arg), square, NULL), see, "map");
    coro_iter_for_each(coro_iter_filter(source_of(arg), is_even, NULL), see,
                       "even");
    coro_iter_for_each(coro_iter_take_while(source_of(arg), is_small, NULL),
                       see, "while");
    coro_iter_for_each(coro_iter_slice(source_of(arg), 1, 4, 2), see, "slice");
    coro_iter_for_each(coro_iter_enumerate(source_of(arg), 5), see_item, "nr");
    two[0] = coro_iter_take(source_of(arg), 1);
    two[1] = coro_iter_range(8, 9, 1);
    coro_iter_for_each(coro_iter_chain(two, 2), see, "chain");
    two[0] = coro_iter_range(8, 9, 1);
    two[1] = source_of(arg);
    coro_iter_for_each(coro_iter_zip(two, 2), see_pair, "zip");
    ck_assert_int_eq(coro_iter_reduce(source_of(arg), add, NULL, &total), 0);
    ck_assert_int_eq(coro_iter_collect(source_of(arg), values, 4, &count), 0);
    trace("sum=%d last=%d", (int)total.i64, (int)values[count - 1].i64);
    trace_now(coro_name(self));
    return 0;
}

START_TEST(test_asyncgen_and_iterator_object_are_combined_alike)
{
    task("A", combines, coro_int(_i));
    ck_assert_run("map=1 map=4 map=9 map=16 even=2 even=4 while=1 while=2 "
                  "slice=2 slice=4 nr=5:1 nr=6:2 nr=7:3 nr=8:4 "
                  "chain=1 chain=8 zip=8,1 sum=10 last=4 A@294");
}
END_TEST

static int visits(coro_t *self, coro_value_t arg)
{
    coro_t *squares = coro_iter_map(source_of(arg), square, NULL);
    int rc = coro_iter_for_each(squares, see, "map");

    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

START_TEST(test_asyncgen_and_iterator_object_in_a_chain_are_told_to_stop)
{
    coro_task_t *a = task("A", visits, coro_int(_i));

    task("S", sleeps, coro_int(30));
    stage_run_until(15);
    coro_task_cancel(a);
    ck_assert_run("map=1 stopped!ECANCELED A!ECANCELED S@30");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_asyncgen_and_iterator_object_give_a_loop_the_same);
    tcase_add_loop_test(
        tcase, test_asyncgen_and_iterator_object_are_combined_alike, 0, 2);
    tcase_add_loop_test(
        tcase, test_asyncgen_and_iterator_object_in_a_chain_are_told_to_stop, 0,
        2);
}

int main(void)
{
    return run_suite("asynchronous iteration", add_tests);
}
