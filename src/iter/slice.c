/* SPDX-License-Identifier: MIT */
/*
 * Stages that choose by position: slice, take.
 */
#include "iter/own.h"

typedef struct slice {
    coro_t *source;
    uint64_t start;
    uint64_t limit; /* positions from here on are left alone */
    uint64_t step;
} slice_t;

static int slice_body(coro_t *self, coro_value_t arg)
{
    const slice_t *slice = arg.ptr;
    uint64_t wanted = slice->start;
    int rc = 0;

    for (uint64_t at = 0; rc == 0 && at < slice->limit; at++) {
        coro_value_t value;

        rc = coro_next(slice->source, &value);
        if (rc != 0)
            return coro__iter_end(self, rc, value);
        if (at != wanted)
            continue;
        rc = coro_yield(self, value, NULL);
        if (slice->step < slice->limit - wanted)
            wanted += slice->step;
        else
            wanted = slice->limit;
    }
    return rc;
}

coro_t *coro_iter_slice(coro_t *source, size_t start, size_t stop, size_t step)
{
    slice_t slice = {source, start, stop, step};

    if (stop == SIZE_MAX)
        slice.limit = UINT64_MAX; /* nobody gets there */
    else if (stop < start)
        slice.limit = start; /* islice drops what lies before start anyway */
    return coro__iter_stage(source, step != 0 ? slice_body : NULL, &slice,
                            sizeof(slice));
}

coro_t *coro_iter_take(coro_t *source, size_t count)
{
    return coro_iter_slice(source, 0, count, 1);
}
