/* SPDX-License-Identifier: MIT */
/* The values in a queue: where they lie, and which is next. */
#ifndef CORO__SYNC_ITEMS_H
#define CORO__SYNC_ITEMS_H

#include <coro/sync.h>

/* See to it that there is room for so many: 0, or -ENOMEM. */
int coro__items_reserve(coro_queue_t *queue, size_t count);

/* Put one in; there is room. */
void coro__items_add(coro_queue_t *queue, coro_value_t value);

/* Take out the one that is next; there is one. */
coro_value_t coro__items_take(coro_queue_t *queue);

#endif
