/* SPDX-License-Identifier: MIT */
/*
 * Two tasks wait for one thing. It comes, and one of them is cancelled before
 * it has run: the other one gets it, if it was the first's, and only then.
 */
#include "world.h"

#include <unistd.h>

typedef struct desk {
    world_t *world;
    unsigned way;
    int in_order[2]; /* who came first, who second */
    int came;
    bool got[2];
    coro_mutex_t mutex;
    coro_condition_t condition;
    coro_semaphore_t semaphore;
    coro_value_t room[1];
    coro_queue_t empty, full;
    coro_channel_t channel;
    int ends[2];
} desk_t;

/* ---- What they wait for, and how it comes */

static int take_mutex(coro_t *self, desk_t *desk)
{
    return coro_mutex_lock(self, &desk->mutex);
}

static int give_mutex(desk_t *desk)
{
    return coro_mutex_unlock(&desk->mutex);
}

static int take_unit(coro_t *self, desk_t *desk)
{
    return coro_semaphore_acquire(self, &desk->semaphore);
}

static int give_unit(desk_t *desk)
{
    return coro_semaphore_release(&desk->semaphore);
}

static int take_value(coro_t *self, desk_t *desk)
{
    return coro_queue_get(self, &desk->empty, NULL);
}

static int give_value(desk_t *desk)
{
    return coro_queue_try_put(&desk->empty, coro_none());
}

static int take_place(coro_t *self, desk_t *desk)
{
    return coro_queue_put(self, &desk->full, coro_none());
}

static int give_place(desk_t *desk)
{
    return coro_queue_try_get(&desk->full, NULL);
}

static int take_notice(coro_t *self, desk_t *desk)
{
    int rc = coro_mutex_try_lock(&desk->mutex);

    MUST(desk->world, rc == 0);
    rc = coro_condition_wait(self, &desk->condition);
    MUST(desk->world, coro_mutex_unlock(&desk->mutex) == 0);
    return rc;
}

static int give_notice(desk_t *desk)
{
    MUST(desk->world, coro_mutex_try_lock(&desk->mutex) == 0);
    MUST(desk->world, coro_condition_notify(&desk->condition, 1) == 0);
    return coro_mutex_unlock(&desk->mutex);
}

static int receive(coro_t *self, desk_t *desk)
{
    return coro_channel_receive(self, &desk->channel, NULL);
}

static int send_one(desk_t *desk)
{
    return coro_channel_try_send(&desk->channel, coro_none());
}

static int take_byte(coro_t *self, desk_t *desk)
{
    char byte;
    ssize_t rc = coro_read(self, desk->ends[0], &byte, 1);

    return rc == 1 ? 0 : (int)rc;
}

static int give_byte(desk_t *desk)
{
    return write(desk->ends[1], "x", 1) == 1 ? 0 : -EIO;
}

enum {
    MUTEX,
    CHANNEL = 5, /* what has changed hands stays there */
    BYTE = 6,    /* wakes both, and whoever runs first has it */
    WAYS
};

static const struct {
    int (*take)(coro_t *self, desk_t *desk);
    int (*give)(desk_t *desk);
} ways[WAYS] = {{take_mutex, give_mutex},   {take_unit, give_unit},
                {take_value, give_value},   {take_place, give_place},
                {take_notice, give_notice}, {receive, send_one},
                {take_byte, give_byte}};

/* ---- The two */

typedef struct taker {
    desk_t *desk;
    int number;
} taker_t;

static int takes(coro_t *self, coro_value_t arg)
{
    const taker_t *me = arg.ptr;
    desk_t *desk = me->desk;
    int rc;

    desk->in_order[desk->came++] = me->number;
    rc = ways[desk->way].take(self, desk);
    MUST(desk->world, rc == 0 || rc == -ECANCELED);
    desk->got[me->number] = rc == 0;
    return rc;
}

/* All that are ready go on, and those that are ready then. */
static bool let_them_run(const actor_t *me)
{
    bool told = false;

    while (coro_sleep(me->self, 1) != 0)
        told = true;
    return told;
}

static void set_up(desk_t *desk, world_t *world)
{
    *desk = (desk_t){.world = world,
                     .way = draw(world, WAYS),
                     .condition = CORO_CONDITION_INIT(&desk->mutex),
                     .semaphore = CORO_SEMAPHORE_INIT(0),
                     .empty = CORO_QUEUE_INIT(CORO_QUEUE_LIFO, 1),
                     .full = CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, desk->room),
                     .ends = {-1, -1}};
    MUST(world, coro_queue_try_put(&desk->full, coro_none()) == 0);
    if (desk->way == MUTEX)
        MUST(world, coro_mutex_try_lock(&desk->mutex) == 0);
    if (desk->way == BYTE)
        open_ends(world, desk->ends);
}

/* Who must have it, when one of them, or nobody (-1), was cancelled. */
static void check(const desk_t *desk, int cancelled)
{
    int first = desk->in_order[0];
    bool to_next = cancelled == first && desk->way != CHANNEL;

    if (desk->way == BYTE) {
        MUST(desk->world, desk->got[0] != desk->got[1]);
        MUST(desk->world, cancelled < 0 || !desk->got[cancelled]);
        return;
    }
    MUST(desk->world, desk->got[first] == !to_next);
    MUST(desk->world, desk->got[1 - first] == to_next);
}

static bool clear_up(const actor_t *me, desk_t *desk, coro_task_t **tasks)
{
    bool told = false;

    for (int i = 0; i < 2; i++) {
        coro_task_cancel(tasks[i]);
        while (coro_await(me->self, tasks[i], NULL) == -ECANCELED)
            told = true;
        coro_task_release(tasks[i]);
    }
    coro_queue_fini(&desk->empty);
    for (int i = 0; i < 2 && desk->ends[i] >= 0; i++)
        MUST(me->world, coro_fd_close(me->world->sched, desk->ends[i]) == 0);
    return told;
}

int hand_over(const actor_t *me)
{
    world_t *world = me->world;
    coro_task_t *tasks[2];
    desk_t desk;
    bool told;
    int cancelled;

    set_up(&desk, world);
    for (int i = 0; i < 2; i++) {
        taker_t taker = {&desk, i};

        tasks[i] =
            coro_spawn_copy(world->sched, takes, &taker, sizeof taker, NULL);
        MUST(world, tasks[i] != NULL);
    }
    told = let_them_run(me);
    MUST(world, desk.came == 2);
    MUST(world, ways[desk.way].give(&desk) == 0);
    cancelled = (int)draw(world, 3) - 1;
    if (cancelled >= 0)
        MUST(world, coro_task_cancel(tasks[cancelled]) == 0);
    told = let_them_run(me) || told;
    check(&desk, cancelled);
    told = clear_up(me, &desk, tasks) || told;
    return came(me, told ? -ECANCELED : 0, 0);
}
