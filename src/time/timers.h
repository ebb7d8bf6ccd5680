/* SPDX-License-Identifier: MIT */
/*
 * A queue of deadlines: a min-heap, earliest first, in order of arming among
 * equals. It returns data; what a deadline means is its owner's affair.
 */
#ifndef CORO__TIME_TIMERS_H
#define CORO__TIME_TIMERS_H

#include <coro/time.h>

typedef struct coro__deadline {
    int64_t at_ns;
    uint64_t order; /* counts armings: who was first among equals */
    coro__timer_t *timer;
} coro__deadline_t;

/* All zero: empty. */
typedef struct coro__timers {
    coro__deadline_t *heap;
    size_t count, capacity;
    uint64_t armed; /* how many ever were */
} coro__timers_t;

int coro__timers_grow(coro__timers_t *timers, size_t count);

/* Make room for `count` timers armed at once: 0, or -ENOMEM with nothing
 * changed. So arming never fails. */
static inline int coro__timers_reserve(coro__timers_t *timers, size_t count)
{
    return count <= timers->capacity ? 0 : coro__timers_grow(timers, count);
}

void coro__timers_fini(coro__timers_t *timers);

/* Arm a timer that is not; O(log n). */
void coro__timers_arm(coro__timers_t *timers, coro__timer_t *timer,
                      int64_t at_ns);

/* Disarm a timer if it is armed; O(log n). */
void coro__timers_disarm(coro__timers_t *timers, coro__timer_t *timer);

/* Disarm and return the earliest timer that is due at `now_ns`, or NULL. */
coro__timer_t *coro__timers_due(coro__timers_t *timers, int64_t now_ns);

#endif
