/* SPDX-License-Identifier: MIT */
/* Scopes that are asked to stop at a deadline. */
#include "task/task.h"

static void expire(coro__alarm_t *alarm)
{
    coro_timeout_t *timeout = CORO__OWNER(coro_timeout_t, alarm, alarm);

    timeout->expired = true;
    coro__task_cancel(timeout->task);
}

static void arm(coro_timeout_t *timeout, int64_t deadline_ns)
{
    if (deadline_ns != CORO_NEVER)
        coro__alarm_set(timeout->task->sched, &timeout->alarm, deadline_ns);
}

int coro_timeout_begin(coro_t *self, coro_timeout_t *timeout,
                       int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (timeout == NULL)
        return -EINVAL;
    status = coro__alarm_reserve(task->sched);
    if (status != 0)
        return status;
    *timeout = (coro_timeout_t){.alarm = {.ring = expire, .subject = task},
                                .task = task,
                                .outer = task->timeouts,
                                .cancels = task->cancels};
    task->timeouts = timeout;
    arm(timeout, deadline_ns);
    return 0;
}

int coro__scope_outcome(coro_task_t *task, bool expired, unsigned cancels,
                        int rc)
{
    if (expired && coro__task_uncancel(task) <= cancels &&
        coro__is_cancelled(rc))
        return -ETIMEDOUT;
    return rc;
}

/* It is the innermost, unless a body ends them in another order. */
static void unlist(coro_task_t *task, const coro_timeout_t *timeout)
{
    coro_timeout_t **at = &task->timeouts;

    while (*at != NULL && *at != timeout)
        at = &(*at)->outer;
    if (*at != NULL)
        *at = timeout->outer;
}

int coro_timeout_end(coro_t *self, coro_timeout_t *timeout, int rc)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (timeout == NULL)
        return -EINVAL;
    if (timeout->task != task)
        return CORO_E_NOT_CURRENT;
    if (timeout->left)
        return CORO_E_FINISHED;
    timeout->left = true;
    unlist(task, timeout);
    coro__alarm_clear(task->sched, &timeout->alarm);
    coro__alarm_release(task->sched);
    status = coro__scope_outcome(task, timeout->expired, timeout->cancels, rc);
    return status != rc ? coro__deliver(self, status, coro_none()) : rc;
}

int coro_timeout_reschedule(coro_timeout_t *timeout, int64_t deadline_ns)
{
    if (timeout == NULL)
        return -EINVAL;
    if (timeout->expired || timeout->left)
        return CORO_E_FINISHED;
    coro__alarm_clear(timeout->task->sched, &timeout->alarm);
    arm(timeout, deadline_ns);
    return 0;
}

int coro_timeout_expired(const coro_timeout_t *timeout)
{
    return timeout->expired;
}
