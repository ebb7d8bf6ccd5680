/* SPDX-License-Identifier: MIT */
/* Growing the ring of ready tasks. */
#include "sched/ring.h"
#include <errno.h>
#include <stdlib.h>

enum {
    FIRST_CAPACITY = 16
};

int coro__ring_grow(coro__ring_t *ring, size_t count)
{
    size_t capacity = ring->mask + 1; /* 1 of a new one, which has none */
    coro__turn_t **turns;

    if (capacity < FIRST_CAPACITY)
        capacity = FIRST_CAPACITY;
    while (capacity < count)
        capacity *= 2;
    turns = malloc(capacity * sizeof(coro__turn_t *));
    if (turns == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < ring->count; i++)
        turns[(ring->head + i) & (capacity - 1)] =
            ring->turns[(ring->head + i) & ring->mask];
    free(ring->turns);
    ring->turns = turns;
    ring->mask = capacity - 1;
    return 0;
}

void coro__ring_fini(coro__ring_t *ring)
{
    free(ring->turns);
}
