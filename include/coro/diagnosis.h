/* SPDX-License-Identifier: MIT */
/*
 * Looking at schedulers: which task waits for what, since when, and who made
 * it; how much was done. What tells of trouble on its own, a deadlock or a turn
 * that lasts too long, is in coro_sched_options_t; docs/diagnosis.md has all of
 * it.
 */
#ifndef CORO_DIAGNOSIS_H
#define CORO_DIAGNOSIS_H

#include <coro/sched.h>

CORO__EXTERN_C_BEGIN

/* What coro_task_inspect tells; good until the task has a turn. */
typedef struct coro_task_info {
    uint64_t number;  /* from 1 on, in the order in which tasks were made */
    const char *name; /* as coro_task_name */
    coro_task_state_t state;
    /* If it sleeps, awaits or waits: */
    const char *waits_for; /* "task", "future", "tasks", "group", "event",
                            * "mutex", "semaphore", "condition", "barrier",
                            * "queue", "channel", "select", "descriptor",
                            * "worker"; NULL: for the time, or it is not
                            * waiting */
    const void *object;    /* the future or sync object; NULL: not known */
    coro_task_t *awaited;  /* the task; NULL: it is none, or one of several */
    size_t count;          /* how many tasks and futures; 0: for none */
    int fd;                /* the descriptor, or -1 */
    int64_t since_ns;      /* as of the loop's last look at the clock */
    int64_t deadline_ns;   /* of what it waits for; CORO_NEVER: none */
    /* In any state: */
    int64_t timeout_ns;  /* the earliest of the coro_timeout_t that it is in;
                            * CORO_NEVER: none */
    unsigned cancelling; /* as coro_task_cancelling */
    uint64_t maker;      /* the task of this scheduler that made it; 0: none */
    const char *made_by; /* the name of the task that did; NULL: no task */
    const void *made_at; /* where in the program, for addr2line(1) or gdb */
} coro_task_info_t;

/* What a scheduler has done so far. */
typedef struct coro__sched_stats {
    uint64_t tasks_made, tasks_ended;
    size_t tasks_alive, tasks_ready;
    uint64_t turns;      /* that tasks have had */
    uint64_t rounds;     /* of the loop: looks at the clock and outside */
    uint64_t alarms_set; /* sleeps and deadlines that were begun */
    size_t alarms_pending;
    uint64_t polls;      /* looks at descriptors and posts */
    size_t fd_waiters;   /* tasks that wait for descriptors now */
    uint64_t posts;      /* that were run */
    uint64_t slow_turns; /* that on_slow_turn was told of */
} coro_sched_stats_t;

/**
 * Tell all that is known of a task.
 *
 * @param task The task, not NULL.
 * @param info Where to put it.
 * @return 0; -EINVAL if one of them is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1), and O(n) of the timeouts it is in.
 * Source: asyncio.Task.print_stack; trio.lowlevel.Task.
 * Since: 0.1
 * See: coro_sched_dump(), coro_sched_each()
 */
CORO_API int coro_task_inspect(const coro_task_t *task, coro_task_info_t *info);

/**
 * Write a line for each task that has not ended, in the order they were made.
 *
 * Nothing is changed and no memory needed, so it can be called in a debugger:
 * `call coro_sched_dump(0, 0, 0)`.
 *
 * @param sched The scheduler; NULL: the one that runs on this thread.
 * @param write Called with each line, without a newline, good during the call.
 *   It must neither suspend nor make tasks. NULL: the lines go to the standard
 *   error.
 * @param ctx Its first argument.
 * @return How many lines; 0 if sched is NULL and none runs.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n).
 * Source: libcoro (goroutine dumps; asyncio.all_tasks).
 * Since: 0.1
 * See: coro_task_inspect(), docs/diagnosis.md
 */
CORO_API size_t coro_sched_dump(coro_sched_t *sched,
                                void (*write)(void *ctx, const char *line),
                                void *ctx);

/**
 * Tell what a scheduler has done so far.
 *
 * @param sched The scheduler.
 * @param stats Where to put it.
 * @return 0; -EINVAL if one of them is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none, and what it counts costs nothing where it is counted.
 * Source: libcoro (uv_metrics_info; trio.lowlevel.current_statistics).
 * Since: 0.1
 * See: coro_sched_dump()
 */
CORO_API int coro_sched_stats(const coro_sched_t *sched,
                              coro_sched_stats_t *stats);

/**
 * Tell, in the unraisable hook, which task the error comes from.
 *
 * @return The task that has failed, or that was running when a generator or
 *   future did, good until the hook returns; NULL: it was none.
 * Suspends: never.
 * Threads: the one that the hook is called on.
 * Cost: a thread-local load.
 * Source: asyncio ("Task exception was never retrieved", with the task).
 * Since: 0.1
 * See: coro_set_unraisable_hook(), coro_task_inspect()
 */
CORO_API coro_task_t *coro_unraisable_task(void);

CORO__EXTERN_C_END

#endif
