/* SPDX-License-Identifier: MIT */
/* Conditions. Whoever is notified leaves the line at once. */
#include "sync/sync.h"

static const coro__wait_kind_t kind = {
    .name = "condition", .line_at = offsetof(coro_condition_t, line)};

static void notify(coro_condition_t *condition, size_t count)
{
    coro__place_t *place;

    for (; count > 0; count--) {
        place = coro__line_take(&condition->line);
        if (place == NULL)
            return;
        coro__wait_wake(coro__wait_at(place));
    }
}

/* Lock the mutex again, whoever asks to stop meanwhile. Did somebody? */
static bool lock_again(coro_task_t *task, coro_mutex_t *mutex)
{
    bool told = false;

    while (coro__mutex_lock(task, mutex, CORO_NEVER) != 0)
        told = true;
    return told;
}

static int wait_in(coro_task_t *task, coro_condition_t *condition,
                   int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;

    status = coro_mutex_unlock(condition->mutex);
    if (status != 0)
        return status;
    status = coro__wait_in(task, &condition->line, &wait, &kind, deadline_ns);
    if (lock_again(task, condition->mutex))
        status = -ECANCELED;
    if (status != 0 && wait.status == 0) /* we were notified, in vain */
        notify(condition, 1);
    return status;
}

int coro_condition_wait_until(coro_t *self, coro_condition_t *condition,
                              int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__sync_task(self, condition, &status);

    if (task == NULL)
        return status;
    return coro__sync_deliver(self, wait_in(task, condition, deadline_ns));
}

int coro_condition_wait(coro_t *self, coro_condition_t *condition)
{
    return coro_condition_wait_until(self, condition, CORO_NEVER);
}

int coro_condition_notify(coro_condition_t *condition, size_t count)
{
    if (condition == NULL)
        return -EINVAL;
    if (!coro_mutex_is_locked(condition->mutex))
        return -EPERM;
    notify(condition, count);
    return 0;
}

int coro_condition_notify_all(coro_condition_t *condition)
{
    return coro_condition_notify(condition, SIZE_MAX);
}
