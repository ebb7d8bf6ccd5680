/* SPDX-License-Identifier: MIT */
/* The values in a queue: where they lie, and which is next. */
#ifndef CORO__SYNC_ITEMS_H
#define CORO__SYNC_ITEMS_H

#include <coro/sync.h>

/* See to it that there is room for so many: 0, or -ENOMEM. */
int coro__items_reserve(coro_queue_t *queue, size_t count);

/* The same of a heap, which a priority queue is. */
void coro__heap_add(coro_queue_t *queue, coro_value_t value);
coro_value_t coro__heap_take(coro_queue_t *queue);

/* Where the one with an index lies, up to that behind the last. */
static inline coro_value_t *coro__items_at(const coro_queue_t *queue,
                                           size_t index)
{
    size_t place = queue->head + index; /* below twice the capacity */

    return &queue->items[place < queue->capacity ? place
                                                 : place - queue->capacity];
}

/* Put one in; there is room. */
static inline void coro__items_add(coro_queue_t *queue, coro_value_t value)
{
    if (queue->order == CORO_QUEUE_PRIORITY)
        coro__heap_add(queue, value);
    else
        *coro__items_at(queue, queue->count++) = value;
}

/* Take out the one that is next; there is one. */
static inline coro_value_t coro__items_take(coro_queue_t *queue)
{
    coro_value_t value;

    if (queue->order == CORO_QUEUE_PRIORITY)
        return coro__heap_take(queue);
    queue->count--;
    if (queue->order == CORO_QUEUE_LIFO)
        return *coro__items_at(queue, queue->count);
    value = queue->items[queue->head];
    queue->head = queue->head + 1 < queue->capacity ? queue->head + 1 : 0;
    return value;
}

#endif
