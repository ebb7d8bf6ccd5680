/* SPDX-License-Identifier: MIT */
/*
 * Giving tasks up that can never end. Whoever waits on their stacks leaves all
 * lines first; then nothing is told any more.
 */
#include "generator/generator.h"
#include "sched/wait.h"

static void forget_wait(coro_task_t *task)
{
    coro__wait_t *wait = task->wait;

    if (wait == NULL)
        return;
    coro__wait_leave(wait);
    for (size_t i = 0; i < wait->count; i++)
        coro__future_unwatch(&wait->items[i]);
    if (wait->kind != NULL && wait->kind->discarded != NULL)
        wait->kind->discarded(wait);
}

static void discard(coro_task_t *task, int why)
{
    coro_t *gen = task->gen;

    coro__alarm_clear(task->sched, &task->alarm);
    coro__task_unraisable(task, why, coro_none());
    coro__abandon(coro__at((uintptr_t)task->turn.parked.sp), gen);
    task->future.taken = true;
    coro__task_ended(task, (coro__pair_t){why, coro_none()});
    coro_free(gen);
}

/* Whoever is in a line of the scheduler's is told nothing, and holds nothing
 * any more. */
static void dismiss(coro__line_t *line)
{
    coro__place_t *place;

    while ((place = coro__line_take(line)) != NULL)
        CORO__OWNER(coro_awaited_t, place, place)->held = NULL;
}

void coro__sched_discard(coro_sched_t *sched, int why)
{
    coro_task_t *task;

    for (task = sched->first; task != NULL; task = task->next)
        if (task->state != CORO_TASK_ENDED)
            forget_wait(task);
    for (task = sched->first; task != NULL; task = task->next)
        dismiss(&task->future.line);
    dismiss(&sched->notes);
    /* From the first one each time: what was deferred may release others. */
    while ((task = coro__task_alive_from(sched->first)) != NULL)
        discard(task, why);
}
