/* SPDX-License-Identifier: MIT */
/* Looking outside, and how long. */
#include "sched/outside.h"
#include "base/once.h"
#include <stdlib.h>

enum {
    BATCH = 64 /* events that one look reports */
};

/* ---- In a child of fork(2) */

static unsigned forks; /* between the first process and this one */

static void count_fork(void)
{
    forks++;
}

static int begin_counting(void)
{
    return -pthread_atfork(NULL, NULL, count_fork);
}

bool coro__outside_is_inherited(const coro__outside_t *outside)
{
    return outside->forks != forks;
}

/* ---- */

int coro__outside_open(coro_sched_t *sched)
{
    static coro__once_t once = CORO__ONCE;
    coro__outside_t *outside = sched->outside;
    int rc;

    if (outside != NULL)
        return coro__outside_is_inherited(outside) ? CORO_E_FORKED : 0;
    rc = coro__once(&once, begin_counting);
    if (rc != 0)
        return rc;
    outside = calloc(1, sizeof *outside);
    if (outside == NULL)
        return -ENOMEM;
    outside->forks = forks;
    rc = coro__poller_new(&outside->poller);
    if (rc != 0) {
        free(outside);
        return rc;
    }
    sched->outside = outside;
    return 0;
}

void coro__outside_close(coro_sched_t *sched)
{
    coro__outside_t *outside = sched->outside;

    if (outside == NULL)
        return;
    coro__descriptors_free(outside);
    coro__poller_free(outside->poller);
    free(outside);
    sched->outside = NULL;
}

bool coro__outside_expects(const coro_sched_t *sched)
{
    const coro__outside_t *outside = sched->outside;

    return outside != NULL && (outside->waiting > 0 || outside->posters > 0);
}

bool coro__outside_keeps_time(const coro_sched_t *sched)
{
    return sched->outside != NULL && sched->real_time &&
           !coro__outside_is_inherited(sched->outside);
}

/* How long to wait if nobody is ready. Any other clock than the machine's is
 * asked to wait itself, afterwards: a virtual one then jumps. */
static int64_t patience(coro_sched_t *sched, int64_t deadline_ns)
{
    int64_t until = coro__sched_until(sched, deadline_ns), now;

    if (until == CORO_NEVER && sched->timers.count == 0) {
        if (!coro__outside_expects(sched))
            return 0;
    } else if (!coro__outside_keeps_time(sched)) {
        return 0;
    }
    until = coro__idle_until(sched, until);
    if (until == CORO_NEVER)
        return -1;
    now = coro_sched_now(sched);
    return until > now ? until - now : 0;
}

int coro__outside_look(coro_sched_t *sched, int64_t deadline_ns)
{
    coro__outside_t *outside = sched->outside;
    coro__poll_event_t events[BATCH];
    bool idle = sched->turns.ready.count == 0;
    int count = 0;

    if (coro__outside_is_inherited(outside))
        return idle && coro__outside_expects(sched) ? CORO_E_FORKED : 0;
    outside->polls += idle || outside->waiting > 0;
    if (idle || outside->waiting > 0)
        count = coro__poller_wait(outside->poller,
                                  idle && !coro__sched_finished(sched) &&
                                          !coro__posts_came(outside)
                                      ? patience(sched, deadline_ns)
                                      : 0,
                                  events, BATCH);
    if (count < 0)
        return count;
    for (int i = 0; i < count; i++)
        coro__descriptor_report(outside, &events[i]);
    coro__posts_run(outside);
    return 0;
}
