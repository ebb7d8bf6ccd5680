/* SPDX-License-Identifier: MIT */
/* Parking until something is there, and being woken. */
#include "sched/wait.h"

void coro__wait_ring(coro__alarm_t *alarm)
{
    coro__wait_t *wait = alarm->subject;

    wait->expired = true;
    if (wait->late_cancels)
        coro__task_cancel(wait->task);
    else
        coro__wait_interrupt(wait, wait->late);
}

void coro__wait_wake(coro__wait_t *wait)
{
    if (coro__wait_is_pending(wait))
        coro__wait_over(wait, 0);
}

void coro__wait_interrupt(coro__wait_t *wait, int status)
{
    if (!coro__wait_is_pending(wait))
        return;
    coro__wait_leave(wait);
    coro__wait_over(wait, status);
}

int coro__wait_park(coro_task_t *task, coro__wait_t *wait,
                    coro_task_state_t state, int64_t deadline_ns)
{
    return coro__wait_park_here(task, wait, state, deadline_ns);
}

int coro__wait_in(coro_task_t *task, coro__line_t *line, coro__wait_t *wait,
                  const coro__wait_kind_t *kind, int64_t deadline_ns)
{
    int status;

    *wait = (coro__wait_t){.kind = kind, .late = -ETIMEDOUT};
    coro__line_join(line, &wait->place);
    status = coro__wait_park(task, wait, CORO_TASK_WAITING, deadline_ns);
    return coro__wait_told(task) ? -ECANCELED : status;
}

coro__wait_t *coro__wait_first_pending(const coro__line_t *line)
{
    coro__place_t *place = line->first;

    while (place != NULL && !coro__wait_is_pending(coro__wait_at(place)))
        place = place->next;
    return place != NULL ? coro__wait_at(place) : NULL;
}

void coro__wait_wake_all(coro__line_t *line)
{
    coro__place_t *place;

    while ((place = coro__line_take(line)) != NULL)
        coro__wait_wake(coro__wait_at(place));
}
