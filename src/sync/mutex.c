/* SPDX-License-Identifier: MIT */
/*
 * Mutexes. An unlocked one is not handed over: the first in line is woken, and
 * takes it when he runs. Until then he stays in line, so that nobody overtakes.
 */
#include "sync/sync.h"

static const coro__wait_kind_t kind = {.name = "mutex",
                                       .line_at = offsetof(coro_mutex_t, line)};

static void wake_first(const coro_mutex_t *mutex)
{
    if (mutex->line.first != NULL)
        coro__wait_wake(coro__wait_at(mutex->line.first));
}

int coro_mutex_try_lock(coro_mutex_t *mutex)
{
    if (mutex == NULL)
        return -EINVAL;
    if (mutex->locked || mutex->line.first != NULL)
        return -EBUSY;
    mutex->locked = 1;
    return 0;
}

int coro__mutex_lock(coro_task_t *task, coro_mutex_t *mutex,
                     int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;

    if (coro_mutex_try_lock(mutex) == 0)
        return 0;
    status = coro__wait_in(task, &mutex->line, &wait, &kind, deadline_ns);
    coro__line_leave(&wait.place);
    if (status == 0)
        mutex->locked = 1;
    else if (!mutex->locked) /* it may have been ours to take */
        wake_first(mutex);
    return status;
}

int coro_mutex_lock_until(coro_t *self, coro_mutex_t *mutex,
                          int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__sync_task(self, mutex, &status);

    if (task == NULL)
        return status;
    return coro__sync_deliver(self, coro__mutex_lock(task, mutex, deadline_ns));
}

int coro_mutex_lock(coro_t *self, coro_mutex_t *mutex)
{
    return coro_mutex_lock_until(self, mutex, CORO_NEVER);
}

int coro_mutex_unlock(coro_mutex_t *mutex)
{
    if (mutex == NULL)
        return -EINVAL;
    if (!mutex->locked)
        return -EPERM;
    mutex->locked = 0;
    wake_first(mutex);
    return 0;
}

int coro_mutex_is_locked(const coro_mutex_t *mutex)
{
    return mutex->locked;
}
