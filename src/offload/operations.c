/* SPDX-License-Identifier: MIT */
/* The inlined operations as plain functions, for bindings. */
#define CORO_NO_INLINE
#include <coro/offload.h>

coro_workers_t *coro_workers_new(const coro_workers_options_t *options)
{
    return coro__workers_new(options, sizeof *options);
}
