/* SPDX-License-Identifier: MIT */
/*
 * The inlined operations as plain functions, for bindings of other languages
 * and for CORO_NO_INLINE. Where the switch is assembly, those that switch are
 * in operations_<cpu>_<abi>.S instead.
 */
#define CORO_NO_INLINE
#include "generator/generator.h"
#include "generator/record.h"

CORO__NOTES_CALLER coro_t *coro_new(coro_fn_t *fn, coro_value_t arg,
                                    const coro_options_t *options)
{
    return coro__new_from(fn, arg, options, sizeof *options,
                          __builtin_return_address(0));
}

CORO__NOTES_CALLER coro_t *coro_new_copy(coro_fn_t *fn, const void *args,
                                         size_t size,
                                         const coro_options_t *options)
{
    return coro__new_copy_from(fn, args, size, options, sizeof *options,
                               __builtin_return_address(0));
}

int coro_return(coro_t *self, coro_value_t value)
{
    return coro__leave_with(self, 0, value);
}

int coro_fail(coro_t *self, int error, coro_value_t payload)
{
    return coro__leave_with(self, error, payload);
}

/* Where the assembly goes when there is more to do. */
int coro__next(coro_t *gen, coro_value_t *out)
{
    return coro__resume(gen, CORO__NEXT, coro_none(), out);
}

int coro__send(coro_t *gen, coro_value_t value, coro_value_t *out)
{
    return coro__resume(gen, CORO__SEND, value, out);
}

int coro__yield(coro_t *self, coro_value_t out, coro_value_t *in)
{
    return coro__suspend(self, out, in);
}

#if CORO_CONTEXT_ASM

_Static_assert(CORO__NEXT == 0x40000000 && CORO__SEND == 0x40000001 &&
                   CORO__INBOUND == CORO__NEXT &&
                   offsetof(coro_t, root) == 48 && offsetof(coro_t, room) == 56,
               "operations_*.S repeats them");

#else

int coro_next(coro_t *gen, coro_value_t *out)
{
    return coro__next(gen, out);
}

int coro_send(coro_t *gen, coro_value_t value, coro_value_t *out)
{
    return coro__send(gen, value, out);
}

int coro_yield(coro_t *self, coro_value_t out, coro_value_t *in)
{
    return coro__yield(self, out, in);
}

#endif
