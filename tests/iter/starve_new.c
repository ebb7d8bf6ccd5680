/* SPDX-License-Identifier: MIT */
/*
 * The making of a coroutine counts as a request for memory, too: pooled stacks
 * ask for some now and then only.
 */
#include "starve.h"

#include <coro/generator.h>

coro_t *__real_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size);
coro_t *__wrap_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size);
coro_t *__real_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size);
coro_t *__wrap_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size);

coro_t *__wrap_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size)
{
    return starve_refuses() ? NULL
                            : __real_coro__new(fn, arg, options, options_size);
}

coro_t *__wrap_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size)
{
    return starve_refuses()
               ? NULL
               : __real_coro__new_copy(fn, args, size, options, options_size);
}
