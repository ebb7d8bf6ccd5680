/* SPDX-License-Identifier: MIT */
/*
 * Standing in the lines of queues and channels, by one case or by several at
 * once. Whoever is in such a line is still waiting: the first case that is
 * served ends the wait, and all the others leave their lines at once.
 *
 * It is inlined: what a value goes through from one task to another is then one
 * function on each side.
 */
#ifndef CORO__SYNC_CASE_H
#define CORO__SYNC_CASE_H

#include "sync/sync.h"

/* One wait in the lines of all its cases; on the stack of the task. */
typedef struct coro__stand {
    coro__wait_t wait;
    coro_case_t *cases;
    size_t count;
    coro_case_t *served; /* by which it ended; NULL: by none */
} coro__stand_t;

extern const coro__wait_kind_t coro__stand_kind;

/* What a queue's case cannot use goes to the next one, if it is still there. */
void coro__case_pass_on(const coro_case_t *one);

static inline bool coro__case_is_of_channel(const coro_case_t *one)
{
    return one->op == CORO_CASE_RECEIVE || one->op == CORO_CASE_SEND;
}

static inline bool coro__queue_is_full(const coro_queue_t *queue)
{
    return queue->limit > 0 && queue->count >= queue->limit;
}

static inline coro__line_t *coro__case_line(const coro_case_t *one)
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

/* Serve the first in a line: its wait ends with the status. NULL: there is
 * nobody. */
static inline coro_case_t *coro__case_serve(coro__line_t *line, int status)
{
    coro__place_t *place = coro__line_take(line);
    coro_case_t *one;

    if (place == NULL)
        return NULL;
    one = CORO__OWNER(coro_case_t, place, place);
    one->stand->served = one;
    if (status == 0 && one->stand->count == 1) /* has left all lines */
        coro__wait_over(&one->stand->wait, 0);
    else
        coro__wait_interrupt(&one->stand->wait, status);
    return one;
}

/* Serve all in a line. */
void coro__cases_serve(coro__line_t *line, int status);

/* How a wait ended for the case that was served. */
static inline int coro__stand_outcome(coro_task_t *task, coro__stand_t *stand,
                                      int status)
{
    if (CORO__LIKELY(!task->cancel_due))
        return status;
    if (status == 0 && coro__case_is_of_channel(stand->served)) {
        coro__task_tell(task); /* where it waits next */
        return 0;
    }
    task->cancel_due = false;
    if (status == 0)
        coro__case_pass_on(stand->served);
    stand->served = NULL;
    return -ECANCELED;
}

/* Wait until one of the cases is served, which goes to *served; NULL: none
 * was. 0: a value has changed hands over a channel; a queue is to be looked at
 * again. CORO_E_SHUTDOWN: the channel was closed. -ETIMEDOUT, -ECANCELED. */
static inline int coro__cases_wait(coro_task_t *task, coro_case_t *cases,
                                   size_t count, int64_t deadline_ns,
                                   coro_case_t **served)
{
    coro__stand_t stand = {
        .wait = {.kind = &coro__stand_kind, .late = -ETIMEDOUT},
        .cases = cases,
        .count = count};
    int status;

    for (size_t i = 0; i < count; i++) {
        coro__line_t *line = coro__case_line(&cases[i]);

        cases[i].stand = &stand;
        cases[i].place.line = NULL;
        if (line != NULL)
            coro__line_join(line, &cases[i].place);
    }
    status =
        coro__wait_park_here(task, &stand.wait, CORO_TASK_WAITING, deadline_ns);
    status = coro__stand_outcome(task, &stand, status);
    *served = stand.served;
    return status;
}

#endif
