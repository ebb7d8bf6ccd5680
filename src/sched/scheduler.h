/* SPDX-License-Identifier: MIT */
/*
 * Schedulers and tasks, and what the files of this module share.
 *
 * The task that has the turn is sched->turns.current. Every other one is parked:
 * `turn.parked` is its innermost context, whatever generator or function it is
 * inside of. A task that gives up its turn switches straight to the next in
 * the ring, and only now and then back to the loop in coro_sched_run, which
 * looks at the clock. The slot of a task's coroutine holds an answerer
 * (turn.c) that its yields, its end, and trespassers meet.
 *
 * Invariant: a task that has not ended is the current one, or once in the
 * ring (READY), or armed in the timers (SLEEPING), or in the list of waiters
 * of the task it awaits (AWAITING). Ring and timers have room for all tasks,
 * so that nothing that wakes a task can fail.
 */
#ifndef CORO__SCHED_SCHEDULER_H
#define CORO__SCHED_SCHEDULER_H

#include "context/switch.h"
#include "sched/ring.h"
#include "time/timers.h"
#include <coro/sched.h>
#include <stdbool.h>

struct coro_sched {
    coro__turns_t turns;
    coro_context_t loop;      /* coro_sched_run, while a task has the turn */
    const coro_task_t *until; /* its end ends the run; NULL: run all */
    coro__timers_t timers;
    coro_clock_t clock;
    coro_task_t *first, *last; /* all tasks, also ended ones still held */
    size_t alive;              /* of them, how many have not ended */
    coro_t *corpse; /* the coroutine that ended last, until we are off it */
    bool running;
    bool freeing;
};

struct coro_task {
    coro__turn_t turn;
    coro_sched_t *sched;
    coro_t *gen;             /* its coroutine; NULL once it has ended */
    coro_task_state_t state; /* READY also while it has the turn */
    bool cancelled;          /* ended so */
    bool taken;              /* somebody got its outcome */
    bool cancel_due;      /* asked to stop while it had the turn, or before the
                           * first one; and not yet told */
    bool cancel_passed;   /* asked to stop, and passed it on to `awaited` */
    bool walked;          /* see cancel.c */
    unsigned cancels;     /* how often it was asked to stop */
    unsigned holders;     /* handles and awaits */
    coro__pair_t outcome; /* status 0 or an error, once it has ended */
    coro__timer_t timer;
    coro_task_t *awaited;               /* by this one, now */
    coro_task_t *waiters, *last_waiter; /* who await this one, in order */
    coro_task_t *next_waiter;
    coro_task_t *next, *previous; /* in the scheduler's list */
    char name[];
};

/* Does the task have the turn? */
static inline bool coro__task_has_turn(const coro_task_t *task)
{
    return task->sched->turns.current == &task->turn;
}

/* Has the task not begun yet? All others are resumed by a CORO__SEND. */
static inline bool coro__task_is_fresh(const coro_task_t *task)
{
    return task->turn.wake.status == CORO__NEXT;
}

/* ---- turn.c: whose turn it is */

/* Run tasks until `until` has ended, or none is left. As coro_sched_run. */
int coro__sched_run_until(coro_sched_t *sched, const coro_task_t *until);

/* Check a body's call: the task `self` runs in, or NULL with *status. */
coro_task_t *coro__task_of(coro_t *self, int *status);

/* Give up the turn; the state says what for. Returns what it is woken with, a
 * cancellation that is due first of all. */
coro__pair_t coro__task_park(coro_task_t *task, coro_task_state_t state);

/* Make a parked task ready, to be resumed with a status. */
void coro__task_wake(coro_task_t *task, int status);

/* What a task's coroutine and trespassers meet in its slot. */
coro__answer_fn_t coro__task_answer;

/* ---- task.c: making and ending */

/* Record how a task ended, wake who awaits it. */
void coro__task_ended(coro_task_t *task, coro__pair_t outcome);

/* Somebody holds the task no more. */
void coro__task_drop(coro_task_t *task);

/* Report a failure nobody took; free the task. */
void coro__task_free(coro_task_t *task);

/* ---- cancel.c: asking to stop */

/* Ask a task to stop; false if it has ended. As in asyncio the request is
 * counted, passed on to what the task awaits, and delivered once. */
bool coro__task_cancel(coro_task_t *task);

/* A task with a cancellation due is about to park in `state`. */
void coro__task_cancel_parking(coro_task_t *task, coro_task_state_t state);

/* Give a task up where it is parked, without unwinding; the unraisable hook
 * gets to know why. */
void coro__task_discard(coro_task_t *task, int why);

#endif
