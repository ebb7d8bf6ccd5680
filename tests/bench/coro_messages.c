/* SPDX-License-Identifier: MIT */
/* Values from one of libcoro's tasks to another, and requests to stop. */
#include "coro_metrics.h"

#include <coro.h>
#include <stdlib.h>

static size_t messages;
static double start, elapsed;
static coro_queue_t queue;
static coro_channel_t channel;

static void spawn(coro_sched_t *sched, coro_fn_t *fn)
{
    coro_task_t *task = coro_spawn(sched, fn, coro_none(), NULL);

    if (task == NULL)
        give_up(coro_strerror(-errno));
    coro_task_release(task);
}

/* The receiver is there first, and the clock starts with the sender. */
static double pass(size_t count, coro_fn_t *receives, coro_fn_t *sends)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    messages = count;
    spawn(sched, receives);
    spawn(sched, sends);
    coro_sched_run(sched);
    coro_sched_free(sched);
    return elapsed;
}

/* ---- Queues */

static int gets(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int64_t sum = 0;

    (void)arg;
    for (size_t i = 0; i < messages; i++) {
        coro_queue_get(self, &queue, &value);
        sum += value.i64;
    }
    elapsed = now_ns() - start;
    consume(sum);
    return 0;
}

static int puts_in(coro_t *self, coro_value_t arg)
{
    (void)arg;
    start = now_ns();
    for (size_t i = 0; i < messages; i++)
        coro_queue_put(self, &queue, coro_int((int64_t)i));
    return 0;
}

/* A queue of at most `size` values. */
static double through_queue(size_t count, size_t size)
{
    double taken;

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, size);
    coro_queue_reserve(&queue, size);
    taken = pass(count, gets, puts_in);
    coro_queue_fini(&queue);
    return taken;
}

/* ---- Channels */

static int receives(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int64_t sum = 0;

    (void)arg;
    for (size_t i = 0; i < messages; i++) {
        coro_channel_receive(self, &channel, &value);
        sum += value.i64;
    }
    elapsed = now_ns() - start;
    consume(sum);
    return 0;
}

static int sends(coro_t *self, coro_value_t arg)
{
    (void)arg;
    start = now_ns();
    for (size_t i = 0; i < messages; i++)
        coro_channel_send(self, &channel, coro_int((int64_t)i));
    return 0;
}

static double through_channel(size_t count, size_t size)
{
    (void)size;
    return pass(count, receives, sends);
}

/* ---- Requests to stop */

static int sleeps_long(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_SECONDS(1) + (int64_t)(random_number() >> 32));
}

static coro_task_t *sleeper(coro_sched_t *sched)
{
    const coro_options_t options = {.stack_size = 16384};
    coro_task_t *task = coro_spawn(sched, sleeps_long, coro_none(), &options);

    if (task == NULL)
        give_up(coro_strerror(-errno));
    return task;
}

/* Of so many that sleep, one after the other is asked to stop and another one
 * goes to sleep: only the asking is timed, a hundred at a time. */
enum {
    BATCH = 100
};

static double cancel_batch(coro_sched_t *sched, coro_task_t **all, size_t size)
{
    size_t chosen[BATCH];
    double taken;

    for (int i = 0; i < BATCH; i++)
        chosen[i] = size / BATCH * (size_t)i + random_number() % (size / BATCH);
    taken = now_ns();
    for (int i = 0; i < BATCH; i++)
        coro_task_cancel(all[chosen[i]]);
    taken = now_ns() - taken;
    coro_sched_step(sched, 0);
    for (int i = 0; i < BATCH; i++) {
        coro_task_release(all[chosen[i]]);
        all[chosen[i]] = sleeper(sched);
    }
    coro_sched_step(sched, 0);
    return taken;
}

static double cancel(size_t count, size_t size)
{
    static coro_virtual_clock_t time;
    static coro_sched_t *sched;
    static coro_task_t **all; /* made once a process */
    const coro_sched_options_t options = {.clock = coro_virtual_clock(&time)};
    double taken = 0;

    if (all == NULL) {
        sched = coro_sched_new(&options);
        all = calloc(size, sizeof(coro_task_t *));
        for (size_t i = 0; i < size; i++)
            all[i] = sleeper(sched);
        coro_sched_step(sched, 0);
    }
    for (size_t done = 0; done < count; done += BATCH)
        taken += cancel_batch(sched, all, size);
    return taken;
}

const metric_t message_metrics[] = {{"queue", through_queue},
                                    {"channel", through_channel},
                                    {"cancel", cancel},
                                    {NULL, NULL}};
