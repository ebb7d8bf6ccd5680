/* SPDX-License-Identifier: MIT */
/* Telling the hook of a task's failure, so that it can ask whose it is. */
#include "generator/generator.h"
#include "sched/scheduler.h"

static __thread coro_task_t *failed; /* while the hook is told of it */

void coro__task_unraisable(coro_task_t *task, int status, coro_value_t payload)
{
    coro_task_t *outer = failed; /* a hook may free tasks */

    failed = task;
    coro__unraisable(task->name, status, payload);
    failed = outer;
}

coro_task_t *coro__task_unraisable_now(void)
{
    return failed != NULL ? failed : coro__task_current();
}
