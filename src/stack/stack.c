/* SPDX-License-Identifier: MIT */
/* Stacks: from the pool, a slab, an allocator or the caller; and back. */
#include "stack/stack.h"
#include "base/personality.h"
#include "stack/canary.h"
#include "stack/checkers.h"
#include "stack/pool.h"
#include "stack/registry.h"
#include "stack/reuse.h"
#include "stack/shadow.h"
#include "stack/size.h"
#include "stack/slab.h"
#include <errno.h>

enum {
    CACHE_LINE = 64,
    /* What is asked for, that needs something done when it is given back. */
    LOOKED_AFTER = CORO_STACK_WIPED | CORO_STACK_CANARY
};

/* The record below the descriptor starts on a cache line, too. */
_Static_assert(sizeof(coro__stack_t) == CACHE_LINE, "one cache line");

/* A stack in memory given by the caller, or by his allocator. */
static coro__stack_t *adopt(void *memory, size_t size,
                            const coro_stack_allocator_t *allocator)
{
    uintptr_t top = ((uintptr_t)memory + size) & ~(uintptr_t)(CACHE_LINE - 1);
    coro__stack_t *stack = (coro__stack_t *)top - 1;
    coro__stack_t descriptor = {
        .bounds = {.bottom = memory, .size = top - (uintptr_t)memory},
        .allocator = allocator,
        .size = size};
    int rc = -EINVAL; /* on the stack of a coroutine */

    if (coro__shadow_stack_is_on())
        rc = -ENOTSUP;
    else if (coro__registry_slab((uintptr_t)memory) == NULL)
        rc = coro__registry_add(stack, &descriptor);
    if (rc != 0) {
        errno = -rc;
        return NULL;
    }
    coro__valgrind_register(stack);
    coro__written(memory, size);
    return stack;
}

static void release(const coro_stack_allocator_t *allocator, void *memory,
                    size_t size)
{
    allocator->release(memory, size, allocator->ctx);
    CORO__STOP_EXCEPTIONS();
}

/* The opposite. Apart, so that putting others back takes few registers. */
__attribute__((noinline)) static void disown(coro__stack_t *stack)
{
    const coro_stack_allocator_t *allocator = stack->allocator;

    coro__valgrind_deregister(stack);
    coro__registry_remove(stack);
    if (allocator != NULL)
        release(allocator, coro__stack_base(stack), stack->size);
}

static coro__stack_t *allocate(const coro__stack_request_t *request)
{
    const coro_stack_allocator_t *allocator = request->allocator;
    size_t size = coro__stack_stride(request);
    coro__stack_t *stack;
    void *memory;

    if (size == 0)
        return NULL;
    memory = allocator->allocate(size, allocator->ctx);
    CORO__STOP_EXCEPTIONS();
    if (memory == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    stack = adopt(memory, size, allocator);
    if (stack == NULL) {
        int saved = errno;
        release(allocator, memory, size);
        errno = saved;
    }
    return stack;
}

static coro__guarding_t guarding(unsigned flags)
{
    if ((flags & CORO_STACK_WIDE_GUARD) != 0)
        return CORO__GUARDED_WIDE;
    return (flags & CORO_STACK_UNGUARDED) != 0 ? CORO__UNGUARDED
                                               : CORO__GUARDED;
}

/* One that was in the pool, if there was one, or a new one. Checkers take what
 * is in the pool for out of bounds. */
__attribute__((noinline)) static coro__stack_t *
renew_or_fetch(coro__stack_t *pooled, size_t stride, coro__guarding_t wanted)
{
    if (pooled == NULL)
        return coro__pool_fetch(stride, wanted);
    if (pooled->kind == 0)
        coro__stack_renew(pooled);
    return pooled;
}

static coro__stack_t *take(const coro__stack_request_t *request)
{
    coro__guarding_t wanted = guarding(request->flags);
    size_t stride = coro__stack_stride(request);

    if (stride == 0)
        return NULL;
    if (wanted == CORO__GUARDED_WIDE)
        stride *= 2;
    return renew_or_fetch(coro__pool_take(coro__slab_kind(stride, wanted)),
                          stride, wanted);
}

/* From wherever it comes. */
static coro__stack_t *get(const coro__stack_request_t *request)
{
    if (request->memory != NULL) {
        if (!coro__stack_size_fits(request->size, request->flags))
            return NULL;
        return adopt(request->memory, request->size, NULL);
    }
    return request->allocator != NULL ? allocate(request) : take(request);
}

coro__stack_t *coro__stack_get(const coro__stack_request_t *request)
{
    coro__stack_t *stack = get(request);

    if (stack == NULL || (request->flags & LOOKED_AFTER) == 0)
        return stack;
    stack->kind = 0; /* so that giving it back is not the short way */
    stack->looked_after = request->flags & LOOKED_AFTER;
    if ((request->flags & CORO_STACK_WIPED) != 0)
        coro__slab_wipe(stack); /* of what others have left */
    if ((request->flags & CORO_STACK_CANARY) != 0)
        coro__canary_set(stack);
    return stack;
}

/* What was asked for of a stack that is given back; then it is like any other
 * one. */
__attribute__((noinline)) static void look_after(coro__stack_t *stack)
{
    if ((stack->looked_after & CORO_STACK_CANARY) != 0)
        coro__canary_check(stack);
    coro__stack_end(stack);
    if ((stack->looked_after & CORO_STACK_WIPED) != 0)
        coro__slab_wipe(stack);
    stack->looked_after = 0;
    if (stack->slab != NULL)
        coro__slab_set_kind(stack);
}

/* All that is done for few stacks only. */
__attribute__((noinline)) static void put_slowly(coro__stack_t *stack)
{
    int saved = errno;

    stack->made_from = NULL;
    if (CORO__UNLIKELY(stack->looked_after != 0))
        look_after(stack);
    else
        coro__stack_end(stack);
    if (stack->slab == NULL) {
        disown(stack);
        errno = saved;
        return;
    }
    coro__stack_retire(stack);
    if (!coro__pool_keep(stack, coro__slab_kind_of(stack->slab)))
        coro__pool_put(stack, coro__slab_kind_of(stack->slab));
    errno = saved;
}

__attribute__((noinline)) void coro__stack_put(coro__stack_t *stack)
{
    if (!coro__stack_keep(stack))
        put_slowly(stack);
}

size_t coro__stack_in_use(void)
{
    return coro__slab_in_use() - coro__pool_size() +
           atomic_load(&coro__own_stacks);
}
