/* SPDX-License-Identifier: MIT */
/* Queues. */
#include "act.h"
#include "eval.h"
#include "pair.h"
#include "table.h"

static int is_less(coro_value_t a, coro_value_t b)
{
    const value_t *left = a.ptr, *right = b.ptr;

    return left->number < right->number;
}

static outcome_t make(const frame_t *frame, const stmt_t *stmt,
                      coro_queue_order_t order)
{
    outcome_t outcome;
    object_t *object;
    int64_t limit;

    if (!eval_integer(frame, stmt->atoms[0], &limit, &outcome))
        return outcome;
    if (!table_has_room())
        return stopped();
    object = table_add(QUEUE, NULL);
    if (limit < 0)
        limit = 0;
    if (order == CORO_QUEUE_PRIORITY)
        object->u.queue =
            (coro_queue_t)CORO_QUEUE_INIT_PRIORITY((size_t)limit, is_less);
    else
        object->u.queue = (coro_queue_t)CORO_QUEUE_INIT(order, (size_t)limit);
    return went_on(value_handle(object->slot));
}

outcome_t act_queue(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    (void)self;
    (void)caught;
    return make(frame, stmt, CORO_QUEUE_FIFO);
}

outcome_t act_lifo(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    (void)self;
    (void)caught;
    return make(frame, stmt, CORO_QUEUE_LIFO);
}

outcome_t act_prio(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    (void)self;
    (void)caught;
    return make(frame, stmt, CORO_QUEUE_PRIORITY);
}

/* The queue of `put H X`, and the value. */
static object_t *put_operands(const frame_t *frame, const stmt_t *stmt,
                              outcome_t *outcome)
{
    outcome_t wrong;
    object_t *object;

    *outcome = eval(frame, &stmt->value);
    if (outcome->how != WENT_ON)
        return NULL;
    object = table_operand(frame, stmt->atoms[0], QUEUE, &wrong);
    if (object != NULL && object->u.queue.order == CORO_QUEUE_PRIORITY &&
        !value_is(outcome->value, INTEGER)) {
        wrong = failed(TYPE_ERROR, "operand");
        object = NULL;
    }
    if (object == NULL)
        *outcome = wrong;
    return object;
}

outcome_t act_put(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    outcome_t outcome;
    object_t *object = put_operands(frame, stmt, &outcome);

    (void)caught;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(
        stmt, coro_queue_put(self, &object->u.queue, coro_ptr(outcome.value)));
}

outcome_t act_try_put(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object = put_operands(frame, stmt, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(
        stmt, coro_queue_try_put(&object->u.queue, coro_ptr(outcome.value)));
}

outcome_t act_get(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);
    coro_value_t value;
    int status;

    (void)caught;
    if (object == NULL)
        return outcome;
    status = coro_queue_get(self, &object->u.queue, &value);
    return pair_outcome(stmt, status, value);
}

outcome_t act_try_get(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);
    coro_value_t value;
    int status;

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    status = coro_queue_try_get(&object->u.queue, &value);
    return pair_outcome(stmt, status, value);
}

outcome_t act_join(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);

    (void)caught;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_queue_join(self, &object->u.queue));
}

outcome_t act_done(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_queue_done(&object->u.queue));
}

outcome_t act_shutdown(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_queue_shutdown(&object->u.queue));
}

outcome_t act_shutdown_now(coro_t *self, frame_t *frame, const stmt_t *stmt,
                           const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], QUEUE, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_queue_shutdown_now(&object->u.queue));
}
