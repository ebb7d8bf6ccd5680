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
 * ring (READY), or has a wait that is pending (all other states). Ring and
 * timers have room for all tasks, so that nothing that wakes a task can fail.
 */
#ifndef CORO__SCHED_SCHEDULER_H
#define CORO__SCHED_SCHEDULER_H

#include "context/switch.h"
#include "sched/future.h"
#include "sched/line.h"
#include "sched/locals.h"
#include "sched/ring.h"
#include "time/timers.h"
#include <coro/sched.h>
#include <stdbool.h>

struct coro__wait;

struct coro_sched {
    coro__turns_t turns;
    coro_context_t loop;      /* coro_sched_run, while a task has the turn */
    const coro_task_t *until; /* its end ends the run; NULL: run all */
    coro__timers_t timers;
    size_t alarms;      /* room reserved in them, beside one for each task */
    coro__line_t notes; /* of coro_awaited_t: done is to be called, in order */
    coro_clock_t clock;
    bool real_time;   /* it is the machine's */
    uint64_t shuffle; /* where the generator of the order is; 0: no shuffling */
    coro_task_t *first, *last; /* all tasks, also ended ones still held */
    size_t alive;              /* of them, how many have not ended */
    coro_t *corpse;  /* the coroutine that ended last, until we are off it */
    int64_t rest_ns; /* when unused stacks are looked at, if it is idle */
    struct coro__outside *outside; /* NULL: nothing of it was needed yet */
    /* For coro/diagnosis.h, and of coro_sched_options_t: */
    uint64_t made, rounds, slow_turns; /* how many */
    int64_t seen_ns; /* the time, when somebody first asked in this round */
    bool seen;       /* somebody has */
    void (*on_deadlock)(void *ctx, coro_sched_t *sched);
    void (*on_slow_turn)(void *ctx, coro_task_t *task, int64_t turn_ns);
    void *diagnosis_ctx;
    int64_t slow_turn_ns; /* 0: nobody is to be told */
    bool running;
    bool freeing;
};

struct coro_task {
    coro__turn_t turn;
    coro_sched_t *sched;
    coro_t *gen;             /* its coroutine; NULL once it has ended */
    coro_task_state_t state; /* READY also while it has the turn */
    bool cancel_due;  /* asked to stop, and to be told when it goes on; but a
                       * task that gave up its turn has it in turn.wake */
    unsigned cancels; /* requests to stop, less those taken back */
    unsigned holders; /* handles and awaits */
    coro_future_t future;
    coro__alarm_t alarm;     /* of its wait */
    struct coro__wait *wait; /* from its beginning until the task goes on */
    coro__locals_t *locals;  /* task-local storage; NULL: none */
    /* For the group it is a child of (task/group.c): */
    coro_awaited_t end;
    coro__place_t sibling;
    coro_task_t *next, *previous;  /* in the scheduler's list */
    struct coro_timeout *timeouts; /* innermost first */
    uint64_t number;               /* counts the scheduler's tasks, from 1 */
    uint64_t maker;      /* the number of that which made it; 0: none here */
    const char *made_by; /* its name, which is behind our own; NULL: no task */
    const void *made_at; /* the place in the program */
    char name[];
};

static inline coro_task_t *coro__task_of_future(coro_future_t *future)
{
    return CORO__OWNER(coro_task_t, future, future);
}

/* Does the task have the turn? */
static inline bool coro__task_has_turn(const coro_task_t *task)
{
    return task->sched->turns.current == &task->turn;
}

/* Has the task not begun yet? */
static inline bool coro__task_is_fresh(const coro_task_t *task)
{
    return task->turn.wake.status == CORO__NEXT && task->wait == NULL &&
           !coro__task_has_turn(task);
}

/* ---- turn.c: whose turn it is */

/* Run tasks until `until` has ended, or none is left. As coro_sched_run. */
int coro__sched_run_until(coro_sched_t *sched, const coro_task_t *until);

/* Has a run nothing left to do? */
bool coro__sched_finished(const coro_sched_t *sched);

