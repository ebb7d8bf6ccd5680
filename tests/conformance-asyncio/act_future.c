/* SPDX-License-Identifier: MIT */
/* Futures, and waiting for one or several. */
#include "act.h"
#include "eval.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

static coro_future_t *future_of(const frame_t *frame, atom_t atom,
                                outcome_t *outcome)
{
    object_t *object = table_operand(frame, atom, TASK | FUTURE, outcome);

    return object != NULL ? table_future(object) : NULL;
}

/* ---- One */

/* Here a task that awaits itself is told at once; in the language it gives up
 * its turn first. */
static outcome_t awaited(coro_t *self, const stmt_t *stmt, int status,
                         coro_value_t value)
{
    if (status == -EDEADLK) {
        int rc = coro_sched_yield(self);

        if (rc != 0)
            status = rc;
    }
    return pair_outcome(stmt, status, value);
}

outcome_t act_await(coro_t *self, frame_t *frame, const stmt_t *stmt,
                    const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[0], &outcome);
    coro_value_t value;
    int status;

    (void)caught;
    if (future == NULL)
        return outcome;
    status = coro_future_await(self, future, &value);
    return awaited(self, stmt, status, value);
}

outcome_t act_shield(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[0], &outcome);
    coro_value_t value;
    int status;

    (void)caught;
    if (future == NULL)
        return outcome;
    status = coro_shield(self, future, &value);
    return pair_outcome(stmt, status, value);
}

outcome_t act_wait_for(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[1], &outcome);
    coro_value_t value;
    int64_t deadline_ns;
    int status;

    (void)caught;
    if (future == NULL ||
        !eval_deadline(self, frame, stmt->atoms[0], &deadline_ns, &outcome))
        return outcome;
    status = coro_wait_for(self, future, deadline_ns, &value);
    return awaited(self, stmt, status, value);
}

/* ---- Several */

/* The operands from `first` on; false if one is none. */
static bool collect(const frame_t *frame, const stmt_t *stmt, int first,
                    coro_awaited_t *list, outcome_t *outcome)
{
    for (int i = first; i < stmt->atom_count; i++) {
        coro_future_t *future = future_of(frame, stmt->atoms[i], outcome);

        if (future == NULL)
            return false;
        list[i - first] = (coro_awaited_t){.future = future};
    }
    return true;
}

static outcome_t print_values(const frame_t *frame, const stmt_t *stmt,
                              const coro_awaited_t *list)
{
    if (!trace_line(frame->name))
        return stopped();
    fputs(stmt->keyword, stdout);
    for (int i = 0; i < stmt->atom_count; i++) {
        putchar(' ');
        value_print(stdout,
                    pair_outcome(stmt, list[i].status, list[i].value).value);
    }
    putchar('\n');
    return went_on(NULL);
}

outcome_t act_gather(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    coro_awaited_t list[MAX_ATOMS];
    const coro_awaited_t *failed;
    outcome_t outcome;
    int status;

    (void)caught;
    if (!collect(frame, stmt, 0, list, &outcome))
        return outcome;
    status = coro_gather(self, list, (size_t)stmt->atom_count, &failed);
    if (status == 0)
        return print_values(frame, stmt, list);
    return pair_outcome(stmt, status,
                        failed != NULL ? failed->value : coro_none());
}

outcome_t act_gatherx(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    coro_awaited_t list[MAX_ATOMS];
    outcome_t outcome;
    int status;

    (void)caught;
    if (!collect(frame, stmt, 0, list, &outcome))
        return outcome;
    status = coro_gather_collect(self, list, (size_t)stmt->atom_count);
    if (status == 0)
        return print_values(frame, stmt, list);
    return pair_outcome_of(stmt, status);
}

/* The handles among the operands that are done, or are not; each once, in the
 * order of slots. */
