/* SPDX-License-Identifier: MIT */
/* Tasks: making, sleeping, cancelling, locals. */
#include "act.h"
#include "arena.h"
#include "control.h"
#include "eval.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

outcome_t act_say(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    (void)self;
    (void)caught;
    trace_say(frame->name, stmt->word);
    return went_on(NULL);
}

outcome_t act_log(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value);

    (void)self;
    (void)caught;
    if (outcome.how == WENT_ON)
        trace_log(frame->name, outcome.value);
    return outcome;
}

outcome_t act_set(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    (void)self;
    (void)caught;
    return eval(frame, &stmt->value);
}

/* ---- Making */

frame_t *act_frame(const frame_t *caller, const stmt_t *stmt, const char *name)
{
    const block_t *block = stmt->callee;
    frame_t *frame = arena_alloc(
        sizeof(*frame) + (size_t)block->count * sizeof(frame->variables[0]));

    frame->block = block;
    frame->name = name;
    for (int i = 0; i < stmt->atom_count; i++)
        frame->variables[i] = eval_atom(caller, stmt->atoms[i]);
    return frame;
}

int act_task_body(coro_t *self, coro_value_t arg)
{
    frame_t *frame = arg.ptr;
    outcome_t outcome = control_block(self, frame, frame->block->body, NULL);

    table_at(frame->self->number)->ended_at = trace_now();
    return pair_leave(self, outcome, false);
}

/* Why the library refused; the status. */
static int start(coro_sched_t *sched, coro_group_t *group, frame_t *frame,
                 coro_task_t **task)
{
    const coro_options_t options = {.name = frame->name};
    coro_value_t arg = coro_ptr(frame);

    *task = group != NULL
                ? coro_group_spawn(group, act_task_body, arg, &options)
                : coro_spawn(sched, act_task_body, arg, &options);
    return *task != NULL ? 0 : -errno;
}

outcome_t act_spawn(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    coro_group_t *group = NULL;
    object_t *object;
    outcome_t outcome;
    coro_task_t *task;
    frame_t *child;
    int status;

    (void)caught;
    if (stmt->second != NO_VARIABLE) {
        object = table_operand(frame, (atom_t){ATOM_VARIABLE, stmt->second},
                               GROUP, &outcome);
        if (object == NULL)
            return outcome;
        group = &object->u.group;
    }
    child = act_frame(frame, stmt, table_name(stmt->callee));
    status = start(coro_sched_of(self), group, child, &task);
    if (status != 0)
        return pair_outcome_of(stmt, status);
    if (!table_has_room()) {
        coro_task_release(task); /* it will not do anything */
        return stopped();
    }
    object = table_add(TASK, child->name);
    object->u.task = task;
    child->self = value_handle(object->slot);
    return went_on(child->self);
}

/* ---- Sleeping and cancelling */

outcome_t act_sleep(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    int64_t ms;

    (void)caught;
    if (!eval_integer(frame, stmt->atoms[0], &ms, &outcome))
        return outcome;
    return pair_outcome_of(stmt, coro_sleep(self, CORO_MS(ms)));
}

outcome_t act_cancel(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object =
        table_operand(frame, stmt->atoms[0], TASK | FUTURE, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    return went_on(
        value_integer(coro_future_cancel(table_future(object)) == 0));
}

outcome_t act_cancelling(coro_t *self, frame_t *frame, const stmt_t *stmt,
                         const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], TASK, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    return went_on(value_integer(coro_task_cancelling(object->u.task)));
}

outcome_t act_uncancel(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], TASK, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    return went_on(value_integer(coro_task_uncancel(object->u.task)));
}

/* ---- Locals */

outcome_t act_setlocal(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value);

    (void)caught;
    if (outcome.how != WENT_ON)
        return outcome;
    if (coro_local_set(self, stmt->local, coro_ptr(outcome.value)) != 0)
        abort();
    return went_on(NULL);
}

outcome_t act_getlocal(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    coro_value_t value;

    (void)frame;
    (void)caught;
    if (coro_local_get(self, stmt->local, &value) != 0)
        abort();
    return went_on(value.ptr);
}
