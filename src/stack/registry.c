/* SPDX-License-Identifier: MIT */
/*
 * The registry of stacks, for coro_self: from an address to its stack.
 *
 * Slabs: a table of two levels over the address space in units of 4 MiB.
 * Leaves are made when first needed and stay, so that readers need no lock: a
 * thread only ever asks for addresses on its own stack, whose slab cannot go.
 *
 * Stacks of the program's own may lie anywhere: a tree, tsearch(3), under a
 * lock that is only taken when there are any.
 */
#include "stack/registry.h"
#include "base/assert.h"
#include <errno.h>
#include <pthread.h>
#include <search.h>
#include <stdatomic.h>
#include <stdlib.h>

/* 22 bits within a unit, 13 in a leaf, 13 in the root: 48 in all. */
enum {
    UNIT_BITS = 22,
    LEAF_BITS = 13,
    ROOT_BITS = 13
};
#define LEAF_SIZE ((size_t)1 << LEAF_BITS)

typedef _Atomic(struct coro__slab *) entry_t;
static _Atomic(entry_t *) root[(size_t)1 << ROOT_BITS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *own_stacks;        /* a tree of coro__stack_t, under `lock` */
static atomic_size_t own_count; /* how many are in it */

static entry_t *leaf_of(uintptr_t address)
{
    uintptr_t index = address >> (UNIT_BITS + LEAF_BITS);

    if (index >= (uintptr_t)1 << ROOT_BITS)
        return NULL;
    return atomic_load_explicit(&root[index], memory_order_acquire);
}

static size_t index_in_leaf(uintptr_t address)
{
    return (address >> UNIT_BITS) & (LEAF_SIZE - 1);
}

struct coro__slab *coro__registry_slab(uintptr_t address)
{
    entry_t *leaf = leaf_of(address);

    if (leaf == NULL)
        return NULL;
    return atomic_load_explicit(&leaf[index_in_leaf(address)],
                                memory_order_acquire);
}

/* The leaf for an address, made if need be; NULL: no memory. Under the lock
 * of the slabs. */
static entry_t *leaf_for(uintptr_t address)
{
    entry_t *leaf = leaf_of(address);

    if (leaf != NULL || address >> (UNIT_BITS + LEAF_BITS + ROOT_BITS) != 0)
        return leaf;
    leaf = calloc(LEAF_SIZE, sizeof *leaf);
    if (leaf != NULL)
        atomic_store_explicit(&root[address >> (UNIT_BITS + LEAF_BITS)], leaf,
                              memory_order_release);
    return leaf;
}

int coro__registry_set(void *base, size_t size, struct coro__slab *slab)
{
    uintptr_t from = (uintptr_t)base, to = from + size, at;

    for (at = from; at < to && slab != NULL; at += CORO__SLAB_UNIT)
        if (leaf_for(at) == NULL)
            return -ENOMEM;
    for (at = from; at < to; at += CORO__SLAB_UNIT)
        atomic_store_explicit(&leaf_of(at)[index_in_leaf(at)], slab,
                              memory_order_release);
    return 0;
}

/* Order of two ranges; those that overlap are equal. */
static int compare(const void *left, const void *right)
{
    const coro__stack_t *a = left, *b = right;

    if ((uintptr_t)a->memory + a->size <= (uintptr_t)b->memory)
        return -1;
    return (uintptr_t)a->memory >= (uintptr_t)b->memory + b->size;
}

int coro__registry_add(coro__stack_t *at, const coro__stack_t *descriptor)
{
    int rc = 0;

    pthread_mutex_lock(&lock);
    if (tfind(descriptor, &own_stacks, compare) != NULL) {
        rc = -EINVAL;
    } else {
        *at = *descriptor;
        if (tsearch(at, &own_stacks, compare) != NULL)
            atomic_fetch_add(&own_count, 1);
        else
            rc = -ENOMEM;
    }
    pthread_mutex_unlock(&lock);
    return rc;
}

void coro__registry_remove(coro__stack_t *stack)
{
    pthread_mutex_lock(&lock);
    CORO__ASSERT(tdelete(stack, &own_stacks, compare) != NULL);
    atomic_fetch_sub(&own_count, 1);
    pthread_mutex_unlock(&lock);
}

static coro__stack_t *find_own(uintptr_t address)
{
    coro__stack_t byte = {.memory = (void *)address, .size = 1};
    coro__stack_t **found, *stack;

    pthread_mutex_lock(&lock);
    found = tfind(&byte, &own_stacks, compare);
    stack = found != NULL ? *found : NULL;
    pthread_mutex_unlock(&lock);
    return stack;
}

coro__stack_t *coro__registry_stack(uintptr_t address)
{
    if (atomic_load_explicit(&own_count, memory_order_acquire) == 0)
        return NULL;
    return find_own(address);
}

size_t coro__registry_size(void)
{
    return atomic_load(&own_count);
}
