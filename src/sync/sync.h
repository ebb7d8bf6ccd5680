/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#ifndef CORO__SYNC_SYNC_H
#define CORO__SYNC_SYNC_H

#include "generator/generator.h"
#include "sched/wait.h"
#include <coro/sync.h>

/* Why a body's call on `object` is refused; 0 if it is not. */
int coro__sync_refusal(coro_t *self, const void *object);

/* The task of a body's call on `object`; NULL with what to return. Only where
 * something is wrong, or the switch is not inlined, it looks closer. */
static inline coro_task_t *coro__sync_task(coro_t *self, const void *object,
                                           int *status)
{
#if CORO_CONTEXT_ASM
    if (CORO__LIKELY(self != NULL && object != NULL &&
                     coro__is_current(self))) {
        coro__turns_t *turns;

        CORO__READ_THREAD_LOCAL(turns, coro__turns);
        if (CORO__LIKELY(turns->current != NULL)) {
            *status = 0;
            return (coro_task_t *)(void *)turns->current;
        }
    }
#endif
    *status = coro__sync_refusal(self, object);
    return *status == 0 ? coro__task_current() : NULL;
}

/* What such a call returns. */
static inline int coro__sync_deliver(coro_t *self, int status)
{
    /* Nothing was delivered before; coro__resumed has nothing to put right. */
    if (CORO__LIKELY(status == 0 && self->room != 0)) {
        self->thrown_status = 0;
        return 0;
    }
    return coro__resumed(self, (coro__pair_t){status, coro_none()});
}

/* Lock a mutex for a task. 0, -ETIMEDOUT or -ECANCELED. */
int coro__mutex_lock(coro_task_t *task, coro_mutex_t *mutex,
                     int64_t deadline_ns);

#endif
