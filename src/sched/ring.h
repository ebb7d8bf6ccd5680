/* SPDX-License-Identifier: MIT */
/* The ring of ready tasks: first in, first out. */
#ifndef CORO__SCHED_RING_H
#define CORO__SCHED_RING_H

#include <coro/sched.h>

/* All zero: empty. */
typedef struct coro__ring {
    coro_task_t **tasks;
    size_t mask; /* capacity - 1, a power of two minus 1 */
    size_t head; /* the next to go, modulo capacity */
    size_t count;
} coro__ring_t;

/* Make room for `count` tasks: 0, or -ENOMEM with nothing changed. So adding
 * never fails. */
int coro__ring_reserve(coro__ring_t *ring, size_t count);
void coro__ring_fini(coro__ring_t *ring);

static inline void coro__ring_add(coro__ring_t *ring, coro_task_t *task)
{
    ring->tasks[(ring->head + ring->count++) & ring->mask] = task;
}

/* Take the next task out; the ring is not empty. */
static inline coro_task_t *coro__ring_take(coro__ring_t *ring)
{
    ring->count--;
    return ring->tasks[ring->head++ & ring->mask];
}

#endif
