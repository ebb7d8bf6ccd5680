/* SPDX-License-Identifier: MIT */
/* The inlined operations as plain functions, for bindings. */
#define CORO_NO_INLINE
#include <coro/sched.h>

coro_sched_t *coro_sched_new(const coro_sched_options_t *options)
{
    return coro__sched_new(options, sizeof *options);
}

coro_task_t *coro_spawn(coro_sched_t *sched, coro_fn_t *fn, coro_value_t arg,
                        const coro_options_t *options)
{
    return coro__spawn(sched, fn, arg, options, sizeof *options);
}

coro_task_t *coro_spawn_copy(coro_sched_t *sched, coro_fn_t *fn,
                             const void *args, size_t size,
                             const coro_options_t *options)
{
    return coro__spawn_copy(sched, fn, args, size, options, sizeof *options);
}

int coro_sched_yield(coro_t *self)
{
    return coro__sched_yield(self);
}
