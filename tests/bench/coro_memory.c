/* SPDX-License-Identifier: MIT */
/* What suspended generators of libcoro take. */
#include "coro_metrics.h"

#include <coro.h>
#include <stdlib.h>

static int waiter(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0)
        rc = coro_yield(self, arg, NULL);
    return rc;
}

static coro_t *make(const coro_options_t *options)
{
    coro_t *gen = coro_new(waiter, coro_none(), options);

    if (gen == NULL)
        give_up(coro_strerror(-errno));
    coro_next(gen, NULL);
    return gen;
}

/* They are never freed: the process ends. */
static double measure_each(double (*what)(void), size_t count,
                           const coro_options_t *options)
{
    double before = what();

    for (size_t i = 0; i < count; i++)
        make(options);
    return what() - before;
}

static double memory(size_t count, size_t size)
{
    (void)size;
    return measure_each(resident_bytes, count, NULL);
}

static double memory_tables(size_t count, size_t size)
{
    (void)size;
    return measure_each(page_table_bytes, count, NULL);
}

static double memory_mappings(size_t count, size_t size)
{
    (void)size;
    return measure_each(mappings, count, NULL);
}

static double memory_small(size_t count, size_t size)
{
    const coro_options_t options = {
        .stack_size = 1024, .flags = CORO_STACK_SMALL | CORO_STACK_UNGUARDED};

    (void)size;
    return measure_each(resident_bytes, count, &options);
}

/* What is left when all have been freed again and life goes on, with one at a
 * time. */
static double memory_after_burst(size_t count, size_t size)
{
    coro_t **gens = calloc(count, sizeof(coro_t *));
    double before = resident_bytes();

    (void)size;
    for (size_t i = 0; i < count; i++)
        gens[i] = make(NULL);
    for (size_t i = 0; i < count; i++)
        coro_free(gens[i]);
    for (size_t i = 0; i < 3 * count; i++)
        coro_free(make(NULL));
    before = resident_bytes() - before;
    free(gens);
    return before;
}

const metric_t memory_metrics[] = {{"memory", memory},
                                   {"memory_tables", memory_tables},
                                   {"memory_mappings", memory_mappings},
                                   {"memory_small", memory_small},
                                   {"memory_after_burst", memory_after_burst},
                                   {NULL, NULL}};
