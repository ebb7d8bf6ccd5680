/* SPDX-License-Identifier: MIT */
/* Waiting for a future, a task's or any other. */
#include "generator/generator.h"
#include "sched/wait.h"

static void wake(coro_awaited_t *awaited)
{
    coro__wait_wake(awaited->owner);
}

/* Park until it is done: the status of the await. */
static int wait_until_done(coro_task_t *task, coro_awaited_t *awaited,
                           int64_t deadline_ns, bool *expired)
{
    coro__wait_t wait = {.items = awaited, .count = 1, .late_cancels = true};
    int status;

    awaited->owner = &wait;
    status = coro__wait_park(task, &wait, CORO_TASK_AWAITING, deadline_ns);
    if (expired != NULL)
        *expired = wait.expired;
    if (coro__wait_told(task) || status != 0)
        return -ECANCELED;
    /* It was cancelled because we were. */
    if (wait.passed && awaited->status == CORO_E_AWAITED_CANCELLED)
        return -ECANCELED;
    return awaited->status;
}

int coro__await(coro_task_t *task, coro_future_t *future, int64_t deadline_ns,
                bool *expired, coro_value_t *out)
{
    coro_awaited_t awaited = {.future = future, .done = wake};
    int status;

    if (coro__future_watch(&awaited))
        status = awaited.status;
    else
        status = wait_until_done(task, &awaited, deadline_ns, expired);
    if (status != -ECANCELED) {
        coro__future_taken(&awaited);
        *out = awaited.value;
    }
    coro__future_unwatch(&awaited);
    return status;
}

static int await_task(coro_task_t *task, coro_task_t *awaited,
                      coro_value_t *out)
{
    if (awaited == NULL)
        return -EINVAL;
    if (awaited == task)
        return -EDEADLK;
    if (awaited->sched != task->sched)
        return CORO_E_WRONG_SCHED;
    return coro__await(task, &awaited->future, CORO_NEVER, NULL, out);
}

/* One function with all it calls (src/CMakeLists.txt says why). */
__attribute__((flatten)) int coro_await(coro_t *self, coro_task_t *awaited,
                                        coro_value_t *out)
{
    coro_value_t value = coro_none();
    coro_task_t *task;
    int rc;

    task = coro__task_of(self, &rc);
    if (task != NULL)
        rc = await_task(task, awaited, &value);
    if (out != NULL)
        *out = value;
    return task != NULL ? coro__resumed(self, (coro__pair_t){rc, value}) : rc;
}
