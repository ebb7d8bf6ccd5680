/* SPDX-License-Identifier: MIT */
/* Waiting for a task to end. */
#include "generator/generator.h"
#include "sched/scheduler.h"

static void line_up(coro_task_t *task, coro_task_t *awaited)
{
    task->next_waiter = NULL;
    if (awaited->last_waiter != NULL)
        awaited->last_waiter->next_waiter = task;
    else
        awaited->waiters = task;
    awaited->last_waiter = task;
}

/* Park until `awaited` has ended: 0, or -ECANCELED. */
static int wait_for_end(coro_task_t *task, coro_task_t *awaited)
{
    coro__pair_t wake;
    int rc;

    task->awaited = awaited;
    task->cancel_passed = false;
    line_up(task, awaited);
    wake = coro__task_park(task, CORO_TASK_AWAITING);
    rc = wake.status < 0 ? wake.status : 0;
    /* It was cancelled because we were. */
    if (awaited->cancelled && task->cancel_passed)
        rc = -ECANCELED;
    task->awaited = NULL;
    task->cancel_passed = false;
    return rc;
}

static int await_task(coro_task_t *task, coro_task_t *awaited,
                      coro_value_t *out)
{
    int rc = 0;

    *out = coro_none();
    if (awaited == task)
        return -EDEADLK;
    if (awaited->sched != task->sched)
        return CORO_E_WRONG_SCHED;
    if (awaited->state != CORO_TASK_ENDED) {
        awaited->holders++;
        rc = wait_for_end(task, awaited);
        if (rc == 0)
            rc = coro_task_result(awaited, out);
        coro__task_drop(awaited);
        return rc;
    }
    return coro_task_result(awaited, out);
}

int coro_await(coro_t *self, coro_task_t *task, coro_value_t *out)
{
    coro_value_t value = coro_none();
    coro_task_t *awaiting;
    int rc;

    awaiting = coro__task_of(self, &rc);
    if (awaiting != NULL)
        rc = task != NULL ? await_task(awaiting, task, &value) : -EINVAL;
    if (out != NULL)
        *out = value;
    return awaiting != NULL && rc < 0 ? coro__delivered(self, rc, value) : rc;
}
