/* SPDX-License-Identifier: MIT */
/*
 * What a parked task waits for: the one mechanism of everything that suspends
 * but a plain yield. A wait lies on the stack of the task.
 *
 * It is pending until it is over: woken, late, or interrupted because the task
 * is asked to stop. Then the task is ready, but may not have run; another
 * request is then to be told when it goes on, whatever the wait came to.
 */
#ifndef CORO__SCHED_WAIT_H
#define CORO__SCHED_WAIT_H

#include "sched/scheduler.h"

struct coro__wait;

/* What sort of thing is waited for. */
typedef struct coro__wait_kind {
    /* Leave the lines it is in beside its own; NULL: there are none. */
    void (*leave)(struct coro__wait *wait);
    /* The wait is given up for ever, its stack about to go; NULL: nobody but
     * the line and the items needs to know. */
    void (*discarded)(struct coro__wait *wait);
    /* What coro_task_inspect says of it: */
    const char *name;
    size_t line_at; /* where in its object the line is that wait->place is in */
    /* If in none: the object, and maybe another name. */
    const void *(*object)(const struct coro__wait *wait, const char **name);
    int (*fd)(const struct coro__wait *wait); /* instead: the descriptor */
    /* The futures, where the wait itself has none, as requests to stop are kept
     * from them. */
    const coro_awaited_t *(*awaited)(const struct coro__wait *wait,
                                     size_t *count);
} coro__wait_kind_t;

typedef struct coro__wait {
    const coro__wait_kind_t *kind; /* NULL: of no sort in particular */
    coro__place_t place; /* in the line of what it waits for, if that has one;
                          * one who is woken may still be in it */
    coro_task_t *task;
    int64_t since_ns;  /* as of coro__sched_seen */
    int status;        /* CORO_E_PENDING; then 0, late, or -ECANCELED */
    int late;          /* what it is when its deadline has passed */
    bool expired;      /* it has */
    bool late_cancels; /* instead, the task is asked to stop then */
    /* Requests to stop are passed on to these, if there are any: */
    coro_awaited_t *items;
    size_t count;
    bool passed; /* one was */
    bool walked; /* one is being: see cancel.c */
    size_t next;
    struct coro__wait *up;
} coro__wait_t;

/* What its alarm does. */
void coro__wait_ring(coro__alarm_t *alarm);

/* Let others go on, as coro__task_switch does; inlined, where the switch can
 * be: the processor predicts every return wrongly after one. */
static inline void coro__task_pass(coro_task_t *task)
{
#if CORO_CONTEXT_ASM
    coro__turns_t *turns = &task->sched->turns;
    coro__turn_t *next;

    if (CORO__LIKELY(turns->left > 0 && turns->ready.count > 0 &&
                     !coro__keeps_more())) {
        turns->left--;
        next = coro__ring_take(&turns->ready);
        turns->current = next;
        if (next != &task->turn)
            coro__context_pass(&task->turn.parked, &next->parked,
                               next->wake.status, next->wake.value);
        return;
    }
#endif
    coro__task_switch(task);
}

/* coro__wait_park, inlined. */
static inline int coro__wait_park_here(coro_task_t *task,
                                       struct coro__wait *wait,
                                       coro_task_state_t state,
                                       int64_t deadline_ns)
{
    wait->task = task;
    wait->since_ns = coro__sched_seen(task->sched);
    wait->status = CORO_E_PENDING;
    task->wait = wait;
    task->state = state;
    if (deadline_ns != CORO_NEVER || state == CORO_TASK_SLEEPING) {
        task->alarm.ring = coro__wait_ring;
        task->alarm.subject = wait;
        coro__alarm_set(task->sched, &task->alarm, deadline_ns);
    }
    if (CORO__UNLIKELY(task->cancel_due))
        coro__task_cancel_waiting(task);
    coro__task_pass(task);
    task->wait = NULL;
    return wait->status;
}

/* Park until the wait is over, or its deadline has passed. Returns how it
 * ended; coro__wait_told has the rest of the truth. */
int coro__wait_park(coro_task_t *task, coro__wait_t *wait,
                    coro_task_state_t state, int64_t deadline_ns);

/* Is the task asked to stop, and not yet told? It is now. */
static inline bool coro__wait_told(coro_task_t *task)
{
    bool told = task->cancel_due;

    task->cancel_due = false;
    return told;
}

/* Park in a line. 0, -ETIMEDOUT or -ECANCELED; in the last case
 * wait->status tells whether it was woken all the same. The place stays in
 * the line if it was woken and the waker left it there. */
int coro__wait_in(coro_task_t *task, coro__line_t *line, coro__wait_t *wait,
                  const coro__wait_kind_t *kind, int64_t deadline_ns);

/* A pending one is over. */
static inline void coro__wait_over(coro__wait_t *wait, int status)
{
    coro_task_t *task = wait->task;

    wait->status = status;
    if (task->alarm.timer.place != 0)
        coro__alarm_clear(task->sched, &task->alarm);
    coro__task_wake(task, CORO__SEND);
}

/* It is over, unless it was before. */
void coro__wait_wake(coro__wait_t *wait);
/* The same, with a status: it leaves all lines. */
void coro__wait_interrupt(coro__wait_t *wait, int status);

static inline void coro__wait_leave(coro__wait_t *wait)
{
    coro__line_leave(&wait->place);
    if (wait->kind != NULL && wait->kind->leave != NULL)
        wait->kind->leave(wait);
}

static inline bool coro__wait_is_pending(const coro__wait_t *wait)
{
    return wait->status == CORO_E_PENDING;
}

static inline coro__wait_t *coro__wait_at(coro__place_t *place)
{
    return CORO__OWNER(coro__wait_t, place, place);
}

/* The first in a line that is not woken yet, or NULL. */
coro__wait_t *coro__wait_first_pending(const coro__line_t *line);

/* Wake all in a line; they leave it. */
void coro__wait_wake_all(coro__line_t *line);

/* Wait for one future. When the deadline has passed, the task is asked to
 * stop, and *expired set. As coro_future_await. */
int coro__await(coro_task_t *task, coro_future_t *future, int64_t deadline_ns,
                bool *expired, coro_value_t *out);

#endif
