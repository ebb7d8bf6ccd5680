/* SPDX-License-Identifier: MIT */
/*
 * Waiting for several futures: gather and wait. Both look at what is done
 * already, in the order of the array, and park until what comes decides it.
 */
#include "task/task.h"

/* One wait for several; on the stack of the task. */
typedef struct several {
    coro__wait_t wait;
    coro_awaited_t *awaited;
    size_t count, pending;
    coro_wait_mode_t mode;
    bool cancelled_counts;        /* to be cancelled is to fail */
    const coro_awaited_t *failed; /* the first that did */
} several_t;

static const coro_awaited_t *awaited_by(const coro__wait_t *wait, size_t *count)
{
    const several_t *several = CORO__OWNER(const several_t, wait, wait);

    *count = several->count;
    return several->awaited;
}

static const coro__wait_kind_t kind = {.awaited = awaited_by};

static bool is_decided(const several_t *several)
{
    if (several->pending == 0)
        return true;
    if (several->mode == CORO_WAIT_FIRST)
        return several->pending < several->count;
    return several->mode == CORO_WAIT_ERROR && several->failed != NULL;
}

static void count_done(several_t *several, const coro_awaited_t *awaited)
{
    bool failed =
        awaited->status < 0 && (several->cancelled_counts ||
                                awaited->status != CORO_E_AWAITED_CANCELLED);

    several->pending--;
    if (failed && several->failed == NULL)
        several->failed = awaited;
}

static void noted(coro_awaited_t *awaited)
{
    several_t *several = awaited->owner;

    count_done(several, awaited);
    if (is_decided(several))
        coro__wait_wake(&several->wait);
}

/* Can this task wait for all of these? 0, or why not. */
int coro__check_awaited(const coro_task_t *task, coro_awaited_t *awaited,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        coro_future_t *future = awaited[i].future;

        if (future == NULL)
            return -EINVAL;
        if (future->is_task &&
            coro__task_of_future(future)->sched != task->sched)
            return CORO_E_WRONG_SCHED;
    }
    return 0;
}

static void watch(several_t *several, coro_sched_t *sched)
{
    for (size_t i = 0; i < several->count; i++) {
        coro_awaited_t *awaited = &several->awaited[i];

        awaited->done = noted;
        awaited->owner = several;
        awaited->sched = sched;
        if (coro__future_watch(awaited))
            count_done(several, awaited);
    }
}

static void unwatch(several_t *several, bool taken)
{
    for (size_t i = 0; i < several->count; i++) {
        if (taken && several->awaited[i].status != CORO_E_PENDING)
            coro__future_taken(&several->awaited[i]);
        coro__future_unwatch(&several->awaited[i]);
    }
}

/* Wait until it is decided. 0, -ETIMEDOUT or -ECANCELED. */
static int wait_for_several(several_t *several, coro_task_t *task,
                            int64_t deadline_ns)
{
    int status = 0;

    several->pending = several->count;
    watch(several, task->sched);
    if (!is_decided(several)) {
        status = coro__wait_park(task, &several->wait, CORO_TASK_AWAITING,
                                 deadline_ns);
        if (coro__wait_told(task))
            status = -ECANCELED;
    }
    unwatch(several, status != -ECANCELED);
    return status;
}

static coro_task_t *checked(coro_t *self, coro_awaited_t *awaited, size_t count,
                            int *status)
{
    coro_task_t *task = coro__task_of(self, status);

    if (task == NULL)
        return NULL;
    *status = awaited == NULL && count > 0
                  ? -EINVAL
                  : coro__check_awaited(task, awaited, count);
    return *status == 0 ? task : NULL;
}

/* ---- gather */

static int gather(coro_t *self, coro_awaited_t *awaited, size_t count,
                  coro_wait_mode_t mode, const coro_awaited_t **out)
{
    several_t several = {.wait = {.items = awaited, .count = count},
                         .awaited = awaited,
                         .count = count,
                         .mode = mode,
                         .cancelled_counts = true};
    const coro_awaited_t *failed;
    int status;
    coro_task_t *task = checked(self, awaited, count, &status);

    if (out != NULL)
        *out = NULL;
    if (task == NULL)
        return status;
    status = wait_for_several(&several, task, CORO_NEVER);
    failed = mode == CORO_WAIT_ERROR ? several.failed : NULL;
    /* Cancelled because we were: it is us who are asked to stop. */
    if (several.wait.passed &&
        (failed == NULL || failed->status == CORO_E_AWAITED_CANCELLED))
        status = -ECANCELED;
    if (status == 0 && failed != NULL) {
        if (out != NULL)
            *out = failed;
        return coro__deliver(self, failed->status, failed->value);
    }
    return coro__deliver(self, status, coro_none());
}

int coro_gather(coro_t *self, coro_awaited_t *awaited, size_t count,
                const coro_awaited_t **failed)
{
    return gather(self, awaited, count, CORO_WAIT_ERROR, failed);
}

int coro_gather_collect(coro_t *self, coro_awaited_t *awaited, size_t count)
{
    return gather(self, awaited, count, CORO_WAIT_ALL, NULL);
}

/* ---- wait */

int coro_wait(coro_t *self, coro_awaited_t *awaited, size_t count,
              coro_wait_mode_t mode, int64_t deadline_ns)
{
    several_t several = {.wait = {.kind = &kind, .late = -ETIMEDOUT},
                         .awaited = awaited,
                         .count = count,
                         .mode = mode};
    int status;
    coro_task_t *task = checked(self, awaited, count, &status);

    if (task == NULL)
        return status;
    if (count == 0)
        return -EINVAL;
    status = wait_for_several(&several, task, deadline_ns);
    return coro__deliver(self, status, coro_none());
}
