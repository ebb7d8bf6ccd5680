/* SPDX-License-Identifier: MIT */
/* What tasks do in more than one suite. */
#include "sched/scheduler.h"
#include "stage.h"

int steps(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int step = 1; rc == 0 && step <= arg.i64; step++) {
        trace("%s%d", coro_name(self), step);
        rc = coro_sched_yield(self);
    }
    if (rc != 0)
        trace_got(coro_name(self), rc, coro_none());
    return rc;
}

int sleeps(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    if (rc == 0)
        trace_now(coro_name(self));
    else
        trace_got(coro_name(self), rc, coro_none());
    return rc == 0 ? coro_return(self, arg) : rc;
}

int awaits(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    coro_value_t value = coro_int(99); /* to be replaced */
    int rc = coro_await(self, *task_at, &value);

    trace_got(coro_name(self), rc, value);
    return rc == 0 ? coro_return(self, value) : rc;
}

int insists(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    coro_value_t value;
    int rc;

    do
        rc = coro_await(self, *task_at, &value);
    while (rc == -ECANCELED);
    trace_got(coro_name(self), rc, value);
    return rc == 0 ? coro_return(self, value) : rc;
}

int cancels(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    bool accepted = coro__task_cancel(*task_at);

    trace("%s:%d", coro_name(self), accepted);
    return 0;
}

int returns(coro_t *self, coro_value_t arg)
{
    return coro_return(self, arg);
}

int fails(coro_t *self, coro_value_t arg)
{
    return coro_fail(self, CORO_E_USER, arg);
}
