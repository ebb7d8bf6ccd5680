/* SPDX-License-Identifier: MIT */
/*
 * Select: one of several exchanges, whichever can be done first. What can be
 * done at once is done in the order of the array; if that is nothing, the task
 * stands in all the lines, and the first that serves it has decided.
 */
#include "sync/case.h"

static int check(const coro_case_t *cases, size_t count)
{
    if (cases == NULL && count > 0)
        return -EINVAL;
    for (size_t i = 0; i < count; i++) {
        const coro_case_t *one = &cases[i];
        bool of_queue = one->op == CORO_CASE_GET || one->op == CORO_CASE_PUT;

        if (of_queue ? one->queue == NULL
                     : coro__case_is_of_channel(one) && one->channel == NULL)
            return -EINVAL;
        if ((unsigned)one->op > CORO_CASE_SEND)
            return -EINVAL;
    }
    return 0;
}

static int try_one(coro_case_t *one)
{
    switch (one->op) {
    case CORO_CASE_GET:
        return coro_queue_try_get(one->queue, &one->value);
    case CORO_CASE_PUT:
        return coro_queue_try_put(one->queue, one->value);
    case CORO_CASE_RECEIVE:
        return coro_channel_try_receive(one->channel, &one->value);
    case CORO_CASE_SEND:
        return coro_channel_try_send(one->channel, one->value);
    default:
        return -EAGAIN;
    }
}

/* Do the first that can be done. -EAGAIN, with *chosen behind the last: none
 * can. */
static int try_all(coro_case_t *cases, size_t count, size_t *chosen)
{
    for (*chosen = 0; *chosen < count; ++*chosen) {
        int status = try_one(&cases[*chosen]);

        if (status != -EAGAIN)
            return status;
    }
    return -EAGAIN;
}

/* Wait for one that can be done, and do it. */
static int wait_for_one(coro_task_t *task, coro_case_t *cases, size_t count,
                        int64_t deadline_ns, size_t *chosen)
{
    coro_case_t *served;
    int status;

    do {
        status = coro__cases_wait(task, cases, count, deadline_ns, &served);
        if (served == NULL)
            return status;
        *chosen = (size_t)(served - cases);
        if (coro__case_is_of_channel(served))
            return status;
        status = try_one(served);
        if (status == -EAGAIN) /* somebody else was there first */
            status = try_all(cases, count, chosen);
    } while (status == -EAGAIN);
    return status;
}

int coro_try_select(coro_case_t *cases, size_t count, size_t *chosen)
{
    size_t index = count;
    int status = check(cases, count);

    if (status == 0)
        status = try_all(cases, count, &index);
    if (chosen != NULL)
        *chosen = index;
    return status;
}

int coro_select(coro_t *self, coro_case_t *cases, size_t count,
                int64_t deadline_ns, size_t *chosen)
{
    size_t index = count;
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task != NULL)
        status = check(cases, count);
    if (status == 0)
        status = try_all(cases, count, &index);
    if (task != NULL && status == -EAGAIN)
        status = coro__sync_deliver(
            self, wait_for_one(task, cases, count, deadline_ns, &index));
    if (chosen != NULL)
        *chosen = index;
    return status;
}
