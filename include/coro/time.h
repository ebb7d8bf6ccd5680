/* SPDX-License-Identifier: MIT */
/*
 * Time: nanoseconds in an int64_t, and the clock a scheduler lives by, which
 * a test replaces by a virtual one.
 */
#ifndef CORO_TIME_H
#define CORO_TIME_H

#include <coro/base.h>

/* Durations, in nanoseconds. */
#define CORO_US(us) ((int64_t)(us)*1000)
#define CORO_MS(ms) ((int64_t)(ms)*1000000)
#define CORO_SECONDS(s) ((int64_t)(s)*1000000000)

CORO__EXTERN_C_BEGIN

/* A deadline's place among others; embedded in what waits for it. */
typedef struct coro__timer {
    size_t place; /* index in the heap plus 1; 0: not armed */
} coro__timer_t;

/* A clock. Its zero is its own affair; it never goes back. */
typedef struct coro_clock {
    /* The time, in nanoseconds. */
    int64_t (*now)(void *ctx);
    /* Block until the time is at least deadline_ns; return 0, also when woken
     * early, or an error below 0, with which the scheduler's run ends. */
    int (*wait_until)(void *ctx, int64_t deadline_ns);
    void *ctx;
} coro_clock_t;

/* A clock that stands still until everybody sleeps, then jumps. */
typedef struct coro__virtual_clock {
    int64_t now_ns; /* the time; start it with anything, set it at will */
} coro_virtual_clock_t;

/**
 * Return the clock of the machine.
 *
 * @return CLOCK_MONOTONIC; waiting is clock_nanosleep. Where that clock cannot
 *   be read, as in a sandbox without clock_gettime(2), reading it aborts.
 * Suspends: never.
 * Threads: any.
 * Cost: none; reading it is a clock_gettime(2).
 * Source: clock_gettime(2), clock_nanosleep(2).
 * Since: 0.1
 * See: coro_virtual_clock()
 */
CORO_API coro_clock_t coro_monotonic_clock(void);

/**
 * Return a clock that jumps: waiting sets its time to the deadline.
 *
 * @param clock Where the time is kept; must live as long as the clock is
 *   used.
 * @return The clock, for coro_sched_options_t.
 * Suspends: never.
 * Threads: one at a time.
 * Cost: none.
 * Source: libcoro (tests of concurrent programs that take no time).
 * Since: 0.1
 * See: coro_monotonic_clock()
 */
CORO_API coro_clock_t coro_virtual_clock(coro_virtual_clock_t *clock);

CORO__EXTERN_C_END

#endif
