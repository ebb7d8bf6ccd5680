/* SPDX-License-Identifier: MIT */
/* What is done while nobody is ready: memory is given back. */
#include "sched/scheduler.h"
#include "stack/pool.h"

/* How long a stack lies unused before the kernel gets it, at least. */
#define PERIOD_NS CORO_SECONDS(10)

int64_t coro__idle_until(coro_sched_t *sched, int64_t until)
{
    int64_t now;

    if (!coro__pool_is_big())
        return until;
    now = coro_sched_now(sched);
    if (now >= sched->rest_ns) {
        bool more = coro__pool_rest();

        if (more || __builtin_add_overflow(now, PERIOD_NS, &sched->rest_ns))
            sched->rest_ns = now;
    }
    return until < sched->rest_ns ? until : sched->rest_ns;
}
