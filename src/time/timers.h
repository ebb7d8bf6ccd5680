/* SPDX-License-Identifier: MIT */
/*
 * A queue of deadlines: a min-heap, earliest first, in order of arming among
 * equals. It returns data; what a deadline means is its owner's affair.
 *
 * Whoever waits for the first may be late by a slack, so that one wake-up does
 * for all deadlines that are close together:
 *
 *     armed for:     2 ms     900 ms     1,500 ms ...
 *     each allows:   1 us     524 us     1 ms            1/1024 of it, rounded
 *     the slack is:  1 us     the least of them          down to a power of 2
 *
 * Since nobody may be later than he allows, one short timer makes all exact.
 * The order is that of the deadlines all the same: what is due is taken from
 * the heap. Timers are counted by length, so that the least is at hand.
 */
#ifndef CORO__TIME_TIMERS_H
#define CORO__TIME_TIMERS_H

#include <coro/time.h>

typedef struct coro__deadline {
    int64_t at_ns;
    uint64_t order; /* counts armings: who was first among equals; in steps of
                     * CORO__TIMER_LENGTHS, with the length in between */
    coro__timer_t *timer;
} coro__deadline_t;

/* Length n: armed for 2^n ns, and less than twice that. */
enum {
    CORO__TIMER_LENGTHS = 64
};

/* All zero: empty. */
typedef struct coro__timers {
    coro__deadline_t *heap;
    size_t count, capacity;
    uint64_t armed;                        /* how many ever were */
    size_t of_length[CORO__TIMER_LENGTHS]; /* how many are, by length */
    uint64_t lengths;                      /* bit n: some are of length n */
} coro__timers_t;

int coro__timers_grow(coro__timers_t *timers, size_t count);

/* Make room for `count` timers armed at once: 0, or -ENOMEM with nothing
 * changed. So arming never fails. */
static inline int coro__timers_reserve(coro__timers_t *timers, size_t count)
{
    return count <= timers->capacity ? 0 : coro__timers_grow(timers, count);
}

void coro__timers_fini(coro__timers_t *timers);

/* Arm a timer that is not, at `now_ns`; O(log n). */
void coro__timers_arm(coro__timers_t *timers, coro__timer_t *timer,
                      int64_t at_ns, int64_t now_ns);

/* Disarm a timer if it is armed; O(log n). */
void coro__timers_disarm(coro__timers_t *timers, coro__timer_t *timer);

/* Disarm and return the earliest timer that is due at `now_ns`, or NULL. */
coro__timer_t *coro__timers_due(coro__timers_t *timers, int64_t now_ns);

/* How much later than the earliest deadline a wait may end, in ns; 0 if none
 * is armed. */
int64_t coro__timers_slack(const coro__timers_t *timers);

#endif
