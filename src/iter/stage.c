/* SPDX-License-Identifier: MIT */
/*
 * Stages that look at each item of one source: map, filter, take_while,
 * enumerate.
 */
#include "iter/own.h"

typedef struct map {
    coro_t *source;
    coro_iter_map_fn_t *fn;
    void *ctx;
} map_t;

static int map_body(coro_t *self, coro_value_t arg)
{
    const map_t *map = arg.ptr;
    coro_value_t value;
    int rc;

    while ((rc = coro_next(map->source, &value)) == 0) {
        coro_value_t made = coro_none();

        rc = map->fn(map->ctx, value, &made);
        if (rc != 0)
            return coro__iter_end(self, rc, made);
        rc = coro_yield(self, made, NULL);
        if (rc != 0)
            return rc;
    }
    return coro__iter_end(self, rc, value);
}

coro_t *coro_iter_map(coro_t *source, coro_iter_map_fn_t *fn, void *ctx)
{
    const map_t map = {source, fn, ctx};

    return coro__iter_stage(source, fn != NULL ? map_body : NULL, &map,
                            sizeof(map));
}

typedef struct sieve {
    coro_t *source;
    coro_iter_predicate_t *keep;
    void *ctx;
    int ends; /* with the first item that does not pass */
} sieve_t;

static int sieve_body(coro_t *self, coro_value_t arg)
{
    const sieve_t *sieve = arg.ptr;
    coro_value_t value;
    int rc;

    while ((rc = coro_next(sieve->source, &value)) == 0) {
        rc = sieve->keep(sieve->ctx, value);
        if (rc == 0 && sieve->ends)
            return 0;
        if (rc > 0)
            rc = coro_yield(self, value, NULL);
        if (rc != 0)
            return rc;
    }
    return coro__iter_end(self, rc, value);
}

static coro_t *new_sieve(coro_t *source, coro_iter_predicate_t *keep, void *ctx,
                         int ends)
{
    const sieve_t sieve = {source, keep, ctx, ends};

    return coro__iter_stage(source, keep != NULL ? sieve_body : NULL, &sieve,
                            sizeof(sieve));
}

coro_t *coro_iter_filter(coro_t *source, coro_iter_predicate_t *keep, void *ctx)
{
    return new_sieve(source, keep, ctx, 0);
}

coro_t *coro_iter_take_while(coro_t *source, coro_iter_predicate_t *keep,
                             void *ctx)
{
    return new_sieve(source, keep, ctx, 1);
}

typedef struct numbering {
    coro_t *source;
    int64_t start;
} numbering_t;

static int enumerate_body(coro_t *self, coro_value_t arg)
{
    const numbering_t *numbering = arg.ptr;
    int64_t number = numbering->start;
    int out_of_range = 0;
    coro_iter_item_t item;
    int rc;

    while ((rc = coro_next(numbering->source, &item.value)) == 0) {
        if (out_of_range != 0)
            return out_of_range;
        item.index = number;
        rc = coro_yield(self, coro_ptr(&item), NULL);
        if (rc != 0)
            return rc;
        out_of_range = coro__iter_advance(&number, 1);
    }
    return coro__iter_end(self, rc, item.value);
}

coro_t *coro_iter_enumerate(coro_t *source, int64_t start)
{
    const numbering_t numbering = {source, start};

    return coro__iter_stage(source, enumerate_body, &numbering,
                            sizeof(numbering));
}
