/* SPDX-License-Identifier: MIT */
/*
 * Stages of many sources: chain, zip.
 */
#include "iter/own.h"

static int chain_body(coro_t *self, coro_value_t arg)
{
    const coro__iter_sources_t *chain = arg.ptr;

    for (size_t i = 0; i < chain->count; i++) {
        coro_value_t result;
        int rc = coro_yield_from(self, chain->source[i], &result);

        if (rc != 0)
            return coro_fail(self, rc, result);
    }
    return 0;
}

coro_t *coro_iter_chain(coro_t *const *sources, size_t count)
{
    return coro__iter_stage_of_many(sources, count, chain_body);
}

static int zip_body(coro_t *self, coro_value_t arg)
{
    coro__iter_sources_t *zip = arg.ptr;
    int rc = 0;

    while (rc == 0 && zip->count > 0) {
        for (size_t i = 0; i < zip->count; i++) {
            rc = coro_next(zip->source[i], &zip->row[i]);
            if (rc != 0)
                return coro__iter_end(self, rc, zip->row[i]);
        }
        rc = coro_yield(self, coro_ptr(zip->row), NULL);
    }
    return rc;
}

coro_t *coro_iter_zip(coro_t *const *sources, size_t count)
{
    return coro__iter_stage_of_many(sources, count, zip_body);
}
