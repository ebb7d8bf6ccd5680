/* SPDX-License-Identifier: MIT */
/* Items, each of which is got once or was never sent; queues and channels. */
#include "world.h"

#include <stdlib.h>

enum {
    LIMIT = 4 /* of a queue */
};

int64_t item_offer(world_t *world)
{
    items_t *items = &world->items;

    if (items->count == items->capacity) {
        items->capacity = items->capacity > 0 ? 2 * items->capacity : 1024;
        items->fates = realloc(items->fates, items->capacity);
        MUST(world, items->fates != NULL);
    }
    items->fates[items->count] = OFFERED;
    return (int64_t)items->count++;
}

static void settle(world_t *world, int64_t item, fate_t fate)
{
    items_t *items = &world->items;

    MUST(world, item >= 0 && (size_t)item < items->count);
    MUST(world, items->fates[item] == OFFERED);
    items->fates[item] = (unsigned char)fate;
}

void item_got(world_t *world, int64_t item)
{
    settle(world, item, GOT);
}

void item_withdraw(world_t *world, int64_t item)
{
    settle(world, item, WITHDRAWN);
}

void items_begin(world_t *world)
{
    for (int i = 0; i < KINDS; i++)
        world->items.queues[i] =
            (coro_queue_t)CORO_QUEUE_INIT((coro_queue_order_t)i, LIMIT);
}

void items_idle(const world_t *world)
{
    for (int i = 0; i < KINDS; i++) {
        const coro_queue_t *queue = &world->items.queues[i];
        const coro_channel_t *channel = &world->items.channels[i];

        MUST(world, queue->count == 0 || queue->getters.first == NULL);
        MUST(world, queue->count == LIMIT || queue->putters.first == NULL);
        MUST(world, !queue->is_shut || (queue->getters.first == NULL &&
                                        queue->putters.first == NULL));
        MUST(world, queue->unfinished > 0 || queue->joiners.first == NULL);
        MUST(world, channel->senders.first == NULL ||
                        channel->receivers.first == NULL);
        MUST(world, !channel->is_closed || (channel->senders.first == NULL &&
                                            channel->receivers.first == NULL));
    }
}

static void drain(world_t *world, coro_queue_t *queue)
{
    coro_value_t item;

    while (coro_queue_try_get(queue, &item) == 0) {
        item_got(world, item.i64);
        MUST(world, coro_queue_done(queue) == 0);
    }
}

void items_end(world_t *world)
{
    items_t *items = &world->items;

    for (int i = 0; i < KINDS; i++) {
        drain(world, &items->queues[i]);
        MUST(world, coro_queue_done(&items->queues[i]) == -EOVERFLOW);
        coro_queue_fini(&items->queues[i]);
        MUST(world, items->users[i] == 0);
        MUST(world, items->channels[i].senders.first == NULL);
        MUST(world, items->channels[i].receivers.first == NULL);
    }
    for (size_t item = 0; item < items->count; item++)
        MUST(world, items->fates[item] != OFFERED);
    free(items->fates);
}

/* ---- Queues */

static int put(const actor_t *me, coro_queue_t *queue)
{
    int64_t item = item_offer(me->world);
    span_t span = soon(me);
    int rc;

    if (draw(me->world, 8) == 0)
        rc = coro_queue_try_put(queue, coro_int(item)) == 0 ? 0 : -ETIMEDOUT;
    else
        rc = came_by(me,
                     coro_queue_put_until(me->self, queue, coro_int(item),
                                          span.until_ns),
                     MAY_CLOSE, span);
    if (rc != 0)
        item_withdraw(me->world, item);
    return rc;
}

static int get(const actor_t *me, coro_queue_t *queue)
{
    coro_value_t item;
    span_t span = soon(me);
    int rc;

    if (draw(me->world, 8) == 0)
        rc = coro_queue_try_get(queue, &item) == 0 ? 0 : -ETIMEDOUT;
    else
        rc = came_by(
            me, coro_queue_get_until(me->self, queue, span.until_ns, &item),
            MAY_CLOSE, span);
    if (rc == 0) {
        item_got(me->world, item.i64);
        MUST(me->world, coro_queue_done(queue) == 0);
    }
    return rc;
}

static int join(const actor_t *me, coro_queue_t *queue)
{
    span_t span = soon(me);

    return came_by(me, coro_queue_join_until(me->self, queue, span.until_ns), 0,
                   span);
}

int use_queue(const actor_t *me)
{
    items_t *items = &me->world->items;
    unsigned i = draw(me->world, KINDS), way = draw(me->world, 20);
    coro_queue_t *queue = &items->queues[i];
    int rc;

    if (way == 0 && draw(me->world, 4) == 0)
        return came(me, coro_queue_shutdown(queue), 0);
    if (queue->is_shut && items->users[i] == 0) {
        drain(me->world, queue);
        coro_queue_fini(queue);
        *queue = (coro_queue_t)CORO_QUEUE_INIT((coro_queue_order_t)i, LIMIT);
    }
    items->users[i]++;
    if (way < 10)
        rc = put(me, queue);
    else
        rc = way < 19 ? get(me, queue) : join(me, queue);
    items->users[i]--;
    return rc;
}

/* ---- Channels */

static int send_one(const actor_t *me, coro_channel_t *channel)
{
    int64_t item = item_offer(me->world);
    span_t span = soon(me);
    int rc = came_by(me,
                     coro_channel_send_until(me->self, channel, coro_int(item),
                                             span.until_ns),
                     MAY_CLOSE, span);

    if (rc != 0)
        item_withdraw(me->world, item);
    return rc;
}

int use_channel(const actor_t *me)
{
    coro_channel_t *channel =
        &me->world->items.channels[draw(me->world, KINDS)];
    coro_value_t item;
    span_t span;
    int rc;

    if (draw(me->world, 100) == 0) { /* and open it again, for those to come */
        coro_channel_close(channel);
        *channel = (coro_channel_t)CORO_CHANNEL_INIT;
    }
    if (draw(me->world, 2) == 0)
        return send_one(me, channel);
    span = soon(me);
    rc = came_by(
        me, coro_channel_receive_until(me->self, channel, span.until_ns, &item),
        MAY_CLOSE, span);
    if (rc == 0)
        item_got(me->world, item.i64);
    return rc;
}
