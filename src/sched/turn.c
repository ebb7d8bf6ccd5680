/* SPDX-License-Identifier: MIT */
/* Whose turn it is: parking, waking, and the loop. */
#include "base/personality.h"
#include "generator/generator.h"
#include "sched/outside.h"

/* With few tasks, this many turns are taken between looks at the clock. */
enum {
    LEAST_TURNS = 64
};

/* While no scheduler runs: nobody ever has the turn. */
static coro__turns_t no_turns;

/* Assembly names it where the compiler does not look. */
__attribute__((used)) __thread coro__turns_t *coro__turns = &no_turns;

/* Not inlined: the address of a thread-local must not be carried over a
 * switch, since what comes back may be on another thread. */
__attribute__((noinline)) static coro__turns_t *running_turns(void)
{
    __asm__ volatile("");
    return coro__turns;
}

coro_task_t *coro__task_of(coro_t *self, int *status)
{
    coro_task_t *task;

    *status = coro__refusal(self);
    if (*status != 0)
        return NULL;
    task = coro__task_current();
    if (task == NULL)
        *status = CORO_E_NO_SCHED;
    return task;
}

coro_task_t *coro__task_current(void)
{
    return (coro_task_t *)(void *)running_turns()->current;
}

/* Give the turn to the next ready task, if this round has turns left. Where
 * to go, and with what. */
static coro_context_t *next_turn(coro_sched_t *sched, coro__pair_t *wake)
{
    coro__turns_t *turns = &sched->turns;

    if (turns->left == 0 || turns->ready.count == 0) {
        turns->current = NULL;
        turns->left = 0;
        *wake = (coro__pair_t){0, coro_none()};
        return &sched->loop;
    }
    turns->left--;
    turns->current = coro__ring_take(&turns->ready);
    *wake = turns->current->wake;
    return &turns->current->parked;
}

coro__pair_t coro__task_switch(coro_task_t *task)
{
    coro__pair_t wake;
    coro_context_t *next = next_turn(task->sched, &wake);

    if (next != &task->turn.parked)
        wake = coro__jump(&task->turn.parked, next, wake.status, wake.value);
    return wake;
}

coro__pair_t coro__task_yield(coro_task_t *task)
{
    bool told = task->cancel_due;

    task->cancel_due = false;
    coro__task_wake(task, told ? -ECANCELED : CORO__SEND);
    return coro__task_switch(task);
}

static void bury(coro_sched_t *sched)
{
    coro_t *corpse = sched->corpse;

    sched->corpse = NULL;
    coro_free(corpse);
}

/* The task's body has ended; we are on its stack, for the last time. */
CORO__LEAVES_FOR_EVER static _Noreturn void end(coro_task_t *task, int status,
                                                coro_value_t value)
{
    coro_sched_t *sched = task->sched;
    size_t left = task == sched->until ? 0 : sched->turns.left;
    coro_context_t *next;
    coro__pair_t wake;

    bury(sched);
    sched->corpse = task->gen;
    sched->turns.current = NULL; /* the hook must not suspend what has ended */
    sched->turns.left = 0;
    coro__task_ended(task, (coro__pair_t){status, value});
    if (sched->notes.first == NULL)
        sched->turns.left = left;
    next = next_turn(sched, &wake);
    coro__leave(next, wake.status, wake.value);
}

CORO__FROM_ASSEMBLY coro__pair_t coro__task_answer(void *note, int status,
                                                   coro_value_t value)
{
    coro_task_t *task = note;

    if (status >= CORO__INBOUND)
        return (coro__pair_t){CORO_E_RUNNING, coro_none()};
    if (status == 0)
        return coro__task_yield(task);
    end(task, status, value);
}

/* Call whoever is to be told of what was done in the last step. */
static void tell_notes(coro_sched_t *sched)
{
    coro__place_t *place;

    while ((place = coro__line_take(&sched->notes)) != NULL) {
        coro_awaited_t *awaited = CORO__OWNER(coro_awaited_t, place, place);

        awaited->done(awaited);
    }
}

/* How many turns are taken before the loop has another look: one, if each is
 * measured. Where the order is shuffled it draws each time who is next, as
 * Marsaglia's xorshift says. */
static size_t turns_of_round(coro_sched_t *sched)
{
    coro__ring_t *ready = &sched->turns.ready;
    uint64_t draw = sched->shuffle;
    coro__turn_t **head, **drawn, *next;

    if (draw == 0 && sched->slow_turn_ns > 0)
        return 1;
    if (draw == 0)
        return ready->count > LEAST_TURNS ? ready->count : LEAST_TURNS;
    draw ^= draw << 13;
    draw ^= draw >> 7;
    draw ^= draw << 17;
    sched->shuffle = draw;
    head = &ready->turns[ready->head & ready->mask];
    drawn = &ready->turns[(ready->head + draw % ready->count) & ready->mask];
    next = *drawn;
    *drawn = *head;
    *head = next;
    return 1;
}

static void take_turns(coro_sched_t *sched)
{
    coro__pair_t wake;
    coro_context_t *next = next_turn(sched, &wake);

    coro__jump(&sched->loop, next, wake.status, wake.value);
    bury(sched);
}

