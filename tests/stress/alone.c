/* SPDX-License-Identifier: MIT */
/*
 * One task waits, in every way there is, for what never comes, and is
 * cancelled: it is told at once, wherever it is.
 */
#include "world.h"

#include <poll.h>

enum {
    FAR_S = 3600
};

/* Its own of everything. */
typedef struct cell {
    world_t *world;
    int64_t asked_ns; /* when it was cancelled */
    bool asked;
    coro_event_t event;
    coro_mutex_t mutex;
    coro_condition_t condition;
    coro_semaphore_t semaphore;
    coro_barrier_t barrier;
    coro_value_t room[1];
    coro_queue_t queue;
    coro_channel_t channel;
    coro_future_t futures[2];
    coro_awaited_t list[2];
    int ends[2]; /* of a pipe that nobody writes to */
} cell_t;

/* ---- Sync objects */

static int in_sleep(coro_t *self, cell_t *cell)
{
    (void)cell;
    return coro_sleep(self, CORO_SECONDS(FAR_S));
}

static int in_event(coro_t *self, cell_t *cell)
{
    return coro_event_wait(self, &cell->event);
}

static int in_mutex(coro_t *self, cell_t *cell)
{
    MUST(cell->world, coro_mutex_try_lock(&cell->mutex) == 0);
    return coro_mutex_lock(self, &cell->mutex);
}

static int in_condition(coro_t *self, cell_t *cell)
{
    int rc;

    MUST(cell->world, coro_mutex_lock(self, &cell->mutex) == 0);
    rc = coro_condition_wait_until(self, &cell->condition,
                                   coro_deadline(self, CORO_SECONDS(FAR_S)));
    MUST(cell->world, coro_mutex_unlock(&cell->mutex) == 0);
    return rc;
}

static int in_semaphore(coro_t *self, cell_t *cell)
{
    return coro_semaphore_acquire(self, &cell->semaphore);
}

static int in_barrier(coro_t *self, cell_t *cell)
{
    return coro_barrier_wait(self, &cell->barrier, NULL);
}

static int in_get(coro_t *self, cell_t *cell)
{
    return coro_queue_get_until(self, &cell->queue,
                                coro_deadline(self, CORO_SECONDS(FAR_S)), NULL);
}

static int in_put(coro_t *self, cell_t *cell)
{
    MUST(cell->world, coro_queue_put(self, &cell->queue, coro_none()) == 0);
    return coro_queue_put(self, &cell->queue, coro_none());
}

static int in_join(coro_t *self, cell_t *cell)
{
    MUST(cell->world, coro_queue_put(self, &cell->queue, coro_none()) == 0);
    return coro_queue_join(self, &cell->queue);
}

static int in_send(coro_t *self, cell_t *cell)
{
    return coro_channel_send(self, &cell->channel, coro_none());
}

static int in_receive(coro_t *self, cell_t *cell)
{
    return coro_channel_receive(self, &cell->channel, NULL);
}

/* ---- Descriptors */

static int in_wait_fd(coro_t *self, cell_t *cell)
{
    return coro_wait_fd(self, cell->ends[0], POLLIN,
                        coro_deadline(self, CORO_SECONDS(FAR_S)));
}

static int in_read(coro_t *self, cell_t *cell)
{
    char byte;

    return (int)coro_read(self, cell->ends[0], &byte, 1);
}

/* ---- Others */

static int in_await(coro_t *self, cell_t *cell)
{
    return coro_future_await(self, &cell->futures[0], NULL);
}

static int in_shield(coro_t *self, cell_t *cell)
{
    return coro_shield(self, &cell->futures[0], NULL);
}

static int in_wait_for(coro_t *self, cell_t *cell)
{
    return coro_wait_for(self, &cell->futures[0],
                         coro_deadline(self, CORO_SECONDS(FAR_S)), NULL);
}

static int in_gather(coro_t *self, cell_t *cell)
{
    return coro_gather(self, cell->list, 2, NULL);
}

static int in_gather_collect(coro_t *self, cell_t *cell)
{
    return coro_gather_collect(self, cell->list, 2);
}

static int in_wait(coro_t *self, cell_t *cell)
{
    return coro_wait(self, cell->list, 2, CORO_WAIT_FIRST, CORO_NEVER);
}

static int in_as_completed(coro_t *self, cell_t *cell)
{
    coro_as_completed_t set;
    coro_awaited_t *next;
    int rc = coro_as_completed_begin(self, &set, cell->list, 2);

    if (rc == 0)
        rc = coro_as_completed_next(self, &set, CORO_NEVER, &next);
    coro_as_completed_end(&set);
    return rc;
}

static int sleeps(coro_t *self, coro_value_t arg)
{
    return in_sleep(self, arg.ptr);
}