/* The scheduler that runs on this thread, or NULL. */
coro_sched_t *coro__sched_running(void);

/* Look at the clock, for coro__sched_seen. */
void coro__sched_look(coro_sched_t *sched);

/* The time, as of this round's first look at the clock: for what need not be
 * exact, so that a round that needs none has none. */
static inline int64_t coro__sched_seen(coro_sched_t *on)
{
    if (__builtin_expect(!on->seen, 0))
        coro__sched_look(on);
    return on->seen_ns;
}

/* Check a body's call: the task `self` runs in, or NULL with *status. */
coro_task_t *coro__task_of(coro_t *self, int *status);

/* The task that has the turn on this thread, or NULL. */
coro_task_t *coro__task_current(void);

/* Give up the turn to go on at once. Returns what it is resumed with, a
 * cancellation that is due first of all. */
coro__pair_t coro__task_yield(coro_task_t *task);

/* Let others go on, until the task is ready and it is its turn again. */
coro__pair_t coro__task_switch(coro_task_t *task);

/* Make a parked task ready, to be resumed with a status. */
static inline void coro__task_wake(coro_task_t *task, int status)
{
    task->state = CORO_TASK_READY;
    task->turn.wake = (coro__pair_t){status, coro_none()};
    coro__ring_add(&task->sched->turns.ready, &task->turn);
}

/* What a task's coroutine and trespassers meet in its slot. */
coro__answer_fn_t coro__task_answer;

/* ---- idle.c: while nobody is ready */

/* Give memory back that was not needed for a while. Until when to wait: not
 * after `until`, and not for ever if there is more of it. */
int64_t coro__idle_until(coro_sched_t *sched, int64_t until);

/* ---- alarm.c: deadlines */

void coro__alarm_set(coro_sched_t *sched, coro__alarm_t *alarm,
                     int64_t deadline_ns);
void coro__alarm_clear(coro_sched_t *sched, coro__alarm_t *alarm);

/* The earliest one that is set, or CORO_NEVER. */
int64_t coro__sched_deadline(const coro_sched_t *sched);

/* Until when to wait, if nobody is ready: the same, in real time with the slack
 * of the timers; or the deadline. */
int64_t coro__sched_until(const coro_sched_t *sched, int64_t deadline_ns);

/* Call those whose deadline has passed. */
void coro__alarms_ring(coro_sched_t *sched);

/* Room in the timers for an alarm more: 0 or -ENOMEM; and back. */
int coro__alarm_reserve(coro_sched_t *sched);
void coro__alarm_release(coro_sched_t *sched);

/* ---- task.c: making and ending */

/* The first task that has not ended, from `task` on in the list. */
coro_task_t *coro__task_alive_from(coro_task_t *task);

/* Record how a task ended, tell who awaits it. */
void coro__task_ended(coro_task_t *task, coro__pair_t outcome);

/* Somebody holds the task no more. */
void coro__task_drop(coro_task_t *task);

/* Report a failure nobody took; free the task. */
void coro__task_free(coro_task_t *task);

/* ---- unraisable.c */

/* Tell the unraisable hook of a task's failure. */
void coro__task_unraisable(coro_task_t *task, int status, coro_value_t payload);

/* Whose it is what the hook is being told; or the task that has the turn. */
coro_task_t *coro__task_unraisable_now(void);

/* ---- cancel.c: asking to stop */

/* Ask a task to stop; false if it has ended. As in asyncio the request is
 * counted, passed on to what the task awaits, and delivered once. */
bool coro__task_cancel(coro_task_t *task);

/* Take a request back: a cancellation that is due no more is not delivered.
 * The number of those that are left. */
unsigned coro__task_uncancel(coro_task_t *task);

/* See to it that the task is told when it goes on. */
void coro__task_tell(coro_task_t *task);

/* A task with a cancellation due is about to wait. */
void coro__task_cancel_waiting(coro_task_t *task);

/* ---- discard.c */

/* Give all tasks up where they are parked, without unwinding; the unraisable
 * hook gets to know why. */
void coro__sched_discard(coro_sched_t *sched, int why);

#endif
