/* SPDX-License-Identifier: MIT */
/*
 * Queues. Neither values nor places are handed over: whoever is woken leaves
 * the line and looks again.
 */
#include "sync/case.h"
#include "sync/items.h"
#include <stdlib.h>

static const coro__wait_kind_t kind = {
    .name = "queue", .line_at = offsetof(coro_queue_t, joiners)};

/* ---- Putting in */

static inline int put_now(coro_queue_t *queue, coro_value_t value)
{
    int rc;

    if (queue->is_shut)
        return CORO_E_SHUTDOWN;
    if (coro__queue_is_full(queue))
        return -EAGAIN;
    if (queue->count == queue->capacity) {
        rc = coro__items_reserve(queue, queue->count + 1);
        if (rc != 0)
            return rc;
    }
    coro__items_add(queue, value);
    queue->unfinished++;
    coro__case_serve(&queue->getters, 0);
    return 0;
}

/* Its callers jump here, so that it returns to the body. */
__attribute__((noinline)) static int
wait_to_put(coro_t *self, coro_task_t *task, coro_queue_t *queue,
            coro_value_t value, int64_t deadline_ns)
{
    coro_case_t one = {.op = CORO_CASE_PUT, .queue = queue};
    coro_case_t *served;
    int status;

    do {
        status = coro__cases_wait(task, &one, 1, deadline_ns, &served);
        if (status != 0)
            return coro__sync_deliver(self, status);
    } while ((status = put_now(queue, value)) == -EAGAIN);
    return status;
}

static inline int put(coro_t *self, coro_queue_t *queue, coro_value_t value,
                      int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__sync_task(self, queue, &status);

    if (task == NULL)
        return status;
    status = put_now(queue, value);
    if (status != -EAGAIN)
        return status;
    return wait_to_put(self, task, queue, value, deadline_ns);
}

int coro_queue_try_put(coro_queue_t *queue, coro_value_t value)
{
    return queue != NULL ? put_now(queue, value) : -EINVAL;
}

int coro_queue_put_until(coro_t *self, coro_queue_t *queue, coro_value_t value,
                         int64_t deadline_ns)
{
    return put(self, queue, value, deadline_ns);
}

int coro_queue_put(coro_t *self, coro_queue_t *queue, coro_value_t value)
{
    return put(self, queue, value, CORO_NEVER);
}

/* ---- Taking out */

static inline int get_now(coro_queue_t *queue, coro_value_t *out)
{
    coro_value_t value;

    if (queue->count == 0)
        return queue->is_shut ? CORO_E_SHUTDOWN : -EAGAIN;
    value = coro__items_take(queue);
    if (out != NULL)
        *out = value;
    coro__case_serve(&queue->putters, 0);
    return 0;
}

__attribute__((noinline)) static int
wait_to_get(coro_t *self, coro_task_t *task, coro_queue_t *queue,
            int64_t deadline_ns, coro_value_t *out)
{
    coro_case_t one = {.op = CORO_CASE_GET, .queue = queue};
    coro_case_t *served;
    int status;

    do {
        status = coro__cases_wait(task, &one, 1, deadline_ns, &served);
        if (status != 0)
            return coro__sync_deliver(self, status);
    } while ((status = get_now(queue, out)) == -EAGAIN);
    return status;
}

static inline int get(coro_t *self, coro_queue_t *queue, int64_t deadline_ns,
                      coro_value_t *out)
{
    int status;
    coro_task_t *task = coro__sync_task(self, queue, &status);

    if (out != NULL)
        *out = coro_none();
    if (task == NULL)
        return status;
    status = get_now(queue, out);
    if (status != -EAGAIN)
        return status;
    return wait_to_get(self, task, queue, deadline_ns, out);
}

int coro_queue_try_get(coro_queue_t *queue, coro_value_t *out)
{
    if (out != NULL)
        *out = coro_none();
    return queue != NULL ? get_now(queue, out) : -EINVAL;
}

int coro_queue_get_until(coro_t *self, coro_queue_t *queue, int64_t deadline_ns,
                         coro_value_t *out)
{
    return get(self, queue, deadline_ns, out);
}

int coro_queue_get(coro_t *self, coro_queue_t *queue, coro_value_t *out)
{
    return get(self, queue, CORO_NEVER, out);
}

/* ---- Having dealt with all */

int coro_queue_done(coro_queue_t *queue)
{
    if (queue == NULL)
        return -EINVAL;
    if (queue->unfinished == 0)
        return -EOVERFLOW;
    if (--queue->unfinished == 0)
        coro__wait_wake_all(&queue->joiners);
    return 0;
}

int coro_queue_join_until(coro_t *self, coro_queue_t *queue,
                          int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;
    coro_task_t *task = coro__sync_task(self, queue, &status);

    if (task == NULL)
        return status;
    if (queue->unfinished == 0)
        return 0;
    status = coro__wait_in(task, &queue->joiners, &wait, &kind, deadline_ns);
    return coro__sync_deliver(self, status);
}

int coro_queue_join(coro_t *self, coro_queue_t *queue)
{
    return coro_queue_join_until(self, queue, CORO_NEVER);
}

/* ---- The end */

int coro_queue_shutdown(coro_queue_t *queue)
{
    if (queue == NULL)
        return -EINVAL;
    queue->is_shut = 1;
    coro__cases_serve(&queue->getters, 0);
    coro__cases_serve(&queue->putters, 0);
    return 0;
}

int coro_queue_shutdown_now(coro_queue_t *queue)
{
    if (queue == NULL)
        return -EINVAL;
    for (; queue->count > 0; queue->count--)
        if (queue->unfinished > 0)
            queue->unfinished--;
    if (queue->unfinished == 0)
        coro__wait_wake_all(&queue->joiners);
    return coro_queue_shutdown(queue);
}

size_t coro_queue_size(const coro_queue_t *queue)
{
    return queue->count;
}

int coro_queue_reserve(coro_queue_t *queue, size_t count)
{
    if (queue == NULL || (queue->limit > 0 && count > queue->limit))
        return -EINVAL;
    return coro__items_reserve(queue, count);
}

void coro_queue_fini(coro_queue_t *queue)
{
    if (queue == NULL)
        return;
    queue->count = queue->head = 0;
    if (queue->is_lent)
        return;
    free(queue->items);
    queue->items = NULL;
    queue->capacity = 0;
}
