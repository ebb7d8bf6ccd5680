/* SPDX-License-Identifier: MIT */
/*
 * Asking a task to stop, after asyncio: every request is counted; one that
 * meets a task waiting for futures is passed on to them; where it ends up, it
 * is delivered once, as -ECANCELED, at the innermost suspension.
 *
 * The requests go depth first through the waits, which remember the way: no
 * recursion, however long the chain. In a circle, the first task that is met
 * again is told.
 */
#include "generator/generator.h"
#include "sched/wait.h"

static bool is_waiting(const coro_task_t *task)
{
    return task->wait != NULL && coro__wait_is_pending(task->wait);
}

/* Did the task give up its turn? Then it goes on with what turn.wake says. */
static bool gave_up_turn(const coro_task_t *task)
{
    return task->wait == NULL && !coro__task_has_turn(task) &&
           !coro__task_is_fresh(task);
}

void coro__task_tell(coro_task_t *task)
{
    if (coro__task_is_fresh(task)) {
        task->cancel_due = true;
        coro__never_start(task->gen);
    } else if (gave_up_turn(task)) {
        task->turn.wake.status = -ECANCELED;
    } else {
        task->cancel_due = true;
        if (coro__task_has_turn(task))
            task->sched->turns.left = 0; /* it must not pass it on unseen */
    }
}

static void tell_no_more(coro_task_t *task)
{
    if (coro__task_is_fresh(task) && task->cancel_due)
        coro__start_after_all(task->gen);
    else if (gave_up_turn(task))
        task->turn.wake.status = CORO__SEND;
    task->cancel_due = false;
}

/* Can it take a request? A future that is done may be gone: not to be asked. */
static bool is_pending(const coro_awaited_t *item)
{
    return item->status == CORO_E_PENDING;
}

/* Ask the items of a wait that come next, up to a task: that one, or NULL at
 * the end. Any other future is cancelled on the way. */
static coro_task_t *next_task(coro__wait_t *wait)
{
    while (wait->next < wait->count) {
        coro_awaited_t *item = &wait->items[wait->next++];

        if (!is_pending(item))
            continue;
        if (item->held != NULL)
            return item->held;
        coro__future_cancel(item->future);
    }
    return NULL;
}

/* Is there an item that can take a request? All may be done, and the wait not
 * over, since that is still to be noted. */
static bool can_pass(const coro__wait_t *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (is_pending(&wait->items[i]))
            return true;
    return false;
}

/* Begin to go through the items of a wait. */
static coro__wait_t *enter(coro__wait_t *wait, coro__wait_t *from)
{
    wait->walked = true;
    wait->passed = true;
    wait->next = 0;
    wait->up = from;
    return wait;
}

/* Ask a task; if it waits for others, these are to be asked next. */
static coro__wait_t *ask(coro_task_t *task, coro__wait_t *from)
{
    coro__wait_t *wait = task->wait;

    if (is_waiting(task) && wait->walked) { /* a circle */
        coro__wait_interrupt(wait, -ECANCELED);
        return from;
    }
    task->cancels++;
    if (is_waiting(task) && can_pass(wait))
        return enter(wait, from);
    if (is_waiting(task) && wait->count == 0)
        coro__wait_interrupt(wait, -ECANCELED);
    else
        coro__task_tell(task);
    return from;
}

/* Ask all that are still to be asked, from `wait` on. */
static void pass_on(coro__wait_t *wait)
{
    while (wait != NULL) {
        coro_task_t *task = next_task(wait);

        if (task != NULL) {
            wait = ask(task, wait);
        } else {
            wait->walked = false;
            wait = wait->up;
        }
    }
}

bool coro__task_cancel(coro_task_t *task)
{
    if (task->state == CORO_TASK_ENDED)
        return false;
    pass_on(ask(task, NULL));
    return true;
}

unsigned coro__task_uncancel(coro_task_t *task)
{
    if (task->cancels > 0 && --task->cancels == 0 &&
        task->state != CORO_TASK_ENDED)
        tell_no_more(task);
    return task->cancels;
}

void coro__task_cancel_waiting(coro_task_t *task)
{
    task->cancel_due = false;
    if (task->wait->count > 0)
        pass_on(enter(task->wait, NULL));
    else
        coro__wait_interrupt(task->wait, -ECANCELED);
}
