/* SPDX-License-Identifier: MIT */
/* Waiting for one: await, shield, wait_for. */
#include "task/task.h"

int coro__give_out(coro_t *self, int status, coro_value_t value,
                   coro_value_t *out)
{
    if (out != NULL)
        *out = value;
    return coro__deliver(self, status, value);
}

coro_task_t *coro__awaiting(coro_t *self, coro_future_t *future, int *status)
{
    coro_task_t *task = coro__task_of(self, status);

    if (task == NULL)
        return NULL;
    *status = 0;
    if (future == NULL)
        *status = -EINVAL;
    else if (future->is_task &&
             coro__task_of_future(future)->sched != task->sched)
        *status = CORO_E_WRONG_SCHED;
    return *status == 0 ? task : NULL;
}

/* A status of misuse, which is not delivered. */
static int refuse(int status, coro_value_t *out)
{
    return coro__give((coro__pair_t){status, coro_none()}, out);
}

static bool is_own(coro_task_t *task, const coro_future_t *future)
{
    return future == &task->future;
}

int coro_future_await(coro_t *self, coro_future_t *future, coro_value_t *out)
{
    coro_value_t value = coro_none();
    int status;
    coro_task_t *task = coro__awaiting(self, future, &status);

    if (task == NULL)
        return refuse(status, out);
    status = is_own(task, future)
                 ? -EDEADLK
                 : coro__await(task, future, CORO_NEVER, NULL, &value);
    return coro__give_out(self, status, value, out);
}

/* ---- Keeping requests to stop from it */

/* A wait that has the future beside it, and not among its items; on the stack
 * of the task. */
typedef struct aside {
    coro__wait_t wait;
    coro_awaited_t awaited;
} aside_t;

static const coro_awaited_t *awaited_aside(const coro__wait_t *wait,
                                           size_t *count)
{
    *count = 1;
    return &CORO__OWNER(const aside_t, wait, wait)->awaited;
}

static const coro__wait_kind_t kind = {.awaited = awaited_aside};

static void wake(coro_awaited_t *awaited)
{
    coro__wait_wake(awaited->owner);
}

/* Wait for a future that is not done; with `cancel`, after cancelling it. */
static int wait_aside(coro_task_t *task, aside_t *aside, bool cancel)
{
    int status;

    aside->awaited.owner = &aside->wait;
    if (cancel)
        coro__future_cancel(aside->awaited.future);
    status =
        coro__wait_park(task, &aside->wait, CORO_TASK_AWAITING, CORO_NEVER);
    if (coro__wait_told(task) || status != 0)
        return -ECANCELED;
    return aside->awaited.status;
}

static int await_aside(coro_task_t *task, coro_future_t *future, bool cancel,
                       coro_value_t *out)
{
    aside_t aside = {
        .wait.kind = &kind,
        .awaited = {.future = future, .done = wake, .sched = task->sched}};
    int status;

    if (coro__future_watch(&aside.awaited))
        status = aside.awaited.status;
    else
        status = wait_aside(task, &aside, cancel);
    if (status != -ECANCELED) {
        coro__future_taken(&aside.awaited);
        *out = aside.awaited.value;
    }
    coro__future_unwatch(&aside.awaited);
    return status;
}

int coro_shield(coro_t *self, coro_future_t *future, coro_value_t *out)
{
    coro_value_t value = coro_none();
    int status;
    coro_task_t *task = coro__awaiting(self, future, &status);

    if (task == NULL)
        return refuse(status, out);
    status = await_aside(task, future, false, &value);
    return coro__give_out(self, status, value, out);
}

/* ---- With a deadline */

/* The deadline has passed: cancel it, and wait for its end. */
static int cancel_and_wait(coro_task_t *task, coro_future_t *future,
                           coro_value_t *out)
{
    bool was_done = future->done;
    int status = await_aside(task, future, true, out);

    if (!was_done && status == CORO_E_AWAITED_CANCELLED)
        return -ETIMEDOUT;
    return status;
}

static int wait_for(coro_task_t *task, coro_future_t *future,
                    int64_t deadline_ns, coro_value_t *out)
{
    unsigned cancels = task->cancels;
    bool expired = false;
    int status;

    if (deadline_ns <= coro_sched_now(task->sched))
        return cancel_and_wait(task, future, out);
    if (is_own(task, future))
        return -EDEADLK;
    status = coro__await(task, future, deadline_ns, &expired, out);
    return coro__scope_outcome(task, expired, cancels, status);
}

int coro_wait_for(coro_t *self, coro_future_t *future, int64_t deadline_ns,
                  coro_value_t *out)
{
    coro_value_t value = coro_none();
    int status;
    coro_task_t *task = coro__awaiting(self, future, &status);

    if (task == NULL)
        return refuse(status, out);
    status = wait_for(task, future, deadline_ns, &value);
    return coro__give_out(self, status, value, out);
}
