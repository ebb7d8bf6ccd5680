/* SPDX-License-Identifier: MIT */
/* Entering stacks in the registry; registry.h explains. */
#include "stack/registry.h"
#include "base/assert.h"
#include <errno.h>
#include <pthread.h>
#include <search.h>
#include <stdlib.h>

_Atomic(coro__leaf_t *) coro__registry[1 << CORO__ROOT_BITS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
void *coro__own_tree; /* of coro__stack_t; under `lock` */
atomic_size_t coro__own_stacks;

/* Make the leaf for an address if need be: 0 or -ENOMEM. Under the lock of the
 * slabs. */
static int make_leaf(uintptr_t address)
{
    uintptr_t index = address >> CORO__LEAF_SHIFT;
    coro__leaf_t *leaf;

    if (coro__registry_entry(address) != NULL)
        return 0;
    if (index >= (uintptr_t)1 << CORO__ROOT_BITS)
        return -ENOMEM;
    leaf = calloc(1, sizeof *leaf);
    if (leaf == NULL)
        return -ENOMEM;
    atomic_store_explicit(&coro__registry[index], leaf, memory_order_release);
    return 0;
}

int coro__registry_set(void *base, size_t size, coro__slab_t *slab)
{
    uintptr_t from = (uintptr_t)base, to = from + size, at;

    for (at = from; at < to && slab != NULL; at += CORO__SLAB_UNIT)
        if (make_leaf(at) != 0)
            return -ENOMEM;
    for (at = from; at < to; at += CORO__SLAB_UNIT)
        atomic_store_explicit(coro__registry_entry(at), slab,
                              memory_order_release);
    return 0;
}

/* Order of two ranges; those that overlap are equal. */
static int compare(const void *left, const void *right)
{
    const coro__stack_t *a = left, *b = right;

    uintptr_t left_bottom = (uintptr_t)a->bounds.bottom;
    uintptr_t right_bottom = (uintptr_t)b->bounds.bottom;

    if (left_bottom + a->size <= right_bottom)
        return -1;
    return left_bottom >= right_bottom + b->size;
}

int coro__registry_add(coro__stack_t *at, const coro__stack_t *descriptor)
{
    int rc = 0;

    pthread_mutex_lock(&lock);
    if (tfind(descriptor, &coro__own_tree, compare) != NULL) {
        rc = -EINVAL;
    } else {
        *at = *descriptor;
        if (tsearch(at, &coro__own_tree, compare) != NULL)
            atomic_fetch_add(&coro__own_stacks, 1);
        else
            rc = -ENOMEM;
    }
    pthread_mutex_unlock(&lock);
    return rc;
}

void coro__registry_remove(coro__stack_t *stack)
{
    pthread_mutex_lock(&lock);
    CORO__ASSERT(tdelete(stack, &coro__own_tree, compare) != NULL);
    atomic_fetch_sub(&coro__own_stacks, 1);
    pthread_mutex_unlock(&lock);
}

coro__stack_t *coro__registry_own(uintptr_t address)
{
    coro__stack_t byte = {.bounds = {.bottom = (void *)address, .size = 1},
                          .size = 1};
    coro__stack_t **found, *stack;

    pthread_mutex_lock(&lock);
    found = tfind(&byte, &coro__own_tree, compare);
    stack = found != NULL ? *found : NULL;
    pthread_mutex_unlock(&lock);
    return stack;
}
