/* SPDX-License-Identifier: MIT */
/*
 * The registry of stacks, for coro_self: from an address to its stack.
 *
 * Slabs: a table of two levels over the address space in units of 4 MiB.
 * Leaves are made when first needed and stay, so that readers need no lock: a
 * thread only ever asks for addresses on its own stack, whose slab cannot go.
 *
 * Stacks of a program's own may lie anywhere: a tree under a lock that is only
 * taken when there are any.
 */
#ifndef CORO__STACK_REGISTRY_H
#define CORO__STACK_REGISTRY_H

#include "stack/slab.h"
#include <stdatomic.h>

/* Slabs begin and end at multiples of this. */
#define CORO__SLAB_UNIT ((size_t)1 << CORO__UNIT_BITS)

/* 48 bits of address. */
enum {
    CORO__UNIT_BITS = 22, /* within a unit */
    CORO__LEAF_BITS = 13,
    CORO__ROOT_BITS = 13,
    CORO__LEAF_SHIFT = CORO__UNIT_BITS + CORO__LEAF_BITS
};

typedef _Atomic(coro__slab_t *) coro__leaf_t[1 << CORO__LEAF_BITS];

extern _Atomic(coro__leaf_t *) coro__registry[1 << CORO__ROOT_BITS];
/* How many stacks there are that lie in no slab; a tree of them, of
 * tsearch(3). */
extern atomic_size_t coro__own_stacks;
extern void *coro__own_tree;

/* The place in the table for the unit an address lies in, or NULL. */
static inline _Atomic(coro__slab_t *) *coro__registry_entry(uintptr_t address)
{
    uintptr_t index = address >> CORO__LEAF_SHIFT;
    coro__leaf_t *leaf;

    if (index >= (uintptr_t)1 << CORO__ROOT_BITS)
        return NULL;
    leaf = atomic_load_explicit(&coro__registry[index], memory_order_acquire);
    if (leaf == NULL)
        return NULL;
    index = (address >> CORO__UNIT_BITS) & ((1 << CORO__LEAF_BITS) - 1);
    return &(*leaf)[index];
}

/* The slab an address lies in, or NULL. Lock-free. */
static inline coro__slab_t *coro__registry_slab(uintptr_t address)
{
    _Atomic(coro__slab_t *) *entry = coro__registry_entry(address);

    return entry != NULL ? atomic_load_explicit(entry, memory_order_acquire)
                         : NULL;
}

/* Enter a slab, or take it out (slab NULL). Returns 0 or -ENOMEM; taking out
 * never fails. */
int coro__registry_set(void *base, size_t size, coro__slab_t *slab);

/* The same for stacks that lie in no slab. Entering puts the descriptor to
 * `at`, unless the memory overlaps another such stack: that is -EINVAL, with
 * nothing written. 0, or -ENOMEM. */
int coro__registry_add(coro__stack_t *at, const coro__stack_t *descriptor);
void coro__registry_remove(coro__stack_t *stack);
coro__stack_t *coro__registry_own(uintptr_t address);

/* Could an address lie on a stack of a coroutine? */
static inline int coro__may_be_stack(uintptr_t address)
{
    return coro__registry_slab(address) != NULL ||
           atomic_load_explicit(&coro__own_stacks, memory_order_acquire) != 0;
}

/* Return the stack an address lies on, or NULL. Any thread, no lock unless
 * some stack is not the library's. */
static inline coro__stack_t *coro__stack_find(uintptr_t address)
{
    const coro__slab_t *slab = coro__registry_slab(address);

    if (slab != NULL)
        return coro__slab_stack(slab, address);
    if (atomic_load_explicit(&coro__own_stacks, memory_order_acquire) == 0)
        return NULL;
    return coro__registry_own(address);
}

#endif
