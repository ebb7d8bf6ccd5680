/* SPDX-License-Identifier: MIT */
/*
 * Generators that have no source: numbers, arrays, functions.
 *
 * A constructor that finds its arguments wrong makes a coroutine of no body,
 * which coro_new_copy refuses with EINVAL.
 */
#include "iter/own.h"

typedef struct range {
    int64_t start;
    int64_t step;
    uint64_t length;
} range_t;

/* How many integers there are. Distances are unsigned: they reach beyond
 * INT64_MAX, and so does the size of INT64_MIN as a step. */
static uint64_t range_length(int64_t start, int64_t stop, int64_t step)
{
    if (step > 0 && start < stop)
        return ((uint64_t)stop - (uint64_t)start - 1) / (uint64_t)step + 1;
    if (step < 0 && start > stop)
        return ((uint64_t)start - (uint64_t)stop - 1) / (0 - (uint64_t)step) +
               1;
    return 0;
}

static int range_body(coro_t *self, coro_value_t arg)
{
    const range_t *range = arg.ptr;
    coro_value_t number = coro_int(range->start);
    int rc = 0;

    for (uint64_t i = 0; rc == 0 && i < range->length; i++) {
        rc = coro_yield(self, number, NULL);
        number.u64 += (uint64_t)range->step; /* behind the last it may wrap */
    }
    return rc;
}

coro_t *coro_iter_range(int64_t start, int64_t stop, int64_t step)
{
    const range_t range = {start, step, range_length(start, stop, step)};

    return coro_new_copy(step != 0 ? range_body : NULL, &range, sizeof(range),
                         NULL);
}

static int count_body(coro_t *self, coro_value_t arg)
{
    const range_t *range = arg.ptr;
    int64_t number = range->start;
    int rc;

    do {
        rc = coro_yield(self, coro_int(number), NULL);
        if (rc != 0)
            return rc;
        rc = coro__iter_advance(&number, range->step);
    } while (rc == 0);
    return rc;
}

coro_t *coro_iter_count(int64_t start, int64_t step)
{
    const range_t range = {start, step, UINT64_MAX};

    return coro_new_copy(count_body, &range, sizeof(range), NULL);
}

typedef struct array {
    const void *base;
    size_t count;
    size_t size;
} array_t;

static int array_body(coro_t *self, coro_value_t arg)
{
    const array_t *array = arg.ptr;
    const char *base = array->base;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < array->count; i++)
        rc = coro_yield(self, coro_ptr(base + i * array->size), NULL);
    return rc;
}

static int values_body(coro_t *self, coro_value_t arg)
{
    const array_t *array = arg.ptr;
    const coro_value_t *values = array->base;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < array->count; i++)
        rc = coro_yield(self, values[i], NULL);
    return rc;
}

static coro_t *new_array(coro_fn_t *body, const void *base, size_t count,
                         size_t size)
{
    const array_t array = {base, count, size};
    const int right =
        size != 0 && count <= SIZE_MAX / size && (base != NULL || count == 0);

    return coro_new_copy(right ? body : NULL, &array, sizeof(array), NULL);
}

coro_t *coro_iter_array(const void *base, size_t count, size_t size)
{
    return new_array(array_body, base, count, size);
}

coro_t *coro_iter_values(const coro_value_t *values, size_t count)
{
    return new_array(values_body, values, count, sizeof(*values));
}

typedef struct until {
    coro_iter_source_fn_t *fn;
    void *ctx;
    coro_value_t sentinel;
} until_t;

static int until_body(coro_t *self, coro_value_t arg)
{
    const until_t *until = arg.ptr;

    for (;;) {
        coro_value_t value = coro_none();
        int rc = until->fn(until->ctx, &value);

        if (rc != 0)
            return coro__iter_end(self, rc, value);
        if (value.u64 == until->sentinel.u64)
            return 0;
        rc = coro_yield(self, value, NULL);
        if (rc != 0)
            return rc;
    }
}

coro_t *coro_iter_until(coro_iter_source_fn_t *fn, void *ctx,
                        coro_value_t sentinel)
{
    const until_t until = {fn, ctx, sentinel};

    return coro_new_copy(fn != NULL ? until_body : NULL, &until, sizeof(until),
                         NULL);
}
