/* SPDX-License-Identifier: MIT */
/* Standing in lines, being served, and leaving. */
#include "sync/case.h"

/* One wait in the lines of all its cases; on the stack of the task. */
typedef struct coro__stand {
    coro__wait_t wait;
    coro_case_t *cases;
    size_t count;
    coro_case_t *served; /* by which it ended; NULL: by none */
} stand_t;

static coro__line_t *line_of(const coro_case_t *one)
{
    switch (one->op) {
    case CORO_CASE_GET:
        return &one->queue->getters;
    case CORO_CASE_PUT:
        return &one->queue->putters;
    case CORO_CASE_RECEIVE:
        return &one->channel->receivers;
    case CORO_CASE_SEND:
        return &one->channel->senders;
    default:
        return NULL;
    }
}

static void join(stand_t *stand)
{
    for (size_t i = 0; i < stand->count; i++) {
        coro_case_t *one = &stand->cases[i];
        coro__line_t *line = line_of(one);

        one->stand = stand;
        one->place.line = NULL;
        if (line != NULL)
            coro__line_join(line, &one->place);
    }
}

static void leave(coro__wait_t *wait)
{
    stand_t *stand = CORO__OWNER(stand_t, wait, wait);

    for (size_t i = 0; i < stand->count; i++)
        coro__line_leave(&stand->cases[i].place);
}

coro_case_t *coro__case_serve(coro__line_t *line, int status)
{
    coro__place_t *place = coro__line_take(line);
    coro_case_t *one;

    if (place == NULL)
        return NULL;
    one = CORO__OWNER(coro_case_t, place, place);
    one->stand->served = one;
    if (status == 0 && one->stand->count == 1) /* has left all lines */
        coro__wait_wake(&one->stand->wait);
    else
        coro__wait_interrupt(&one->stand->wait, status);
    return one;
}

void coro__cases_serve(coro__line_t *line, int status)
{
    while (coro__case_serve(line, status) != NULL)
        ;
}

/* A queue woke one who cannot use it: if it is still there, it is the next
 * one's. */
static void pass_on(const coro_case_t *one)
{
    const coro_queue_t *queue = one->queue;
    bool there = one->op == CORO_CASE_GET ? queue->count > 0
                                          : !coro__queue_is_full(queue);

    if (there)
        coro__case_serve(line_of(one), 0);
}

int coro__cases_wait(coro_task_t *task, coro_case_t *cases, size_t count,
                     int64_t deadline_ns, coro_case_t **served)
{
    stand_t stand = {.wait = {.late = -ETIMEDOUT, .leave = leave},
                     .cases = cases,
                     .count = count};
    int status;

    join(&stand);
    status = coro__wait_park(task, &stand.wait, CORO_TASK_WAITING, deadline_ns);
    *served = stand.served;
    if (status == 0 && task->cancel_due &&
        coro__case_is_of_channel(stand.served)) {
        coro__task_tell(task); /* where it waits next */
    } else if (coro__wait_told(task)) {
        if (status == 0)
            pass_on(stand.served);
        status = -ECANCELED;
        *served = NULL;
    }
    return status;
}
