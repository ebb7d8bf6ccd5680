/* SPDX-License-Identifier: MIT */
/* Taking futures in the order in which they are done. */
#include "task/task.h"

/* A wait for one of a set; on the stack of the task. */
typedef struct of_set {
    coro__wait_t wait;
    const coro_as_completed_t *set;
} of_set_t;

static const coro_awaited_t *awaited_by(const coro__wait_t *wait, size_t *count)
{
    const coro_as_completed_t *set =
        CORO__OWNER(const of_set_t, wait, wait)->set;

    *count = set->count;
    return set->awaited;
}

static const coro__wait_kind_t kind = {.awaited = awaited_by};

static void noted(coro_awaited_t *awaited)
{
    coro_as_completed_t *set = awaited->owner;

    coro__line_join(&set->done, &awaited->place);
    if (set->waiting != NULL)
        coro__wait_wake(set->waiting);
}

int coro_as_completed_begin(coro_t *self, coro_as_completed_t *set,
                            coro_awaited_t *awaited, size_t count)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (set == NULL || (awaited == NULL && count > 0))
        return -EINVAL;
    status = coro__check_awaited(task, awaited, count);
    if (status != 0)
        return status;
    *set = (coro_as_completed_t){
        .awaited = awaited, .count = count, .left = count};
    for (size_t i = 0; i < count; i++) {
        awaited[i].done = noted;
        awaited[i].owner = set;
        awaited[i].sched = task->sched;
        if (coro__future_watch(&awaited[i]))
            coro__line_join(&set->done, &awaited[i].place);
    }
    return 0;
}

/* Wait until one is done that was not taken. */
static int wait_for_one(coro_task_t *task, coro_as_completed_t *set,
                        int64_t deadline_ns)
{
    of_set_t one = {.wait = {.kind = &kind, .late = -ETIMEDOUT}, .set = set};
    int status;

    set->waiting = &one.wait;
    status = coro__wait_park(task, &one.wait, CORO_TASK_AWAITING, deadline_ns);
    set->waiting = NULL;
    return coro__wait_told(task) ? -ECANCELED : status;
}

int coro_as_completed_next(coro_t *self, coro_as_completed_t *set,
                           int64_t deadline_ns, coro_awaited_t **awaited)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);
    coro__place_t *place;

    if (task == NULL)
        return status;
    if (set == NULL || awaited == NULL)
        return -EINVAL;
    if (set->left == 0)
        return CORO_DONE;
    if (set->done.first == NULL) {
        status = wait_for_one(task, set, deadline_ns);
        if (status < 0)
            return coro__deliver(self, status, coro_none());
    }
    place = coro__line_take(&set->done);
    *awaited = CORO__OWNER(coro_awaited_t, place, place);
    coro__future_taken(*awaited);
    coro__future_unwatch(*awaited);
    set->left--;
    return 0;
}

void coro_as_completed_end(coro_as_completed_t *set)
{
    for (size_t i = 0; i < set->count; i++)
        coro__future_unwatch(&set->awaited[i]);
    set->count = set->left = 0;
}
