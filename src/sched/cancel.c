/* SPDX-License-Identifier: MIT */
/*
 * Asking a task to stop, after asyncio: every request is counted; one that
 * meets a task awaiting another is passed on to that one; where it ends up, it
 * is delivered once, as -ECANCELED, at the innermost suspension.
 */
#include "generator/generator.h"
#include "sched/scheduler.h"

/* The end of the chain of awaits that starts at `task`: who gets told. In a
 * circle of tasks, the first one that is met again. */
static coro_task_t *end_of_awaits(coro_task_t *task)
{
    coro_task_t *start = task, *last;

    while (task->state == CORO_TASK_AWAITING && !task->walked) {
        task->walked = true;
        task = task->awaited;
    }
    last = task;
    for (task = start; task->walked; task = task->awaited)
        task->walked = false;
    return last;
}

/* Take a task out of the line of those who await `awaited`. */
static void step_out(coro_task_t *task)
{
    coro_task_t *awaited = task->awaited, *previous = NULL;
    coro_task_t **link = &awaited->waiters;

    while (*link != task) {
        previous = *link;
        link = &previous->next_waiter;
    }
    *link = task->next_waiter;
    if (awaited->last_waiter == task)
        awaited->last_waiter = previous;
}

/* A task that is ready, or has the turn. */
static void tell_later(coro_task_t *task)
{
    if (coro__task_has_turn(task)) {
        task->cancel_due = true;
        task->sched->turns.left = 0; /* it must not pass its turn on unseen */
    } else if (coro__task_is_fresh(task)) {
        task->cancel_due = true;
        coro__never_start(task->gen);
    } else {
        task->turn.wake.status = -ECANCELED;
    }
}

/* Tell a task where it waits, or note that it is to be told. */
static void deliver(coro_task_t *task)
{
    if (task->state == CORO_TASK_SLEEPING)
        coro__timers_disarm(&task->sched->timers, &task->timer);
    else if (task->state == CORO_TASK_AWAITING) /* in a circle */
        step_out(task);
    else {
        tell_later(task);
        return;
    }
    coro__task_wake(task, -ECANCELED);
}

bool coro__task_cancel(coro_task_t *task)
{
    coro_task_t *last;

    if (task->state == CORO_TASK_ENDED)
        return false;
    last = end_of_awaits(task);
    for (; task != last; task = task->awaited) {
        task->cancels++;
        task->cancel_passed = true;
    }
    last->cancels++;
    deliver(last);
    return true;
}

void coro__task_cancel_parking(coro_task_t *task, coro_task_state_t state)
{
    task->cancel_due = false;
    if (state == CORO_TASK_AWAITING) {
        task->cancel_passed = true;
        coro__task_cancel(task->awaited);
    } else {
        deliver(task);
    }
}

void coro__task_discard(coro_task_t *task, int why)
{
    coro_t *gen = task->gen;

    if (task->state == CORO_TASK_AWAITING) {
        step_out(task);
        coro__task_drop(task->awaited);
    }
    coro__timers_disarm(&task->sched->timers, &task->timer);
    coro__unraisable(task->name, why, coro_none());
    coro__abandon(coro__at((uintptr_t)task->turn.parked.sp), gen);
    task->taken = true;
    coro__task_ended(task, (coro__pair_t){why, coro_none()});
    coro_free(gen);
}
