/* SPDX-License-Identifier: MIT */
/*
 * How a stage comes to own its sources, and how it ends with one.
 *
 * The constructors of this directory call these. Invariant: when one of them
 * returns, its sources belong to the generator it returned, or are freed.
 */
#ifndef CORO__ITER_OWN_H
#define CORO__ITER_OWN_H

#include <coro/iter.h>

/* Sources that one stage owns together, in one piece of memory. */
typedef struct coro__iter_sources {
    size_t count;
    coro_t **source;    /* `count` of them, behind the row */
    coro_value_t row[]; /* `count` of them, for the stage to use */
} coro__iter_sources_t;

/* Make a stage of `source`: `body` gets a copy of `args`. A body that is NULL
 * says that the caller's arguments were wrong: EINVAL. */
coro_t *coro__iter_stage(coro_t *source, coro_fn_t *body, const void *args,
                         size_t size);

/* Make a stage of many sources: `body` gets a coro__iter_sources_t. */
coro_t *coro__iter_stage_of_many(coro_t *const *sources, size_t count,
                                 coro_fn_t *body);

/* The error that a NULL source stands for: errno, which stays, or EINVAL. */
int coro__iter_missing(void);

/* What a body returns when it was given `status`, not 0, by its source or by
 * a callback: the end is its own end, an error its own error. */
static inline int coro__iter_end(coro_t *self, int status, coro_value_t payload)
{
    return status > 0 ? 0 : coro_fail(self, status, payload);
}

/* Move a number on by `step`, or return -ERANGE where int64_t ends. */
static inline int coro__iter_advance(int64_t *number, int64_t step)
{
    if (step > 0 ? *number > INT64_MAX - step : *number < INT64_MIN - step)
        return -ERANGE;
    *number += step;
    return 0;
}

#endif
