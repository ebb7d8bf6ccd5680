/* SPDX-License-Identifier: MIT */
/* Driver statements: an outcome each, printed; an error ends nothing. */
#include "driver.h"
#include "arena.h"
#include "eval.h"
#include "operate.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

static const char *const names[] = {
    [OP_NEXT] = "next",   [OP_SEND] = "send",   [OP_THROW] = "throw",
    [OP_CLOSE] = "close", [OP_STATE] = "state", [OP_DEL] = "del",
    [OP_FOR] = "for",
};

static bool is_return(const outcome_t *outcome)
{
    return outcome->how == RAISED && outcome->value->type == STOP_ITERATION;
}

static void print(const stmt_t *stmt, const outcome_t *outcome)
{
    const char *name = names[stmt->op];

    if (is_return(outcome))
        trace_outcome_value(name, stmt->word, "return",
                            outcome->value->payload);
    else if (outcome->how == RAISED)
        trace_outcome_value(name, stmt->word, "raise", outcome->value);
    else if (stmt->op == OP_CLOSE || stmt->op == OP_DEL)
        trace_outcome(name, stmt->word, "ok");
    else
        trace_outcome_value(name, stmt->word, "yield", outcome->value);
}

static void operation(frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = operate(frame, stmt);

    if (outcome.how == STOPPED)
        return;
    print(stmt, &outcome);
    if (stmt->target != NO_VARIABLE)
        frame->variables[stmt->target] =
            is_return(&outcome) ? outcome.value->payload : outcome.value;
}

static void state(const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome;
    const char *word = operate_state(frame, stmt, &outcome);

    if (word != NULL)
        trace_outcome("state", stmt->word, word);
    else
        print(stmt, &outcome);
}

static void make(frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = table_new(frame, stmt);

    if (outcome.how == STOPPED)
        return;
    frame->variables[stmt->target] = outcome.value;
    trace_new(stmt->word, outcome.value);
}

static void take(const frame_t *frame, const stmt_t *stmt)
{
    const value_t *most = eval_atom(frame, stmt->value.left);
    stmt_t item = *stmt;
    outcome_t outcome = {WENT_ON, NULL};

    item.op = OP_NEXT;
    if (most->number <= 0 &&
        table_get(eval_atom(frame, stmt->subject), &outcome) == NULL)
        print(stmt, &outcome);
    for (int64_t i = 0; i < most->number && outcome.how == WENT_ON; i++) {
        outcome = operate(frame, &item);
        if (outcome.how == STOPPED)
            return;
        if (is_return(&outcome))
            trace_outcome("for", stmt->word, "done");
        else
            print(stmt, &outcome);
    }
}

static void statement(frame_t *frame, const stmt_t *stmt)
{
    switch (stmt->op) {
    case OP_SAY:
        trace_say("driver", stmt->word);
        break;
    case OP_LOG:
        trace_log("driver", eval_atom(frame, stmt->value.left));
        break;
    case OP_SET:
        frame->variables[stmt->target] = eval_atom(frame, stmt->value.left);
        break;
    case OP_NEW:
        make(frame, stmt);
        break;
    case OP_STATE:
        state(frame, stmt);
        break;
    case OP_FOR:
        take(frame, stmt);
        break;
    default:
        operation(frame, stmt);
        break;
    }
}

static void unraisable(void *ctx, const char *name, int status,
                       coro_value_t payload)
{
    (void)ctx;
    if (!trace_stopped())
        trace_unraisable(name, pair_error(status, payload));
}

void driver_run(const program_t *program)
{
    const gen_t *driver = &program->driver;
    frame_t *frame =
        arena_alloc(sizeof(*frame) +
                    (size_t)driver->scope.count * sizeof(frame->variables[0]));

    frame->gen = driver;
    coro_set_unraisable_hook(unraisable, NULL);
    for (const stmt_t *stmt = driver->body; stmt != NULL && !trace_stopped();
         stmt = stmt->next)
        statement(frame, stmt);
    trace_end();
    table_clear();
}
