/* SPDX-License-Identifier: MIT */
/* Futures of a program's own. */
#include "base/personality.h"
#include "task/task.h"

static int settle(coro_future_t *future, int status, coro_value_t value)
{
    if (future == NULL || future->is_task)
        return -EINVAL;
    if (future->done)
        return CORO_E_FINISHED;
    coro__future_complete(future, (coro__pair_t){status, value});
    return 0;
}

int coro_future_set(coro_future_t *future, coro_value_t value)
{
    return settle(future, 0, value);
}

int coro_future_fail(coro_future_t *future, int error, coro_value_t payload)
{
    if (error >= 0 || coro__is_cancelled(error))
        return -EINVAL;
    return settle(future, error, payload);
}

int coro_future_cancel(coro_future_t *future)
{
    if (future == NULL)
        return -EINVAL;
    return coro__future_cancel(future) ? 0 : CORO_E_FINISHED;
}

int coro_future_is_done(const coro_future_t *future)
{
    return future->done;
}

int coro_future_result(coro_future_t *future, coro_value_t *out)
{
    if (out != NULL)
        *out = future->value; /* none before it is done */
    if (!future->done)
        return CORO_E_PENDING;
    future->taken = true;
    return coro__future_status(future);
}

/* ---- Callbacks */

static void call_back(coro_awaited_t *node)
{
    coro__future_taken(node);
    coro__future_unwatch(node);
    node->callback(node);
    CORO__STOP_EXCEPTIONS();
}

int coro_future_on_done(coro_sched_t *sched, coro_awaited_t *node,
                        void (*fn)(coro_awaited_t *node))
{
    if (sched == NULL || node == NULL || node->future == NULL || fn == NULL)
        return -EINVAL;
    node->callback = fn;
    node->done = call_back;
    node->sched = sched;
    if (coro__future_watch(node))
        coro__future_note(node);
    return 0;
}

void coro_future_forget(coro_awaited_t *node)
{
    coro__future_unwatch(node);
}

int coro_future_fini(coro_future_t *future)
{
    if (future == NULL || future->is_task)
        return -EINVAL;
    if (future->line.first != NULL)
        return CORO_E_RUNNING;
    if (future->done && future->status < 0 && future->status != -ECANCELED &&
        !future->taken)
        coro__unraisable("", future->status, future->value);
    future->taken = true;
    return 0;
}
