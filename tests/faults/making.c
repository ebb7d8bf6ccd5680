/* SPDX-License-Identifier: MIT */
/* Scenarios of generators: making, driving and freeing them, on stacks of
 * every kind. */
#include "scenario.h"
#include "trace.h"

enum {
    BIG = 2 * 1024 * 1024, /* two in a slab */
    OWN = 64 * 1024
};

static int counts(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc;
}

static void frees(void *gen)
{
    coro_free(gen);
}

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *inner;
    int rc;

    MAKE(inner, coro_new(counts, arg, NULL));
    RETRY(rc, coro_defer(self, frees, inner));
    return coro_yield_from(self, inner, NULL);
}

static int counts_copy(coro_t *self, coro_value_t arg)
{
    const int64_t *count = arg.ptr;

    return delegates(self, coro_int(*count));
}

static void drain(coro_t *gen)
{
    coro_value_t value;

    while (coro_next(gen, &value) == 0)
        trace("%d", (int)value.i64);
    ENSURE(coro_free(gen) == 0);
}

static void generators(void)
{
    const coro_options_t named = {.name = "named", .stack_size = BIG / 16};
    const int64_t two = 2;
    coro_t *gen, *copy, *closed;

    MAKE(gen, coro_new(delegates, coro_int(3), &named));
    MAKE(copy, coro_new_copy(counts_copy, &two, sizeof two, NULL));
    MAKE(closed, coro_new(delegates, coro_int(9), NULL));
    ENSURE(coro_next(closed, NULL) == 0);
    drain(gen);
    drain(copy);
    ENSURE(coro_close(closed, NULL) == 0);
    ENSURE(coro_free(closed) == 0);
}

/* ---- Stacks */

static char own[3][OWN];
static int lent;

static void *lends(size_t size, void *ctx)
{
    (void)ctx;
    ENSURE(size <= OWN);
    lent++;
    return own[0];
}

static void takes_back(void *base, size_t size, void *ctx)
{
    (void)ctx;
    (void)size;
    ENSURE(base == own[0]);
    lent--;
}

static const coro_stack_allocator_t allocator = {lends, takes_back, NULL};

/* The big ones first, so that they fill more than a slab. */
static const coro_options_t shapes[] = {
    {.stack_size = BIG},
    {.stack_size = BIG},
    {.stack_size = BIG},
    {.stack_size = BIG},
    {.stack_size = BIG},
    {.stack_size = 0},
    {.flags = CORO_STACK_WIDE_GUARD},
    {.flags = CORO_STACK_WIPED | CORO_STACK_CANARY},
    {.flags = CORO_STACK_UNGUARDED},
    {.stack_size = OWN, .allocator = &allocator},
    {.stack_size = OWN, .stack = own[1]},
    {.stack_size = OWN, .stack = own[2]},
};

enum {
    SHAPES = sizeof shapes / sizeof shapes[0]
};

static void stacks(void)
{
    coro_t *gens[SHAPES];
    int64_t sum = 0;

    for (int i = 0; i < SHAPES; i++)
        MAKE(gens[i], coro_new(counts, coro_int(2), &shapes[i]));
    for (int i = 0; i < SHAPES; i++) {
        coro_value_t value;

        ENSURE(coro_next(gens[i], NULL) == 0);
        ENSURE(coro_next(gens[i], &value) == 0);
        ENSURE(coro_stack_used(gens[i]) <= BIG); /* 0: it is not told */
        sum += value.i64;
    }
    for (int i = 0; i < SHAPES; i++)
        ENSURE(coro_free(gens[i]) == 0);
    ENSURE(lent == 0);
    coro_stack_trim(0);
    trace("%d", (int)sum);
}

/* ---- Iterators */

static int is_odd(void *ctx, coro_value_t value)
{
    (void)ctx;
    return value.i64 % 2 != 0;
}

static int squares(void *ctx, coro_value_t value, coro_value_t *out)
{
    (void)ctx;
    *out = coro_int(value.i64 * value.i64);
    return 0;
}

/* A stage that cannot be made frees its source: so they are made anew. */
static void iterators(void)
{
    coro_value_t values[8];
    size_t count = 0;
    int rc;

    RETRY(rc, coro_iter_collect(
                  coro_iter_map(
                      coro_iter_filter(coro_iter_take(coro_iter_count(0, 1), 6),
                                       is_odd, NULL),
                      squares, NULL),
                  values, 8, &count));
    for (size_t i = 0; i < count; i++)
        trace("%d", (int)values[i].i64);
}

#define STACKS_COME_TO "12"

const scenario_t scenarios_of_making[] = {
    {"generators", generators, "0 1 2 0 1", false},
    {"generators, old kernel", generators, "0 1 2 0 1", true},
    {"stacks", stacks, STACKS_COME_TO, false},
    {"stacks, old kernel", stacks, STACKS_COME_TO, true},
    {"iterators", iterators, "1 9 25", false},
    {NULL, NULL, NULL, false},
};
