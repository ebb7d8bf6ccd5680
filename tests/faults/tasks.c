/* SPDX-License-Identifier: MIT */
/* Scenarios of tasks: the scheduler, scopes, sync objects. */
#include "scenario.h"
#include "trace.h"

enum {
    MANY = 20 /* more than rings and heaps have room for at first */
};

static coro_sched_t *scheduler(bool is_virtual)
{
    static coro_virtual_clock_t time;
    coro_sched_options_t options = {.shuffle_seed = 0};
    coro_sched_t *made;

    if (is_virtual)
        options.clock = coro_virtual_clock(&time);
    MAKE(made, coro_sched_new(&options));
    return made;
}

void run_task(coro_fn_t *fn)
{
    coro_sched_t *sched = scheduler(true);
    coro_task_t *task;
    int rc;

    MAKE(task, coro_spawn(sched, fn, coro_none(), NULL));
    RETRY(rc, coro_sched_run(sched));
    ENSURE(coro_task_result(task, NULL) == 0);
    coro_task_release(task);
    ENSURE(coro_sched_free(sched) == 0);
}

/* ---- The scheduler */

static int naps(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_US(10) * arg.i64);

    return rc == 0 ? coro_return(self, arg) : rc;
}

static int naps_copy(coro_t *self, coro_value_t arg)
{
    const int64_t *number = arg.ptr;

    return naps(self, coro_int(*number));
}

static int yields(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield(self, arg, NULL);

    return rc == 0 ? coro_return(self, arg) : rc;
}

static int awaits_one(coro_t *self, coro_value_t arg)
{
    coro_task_t *other;
    coro_value_t value;
    int rc;

    MAKE(other, coro_spawn(coro_sched_of(self), naps, arg, NULL));
    rc = coro_await(self, other, &value);
    coro_task_release(other);
    return rc == 0 ? coro_return(self, value) : rc;
}

static void take(coro_task_t *task, int64_t *sum)
{
    coro_value_t value;

    ENSURE(coro_task_result(task, &value) == 0);
    coro_task_release(task);
    *sum += value.i64;
}

static void schedulers(void)
{
    coro_sched_t *sched = scheduler(false);
    coro_task_t *tasks[MANY];
    const int64_t three = 3;
    int64_t sum = 0;
    coro_t *gen;
    int rc, count = 0;

    MAKE(tasks[count], coro_spawn(sched, awaits_one, coro_int(1), NULL));
    count++;
    MAKE(tasks[count],
         coro_spawn_copy(sched, naps_copy, &three, sizeof three, NULL));
    count++;
    MAKE(gen, coro_new(yields, coro_int(5), NULL));
    MAKE(tasks[count], coro_sched_add(sched, gen));
    count++;
    for (; count < MANY; count++)
        MAKE(tasks[count], coro_spawn(sched, naps, coro_int(1), NULL));
    RETRY(rc, coro_sched_run(sched));
    for (int i = 0; i < count; i++)
        take(tasks[i], &sum);
    ENSURE(coro_sched_free(sched) == 0);
    trace("%d", (int)sum);
}

static void whole_runs(void)
{
    coro_value_t value;
    int rc;

    RETRY(rc, coro_run(awaits_one, coro_int(7), &value));
    trace("%d", (int)value.i64);
}

static int sleeps_long(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_SECONDS(1000));

    (void)arg;
    return rc;
}

/* What still sleeps when the scheduler is freed is asked to stop. */
static void windings_up(void)
{
    coro_sched_t *sched = scheduler(true);
    coro_task_t *task;
    int rc;

    MAKE(task, coro_spawn(sched, sleeps_long, coro_none(), NULL));
    RETRY(rc, coro_sched_step(sched, 0));
    trace("%d", coro_task_state(task) == CORO_TASK_SLEEPING);
    ENSURE(coro_sched_free(sched) == 0);
}

/* ---- Scopes */

static int uses_group(coro_t *self, coro_value_t arg)
{
    const int64_t two = 2;
    coro_group_t group;
    coro_task_t *one, *other;
    coro_value_t a, b;
    int rc;

    ENSURE(coro_group_begin(self, &group) == 0);
    MAKE(one, coro_group_spawn(&group, naps, arg, NULL));
    MAKE(other,
         coro_group_spawn_copy(&group, naps_copy, &two, sizeof two, NULL));
    rc = coro_group_end(self, &group, 0);
    ENSURE(coro_task_result(one, &a) == 0 && coro_task_result(other, &b) == 0);
    coro_task_release(one);
    coro_task_release(other);
    trace("group:%d", (int)(a.i64 + b.i64));
    return rc;
}

static int uses_timeout(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeouts[MANY];
    int rc;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        RETRY(rc, coro_timeout_begin(self, &timeouts[i],
                                     coro_deadline(self, CORO_MS(i + 1))));
    rc = coro_sleep(self, CORO_SECONDS(1));
    for (int i = MANY - 1; i >= 0; i--)
        rc = coro_timeout_end(self, &timeouts[i], rc);
    trace("timeout:%d", rc == -ETIMEDOUT);
    return 0;
}

static const coro_local_t local = CORO_LOCAL_INIT, another = CORO_LOCAL_INIT;

