/* SPDX-License-Identifier: MIT */
/*
 * Executing blocks, recursively, on the generator's own stack. Nothing lives
 * there that would have to be given back: a body can be discarded anywhere.
 */
#include "exec.h"
#include "eval.h"
#include "limit.h"
#include "operate.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

/* Execute statements; `caught` is what `reraise` raises. */
static outcome_t block(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught);

static outcome_t went_on(void)
{
    return (outcome_t){WENT_ON, NULL};
}

static outcome_t yield(coro_t *self, const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = eval(frame, &stmt->value);
    coro_value_t in;
    int status;

    if (outcome.how == RAISED)
        return outcome;
    status = coro_yield(self, coro_ptr(outcome.value), &in);
    return operate_landed(status, in);
}

static outcome_t from(coro_t *self, const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome;
    coro_t *inner = table_get(eval_atom(frame, stmt->subject), &outcome);
    coro_value_t result;
    int status;

    if (inner == NULL)
        return outcome;
    status = coro_yield_from(self, inner, &result);
    return operate_landed(status, result);
}

/* Destroy the temporary: when its delegation has ended, or when the body is
 * given up while it lasts. */
static void drop_temporary(void *arg)
{
    frame_t *frame = arg;
    coro_t *temporary = frame->temporary;

    frame->temporary = NULL;
    if (coro_free(temporary) != 0)
        abort();
}

static outcome_t from_new(coro_t *self, frame_t *frame, const stmt_t *stmt)
{
    coro_t *inner = table_make(frame, stmt, NULL);
    coro_value_t result;
    int status;

    if (inner == NULL)
        return (outcome_t){STOPPED, NULL};
    frame->temporary = inner;
    status = coro_yield_from(self, inner, &result);
    drop_temporary(frame);
    return operate_landed(status, result);
}

static outcome_t state(const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = went_on();
    const char *word = operate_state(frame, stmt, &outcome);

    if (word == NULL)
        return outcome;
    trace_say(frame->gen->name, word);
    return went_on();
}

static outcome_t loop(coro_t *self, frame_t *frame, const stmt_t *stmt,
                      const value_t *caught)
{
    for (;;) {
        outcome_t outcome;

        if (stmt->op == OP_WHILE) {
            outcome = eval_condition(frame, stmt);
            if (outcome.how == RAISED || outcome.value == NULL)
                return outcome;
        }
        if (!limit_loop())
            return (outcome_t){STOPPED, NULL};
        outcome = block(self, frame, stmt->body, caught);
        if (outcome.how == BROKE)
            return went_on();
        if (outcome.how != WENT_ON && outcome.how != CONTINUED)
            return outcome;
    }
}

static outcome_t handle(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *error)
{
    const handler_t *handler = stmt->handlers;

    while (handler != NULL && !error_catches(handler->type, error->type))
        handler = handler->next;
    if (handler == NULL)
        return (outcome_t){RAISED, error};
    if (handler->as != NO_VARIABLE)
        frame->variables[handler->as] = error;
    return block(self, frame, handler->body, error);
}

static outcome_t attempt(coro_t *self, frame_t *frame, const stmt_t *stmt,
                         const value_t *caught)
{
    outcome_t outcome = block(self, frame, stmt->body, caught), last;

    if (outcome.how == RAISED)
        outcome = handle(self, frame, stmt, outcome.value);
    if (outcome.how == STOPPED)
        return outcome;
    last = block(self, frame, stmt->otherwise, NULL);
    return last.how == WENT_ON ? outcome : last;
}

static outcome_t choose(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    outcome_t outcome = eval_condition(frame, stmt);

    if (outcome.how == RAISED)
        return outcome;
    return block(self, frame,
                 outcome.value != NULL ? stmt->body : stmt->otherwise, caught);
}

/* A statement that ends the block, or raises. */
static outcome_t leave(const frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    outcome_t outcome;

    switch (stmt->op) {
    case OP_BREAK:
        return (outcome_t){BROKE, NULL};
    case OP_CONTINUE:
        return (outcome_t){CONTINUED, NULL};
    case OP_RERAISE:
        return (outcome_t){RAISED, caught};
    case OP_RAISE:
        outcome = eval_error(frame, stmt);
        outcome.how = RAISED;
        return outcome;
    default:
        outcome = eval(frame, &stmt->value);
        if (outcome.how == WENT_ON)
            outcome.how = RETURNED;
        return outcome;
    }
}

/* A statement that goes on to the next one with a result, or raises. */
static outcome_t act(coro_t *self, frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome;

    switch (stmt->op) {
    case OP_SAY:
        trace_say(frame->gen->name, stmt->word);
        return went_on();
    case OP_LOG:
        outcome = eval(frame, &stmt->value);
        if (outcome.how == WENT_ON)
            trace_log(frame->gen->name, outcome.value);
        return outcome;
    case OP_SET:
        return eval(frame, &stmt->value);
    case OP_NEW:
        return table_new(frame, stmt);
    case OP_YIELD:
        return yield(self, frame, stmt);
    case OP_FROM:
        return from(self, frame, stmt);
    case OP_FROM_NEW:
        return from_new(self, frame, stmt);
    case OP_STATE:
        return state(frame, stmt);
    default:
        return operate(frame, stmt);
    }
}

static outcome_t statement(coro_t *self, frame_t *frame, const stmt_t *stmt,
                           const value_t *caught)
{
    outcome_t outcome;

    switch (stmt->op) {
    case OP_IF:
        return choose(self, frame, stmt, caught);
    case OP_WHILE:
    case OP_LOOP:
        return loop(self, frame, stmt, caught);
    case OP_TRY:
        return attempt(self, frame, stmt, caught);
    case OP_RETURN:
    case OP_RAISE:
    case OP_RERAISE:
    case OP_BREAK:
    case OP_CONTINUE:
        return leave(frame, stmt, caught);
    default:
        outcome = act(self, frame, stmt);
        if (outcome.how == WENT_ON && stmt->target != NO_VARIABLE)
            frame->variables[stmt->target] = outcome.value;
        return outcome;
    }
}

static outcome_t block(coro_t *self, frame_t *frame, const stmt_t *stmt,
                       const value_t *caught)
{
    for (; stmt != NULL; stmt = stmt->next) {
        outcome_t outcome = statement(self, frame, stmt, caught);

        if (trace_stopped())
            return (outcome_t){STOPPED, NULL};
        if (outcome.how != WENT_ON)
            return outcome;
    }
    return went_on();
}

int exec_body(coro_t *self, coro_value_t arg)
{
    frame_t *frame = arg.ptr;
    outcome_t outcome;

    if (coro_defer(self, drop_temporary, frame) != 0)
        abort();
    outcome = block(self, frame, frame->gen->body, NULL);
    if (outcome.how == RAISED)
        return coro_fail(self, pair_status(outcome.value),
                         pair_payload(outcome.value));
    if (outcome.how == RETURNED)
        return coro_return(self, coro_ptr(outcome.value));
    return coro_return(self, coro_none());
}
