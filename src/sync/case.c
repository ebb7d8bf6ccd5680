/* SPDX-License-Identifier: MIT */
/* What is rare about standing in lines. */
#include "sync/case.h"

/* What coro_task_inspect says of a wait. */
static const void *object_of(const coro__wait_t *wait, const char **name)
{
    const coro__stand_t *stand = CORO__OWNER(const coro__stand_t, wait, wait);

    if (stand->count != 1)
        return NULL;
    if (coro__case_is_of_channel(stand->cases)) {
        *name = "channel";
        return stand->cases->channel;
    }
    *name = "queue";
    return stand->cases->queue;
}

/* Leave all the lines. */
static void leave(coro__wait_t *wait)
{
    coro__stand_t *stand = CORO__OWNER(coro__stand_t, wait, wait);

    for (size_t i = 0; i < stand->count; i++)
        coro__line_leave(&stand->cases[i].place);
}

const coro__wait_kind_t coro__stand_kind = {
    .leave = leave, .name = "select", .object = object_of};

void coro__cases_serve(coro__line_t *line, int status)
{
    while (coro__case_serve(line, status) != NULL)
        ;
}

void coro__case_pass_on(const coro_case_t *one)
{
    coro_queue_t *queue = one->queue;

    if (one->op == CORO_CASE_GET && queue->count > 0)
        coro__case_serve(&queue->getters, 0);
    if (one->op == CORO_CASE_PUT && !coro__queue_is_full(queue))
        coro__case_serve(&queue->putters, 0);
}

int coro__sync_refusal(coro_t *self, const void *object)
{
    int status;

    if (coro__task_of(self, &status) == NULL)
        return status;
    return object != NULL ? 0 : -EINVAL;
}
