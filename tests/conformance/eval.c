/* SPDX-License-Identifier: MIT */
/* Evaluating atoms, sums, comparisons and errors. */
#include "eval.h"

static outcome_t bad_operand(void)
{
    return (outcome_t){RAISED, value_failure(TYPE_ERROR, "operand", NULL)};
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
        return (outcome_t){WENT_ON, left};
    right = eval_atom(frame, expr->right);
    if (!value_is(left, INTEGER) || !value_is(right, INTEGER))
        return bad_operand();
    return (outcome_t){WENT_ON,
                       value_integer(expr->sign == '+'
                                         ? left->number + right->number
                                         : left->number - right->number)};
}

outcome_t eval_error(const frame_t *frame, const stmt_t *stmt)
{
    outcome_t outcome = eval(frame, &stmt->value);

    if (outcome.how == RAISED)
        return outcome;
    if (stmt->error_type != ERROR_TYPES)
        outcome.value = value_error(stmt->error_type, outcome.value);
    else if (!value_is(outcome.value, ERROR))
        outcome =
            (outcome_t){RAISED, value_failure(TYPE_ERROR, "noerror", NULL)};
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
    const value_t *left = eval_atom(frame, stmt->subject);
    const value_t *right = eval_atom(frame, stmt->value.left);
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
    return (outcome_t){WENT_ON, holds ? value_integer(1) : NULL};
}