static int in_timeout(coro_t *self, cell_t *cell)
{
    coro_timeout_t timeout;

    MUST(cell->world,
         coro_timeout_begin(self, &timeout,
                            coro_deadline(self, CORO_SECONDS(2 * FAR_S))) == 0);
    return coro_timeout_end(self, &timeout, in_sleep(self, cell));
}

static int in_group(coro_t *self, cell_t *cell)
{
    coro_group_t group;

    MUST(cell->world, coro_group_begin(self, &group) == 0);
    for (int i = 0; i < 2; i++)
        coro_task_release(
            coro_group_spawn(&group, sleeps, coro_ptr(cell), NULL));
    return coro_group_end(self, &group, 0);
}

static int in_task(coro_t *self, cell_t *cell)
{
    coro_task_t *task =
        coro_spawn(coro_sched_of(self), sleeps, coro_ptr(cell), NULL);
    int rc = coro_await(self, task, NULL);

    coro_task_release(task);
    return rc;
}

static int in_generator(coro_t *self, cell_t *cell)
{
    coro_t *gen = coro_new(sleeps, coro_ptr(cell), NULL);
    int rc = draw(cell->world, 2) ? coro_next(gen, NULL)
                                  : coro_yield_from(self, gen, NULL);

    MUST(cell->world, coro_free(gen) == 0);
    return rc;
}

/* ---- The task, and who cancels it */

/* Cancel it, unless it has ended. */
static void ask(cell_t *cell, coro_task_t *task)
{
    int rc = coro_task_cancel(task);

    MUST(cell->world, rc == 0 || (rc == CORO_E_FINISHED && cell->asked));
    if (!cell->asked)
        cell->asked_ns = cell->world->time.now_ns;
    cell->asked = true;
}

static int waits(coro_t *self, coro_value_t arg)
{
    static int (*const ways[])(coro_t * self, cell_t * cell) = {
        in_sleep,    in_event,   in_mutex, in_condition,      in_semaphore,
        in_barrier,  in_get,     in_put,   in_join,           in_send,
        in_receive,  in_wait_fd, in_read,  in_await,          in_shield,
        in_wait_for, in_gather,  in_wait,  in_gather_collect, in_as_completed,
        in_timeout,  in_group,   in_task,  in_generator};
    cell_t *cell = arg.ptr;
    int rc;

    if (draw(cell->world, 4) == 0) /* by itself */
        ask(cell, coro_task_current(self));
    rc = ways[draw(cell->world, sizeof ways / sizeof ways[0])](self, cell);
    MUST(cell->world, rc == -ECANCELED);
    MUST(cell->world, cell->asked);
    MUST(cell->world, cell->world->time.now_ns == cell->asked_ns);
    return rc;
}

static void furnish(cell_t *cell, world_t *world)
{
    *cell = (cell_t){.world = world,
                     .condition = CORO_CONDITION_INIT(&cell->mutex),
                     .semaphore = CORO_SEMAPHORE_INIT(0),
                     .barrier = CORO_BARRIER_INIT(2),
                     .queue = CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, cell->room)};
    for (int i = 0; i < 2; i++)
        cell->list[i].future = &cell->futures[i];
    open_ends(world, cell->ends);
}

static void clear_out(const cell_t *cell)
{
    MUST(cell->world, cell->event.line.first == NULL);
    MUST(cell->world, cell->mutex.line.first == NULL);
    MUST(cell->world, cell->condition.line.first == NULL);
    MUST(cell->world, cell->semaphore.line.first == NULL);
    MUST(cell->world, cell->barrier.count == 0);
    MUST(cell->world, cell->queue.getters.first == NULL);
    MUST(cell->world, cell->queue.putters.first == NULL);
    MUST(cell->world, cell->queue.joiners.first == NULL);
    MUST(cell->world, cell->channel.senders.first == NULL);
    MUST(cell->world, cell->channel.receivers.first == NULL);
    for (int i = 0; i < 2; i++) {
        MUST(cell->world, cell->futures[i].line.first == NULL);
        MUST(cell->world,
             coro_fd_close(cell->world->sched, cell->ends[i]) == 0);
    }
}

int be_alone(const actor_t *me)
{
    world_t *world = me->world;
    bool told = false; /* that we are to stop ourselves: later */
    cell_t cell;
    coro_task_t *task;
    int rc;

    furnish(&cell, world);
    task = coro_spawn(world->sched, waits, coro_ptr(&cell), NULL);
    MUST(world, task != NULL);
    for (unsigned i = draw(world, 3); i > 0; i--)
        told = pause_a_while(me) != 0 || told;
    ask(&cell, task);
    while ((rc = coro_await(me->self, task, NULL)) == -ECANCELED)
        told = true;
    MUST(world, rc == CORO_E_AWAITED_CANCELLED);
    coro_task_release(task);
    clear_out(&cell);
    return came(me, told ? -ECANCELED : 0, 0);
}
