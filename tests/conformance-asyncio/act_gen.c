/* SPDX-License-Identifier: MIT */
/* Asynchronous generators: those of the library, in tasks. */
#include "act.h"
#include "control.h"
#include "eval.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

static int body(coro_t *self, coro_value_t arg)
{
    frame_t *frame = arg.ptr;

    return pair_leave(
        self, control_block(self, frame, frame->block->body, NULL), true);
}

outcome_t act_new(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    object_t *object;
    frame_t *made;

    (void)self;
    (void)caught;
    if (!table_has_room())
        return stopped();
    made = act_frame(frame, stmt, table_name(stmt->callee));
    object = table_add(GENERATOR, made->name);
    made->self = value_handle(object->slot);
    object->u.gen = coro_new(body, coro_ptr(made), NULL);
    if (object->u.gen == NULL)
        abort();
    return went_on(made->self);
}

outcome_t act_yield(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value);
    coro_value_t in;
    int status;

    (void)caught;
    if (outcome.how != WENT_ON)
        return outcome;
    status = coro_yield(self, coro_ptr(outcome.value), &in);
    return pair_outcome(stmt, status, in);
}

/* The generator of an operation that is about to be done. */
static object_t *operand(const frame_t *frame, const stmt_t *stmt,
                         outcome_t *outcome)
{
    object_t *object = table_operand(frame, stmt->atoms[0], GENERATOR, outcome);

    if (object != NULL)
        object->touched = true;
    return object;
}

/* C cannot tell none from 0, so what starts a generator is coro_next. */
static outcome_t send(const stmt_t *stmt, object_t *object,
                      const value_t *value)
{
    coro_value_t out;
    int status;

    if (value == NULL)
        status = coro_next(object->u.gen, &out);
    else
        status = coro_send(object->u.gen, coro_ptr(value), &out);
    return pair_outcome(stmt, status, out);
}

outcome_t act_anext(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    object_t *object = operand(frame, stmt, &outcome);

    (void)self;
    (void)caught;
    return object != NULL ? send(stmt, object, NULL) : outcome;
}

outcome_t act_next_of(const value_t *handle)
{
    static const stmt_t stmt = {.keyword = "for"};
    object_t *object;

    if (!value_is(handle, HANDLE) ||
        table_at(handle->number)->kind != GENERATOR)
        return failed(TYPE_ERROR, "kind");
    object = table_at(handle->number);
    object->touched = true;
    return send(&stmt, object, NULL);
}

outcome_t act_asend(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value), wrong;
    object_t *object;

    (void)self;
    (void)caught;
    if (outcome.how != WENT_ON)
        return outcome;
    object = operand(frame, stmt, &wrong);
    return object != NULL ? send(stmt, object, outcome.value) : wrong;
}

outcome_t act_athrow(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object = operand(frame, stmt, &outcome);
    coro_value_t out;
    int status;

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    outcome = eval_error(frame, stmt);
    if (outcome.how != WENT_ON)
        return outcome;
    status = coro_throw(object->u.gen, pair_status_in_gen(outcome.value),
                        pair_payload_in_gen(outcome.value), &out);
    return pair_outcome(stmt, status, out);
}

outcome_t act_aclose(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object = operand(frame, stmt, &outcome);
    coro_value_t out;
    int status;

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    status = coro_close(object->u.gen, &out);
    if (status == 0)
        return went_on(NULL);
    object->ignored |= status == CORO_E_IGNORED_CLOSE;
    return pair_outcome(stmt, status, out);
}
