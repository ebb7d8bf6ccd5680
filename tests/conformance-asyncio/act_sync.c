/* SPDX-License-Identifier: MIT */
/* Events, locks, semaphores, conditions. */
#include "act.h"
#include "eval.h"
#include "pair.h"
#include "table.h"

outcome_t act_event(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    object_t *object;
    (void)self;
    (void)frame;
    (void)stmt;
    (void)caught;
    if (!table_has_room())
        return stopped();
    object = table_add(EVENT, NULL);
    object->u.event = (coro_event_t)CORO_EVENT_INIT;
    return went_on(value_handle(object->slot));
}

outcome_t act_evset(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], EVENT, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_event_set(&object->u.event));
}

outcome_t act_evclear(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], EVENT, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_event_clear(&object->u.event));
}

outcome_t act_evwait(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], EVENT, &outcome);

    (void)caught;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt, coro_event_wait(self, &object->u.event));
}

outcome_t act_lock(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    object_t *object;
    (void)self;
    (void)frame;
    (void)stmt;
    (void)caught;
    if (!table_has_room())
        return stopped();
    object = table_add(LOCK, NULL);
    object->u.lock = (coro_mutex_t)CORO_MUTEX_INIT;
    return went_on(value_handle(object->slot));
}

static outcome_t make_semaphore(const frame_t *frame, const stmt_t *stmt,
                                bool bounded)
{
    outcome_t outcome;
    object_t *object;
    int64_t count;

    if (!eval_integer(frame, stmt->atoms[0], &count, &outcome))
        return outcome;
    if (count < 0)
        return failed(VALUE_ERROR, "negative");
    if (!table_has_room())
        return stopped();
    object = table_add(SEMAPHORE, NULL);
    if (bounded)
        object->u.semaphore =
            (coro_semaphore_t)CORO_SEMAPHORE_INIT_BOUNDED((size_t)count);
    else
        object->u.semaphore =
            (coro_semaphore_t)CORO_SEMAPHORE_INIT((size_t)count);
    return went_on(value_handle(object->slot));
}

outcome_t act_sem(coro_t *self, frame_t *frame, const stmt_t *stmt,
                  const value_t *caught)
{
    (void)self;
    (void)caught;
    return make_semaphore(frame, stmt, false);
}

outcome_t act_bsem(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    (void)self;
    (void)caught;
    return make_semaphore(frame, stmt, true);
}

outcome_t act_cond(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    outcome_t outcome;
    object_t *object, *lock = NULL;

    (void)self;
    (void)caught;
    if (stmt->second != NO_VARIABLE && frame->variables[stmt->second] != NULL) {
        lock = table_operand(frame, (atom_t){ATOM_VARIABLE, stmt->second}, LOCK,
                             &outcome);
        if (lock == NULL)
            return outcome;
    }
    if (!table_has_room())
        return stopped();
    object = table_add(CONDITION, NULL);
    object->own = (coro_mutex_t)CORO_MUTEX_INIT;
    object->u.condition = (coro_condition_t)CORO_CONDITION_INIT(
        lock != NULL ? &lock->u.lock : &object->own);
    return went_on(value_handle(object->slot));
}

static coro_mutex_t *mutex_of(object_t *object)
{
    return object->kind == LOCK ? &object->u.lock : object->u.condition.mutex;
}

outcome_t act_acquire(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0],
                                     LOCK | SEMAPHORE | CONDITION, &outcome);

    (void)caught;
    if (object == NULL)
        return outcome;
    if (object->kind == SEMAPHORE)
        return pair_outcome_of(
            stmt, coro_semaphore_acquire(self, &object->u.semaphore));
    return pair_outcome_of(stmt, coro_mutex_lock(self, mutex_of(object)));
}

outcome_t act_release(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0],
                                     LOCK | SEMAPHORE | CONDITION, &outcome);

    (void)self;
    (void)caught;
    if (object == NULL)
        return outcome;
    if (object->kind == SEMAPHORE)
        return pair_outcome_of(stmt,
                               coro_semaphore_release(&object->u.semaphore));
    return pair_outcome_of(stmt, coro_mutex_unlock(mutex_of(object)));
}

outcome_t act_cwait(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    object_t *object =
        table_operand(frame, stmt->atoms[0], CONDITION, &outcome);

    (void)caught;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt,
                           coro_condition_wait(self, &object->u.condition));
}

outcome_t act_notify(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    object_t *object =
        table_operand(frame, stmt->atoms[0], CONDITION, &outcome);
    int64_t count;

    (void)self;
    (void)caught;
    if (object == NULL ||
        !eval_integer(frame, stmt->atoms[1], &count, &outcome))
        return outcome;
    return pair_outcome_of(
        stmt, coro_condition_notify(&object->u.condition,
                                    count > 0 ? (size_t)count : 0));
}

outcome_t act_notify_all(coro_t *self, frame_t *frame, const stmt_t *stmt,
                         const value_t *caught)
{
    outcome_t outcome;
    object_t *object =
        table_operand(frame, stmt->atoms[0], CONDITION, &outcome);

    (void)caught;
    (void)self;
    if (object == NULL)
        return outcome;
    return pair_outcome_of(stmt,
                           coro_condition_notify_all(&object->u.condition));
}
