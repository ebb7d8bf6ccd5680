/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#ifndef CORO__SYNC_SYNC_H
#define CORO__SYNC_SYNC_H

#include "generator/generator.h"
#include "sched/wait.h"
#include <coro/sync.h>

/* Check a body's call on `object`: its task, or NULL with what to return. */
static inline coro_task_t *coro__sync_task(coro_t *self, const void *object,
                                           int *status)
{
    coro_task_t *task = coro__task_of(self, status);

    if (task == NULL || object != NULL)
        return task;
    *status = -EINVAL;
    return NULL;
}

/* What such a call returns. */
static inline int coro__sync_deliver(coro_t *self, int status)
{
    return coro__resumed(self, (coro__pair_t){status, coro_none()});
}

/* Lock a mutex for a task. 0, -ETIMEDOUT or -ECANCELED. */
int coro__mutex_lock(coro_task_t *task, coro_mutex_t *mutex,
                     int64_t deadline_ns);

#endif