static void print_handles(const frame_t *frame, const stmt_t *stmt, bool done)
{
    object_t *object;

    for (int64_t slot = 0; (object = table_at(slot)) != NULL; slot++)
        for (int i = 1; i < stmt->atom_count; i++) {
            const value_t *value = eval_atom(frame, stmt->atoms[i]);

            if (value->number != slot ||
                coro_future_is_done(table_future(object)) != done)
                continue;
            putchar(' ');
            value_print(stdout, value);
            break;
        }
}

outcome_t act_wait(coro_t *self, frame_t *frame, const stmt_t *stmt,
                   const value_t *caught)
{
    coro_awaited_t list[MAX_ATOMS];
    outcome_t outcome;
    int64_t deadline_ns;
    int status;

    (void)caught;
    if (!eval_deadline(self, frame, stmt->atoms[0], &deadline_ns, &outcome) ||
        !collect(frame, stmt, 1, list, &outcome))
        return outcome;
    status = coro_wait(self, list, (size_t)stmt->atom_count - 1, stmt->mode,
                       deadline_ns);
    if (status != 0 && status != -ETIMEDOUT)
        return pair_outcome_of(stmt, status);
    if (!trace_line(frame->name))
        return stopped();
    fputs("done", stdout);
    print_handles(frame, stmt, true);
    fputs(" pending", stdout);
    print_handles(frame, stmt, false);
    putchar('\n');
    return went_on(NULL);
}

/* ---- Futures */

outcome_t act_newfuture(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    object_t *object;

    (void)self;
    (void)frame;
    (void)stmt;
    (void)caught;
    if (!table_has_room())
        return stopped();
    object = table_add(FUTURE, NULL);
    object->u.future = (coro_future_t)CORO_FUTURE_INIT;
    return went_on(value_handle(object->slot));
}

outcome_t act_setresult(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value), wrong;
    coro_future_t *future;

    (void)self;
    (void)caught;
    if (outcome.how != WENT_ON)
        return outcome;
    future = future_of(frame, stmt->atoms[0], &wrong);
    if (future == NULL)
        return wrong;
    return pair_outcome_of(stmt,
                           coro_future_set(future, coro_ptr(outcome.value)));
}

outcome_t act_seterror(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[0], &outcome);

    (void)self;
    (void)caught;
    if (future == NULL)
        return outcome;
    outcome = eval_error(frame, stmt);
    if (outcome.how != WENT_ON)
        return outcome;
    return pair_outcome_of(stmt,
                           coro_future_fail(future, pair_status(outcome.value),
                                            pair_payload(outcome.value)));
}

outcome_t act_result(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[0], &outcome);
    coro_value_t value;
    int status;

    (void)self;
    (void)caught;
    if (future == NULL)
        return outcome;
    status = coro_future_result(future, &value);
    return pair_outcome(stmt, status, value);
}

outcome_t act_exception(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    outcome_t outcome;
    coro_future_t *future = future_of(frame, stmt->atoms[0], &outcome);
    coro_value_t value;
    int status;

    (void)self;
    (void)caught;
    if (future == NULL)
        return outcome;
    status = coro_future_result(future, &value);
    if (status == 0)
        return went_on(NULL);
    outcome = pair_outcome(stmt, status, value);
    if (status != CORO_E_PENDING && status != CORO_E_AWAITED_CANCELLED)
        outcome.how = WENT_ON;
    return outcome;
}

outcome_t act_reschedule(coro_t *self, frame_t *frame, const stmt_t *stmt,
                         const value_t *caught)
{
    outcome_t outcome;
    object_t *object = table_operand(frame, stmt->atoms[0], TIMEOUT, &outcome);
    int64_t deadline_ns;

    (void)caught;
    if (object == NULL ||
        !eval_deadline(self, frame, stmt->atoms[1], &deadline_ns, &outcome))
        return outcome;
    return pair_outcome_of(
        stmt, coro_timeout_reschedule(&object->u.timeout, deadline_ns));
}
