/* SPDX-License-Identifier: MIT */
/* The operations on a generator. */
#include "operate.h"
#include "eval.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

outcome_t operate_landed(int status, coro_value_t value)
{
    if (trace_stopped())
        return (outcome_t){STOPPED, NULL};
    if (status == 0)
        return (outcome_t){WENT_ON, value.ptr};
    return (outcome_t){RAISED, pair_error(status, value)};
}

static outcome_t resume_next(coro_t *gen)
{
    coro_value_t out;
    int status = coro_next(gen, &out);

    return operate_landed(status, out);
}

static outcome_t resume_send(coro_t *gen, const value_t *value)
{
    coro_value_t out;
    int status;

    /* None starts a generator in Python, and nothing else does. In C it is a
     * value among others, which coro_send refuses. */
    if (value == NULL && coro_state(gen) == CORO_STATE_CREATED)
        return resume_next(gen);
    status = coro_send(gen, coro_ptr(value), &out);
    return operate_landed(status, out);
}

static outcome_t resume_throw(coro_t *gen, const value_t *error)
{
    coro_value_t out;
    int status = coro_throw(gen, pair_status(error), pair_payload(error), &out);

    return operate_landed(status, out);
}

static outcome_t close_gen(coro_t *gen)
{
    coro_value_t out;
    int status = coro_close(gen, &out);

    return operate_landed(status, out);
}

outcome_t operate(const frame_t *frame, const stmt_t *stmt)
{
    const value_t *handle = eval_atom(frame, stmt->subject);
    outcome_t outcome;
    coro_t *gen = table_get(handle, &outcome);

    if (gen == NULL)
        return outcome;
    switch (stmt->op) {
    case OP_NEXT:
        return resume_next(gen);
    case OP_CLOSE:
        return close_gen(gen);
    case OP_DEL:
        return table_delete(handle);
    case OP_SEND:
        outcome = eval(frame, &stmt->value);
        return outcome.how == RAISED ? outcome
                                     : resume_send(gen, outcome.value);
    default:
        outcome = eval_error(frame, stmt);
        return outcome.how == RAISED ? outcome
                                     : resume_throw(gen, outcome.value);
    }
}

const char *operate_state(const frame_t *frame, const stmt_t *stmt,
                          outcome_t *outcome)
{
    static const char *const names[] = {
        [CORO_STATE_CREATED] = "GEN_CREATED",
        [CORO_STATE_RUNNING] = "GEN_RUNNING",
        [CORO_STATE_SUSPENDED] = "GEN_SUSPENDED",
        [CORO_STATE_CLOSED] = "GEN_CLOSED",
    };
    const value_t *handle = eval_atom(frame, stmt->subject);
    coro_t *gen = table_get(handle, outcome);

    if (gen != NULL)
        return names[coro_state(gen)];
    return value_is(handle, HANDLE) ? "dropped" : NULL;
}
