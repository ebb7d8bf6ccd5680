/* SPDX-License-Identifier: MIT */
/* Barriers. */
#include "act.h"
#include "eval.h"
#include "pair.h"
#include "table.h"

outcome_t act_barrier(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object;
    int64_t parties;

    (void)self;
    (void)caught;
    if (!eval_integer(frame, stmt->atoms[0], &parties, &outcome))
        return outcome;
    if (parties < 1)
        return failed(VALUE_ERROR, "negative");
    if (!table_has_room())
        return stopped();
    object = table_add(BARRIER, NULL);
    object->u.barrier = (coro_barrier_t)CORO_BARRIER_INIT((size_t)parties);
    return went_on(value_handle(object->slot));
}

outcome_t act_bwait(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], BARRIER, &outcome);
    size_t index;
    int status;

    (void)caught;
    if (object == NULL)
        return outcome;
    status = coro_barrier_wait(self, &object->u.barrier, &index);
    if (status != 0)
        return pair_outcome_of(stmt, status);
    return went_on(value_integer((int64_t)index));
}

outcome_t act_babort(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], BARRIER, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_barrier_abort(&object->u.barrier));
}

outcome_t act_breset(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], BARRIER, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_barrier_reset(&object->u.barrier));
}
