/* SPDX-License-Identifier: MIT */
/* What a scheduler has done, as far as it knows without counting. */
#include "sched/outside.h"
#include <coro/diagnosis.h>
#include <errno.h>

int coro_sched_stats(const coro_sched_t *sched, coro_sched_stats_t *stats)
{
    if (sched == NULL || stats == NULL)
        return -EINVAL;
    *stats = (coro_sched_stats_t){
        .tasks_made = sched->made,
        .tasks_ended = sched->made - sched->alive,
        .tasks_alive = sched->alive,
        .tasks_ready = sched->turns.ready.count,
        .turns = sched->turns.ready.head,
        .rounds = sched->rounds,
        .alarms_set = sched->timers.armed,
        .alarms_pending = sched->timers.count,
        .slow_turns = sched->slow_turns,
    };
    if (sched->outside != NULL) {
        stats->polls = sched->outside->polls;
        stats->posts = sched->outside->posts;
        stats->fd_waiters = sched->outside->waiting;
    }
    return 0;
}
