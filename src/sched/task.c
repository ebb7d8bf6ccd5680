/* SPDX-License-Identifier: MIT */
/* Tasks: making, ending, holding, looking at them. */
#include "generator/generator.h"
#include "sched/wait.h"
#include <stdlib.h>
#include <string.h>

static void list(coro_task_t *task)
{
    coro_sched_t *sched = task->sched;

    task->number = ++sched->made;
    task->previous = sched->last;
    if (sched->last != NULL)
        sched->last->next = task;
    else
        sched->first = task;
    sched->last = task;
}

static void unlist(coro_task_t *task)
{
    coro_sched_t *sched = task->sched;

    if (task->previous != NULL)
        task->previous->next = task->next;
    else
        sched->first = task->next;
    if (task->next != NULL)
        task->next->previous = task->previous;
    else
        sched->last = task->previous;
}

/* How much room the name of a maker takes, if it has one. */
static size_t room_for(const coro_task_t *maker)
{
    if (maker == NULL || maker->name[0] == '\0')
        return 0;
    return strlen(maker->name) + 1;
}

/* What a task gets of the one that made it. The name is copied to where there
 * is room: that task may end before. */
static void inherit(coro_task_t *task, const coro_task_t *maker, char *name_at)
{
    task->locals = coro__locals_share(maker->locals);
    task->maker = maker->sched == task->sched ? maker->number : 0;
    task->made_by = maker->name[0] != '\0' ? strcpy(name_at, maker->name) : "";
}

