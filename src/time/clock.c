/* SPDX-License-Identifier: MIT */
/* The machine's clock, and the virtual one. */
#include "base/assert.h"
#include <coro/time.h>
#include <errno.h>
#include <time.h>

enum {
    NS_PER_SECOND = 1000000000
};

static int64_t monotonic_now(void *ctx)
{
    struct timespec now;

    (void)ctx;
    /* It fails always, or never. */
    CORO__ASSERT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

static int monotonic_wait_until(void *ctx, int64_t deadline_ns)
{
    struct timespec deadline = {(time_t)(deadline_ns / NS_PER_SECOND),
                                (long)(deadline_ns % NS_PER_SECOND)};
    int rc;

    (void)ctx;
    if (deadline_ns <= 0) /* long past */
        return 0;
    rc = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
    return rc == EINTR ? 0 : -rc;
}

coro_clock_t coro_monotonic_clock(void)
{
    coro_clock_t clock = {monotonic_now, monotonic_wait_until, NULL};

    return clock;
}

static int64_t virtual_now(void *ctx)
{
    const coro_virtual_clock_t *clock = ctx;

    return clock->now_ns;
}

static int virtual_wait_until(void *ctx, int64_t deadline_ns)
{
    coro_virtual_clock_t *clock = ctx;

    if (clock->now_ns < deadline_ns)
        clock->now_ns = deadline_ns;
    return 0;
}

coro_clock_t coro_virtual_clock(coro_virtual_clock_t *clock)
{
    coro_clock_t as_clock = {virtual_now, virtual_wait_until, clock};

    return as_clock;
}
