/* SPDX-License-Identifier: MIT */
/* libcoro's tasks. */
#include "coro_metrics.h"

#include <coro.h>

static size_t rounds, waiting;
static double start, elapsed;

/* The clock starts when the last task is there, and stops when the first one
 * has done its rounds: all others have then done as many, but for one. */
static int take_turns(coro_t *self, coro_value_t arg)
{
    (void)arg;
    if (--waiting == 0)
        start = now_ns();
    coro_sched_yield(self);
    for (size_t i = 1; i < rounds; i++)
        coro_sched_yield(self);
    if (elapsed == 0)
        elapsed = now_ns() - start;
    return 0;
}

static coro_sched_t *with_tasks(size_t tasks, coro_fn_t *fn)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    for (size_t i = 0; i < tasks; i++) {
        coro_task_t *task = coro_spawn(sched, fn, coro_none(), NULL);

        if (task == NULL)
            give_up(coro_strerror(-errno));
        coro_task_release(task);
    }
    return sched;
}

static double sched_yield(size_t count, size_t tasks)
{
    coro_sched_t *sched;

    rounds = count > tasks ? count / tasks : 1;
    waiting = tasks;
    elapsed = 0;
    sched = with_tasks(tasks, take_turns);
    coro_sched_run(sched);
    coro_sched_free(sched);
    return elapsed * (double)count / (double)(rounds * tasks);
}

static int sleep_at_random(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, (int64_t)(random_number() % 1000000000));
}

static double sleepers(size_t count, size_t size)
{
    double before = cpu_ns();
    coro_sched_t *sched = with_tasks(count, sleep_at_random);

    (void)size;
    coro_sched_run(sched);
    coro_sched_free(sched);
    return cpu_ns() - before;
}

static int empty(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static size_t spawns;

static int spawn_and_await(coro_t *self, coro_value_t arg)
{
    coro_sched_t *sched = coro_sched_of(self);
    double before = now_ns();

    (void)arg;
    for (size_t i = 0; i < spawns; i++) {
        coro_task_t *task = coro_spawn(sched, empty, coro_none(), NULL);

        coro_await(self, task, NULL);
        coro_task_release(task);
    }
    elapsed = now_ns() - before;
    return 0;
}

static double spawn_await(size_t count, size_t size)
{
    (void)size;
    spawns = count;
    coro_run(spawn_and_await, coro_none(), NULL);
    return elapsed;
}

const metric_t sched_metrics[] = {{"sched_yield", sched_yield},
                                  {"sleepers", sleepers},
                                  {"spawn_await", spawn_await},
                                  {NULL, NULL}};