/* Let the next task have its turn, and tell if that is slow. */
static void measure_turn(coro_sched_t *sched)
{
    coro__ring_t *ready = &sched->turns.ready;
    coro_task_t *task =
        (coro_task_t *)(void *)ready->turns[ready->head & ready->mask];
    int64_t began_ns = coro_sched_now(sched), took_ns;

    task->holders++; /* to be there for the report */
    take_turns(sched);
    took_ns = coro_sched_now(sched) - began_ns;
    if (took_ns >= sched->slow_turn_ns) {
        sched->slow_turns++;
        sched->on_slow_turn(sched->diagnosis_ctx, task, took_ns);
        CORO__STOP_EXCEPTIONS();
    }
    coro__task_drop(task);
}

/* Let the ready tasks have their turns, until the round is over. */
static void round_of_turns(coro_sched_t *sched)
{
    sched->turns.left = turns_of_round(sched);
    if (sched->slow_turn_ns > 0)
        measure_turn(sched);
    else
        take_turns(sched);
}

bool coro__sched_finished(const coro_sched_t *sched)
{
    if (sched->until != NULL)
        return sched->until->state == CORO_TASK_ENDED;
    return sched->alive == 0 && sched->notes.first == NULL &&
           (sched->outside == NULL || !coro__posts_came(sched->outside));
}

/* Nobody can ever go on: tell it, while they are all there. */
static int deadlock(coro_sched_t *sched)
{
    if (sched->on_deadlock != NULL) {
        sched->on_deadlock(sched->diagnosis_ctx, sched);
        CORO__STOP_EXCEPTIONS();
    }
    return CORO_E_DEADLOCK;
}

/* Nobody is ready: let time pass until the next alarm or the deadline. */
static int pass_time(coro_sched_t *sched, int64_t deadline_ns)
{
    int64_t until = coro__sched_until(sched, deadline_ns);

    if (sched->timers.count == 0 && until == CORO_NEVER)
        return coro__outside_expects(sched) ? 0 : deadlock(sched);
    if (coro__outside_keeps_time(sched)) /* it has waited */
        return 0;
    return sched->clock.wait_until(sched->clock.ctx,
                                   coro__idle_until(sched, until));
}

/* One turn of the loop; the steps are numbered as in docs/design.md. */
static int turn(coro_sched_t *sched, int64_t deadline_ns)
{
    int rc = 0;

    sched->rounds++;
    tell_notes(sched);          /* 1 */
    if (sched->outside != NULL) /* 2 */
        rc = coro__outside_look(sched, deadline_ns);
    sched->seen = false;                /* it may have waited */
    coro__alarms_ring(sched);           /* 3 */
    tell_notes(sched);                  /* and of what these two have done */
    if (sched->turns.ready.count > 0) { /* 4 */
        round_of_turns(sched);
        return rc;
    }
    if (rc != 0 || coro__sched_finished(sched))
        return rc;
    return pass_time(sched, deadline_ns); /* 5 */
}

/* The scheduler is this thread's. Whose it was before, for leave(). */
static coro__turns_t *enter(coro_sched_t *sched, const coro_task_t *until)
{
    coro__turns_t *outer = coro__turns;

    sched->running = true;
    sched->until = until;
    coro__turns = &sched->turns;
    return outer;
}

static void leave(coro_sched_t *sched, coro__turns_t *outer)
{
    coro__turns = outer;
    sched->until = NULL;
    sched->running = false;
}

int coro__sched_run_until(coro_sched_t *sched, const coro_task_t *until)
{
    coro__turns_t *outer;
    int rc = 0;

    if (sched->running)
        return CORO_E_RUNNING;
    outer = enter(sched, until);
    while (rc == 0 && !coro__sched_finished(sched))
        rc = turn(sched, CORO_NEVER);
    leave(sched, outer);
    return rc;
}

int coro_sched_step(coro_sched_t *sched, int64_t deadline_ns)
{
    coro__turns_t *outer;
    int rc;

    if (sched == NULL)
        return -EINVAL;
    if (sched->running)
        return CORO_E_RUNNING;
    outer = enter(sched, NULL);
    rc = turn(sched, deadline_ns);
    if (rc == 0 && coro__sched_finished(sched))
        rc = CORO_DONE;
    leave(sched, outer);
    return rc;
}

int coro_sched_run(coro_sched_t *sched)
{
    return sched != NULL ? coro__sched_run_until(sched, NULL) : -EINVAL;
}

coro_sched_t *coro__sched_running(void)
{
    coro__turns_t *turns = running_turns();

    return turns != &no_turns ? CORO__OWNER(coro_sched_t, turns, turns) : NULL;
}

coro_sched_t *coro_sched_of(coro_t *self)
{
    int status;
    const coro_task_t *task = coro__task_of(self, &status);

    return task != NULL ? task->sched : NULL;
}

int coro__sched_yield(coro_t *self)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    return coro__resumed(self, coro__task_yield(task));
}

int coro_sleep(coro_t *self, int64_t ns)
{
    coro__wait_t wait = {.late = 0};
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (ns <= 0)
        return coro__sched_yield(self);
    status = coro__wait_park(task, &wait, CORO_TASK_SLEEPING,
                             coro_deadline(self, ns));
    if (coro__wait_told(task) || status != 0)
        status = -ECANCELED;
    return coro__resumed(self, (coro__pair_t){status, coro_none()});
}
