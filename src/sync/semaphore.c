/* SPDX-License-Identifier: MIT */
/*
 * Semaphores. A unit is handed over: it is a waiter's from when he is woken.
 * Until he runs he stays in line, so that nobody overtakes.
 */
#include "sync/sync.h"

static const coro__wait_kind_t kind = {
    .name = "semaphore", .line_at = offsetof(coro_semaphore_t, line)};

/* Hand units over, as long as there are any and somebody wants them. */
static void hand_over(coro_semaphore_t *semaphore)
{
    coro__wait_t *next;

    while (semaphore->count > 0 &&
           (next = coro__wait_first_pending(&semaphore->line)) != NULL) {
        semaphore->count--;
        coro__wait_wake(next);
    }
}

int coro_semaphore_is_locked(const coro_semaphore_t *semaphore)
{
    return semaphore->count == 0 || semaphore->line.first != NULL;
}

int coro_semaphore_try_acquire(coro_semaphore_t *semaphore)
{
    if (semaphore == NULL)
        return -EINVAL;
    if (coro_semaphore_is_locked(semaphore))
        return -EAGAIN;
    semaphore->count--;
    return 0;
}

static int acquire(coro_task_t *task, coro_semaphore_t *semaphore,
                   int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;

    if (coro_semaphore_try_acquire(semaphore) == 0)
        return 0;
    status = coro__wait_in(task, &semaphore->line, &wait, &kind, deadline_ns);
    coro__line_leave(&wait.place);
    if (status != 0 && wait.status == 0)
        semaphore->count++; /* it was ours already */
    hand_over(semaphore);
    return status;
}

int coro_semaphore_acquire_until(coro_t *self, coro_semaphore_t *semaphore,
                                 int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__sync_task(self, semaphore, &status);

    if (task == NULL)
        return status;
    return coro__sync_deliver(self, acquire(task, semaphore, deadline_ns));
}

int coro_semaphore_acquire(coro_t *self, coro_semaphore_t *semaphore)
{
    return coro_semaphore_acquire_until(self, semaphore, CORO_NEVER);
}

int coro_semaphore_release(coro_semaphore_t *semaphore)
{
    coro__wait_t *next;

    if (semaphore == NULL)
        return -EINVAL;
    if (semaphore->count >= semaphore->limit)
        return -EOVERFLOW;
    next = coro__wait_first_pending(&semaphore->line);
    if (next != NULL)
        coro__wait_wake(next);
    else
        semaphore->count++;
    return 0;
}
