/* SPDX-License-Identifier: MIT */
/* Deadlines: of waits, and of whatever else has an alarm. */
#include "sched/scheduler.h"

void coro__alarm_set(coro_sched_t *sched, coro__alarm_t *alarm,
                     int64_t deadline_ns)
{
    coro__timers_arm(&sched->timers, &alarm->timer, deadline_ns,
                     coro__sched_seen(sched));
}

void coro__alarm_clear(coro_sched_t *sched, coro__alarm_t *alarm)
{
    coro__timers_disarm(&sched->timers, &alarm->timer);
}

/* The next one is here already, since the timers have asked for it; what it
 * points to is not. */
static void ask_for_next(const coro__timers_t *timers)
{
    if (timers->count > 0)
        __builtin_prefetch(
            CORO__OWNER(coro__alarm_t, timer, timers->heap[0].timer)->subject);
}

void coro__alarms_ring(coro_sched_t *sched)
{
    coro__timer_t *timer;
    coro__alarm_t *alarm;
    int64_t now;

    if (sched->timers.count == 0)
        return;
    now = coro__sched_seen(sched);
    while ((timer = coro__timers_due(&sched->timers, now)) != NULL) {
        ask_for_next(&sched->timers);
        alarm = CORO__OWNER(coro__alarm_t, timer, timer);
        alarm->ring(alarm);
    }
}

int64_t coro__sched_deadline(const coro_sched_t *sched)
{
    return sched->timers.count > 0 ? sched->timers.heap[0].at_ns : CORO_NEVER;
}

int64_t coro__sched_until(const coro_sched_t *sched, int64_t deadline_ns)
{
    int64_t until = coro__sched_deadline(sched);

    if (sched->real_time &&
        __builtin_add_overflow(until, coro__timers_slack(&sched->timers),
                               &until))
        until = CORO_NEVER;
    return until < deadline_ns ? until : deadline_ns;
}

int coro__alarm_reserve(coro_sched_t *sched)
{
    int rc =
        coro__timers_reserve(&sched->timers, sched->alive + sched->alarms + 1);

    if (rc == 0)
        sched->alarms++;
    return rc;
}

void coro__alarm_release(coro_sched_t *sched)
{
    sched->alarms--;
}

int64_t coro_sched_now(const coro_sched_t *sched)
{
    return sched->clock.now(sched->clock.ctx);
}

void coro__sched_look(coro_sched_t *sched)
{
    sched->seen_ns = coro_sched_now(sched);
    sched->seen = true;
}

int64_t coro_deadline(coro_t *self, int64_t ns)
{
    int status;
    const coro_task_t *task = coro__task_of(self, &status);
    int64_t deadline;

    if (task == NULL)
        return CORO_NEVER;
    coro__sched_look(task->sched); /* a wait need not look again */
    if (__builtin_add_overflow(task->sched->seen_ns, ns, &deadline))
        deadline = ns < 0 ? INT64_MIN : CORO_NEVER;
    return deadline;
}
