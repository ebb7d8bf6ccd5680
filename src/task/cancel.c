/* SPDX-License-Identifier: MIT */
/* Asking tasks to stop: the works are in src/sched/cancel.c. */
#include "task/task.h"

int coro_task_cancel(coro_task_t *task)
{
    if (task == NULL)
        return -EINVAL;
    return coro__task_cancel(task) ? 0 : CORO_E_FINISHED;
}

unsigned coro_task_cancelling(const coro_task_t *task)
{
    return task->cancels;
}

unsigned coro_task_uncancel(coro_task_t *task)
{
    return coro__task_uncancel(task);
}

coro_task_t *coro_task_current(coro_t *self)
{
    int status;

    return coro__task_of(self, &status);
}
