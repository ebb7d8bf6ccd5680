/* SPDX-License-Identifier: MIT */
/*
 * Standing in the lines of queues and channels, by one case or by several at
 * once. Whoever is in such a line is still waiting: the first case that is
 * served ends the wait, and all the others leave their lines at once.
 */
#ifndef CORO__SYNC_CASE_H
#define CORO__SYNC_CASE_H

#include "sync/sync.h"

/* Wait until one of the cases is served, which goes to *served; NULL: none
 * was. 0: a value has changed hands over a channel; a queue is to be looked at
 * again. CORO_E_SHUTDOWN: the channel was closed. -ETIMEDOUT, -ECANCELED. */
int coro__cases_wait(coro_task_t *task, coro_case_t *cases, size_t count,
                     int64_t deadline_ns, coro_case_t **served);

/* Serve the first in a line: its wait ends with the status. NULL: there is
 * nobody. */
coro_case_t *coro__case_serve(coro__line_t *line, int status);

/* Serve all in a line. */
void coro__cases_serve(coro__line_t *line, int status);

static inline bool coro__case_is_of_channel(const coro_case_t *one)
{
    return one->op == CORO_CASE_RECEIVE || one->op == CORO_CASE_SEND;
}

static inline bool coro__queue_is_full(const coro_queue_t *queue)
{
    return queue->limit > 0 && queue->count >= queue->limit;
}

#endif
