/* SPDX-License-Identifier: MIT */
/* The ring of ready tasks; what is inlined of it is in coro/sched.h. */
#ifndef CORO__SCHED_RING_H
#define CORO__SCHED_RING_H

#include <coro/sched.h>

int coro__ring_grow(coro__ring_t *ring, size_t count);

/* Make room for `count` tasks: 0, or -ENOMEM with nothing changed. So adding
 * never fails. */
static inline int coro__ring_reserve(coro__ring_t *ring, size_t count)
{
    if (ring->turns != NULL && count <= ring->mask + 1)
        return 0;
    return coro__ring_grow(ring, count);
}

void coro__ring_fini(coro__ring_t *ring);

#endif
