/* SPDX-License-Identifier: MIT */
/* Evaluating atoms, sums, comparisons and errors. */
#include "eval.h"

static outcome_t bad_operand(void)
{
    return failed(TYPE_ERROR, "operand");
}

const value_t *eval_atom(const frame_t *frame, atom_t atom)
{
    switch (atom.kind) {
    case ATOM_INTEGER:
        return value_integer(atom.number);
    case ATOM_SELF:
        return frame->self;
    case ATOM_VARIABLE:
        return frame->variables[atom.number];
    default:
        return NULL;
    }
}

outcome_t eval(const frame_t *frame, const expr_t *expr)
{
    const value_t *left = eval_atom(frame, expr->left), *right;

    if (expr->sign == '\0')
        return went_on(left);
    right = eval_atom(frame, expr->right);
    if (!value_is(left, INTEGER) || !value_is(right, INTEGER))
        return bad_operand();
    return went_on(value_integer(expr->sign == '+'
                                     ? left->number + right->number
                                     : left->number - right->number));
}

bool eval_integer(const frame_t *frame, atom_t atom, int64_t *number,
                  outcome_t *outcome)
{
    const value_t *value = eval_atom(frame, atom);

    if (!value_is(value, INTEGER)) {
        *outcome = bad_operand();
        return false;
    }
    *number = value->number;
    return true;
}

bool eval_deadline(coro_t *self, const frame_t *frame, atom_t atom,
                   int64_t *deadline_ns, outcome_t *outcome)
{
    int64_t ms;

    *deadline_ns = CORO_NEVER;
    if (eval_atom(frame, atom) == NULL)
        return true;
    if (!eval_integer(frame, atom, &ms, outcome))
        return false;
    *deadline_ns = coro_deadline(self, CORO_MS(ms));
    return true;
}

outcome_t eval_error(const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = eval(frame, &stmt->value);

    if (outcome.how == RAISED)
        return outcome;
    if (stmt->error_type != ERROR_TYPES)
        return went_on(value_error(stmt->error_type, outcome.value));
    if (!value_is(outcome.value, ERROR))
        return failed(TYPE_ERROR, "noerror");
    return outcome;
}

static bool equal(const value_t *left, const value_t *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return left->kind == right->kind && left->number == right->number;
}

static bool ordered(comparison_t comparison, int64_t left, int64_t right)
{
    switch (comparison) {
    case LT:
        return left < right;
    case LE:
        return left <= right;
    case GT:
        return left > right;
    default:
        return left >= right;
    }
}

outcome_t eval_condition(const frame_t *frame, const stmt_t *stmt)
{
    const value_t *left = eval_atom(frame, stmt->atoms[0]);
    const value_t *right = eval_atom(frame, stmt->atoms[1]);
    bool holds;

    if (stmt->comparison == EQ || stmt->comparison == NE) {
        if (value_is(left, ERROR) || value_is(right, ERROR))
            return bad_operand();
        holds = equal(left, right) == (stmt->comparison == EQ);
    } else {
        if (!value_is(left, INTEGER) || !value_is(right, INTEGER))
            return bad_operand();
        holds = ordered(stmt->comparison, left->number, right->number);
    }
    return went_on(holds ? value_integer(1) : NULL);
}
