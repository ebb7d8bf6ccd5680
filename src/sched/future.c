/* SPDX-License-Identifier: MIT */
/* Being done, and telling those who wait. */
#include "sched/scheduler.h"

int coro__future_status(const coro_future_t *future)
{
    return future->status == -ECANCELED ? CORO_E_AWAITED_CANCELLED
                                        : future->status;
}

/* Give `awaited` the outcome; it is kept here, since a future of a program's
 * own may be gone before the one who waits has his turn. */
static void give(coro_awaited_t *awaited, coro_future_t *future)
{
    if (!future->is_task) /* of a task it counts when the other one has it */
        future->taken = true;
    awaited->status = coro__future_status(future);
    awaited->value = future->value;
}

void coro__future_note(coro_awaited_t *awaited)
{
    coro__line_join(&awaited->sched->notes, &awaited->place);
    awaited->sched->turns.left = 0; /* so that the loop gets to see it */
}

void coro__future_complete(coro_future_t *future, coro__pair_t outcome)
{
    coro__place_t *place;

    future->done = true;
    future->status = outcome.status;
    future->value = outcome.value;
    while ((place = coro__line_take(&future->line)) != NULL) {
        coro_awaited_t *awaited = CORO__OWNER(coro_awaited_t, place, place);

        give(awaited, future);
        if (awaited->sched != NULL)
            coro__future_note(awaited);
        else
            awaited->done(awaited);
    }
}

bool coro__future_cancel(coro_future_t *future)
{
    if (future->is_task)
        return coro__task_cancel(coro__task_of_future(future));
    if (future->done)
        return false;
    coro__future_complete(future, (coro__pair_t){-ECANCELED, coro_none()});
    return true;
}

bool coro__future_watch(coro_awaited_t *awaited)
{
    coro_future_t *future = awaited->future;

    awaited->place.line = NULL;
    awaited->status = CORO_E_PENDING;
    awaited->value = coro_none();
    awaited->held = future->is_task ? coro__task_of_future(future) : NULL;
    if (awaited->held != NULL)
        awaited->held->holders++;
    if (future->done)
        give(awaited, future);
    else
        coro__line_join(&future->line, &awaited->place);
    return future->done;
}

void coro__future_taken(const coro_awaited_t *awaited)
{
    if (awaited->held != NULL)
        awaited->held->future.taken = true;
}

void coro__future_unwatch(coro_awaited_t *awaited)
{
    coro_task_t *held = awaited->held;

    coro__line_leave(&awaited->place);
    awaited->held = NULL;
    if (held != NULL)
        coro__task_drop(held);
}
