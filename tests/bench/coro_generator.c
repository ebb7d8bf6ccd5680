/* SPDX-License-Identifier: MIT */
/* libcoro's generators. */
#include "coro_metrics.h"

#include <coro.h>

static coro_t *make(coro_fn_t *fn, const coro_options_t *options)
{
    coro_t *gen = coro_new(fn, coro_none(), options);

    if (gen == NULL)
        give_up(coro_strerror(-errno));
    return gen;
}

static int counter(coro_t *self, coro_value_t arg)
{
    int64_t i = 0;
    int rc;

    (void)arg;
    while ((rc = coro_yield(self, coro_int(i), NULL)) == 0)
        i++;
    return rc;
}

static double drive_to_count(coro_t *gen, size_t count)
{
    coro_value_t v;
    int64_t sum = 0;
    double start;

    coro_next(gen, &v);
    start = now_ns();
    for (size_t i = 0; i < count && coro_next(gen, &v) == 0; i++)
        sum += v.i64;
    start = now_ns() - start;
    consume(sum);
    coro_free(gen);
    return start;
}

static double next(size_t count, size_t size)
{
    (void)size;
    return drive_to_count(make(counter, NULL), count);
}

static int adder(coro_t *self, coro_value_t arg)
{
    coro_value_t in;
    int64_t sum = 0;

    (void)arg;
    while (coro_yield(self, coro_int(sum), &in) == 0)
        sum += in.i64;
    return 0;
}

static double send(size_t count, size_t size)
{
    coro_t *gen = make(adder, NULL);
    coro_value_t v;
    double start;

    (void)size;
    coro_next(gen, &v);
    start = now_ns();
    for (size_t i = 0; i < count; i++)
        coro_send(gen, coro_int((int64_t)i), &v);
    start = now_ns() - start;
    consume(v.i64);
    coro_free(gen);
    return start;
}

/* As README.md has it. */
static int range(coro_t *self, coro_value_t end)
{
    int rc = 0;

    for (int64_t i = 0; i < end.i64 && rc == 0; i++)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc;
}

static double sum(size_t count, size_t size)
{
    coro_t *gen = coro_new(range, coro_int((int64_t)count), NULL);
    coro_value_t v;
    int64_t total = 0;
    double start = now_ns();

    (void)size;
    while (coro_next(gen, &v) == 0)
        total += v.i64;
    start = now_ns() - start;
    consume(total);
    coro_free(gen);
    return start;
}

static NOINLINE int yield_from_helper(coro_t *self, int64_t i)
{
    int rc = coro_yield(self, coro_int(i), NULL);

    __asm__ volatile("");
    return rc;
}

static int counter_by_helper(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    for (int64_t i = 0; rc == 0; i++)
        rc = yield_from_helper(self, i);
    return rc;
}

static double yield_helper(size_t count, size_t size)
{
    (void)size;
    return drive_to_count(make(counter_by_helper, NULL), count);
}

static NOINLINE int64_t next_from_helper(coro_t *gen)
{
    coro_value_t v;
    int rc = coro_next(gen, &v);

    __asm__ volatile("");
    return rc == 0 ? v.i64 : 0;
}

static double drive_by_helper(coro_t *gen, size_t count)
{
    int64_t total = next_from_helper(gen);
    double start = now_ns();

    for (size_t i = 0; i < count; i++)
        total += next_from_helper(gen);
    start = now_ns() - start;
    consume(total);
    coro_free(gen);
    return start;
}

static double next_helper(size_t count, size_t size)
{
    (void)size;
    return drive_by_helper(make(counter, NULL), count);
}

static double both_helpers(size_t count, size_t size)
{
    (void)size;
    return drive_by_helper(make(counter_by_helper, NULL), count);
}

static int delegator(coro_t *self, coro_value_t inner)
{
    return coro_yield_from(self, inner.ptr, NULL);
}

static double delegate(size_t count, size_t depth)
{
    coro_t *chain[1001];
    double elapsed;

    chain[0] = make(counter, NULL);
    for (size_t i = 1; i <= depth; i++)
        chain[i] = coro_new(delegator, coro_ptr(chain[i - 1]), NULL);
    elapsed = drive_to_count(chain[depth], count);
    while (depth-- > 0)
        coro_free(chain[depth]);
    return elapsed;
}

static int calls_deep(coro_t *self, coro_value_t depth)
{
    if (depth.i64 == 0)
        return counter(self, depth);
    return coro_call(self, calls_deep, coro_int(depth.i64 - 1), NULL);
}

static double call(size_t count, size_t depth)
{
    const coro_options_t options = {.stack_size = 1024 * 1024};

    return drive_to_count(
        coro_new(calls_deep, coro_int((int64_t)depth), &options), count);
}

static int empty(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static double create_run_free(size_t count, size_t size)
{
    double start = now_ns();

    (void)size;
    for (size_t i = 0; i < count; i++) {
        coro_t *gen = make(empty, NULL);

        coro_next(gen, NULL);
        coro_free(gen);
    }
    return now_ns() - start;
}

enum {
    BURST = 10000
};

/* All at once, again and again. */
static double create_burst(size_t count, size_t keep)
{
    static coro_t *gens[BURST];
    double start = now_ns();

    for (size_t i = 0; i < count; i += BURST) {
        for (int j = 0; j < BURST; j++)
            coro_next(gens[j] = make(counter, NULL), NULL);
        for (int j = 0; j < BURST; j++)
            coro_free(gens[j]);
        coro_stack_trim(keep);
    }
    return now_ns() - start;
}

/* Each finds what the one before has left. */
static double create_warm(size_t count, size_t size)
{
    (void)size;
    return create_burst(count, BURST);
}

/* Each gives everything back. */
static double create_cold(size_t count, size_t size)
{
    (void)size;
    return create_burst(count, 0);
}

const metric_t generator_metrics[] = {{"next", next},
                                      {"send", send},
                                      {"sum", sum},
                                      {"next_helper", next_helper},
                                      {"yield_helper", yield_helper},
                                      {"both_helpers", both_helpers},
                                      {"delegate", delegate},
                                      {"call", call},
                                      {"create_run_free", create_run_free},
                                      {"create_burst", create_warm},
                                      {"create_cold", create_cold},
                                      {NULL, NULL}};
