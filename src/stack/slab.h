/* SPDX-License-Identifier: MIT */
/* Slabs: big mappings, carved into stacks of one size. */
#ifndef CORO__STACK_SLAB_H
#define CORO__STACK_SLAB_H

#include "stack/stack.h"

typedef struct coro__slab coro__slab_t;

/* Take a stack of `stride` bytes, a power of two, guard page included if
 * `guarded`. NULL with errno ENOMEM or -CORO_E_MAP_LIMIT. */
coro__stack_t *coro__slab_take(size_t stride, int guarded);

/* Give a stack of a slab back, and its memory to the kernel. Never fails. */
void coro__slab_release(coro__stack_t *stack);

/* The stack an address within a slab lies on. */
coro__stack_t *coro__slab_stack(const coro__slab_t *slab, uintptr_t address);

/* The number of its kind, as coro__slab_kind gives it. */
unsigned coro__slab_kind_of(const coro__slab_t *slab);

/* How many stacks are taken, from all slabs. */
size_t coro__slab_in_use(void);

/* Do two stacks, or a stack and a request, come from the same kind of slab? A
 * number above 0 and below CORO__SLAB_KINDS for each kind. */
enum {
    CORO__SLAB_KINDS = 64
};
static inline unsigned coro__slab_kind(size_t stride, int guarded)
{
    return (unsigned)__builtin_ctzll(stride) * 2 + (guarded != 0);
}

#endif
