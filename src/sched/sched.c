/* SPDX-License-Identifier: MIT */
/* Schedulers: making, winding up, freeing; and coro_run around one. */
#include "base/layout.h"
#include "base/personality.h"
#include "generator/generator.h"
#include "sched/outside.h"
#include <stdlib.h>
#include <string.h>

/* A debugger is to find it in any program that has a scheduler: here, so that a
 * static one has it, too. It is of a module above, coro/diagnosis.h. */
typedef void write_line_t(void *ctx, const char *line);
CORO_API size_t coro_sched_dump(coro_sched_t *sched, write_line_t *write,
                                void *ctx);
__attribute__((used)) static size_t (*const for_debuggers)(
    coro_sched_t *, write_line_t *, void *) = coro_sched_dump;

coro_sched_t *coro__sched_new(const coro_sched_options_t *options,
                              size_t options_size)
{
    const coro_clock_t machine = coro_monotonic_clock();
    coro_sched_options_t read = {.shuffle_seed = 0};
    coro_sched_t *sched;

    if (options != NULL)
        memcpy(&read, options,
               options_size < sizeof read ? options_size : sizeof read);
    if ((read.clock.now == NULL) != (read.clock.wait_until == NULL)) {
        errno = EINVAL;
        return NULL;
    }
    sched = calloc(1, sizeof *sched);
    if (sched == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    sched->clock = read.clock.now != NULL ? read.clock : machine;
    sched->real_time = sched->clock.now == machine.now &&
                       sched->clock.wait_until == machine.wait_until;
    sched->shuffle = read.shuffle_seed;
    sched->on_deadlock = read.on_deadlock;
    sched->on_slow_turn = read.on_slow_turn;
    sched->diagnosis_ctx = read.ctx;
    sched->slow_turn_ns = read.on_slow_turn != NULL ? read.slow_turn_ns : 0;
    return sched;
}

/* Cancel every task once, and run until all have ended. */
static int wind_up(coro_sched_t *sched)
{
    coro_task_t *task;

    for (task = coro__task_alive_from(sched->first); task != NULL;
         task = coro__task_alive_from(task->next))
        coro__task_cancel(task);
    return coro__sched_run_until(sched, NULL);
}

/* Free a scheduler that was wound up, as far as that went. */
static void dispose(coro_sched_t *sched, int why_not_all)
{
    sched->freeing = true;
    sched->running = true; /* nobody may run or free it any more */
    coro__sched_discard(sched, why_not_all);
    while (sched->first != NULL)
        coro__task_free(sched->first);
    coro__outside_close(sched);
    coro__timers_fini(&sched->timers);
    coro__ring_fini(&sched->turns.ready);
    free(sched);
}

int coro_sched_free(coro_sched_t *sched)
{
    if (sched == NULL)
        return 0;
    if (sched->running)
        return CORO_E_RUNNING;
    sched->freeing = true;
    dispose(sched, wind_up(sched));
    return 0;
}

/* Run `main` on a scheduler of its own, as far as it goes. `from`: where the
 * program asked for it. */
static int run_main(coro_sched_t *sched, coro_fn_t *main, coro_value_t arg,
                    coro_value_t *result, const void *from)
{
    coro_task_t *task = coro_spawn(sched, main, arg, NULL);
    int rc;

    if (task == NULL)
        return -errno;
    coro__set_made_from(task->gen, from);
    task->made_at = from;
    rc = coro__sched_run_until(sched, task);
    if (rc == 0) {
        rc = task->future.status;
        *result = task->future.value;
        task->future.taken = true;
    }
    coro_task_release(task);
    return rc;
}

CORO__NOTES_CALLER int coro_run(coro_fn_t *main, coro_value_t arg,
                                coro_value_t *result)
{
    coro_value_t value = coro_none();
    coro_sched_t *sched;
    int rc;

    if (result != NULL)
        *result = value;
    if (main == NULL)
        return -EINVAL;
    sched = coro_sched_new(NULL);
    if (sched == NULL)
        return -errno;
    rc = run_main(sched, main, arg, &value, __builtin_return_address(0));
    dispose(sched, wind_up(sched));
    if (result != NULL)
        *result = value;
    return rc;
}

size_t coro_sched_each(coro_sched_t *sched,
                       void (*visit)(void *ctx, coro_task_t *task), void *ctx)
{
    coro_task_t *task;
    size_t count = 0;

    if (sched == NULL || visit == NULL)
        return 0;
    for (task = coro__task_alive_from(sched->first); task != NULL;
         task = coro__task_alive_from(task->next), count++) {
        visit(ctx, task);
        CORO__STOP_EXCEPTIONS();
    }
    return count;
}

#define TASK(field) \
    CORO__LAYOUT_NUMBER("task." #field, offsetof(coro_task_t, field))

CORO__LAYOUT
coro__layout_sched[] = {
    CORO__LAYOUT_FUNCTION("task answer", coro__task_answer),
    CORO__LAYOUT_NUMBER("sched.current", offsetof(coro_sched_t, turns.current)),
    TASK(sched),
    TASK(turn.parked),
    TASK(state),
    TASK(number),
    TASK(name),
    CORO__LAYOUT_END,
};