static int uses_local(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc;

    RETRY(rc, coro_local_set(self, &local, arg));
    RETRY(rc, coro_local_set(self, &another, arg));
    ENSURE(coro_local_get(self, &local, &value) == 0);
    trace("local:%d", (int)value.i64);
    return 0;
}

static int uses_several(coro_t *self, coro_value_t arg)
{
    coro_future_t future = CORO_FUTURE_INIT;
    coro_task_t *one, *other;
    coro_awaited_t awaited[3] = {{.future = &future}};
    int rc;

    MAKE(one, coro_spawn(coro_sched_of(self), naps, arg, NULL));
    MAKE(other, coro_spawn(coro_sched_of(self), sleeps_long, arg, NULL));
    awaited[1].future = coro_task_future(one);
    awaited[2].future = coro_task_future(other);
    ENSURE(coro_future_set(&future, coro_int(1)) == 0);
    rc = coro_wait(self, awaited, 3, CORO_WAIT_FIRST, CORO_NEVER);
    ENSURE(rc == 0 && coro_gather(self, awaited, 2, NULL) == 0);
    rc = coro_wait_for(self, coro_task_future(other),
                       coro_deadline(self, CORO_MS(1)), NULL);
    trace("several:%d", rc == -ETIMEDOUT);
    coro_task_release(one);
    coro_task_release(other);
    return coro_future_fini(&future);
}

static int uses_scopes(coro_t *self, coro_value_t arg)
{
    int rc = uses_group(self, coro_int(1));

    if (rc == 0)
        rc = uses_timeout(self, arg);
    if (rc == 0)
        rc = uses_local(self, coro_int(4));
    return rc == 0 ? uses_several(self, coro_int(1)) : rc;
}

static void scopes(void)
{
    run_task(uses_scopes);
}

/* ---- Sync objects */

static coro_queue_t queue;
static coro_channel_t channel;
static coro_mutex_t mutex;

static int produces(coro_t *self, coro_value_t arg)
{
    int rc;

    RETRY(rc, coro_queue_reserve(&queue, 2));
    for (int64_t i = 0; i < arg.i64; i++)
        RETRY(rc, coro_queue_put(self, &queue, coro_int(1)));
    for (int64_t i = 0; i < arg.i64; i++)
        RETRY(rc, coro_queue_try_put(&queue, coro_int(1)));
    ENSURE(coro_queue_shutdown(&queue) == 0);
    ENSURE(coro_mutex_lock(self, &mutex) == 0);
    ENSURE(coro_mutex_unlock(&mutex) == 0);
    return coro_channel_send(self, &channel, coro_int(100));
}

static int consumes(coro_t *self, coro_value_t arg)
{
    coro_case_t cases[2] = {{.op = CORO_CASE_GET, .queue = &queue},
                            {.op = CORO_CASE_RECEIVE, .channel = &channel}};
    coro_task_t *producer;
    int64_t sum = 0;
    size_t chosen;
    int rc;

    (void)arg;
    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_PRIORITY, 0);
    channel = (coro_channel_t)CORO_CHANNEL_INIT;
    mutex = (coro_mutex_t)CORO_MUTEX_INIT;
    MAKE(producer,
         coro_spawn(coro_sched_of(self), produces, coro_int(40), NULL));
    while (sum < 180) {
        rc = coro_select(self, cases, 2, CORO_NEVER, &chosen);
        if (rc == CORO_E_SHUTDOWN)
            cases[0].op = CORO_CASE_NONE;
        else
            sum += cases[chosen].value.i64;
    }
    ENSURE(coro_await(self, producer, NULL) == 0);
    coro_task_release(producer);
    coro_queue_fini(&queue);
    trace("%d", (int)sum);
    return 0;
}

static void sync_objects(void)
{
    run_task(consumes);
}

/* ---- Asynchronous generators */

static int streams(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    coro_task_t *task;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++) {
        MAKE(task, coro_spawn(coro_sched_of(self), naps, coro_int(i), NULL));
        rc = coro_await(self, task, &value);
        coro_task_release(task);
        if (rc == 0)
            rc = coro_yield(self, value, NULL);
    }
    return rc;
}

static void frees(void *gen)
{
    coro_free(gen);
}

static int reads_stream(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    coro_t *stream;
    int rc;

    (void)arg;
    MAKE(stream, coro_new(streams, coro_int(3), NULL));
    RETRY(rc, coro_defer(self, frees, stream));
    while ((rc = coro_next(stream, &value)) == 0)
        trace("%d", (int)value.i64);
    return rc == CORO_DONE ? 0 : rc;
}

static void asynchronous_generators(void)
{
    run_task(reads_stream);
}

const scenario_t scenarios_of_tasks[] = {
    {"schedulers", schedulers, "26", false},
    {"coro_run", whole_runs, "7", false},
    {"winding up", windings_up, "1", false},
    {"groups, timeouts, futures", scopes, "group:3 timeout:1 local:4 several:1",
     false},
    {"queues and channels", sync_objects, "180", false},
    {"asynchronous generators", asynchronous_generators, "0 1 2", false},
    {NULL, NULL, NULL, false},
};
