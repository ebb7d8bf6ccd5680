/* SPDX-License-Identifier: MIT */
/*
 * What drives a source to its end: collect, reduce, for_each.
 */
#include "base/personality.h"
#include "iter/own.h"

/* Visit each item, then free the source. */
static int consume(coro_t *source, coro_iter_visit_fn_t *visit, void *ctx)
{
    int rc = 0;

    while (rc == 0) {
        coro_value_t value;

        rc = coro_next(source, &value);
        if (rc == 0) {
            rc = visit(ctx, value);
            CORO__STOP_EXCEPTIONS();
        }
    }
    coro_free(source);
    return rc > 0 ? 0 : rc;
}

/* Free a source that nothing can be done with, and say why. */
static int refuse(coro_t *source)
{
    if (source == NULL)
        return coro__iter_missing();
    coro_free(source);
    return -EINVAL;
}

typedef struct shelf {
    coro_value_t *values;
    size_t capacity;
    size_t count;
} shelf_t;

static int store(void *ctx, coro_value_t value)
{
    shelf_t *shelf = ctx;

    if (shelf->count == shelf->capacity)
        return -ENOSPC;
    shelf->values[shelf->count++] = value;
    return 0;
}

int coro_iter_collect(coro_t *source, coro_value_t *values, size_t capacity,
                      size_t *count)
{
    shelf_t shelf = {values, capacity, 0};
    int rc;

    if (source == NULL || (values == NULL && capacity > 0))
        rc = refuse(source);
    else
        rc = consume(source, store, &shelf);
    if (count != NULL)
        *count = shelf.count;
    return rc;
}

typedef struct folding {
    coro_iter_fold_fn_t *fold;
    void *ctx;
    coro_value_t *total;
} folding_t;

static int fold_one(void *ctx, coro_value_t value)
{
    const folding_t *folding = ctx;

    return folding->fold(folding->ctx, folding->total, value);
}

int coro_iter_reduce(coro_t *source, coro_iter_fold_fn_t *fold, void *ctx,
                     coro_value_t *total)
{
    folding_t folding = {fold, ctx, total};

    if (source == NULL || fold == NULL || total == NULL)
        return refuse(source);
    return consume(source, fold_one, &folding);
}

int coro_iter_for_each(coro_t *source, coro_iter_visit_fn_t *visit, void *ctx)
{
    if (source == NULL || visit == NULL)
        return refuse(source);
    return consume(source, visit, ctx);
}
