/* SPDX-License-Identifier: MIT */
/* Growing the ring of ready tasks. */
#include "sched/ring.h"
#include <errno.h>
#include <stdlib.h>

enum {
    FIRST_CAPACITY = 16
};

int coro__ring_reserve(coro__ring_t *ring, size_t count)
{
    size_t capacity = ring->tasks != NULL ? ring->mask + 1 : FIRST_CAPACITY;
    coro_task_t **tasks;

    if (ring->tasks != NULL && count <= capacity)
        return 0;
    while (capacity < count)
        capacity *= 2;
    tasks = malloc(capacity * sizeof(coro_task_t *));
    if (tasks == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < ring->count; i++)
        tasks[i] = ring->tasks[(ring->head + i) & ring->mask];
    free(ring->tasks);
    ring->tasks = tasks;
    ring->mask = capacity - 1;
    ring->head = 0;
    return 0;
}

void coro__ring_fini(coro__ring_t *ring)
{
    free(ring->tasks);
}
