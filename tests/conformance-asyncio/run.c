/* SPDX-License-Identifier: MIT */
/* The main block; then what is left over: tasks first, generators last. */
#include "run.h"
#include "act.h"
#include "arena.h"
#include "control.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

static coro_sched_t *sched;

/* ---- Main */

static int main_body(coro_t *self, coro_value_t arg)
{
    frame_t *frame = arg.ptr;
    outcome_t outcome = control_block(self, frame, frame->block->body, NULL);

    if (outcome.how == RAISED)
        trace_main("raise", outcome.value);
    else
        trace_main("return", outcome.how == RETURNED ? outcome.value : NULL);
    return pair_leave(self, outcome, false);
}

/* An event of its own, after main is done. */
static void cancel_left_over(coro_awaited_t *main_done)
{
    object_t *object;

    (void)main_done;
    for (int64_t slot = 0; (object = table_at(slot)) != NULL; slot++)
        if (object->kind == TASK)
            coro_task_cancel(object->u.task);
}

static void start_main(const program_t *program, coro_awaited_t *done)
{
    const stmt_t call = {.callee = &program->main};
    frame_t *frame = act_frame(NULL, &call, program->main.name);
    object_t *object = table_add(TASK, frame->name);

    frame->self = value_handle(object->slot);
    object->u.task = coro_spawn(sched, main_body, coro_ptr(frame), NULL);
    if (object->u.task == NULL)
        abort();
    *done = (coro_awaited_t){.future = coro_task_future(object->u.task)};
    if (coro_future_on_done(sched, done, cancel_left_over) != 0)
        abort();
}

/* ---- Generators */

static int close_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    return coro_close(arg.ptr, NULL);
}

static bool is_left_over(const object_t *object)
{
    return object->kind == GENERATOR && object->touched && !object->ignored &&
           coro_state(object->u.gen) != CORO_STATE_CLOSED;
}

static void start_closing(void)
{
    object_t *object;

    for (int64_t slot = 0; (object = table_at(slot)) != NULL; slot++) {
        coro_task_t *task;

        if (!is_left_over(object))
            continue;
        task = coro_spawn(sched, close_body, coro_ptr(object->u.gen), NULL);
        if (task == NULL)
            abort();
        coro_task_release(task);
    }
}

/* ---- The whole */

/* Run until no task is left; false if that will not happen. */
static bool run(void)
{
    int rc = coro_sched_run(sched);

    if (rc == CORO_E_DEADLOCK)
        trace_end("deadlock");
    else if (rc != 0)
        exit(4);
    return !trace_ended();
}

void run_program(const program_t *program, uint64_t shuffle_seed)
{
    const coro_sched_options_t options = {.clock =
                                              coro_virtual_clock(&trace_clock),
                                          .shuffle_seed = shuffle_seed};
    coro_awaited_t main_done;

    sched = coro_sched_new(&options);
    if (sched == NULL)
        abort();
    control_begin();
    table_begin();
    start_main(program, &main_done);
    if (run()) {
        start_closing();
        if (run())
            trace_end("end");
    }
    if (coro_sched_free(sched) != 0)
        abort();
    table_clear();
}
