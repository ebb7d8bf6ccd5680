/* SPDX-License-Identifier: MIT */
/* The ring of ready tasks; what is inlined of it is in coro/sched.h. */
#ifndef CORO__SCHED_RING_H
#define CORO__SCHED_RING_H

#include <coro/sched.h>

/* Make room for `count` tasks: 0, or -ENOMEM with nothing changed. So adding
 * never fails. */
int coro__ring_reserve(coro__ring_t *ring, size_t count);
void coro__ring_fini(coro__ring_t *ring);

#endif