/* A task without a coroutine, held once, ended; NULL with errno. */
static coro_task_t *task_new(coro_sched_t *sched, const char *name)
{
    size_t name_size = strlen(name) + 1;
    const coro_task_t *maker = coro__task_current();
    coro_task_t *task;

    if (sched->freeing) {
        errno = -CORO_E_SHUTDOWN;
        return NULL;
    }
    if (coro__ring_reserve(&sched->turns.ready, sched->alive + 1) != 0 ||
        coro__timers_reserve(&sched->timers,
                             sched->alive + sched->alarms + 1) != 0 ||
        (task = malloc(sizeof *task + name_size + room_for(maker))) == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    memset(task, 0, sizeof *task);
    memcpy(task->name, name, name_size);
    task->sched = sched;
    task->state = CORO_TASK_ENDED;
    task->future.is_task = true;
    task->holders = 1;
    if (maker != NULL)
        inherit(task, maker, task->name + name_size);
    return task;
}

/* Make a task of a generator in this state; NULL with errno, nothing
 * changed. */
static coro_task_t *drive(coro_sched_t *sched, coro_t *gen, coro_state_t state)
{
    coro_task_t *task = task_new(sched, coro_name(gen));

    if (task == NULL)
        return NULL;
    if (coro__adopt(gen, coro__task_answer, task, &task->turn.parked,
                    &sched->loop) != 0) {
        coro__locals_drop(task->locals);
        free(task);
        errno = -CORO_E_RUNNING;
        return NULL;
    }
    task->gen = gen;
    sched->alive++;
    list(task);
    coro__task_wake(task,
                    state == CORO_STATE_CREATED ? CORO__NEXT : CORO__SEND);
    return task;
}

/* There is no task for it. Apart, so that `spawn` keeps few registers. */
__attribute__((noinline)) static coro_task_t *give_up(coro_t *gen)
{
    int saved = errno;

    coro_free(gen);
    errno = saved;
    return NULL;
}

static coro_task_t *spawn(coro_sched_t *sched, coro_t *gen, const void *made_at)
{
    coro_task_t *task;

    if (gen == NULL)
        return NULL;
    task = drive(sched, gen, CORO_STATE_CREATED);
    if (task == NULL)
        return give_up(gen);
    task->made_at = made_at;
    return task;
}

CORO__NOTES_CALLER coro_task_t *coro__spawn(coro_sched_t *sched, coro_fn_t *fn,
                                            coro_value_t arg,
                                            const coro_options_t *options,
                                            size_t options_size)
{
    if (sched == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return spawn(sched,
                 coro__new_from(fn, arg, options, options_size,
                                __builtin_return_address(0)),
                 __builtin_return_address(0));
}

CORO__NOTES_CALLER coro_task_t *coro__spawn_copy(coro_sched_t *sched,
                                                 coro_fn_t *fn,
                                                 const void *args, size_t size,
                                                 const coro_options_t *options,
                                                 size_t options_size)
{
    if (sched == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return spawn(sched,
                 coro__new_copy_from(fn, args, size, options, options_size,
                                     __builtin_return_address(0)),
                 __builtin_return_address(0));
}

/* A task of a generator that has ended: it is over at once. */
static coro_task_t *add_ended(coro_sched_t *sched, coro_t *gen)
{
    coro_task_t *task;

    if (coro__is_delegated_to(gen)) {
        errno = -CORO_E_RUNNING;
        return NULL;
    }
    task = task_new(sched, coro_name(gen));
    if (task == NULL)
        return NULL;
    list(task);
    task->future.done = true;
    coro_free(gen);
    return task;
}

CORO__NOTES_CALLER coro_task_t *coro_sched_add(coro_sched_t *sched, coro_t *gen)
{
    coro_task_t *task;

    if (sched == NULL || gen == NULL) {
        errno = EINVAL;
        return NULL;
    }
    task = coro_state(gen) == CORO_STATE_CLOSED
               ? add_ended(sched, gen)
               : drive(sched, gen, coro_state(gen));
    if (task != NULL)
        task->made_at = __builtin_return_address(0);
    return task;
}

/* How a body's end looks to others: CORO_DONE is success, unless it returned
 * without having been told that it is to stop. */
static coro__pair_t as_outcome(const coro_task_t *task, coro__pair_t out)
{
    if (out.status == CORO_DONE && !task->cancel_due)
        return (coro__pair_t){0, out.value};
    if (out.status == CORO_DONE || out.status == -ECANCELED ||
        out.status == CORO_E_AWAITED_CANCELLED)
        return (coro__pair_t){-ECANCELED, coro_none()};
    return out;
}

coro_task_t *coro__task_alive_from(coro_task_t *task)
{
    while (task != NULL && task->state == CORO_TASK_ENDED)
        task = task->next;
    return task;
}

void coro__task_ended(coro_task_t *task, coro__pair_t out)
{
    task->gen = NULL;
    task->state = CORO_TASK_ENDED;
    task->sched->alive--;
    coro__future_complete(&task->future, as_outcome(task, out));
    if (task->holders == 0)
        coro__task_free(task);
}

void coro__task_free(coro_task_t *task)
{
    const coro_future_t *future = &task->future;

    if (future->status < 0 && future->status != -ECANCELED && !future->taken)
        coro__task_unraisable(task, future->status, future->value);
    unlist(task);
    coro__locals_drop(task->locals);
    free(task);
}

void coro__task_drop(coro_task_t *task)
{
    if (--task->holders == 0 && task->state == CORO_TASK_ENDED)
        coro__task_free(task);
}

void coro_task_release(coro_task_t *task)
{
    if (task != NULL)
        coro__task_drop(task);
}

int coro_task_result(coro_task_t *task, coro_value_t *out)
{
    coro_future_t *future = &task->future;

    if (out != NULL)
        *out = future->value; /* none before it is done */
    if (!future->done)
        return CORO_E_PENDING;
    future->taken = true;
    return coro__future_status(future);
}

coro_future_t *coro_task_future(coro_task_t *task)
{
    return &task->future;
}

coro_task_state_t coro_task_state(const coro_task_t *task)
{
    if (coro__task_has_turn(task))
        return CORO_TASK_RUNNING;
    return task->state;
}

coro_task_t *coro_task_awaiting(const coro_task_t *task)
{
    const coro__wait_t *wait = task->wait;

    if (wait == NULL || wait->count != 1 || !coro__wait_is_pending(wait))
        return NULL;
    return wait->items->held;
}

const char *coro_task_name(const coro_task_t *task)
{
    return task->name;
}
