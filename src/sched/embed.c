/* SPDX-License-Identifier: MIT */
/* What another event loop needs in order to drive a scheduler. */
#include "sched/outside.h"

int64_t coro_sched_deadline(const coro_sched_t *sched)
{
    if (sched->turns.ready.count > 0 || sched->notes.first != NULL ||
        (sched->outside != NULL && coro__posts_came(sched->outside)))
        return coro_sched_now(sched);
    return coro__sched_deadline(sched);
}

int coro_sched_fd(coro_sched_t *sched)
{
    int rc;

    if (sched == NULL)
        return -EINVAL;
    rc = coro__outside_open(sched);
    return rc == 0 ? coro__poller_fd(sched->outside->poller) : rc;
}
