/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#ifndef CORO__TASK_TASK_H
#define CORO__TASK_TASK_H

#include "generator/generator.h"
#include "sched/wait.h"
#include <coro/task.h>

/* Does a status say that somebody was cancelled: this task, or one that it
 * awaited? */
static inline bool coro__is_cancelled(int status)
{
    return status == -ECANCELED || status == CORO_E_AWAITED_CANCELLED;
}

/* What a body's call that waited, or might have, returns: an error is noted,
 * so that it passes its payload on if the body returns it. */
static inline int coro__deliver(coro_t *self, int status, coro_value_t payload)
{
    return coro__resumed(self, (coro__pair_t){status, payload});
}

/* What a body's call returns: the status, noted with its payload if it is an
 * error; the value goes to `out`. */
int coro__give_out(coro_t *self, int status, coro_value_t value,
                   coro_value_t *out);

/* Can this task wait for all of these? 0, or why not. */
int coro__check_awaited(const coro_task_t *task, coro_awaited_t *awaited,
                        size_t count);

/* Check a body's call that awaits `future`: its task, or NULL with what to
 * return in *status. */
coro_task_t *coro__awaiting(coro_t *self, coro_future_t *future, int *status);

/* What a scope with a deadline came to: a request of its own is taken back,
 * if it has expired. */
int coro__scope_outcome(coro_task_t *task, bool expired, unsigned cancels,
                        int rc);

#endif
