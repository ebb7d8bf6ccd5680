/* SPDX-License-Identifier: MIT */
/* Parking until something is there, and being woken. */
#include "sched/wait.h"

static void ring(coro__alarm_t *alarm)
{
    coro__wait_t *wait = alarm->subject;

    wait->expired = true;
    if (wait->late_cancels)
        coro__task_cancel(wait->task);
    else
        coro__wait_interrupt(wait, wait->late);
}

static void over(coro__wait_t *wait, int status)
{
    wait->status = status;
    coro__alarm_clear(wait->task->sched, &wait->task->alarm);
    coro__task_wake(wait->task, CORO__SEND);
}

void coro__wait_wake(coro__wait_t *wait)
{
    if (coro__wait_is_pending(wait))
        over(wait, 0);
}

void coro__wait_interrupt(coro__wait_t *wait, int status)
{
    if (!coro__wait_is_pending(wait))
        return;
    coro__wait_leave(wait);
    over(wait, status);
}

int coro__wait_park(coro_task_t *task, coro__wait_t *wait,
                    coro_task_state_t state, int64_t deadline_ns)
{
    wait->task = task;
    wait->status = CORO_E_PENDING;
    task->wait = wait;
    task->state = state;
    if (deadline_ns != CORO_NEVER || state == CORO_TASK_SLEEPING) {
        task->alarm.ring = ring;
        task->alarm.subject = wait;
        coro__alarm_set(task->sched, &task->alarm, deadline_ns);
    }
    if (task->cancel_due)
        coro__task_cancel_waiting(task);
    coro__task_switch(task);
    task->wait = NULL;
    return wait->status;
}

bool coro__wait_told(coro_task_t *task)
{
    bool told = task->cancel_due;

    task->cancel_due = false;
    return told;
}

int coro__wait_in(coro_task_t *task, coro__line_t *line, coro__wait_t *wait,
                  int64_t deadline_ns)
{
    int status;

    *wait = (coro__wait_t){.late = -ETIMEDOUT};
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
