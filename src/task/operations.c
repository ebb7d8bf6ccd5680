/* SPDX-License-Identifier: MIT */
/* The inlined operations as plain functions, for bindings. */
#define CORO_NO_INLINE
#include <coro/task.h>

coro_task_t *coro_group_spawn(coro_group_t *group, coro_fn_t *fn,
                              coro_value_t arg, const coro_options_t *options)
{
    return coro__group_spawn(group, fn, arg, options, sizeof *options);
}

coro_task_t *coro_group_spawn_copy(coro_group_t *group, coro_fn_t *fn,
                                   const void *args, size_t size,
                                   const coro_options_t *options)
{
    return coro__group_spawn_copy(group, fn, args, size, options,
                                  sizeof *options);
}
