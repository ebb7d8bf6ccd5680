/* SPDX-License-Identifier: MIT */
/* All that is known of a task. */
#include "sched/wait.h"
#include <coro/diagnosis.h>
#include <coro/task.h>
#include <errno.h>

/* When an alarm rings, or CORO_NEVER. */
static int64_t rings_at(const coro_sched_t *sched, const coro__alarm_t *alarm)
{
    size_t place = alarm->timer.place;

    return place > 0 ? sched->timers.heap[place - 1].at_ns : CORO_NEVER;
}

static int64_t earliest_timeout(const coro_task_t *task)
{
    const coro_timeout_t *timeout = task->timeouts;
    int64_t earliest = CORO_NEVER;

    for (; timeout != NULL; timeout = timeout->outer) {
        int64_t at_ns = rings_at(task->sched, &timeout->alarm);

        if (at_ns < earliest)
            earliest = at_ns;
    }
    return earliest;
}

/* Of what it awaits: one, and which, or how many. */
static void tell_awaited(coro_task_info_t *info, const coro_awaited_t *awaited,
                         size_t count)
{
    info->count = count;
    info->waits_for = "futures";
    if (count != 1)
        return;
    info->waits_for = awaited->held != NULL ? "task" : "future";
    info->awaited = awaited->held;
    /* One that is done may be gone. */
    if (awaited->status == CORO_E_PENDING)
        info->object = awaited->future;
}

static void tell_wait(coro_task_info_t *info, const coro_task_t *task)
{
    const coro__wait_t *wait = task->wait;
    const coro__wait_kind_t *kind = wait->kind;
    const coro_awaited_t *awaited = wait->items;
    size_t count = wait->count;

    info->since_ns = wait->since_ns;
    info->deadline_ns = rings_at(task->sched, &task->alarm);
    if (kind != NULL && kind->awaited != NULL)
        awaited = kind->awaited(wait, &count);
    if (awaited != NULL) {
        tell_awaited(info, awaited, count);
        return;
    }
    if (kind == NULL)
        return;
    info->waits_for = kind->name;
    if (kind->fd != NULL)
        info->fd = kind->fd(wait);
    else if (kind->object != NULL)
        info->object = kind->object(wait, &info->waits_for);
    else if (wait->place.line != NULL)
        info->object = (const char *)wait->place.line - kind->line_at;
}

int coro_task_inspect(const coro_task_t *task, coro_task_info_t *info)
{
    if (task == NULL || info == NULL)
        return -EINVAL;
    *info = (coro_task_info_t){
        .number = task->number,
        .name = task->name,
        .state = coro_task_state(task),
        .fd = -1,
        .deadline_ns = CORO_NEVER,
        .timeout_ns = earliest_timeout(task),
        .cancelling = task->cancels,
        .maker = task->maker,
        .made_by = task->made_by,
        .made_at = task->made_at,
    };
    if (task->wait != NULL && coro__wait_is_pending(task->wait))
        tell_wait(info, task);
    return 0;
}

coro_task_t *coro_unraisable_task(void)
{
    return coro__task_unraisable_now();
}
