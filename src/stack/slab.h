/* SPDX-License-Identifier: MIT */
/* Slabs: big mappings, carved into stacks of one size. */
#ifndef CORO__STACK_SLAB_H
#define CORO__STACK_SLAB_H

#include "stack/stack.h"

typedef struct coro__slab coro__slab_t;

/* What lies at the bottom of a stack. */
typedef enum coro__guarding {
    CORO__UNGUARDED,
    CORO__GUARDED,     /* a page */
    CORO__GUARDED_WIDE /* half of it */
} coro__guarding_t;

/* Take a stack of `stride` bytes, a power of two, guard included. NULL with
 * errno ENOMEM or -CORO_E_MAP_LIMIT. */
coro__stack_t *coro__slab_take(size_t stride, coro__guarding_t guarding);

/* Give a stack of a slab back, and its memory to the kernel. Never fails. */
void coro__slab_release(coro__stack_t *stack);

/* Leave zeros of what has been written to a stack, below its descriptor, and
 * its memory to the kernel. */
void coro__slab_wipe(coro__stack_t *stack);

/* The stack an address within a slab lies on. */
coro__stack_t *coro__slab_stack(const coro__slab_t *slab, uintptr_t address);

/* The same, if the address lies in the guard of a stack that has been taken;
 * otherwise NULL. Lock-free. */
coro__stack_t *coro__slab_guarded(const coro__slab_t *slab, uintptr_t address);

/* Bytes of each stack as it was asked for, and of its guard. */
size_t coro__slab_stack_size(const coro__slab_t *slab);
size_t coro__slab_guard_size(const coro__slab_t *slab);

/* Set `kind` of a stack to what it was when it was taken. */
void coro__slab_set_kind(coro__stack_t *stack);

/* The number of its kind, as coro__slab_kind gives it. */
unsigned coro__slab_kind_of(const coro__slab_t *slab);

/* How many stacks are taken, from all slabs. */
size_t coro__slab_in_use(void);

/* Do two stacks, or a stack and a request, come from the same kind of slab? A
 * number above 0 and below CORO__SLAB_KINDS for each kind. */
enum {
    CORO__SLAB_LEAST = 10,    /* log2 of CORO_STACK_TINY */
    CORO__SLAB_GREATEST = 31, /* of CORO_STACK_MAX with a wide guard */
    CORO__SLAB_GUARDINGS = 3,
    CORO__SLAB_KINDS =
        (CORO__SLAB_GREATEST - CORO__SLAB_LEAST + 1) * CORO__SLAB_GUARDINGS + 1
};
static inline unsigned coro__slab_kind_shifted(unsigned shift,
                                               coro__guarding_t guarding)
{
    return (shift - CORO__SLAB_LEAST) * CORO__SLAB_GUARDINGS +
           (unsigned)guarding + 1;
}
static inline unsigned coro__slab_kind(size_t stride, coro__guarding_t guarding)
{
    return coro__slab_kind_shifted((unsigned)__builtin_ctzll(stride), guarding);
}

#endif
