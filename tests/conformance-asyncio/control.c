/* SPDX-License-Identifier: MIT */
/* Blocks are executed recursively, on the stack of the task or generator. */
#include "control.h"
#include "act.h"
#include "eval.h"
#include "trace.h"

enum {
    MAX_ROUNDS = 20000
};

static int rounds;

void control_begin(void)
{
    rounds = 0;
}

/* Count the round of a loop; false if it is one too many. */
static bool count_round(void)
{
    if (++rounds > MAX_ROUNDS)
        trace_end("limit");
    return !trace_ended();
}

outcome_t control_block(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    for (; stmt != NULL; stmt = stmt->next) {
        outcome_t outcome = stmt->act(self, frame, stmt, caught);

        if (trace_ended())
            return stopped();
        if (outcome.how != WENT_ON)
            return outcome;
        if (stmt->target != NO_VARIABLE && !stmt->holds_others)
            frame->variables[stmt->target] = outcome.value;
    }
    return went_on(NULL);
}

/* ---- Leaving */

outcome_t control_return(coro_t *self, frame_t *frame, const stmt_t *stmt,
                         const value_t *caught)
{
    outcome_t outcome = eval(frame, &stmt->value);

    (void)self;
    (void)caught;
    if (outcome.how == WENT_ON)
        outcome.how = RETURNED;
    return outcome;
}

outcome_t control_raise(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    (void)self;
    (void)caught;
    return raised(eval_error(frame, stmt).value);
}

outcome_t control_reraise(coro_t *self, frame_t *frame, const stmt_t *stmt,
                          const value_t *caught)
{
    (void)self;
    (void)frame;
    (void)stmt;
    return raised(caught);
}

outcome_t control_break(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    (void)self;
    (void)frame;
    (void)stmt;
    (void)caught;
    return (outcome_t){BROKE, NULL};
}

outcome_t control_continue(coro_t *self, frame_t *frame, const stmt_t *stmt,
                           const value_t *caught)
{
    (void)self;
    (void)frame;
    (void)stmt;
    (void)caught;
    return (outcome_t){CONTINUED, NULL};
}

/* ---- Choosing and repeating */

outcome_t control_if(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught)
{
    outcome_t outcome = eval_condition(frame, stmt);

    if (outcome.how == RAISED)
        return outcome;
    return control_block(self, frame,
                         outcome.value != NULL ? stmt->body : stmt->otherwise,
                         caught);
}

/* One round; true if the loop goes on, otherwise how it is left. */
static bool go_round(coro_t *self, frame_t *frame, const stmt_t *stmt,
                     const value_t *caught, outcome_t *outcome)
{
    *outcome = stopped();
    if (!count_round())
        return false;
    *outcome = control_block(self, frame, stmt->body, caught);
    if (outcome->how == BROKE) {
        *outcome = went_on(NULL);
        return false;
    }
    return outcome->how == WENT_ON || outcome->how == CONTINUED;
}

outcome_t control_while(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    outcome_t outcome;

    do {
        outcome = eval_condition(frame, stmt);
        if (outcome.how == RAISED || outcome.value == NULL)
            return outcome;
    } while (go_round(self, frame, stmt, caught, &outcome));
    return outcome;
}

outcome_t control_loop(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;

    while (go_round(self, frame, stmt, caught, &outcome))
        ;
    return outcome;
}

outcome_t control_for(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    const value_t *handle = eval_atom(frame, stmt->atoms[0]);
    outcome_t outcome;

    do {
        outcome = act_next_of(handle);
        if (outcome.how == RAISED &&
            outcome.value->type == STOP_ASYNC_ITERATION)
            return went_on(NULL);
        if (outcome.how != WENT_ON || trace_ended())
            return outcome;
        frame->variables[stmt->target] = outcome.value;
    } while (go_round(self, frame, stmt, caught, &outcome));
    return outcome;
}

/* ---- try */

static outcome_t handle(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *error)
{
    for (const handler_t *handler = stmt->handlers; handler != NULL;
         handler = handler->next) {
        if (!error_catches(handler->type, error->type))
            continue;
        if (handler->as != NO_VARIABLE)
            frame->variables[handler->as] = error;
        return control_block(self, frame, handler->body, error);
    }
    return raised(error);
}

outcome_t control_try(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    outcome_t outcome = control_block(self, frame, stmt->body, caught), last;

    if (outcome.how == RAISED)
        outcome = handle(self, frame, stmt, outcome.value);
    if (trace_ended())
        return stopped();
    last = control_block(self, frame, stmt->otherwise, NULL);
    return last.how == WENT_ON ? outcome : last;
}
