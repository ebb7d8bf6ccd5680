/* SPDX-License-Identifier: MIT */
/*
 * The short ways: a default stack out of the thread's pool, and a stack back
 * into it, with no call.
 */
#ifndef CORO__STACK_REUSE_H
#define CORO__STACK_REUSE_H

#include "stack/pool.h"
#include "stack/size.h"

/* Of a function that goes one of them: it is not inlined, not even at link
 * time, around a switch, over which the address of the pool would be kept. */
#define CORO__USES_POOL __attribute__((noinline))

/* What coro__stack_get returns when nothing in particular is requested; NULL if
 * the pool has none, or none that can be used without telling a checker. */
static inline coro__stack_t *coro__stack_reuse(void)
{
    unsigned kind = coro__slab_kind(CORO__DEFAULT_STACK, CORO__GUARDED);
    const coro__stack_t *stack = coro__pool.first[kind];

    return stack != NULL && stack->kind != 0 ? coro__pool_take(kind) : NULL;
}

/* What coro__stack_put does for most; 0 if there is more to do. */
static inline int coro__stack_keep(coro__stack_t *stack)
{
    if (stack->kind == 0 || !coro__pool_keep(stack, stack->kind))
        return 0;
    stack->made_from = NULL;
    return 1;
}

#endif
