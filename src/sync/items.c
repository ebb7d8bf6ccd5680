/* SPDX-License-Identifier: MIT */
/* A ring for FIFO and LIFO; a heap, from index 0 on, for priorities. */
#include "sync/items.h"
#include "base/personality.h"
#include <errno.h>
#include <stdlib.h>

enum {
    FIRST_CAPACITY = 16
};

int coro__items_reserve(coro_queue_t *queue, size_t count)
{
    size_t capacity = queue->capacity > 0 ? queue->capacity : FIRST_CAPACITY;
    coro_value_t *items;

    if (count <= queue->capacity)
        return 0;
    while (capacity < count)
        capacity *= 2;
    if (queue->limit > 0 && capacity > queue->limit)
        capacity = queue->limit;
    items = malloc(capacity * sizeof *items);
    if (items == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < queue->count; i++)
        items[i] = *coro__items_at(queue, i);
    free(queue->items);
    queue->items = items;
    queue->capacity = capacity;
    queue->head = 0;
    return 0;
}

/* ---- The heap */

static int before(const coro_queue_t *queue, coro_value_t a, coro_value_t b)
{
    int is_before;

    if (queue->before == NULL)
        return a.i64 < b.i64;
    is_before = queue->before(a, b);
    CORO__STOP_EXCEPTIONS();
    return is_before;
}

static void sift_up(coro_queue_t *queue, size_t index, coro_value_t value)
{
    while (index > 0) {
        size_t parent = (index - 1) / 2;

        if (!before(queue, value, queue->items[parent]))
            break;
        queue->items[index] = queue->items[parent];
        index = parent;
    }
    queue->items[index] = value;
}

/* `value` is none of those in the heap, which has a gap at the root. */
static void sift_down(coro_queue_t *queue, coro_value_t value)
{
    coro_value_t *items = queue->items;
    size_t index = 0, child;

    while ((child = 2 * index + 1) < queue->count) {
        if (child + 1 < queue->count &&
            before(queue, items[child + 1], items[child]))
            child++;
        if (!before(queue, items[child], value))
            break;
        items[index] = items[child];
        index = child;
    }
    items[index] = value;
}

void coro__heap_add(coro_queue_t *queue, coro_value_t value)
{
    sift_up(queue, queue->count, value);
    queue->count++;
}

coro_value_t coro__heap_take(coro_queue_t *queue)
{
    coro_value_t value = queue->items[0];

    queue->count--;
    sift_down(queue, queue->items[queue->count]);
    return value;
}
