/* SPDX-License-Identifier: MIT */
/* Operands: LANGUAGE.md, sections 3 and 4. */
#ifndef EVAL_H
#define EVAL_H

#include "frame.h"

const value_t *eval_atom(const frame_t *frame, atom_t atom);

/* The value, or TypeError(operand). */
outcome_t eval(const frame_t *frame, const expr_t *expr);

/* The integer of an operand; or false, and TypeError(operand). */
bool eval_integer(const frame_t *frame, atom_t atom, int64_t *number,
                  outcome_t *outcome);

/* The deadline that so many milliseconds, or none, are from now. */
bool eval_deadline(coro_t *self, const frame_t *frame, atom_t atom,
                   int64_t *deadline_ns, outcome_t *outcome);

/* The error that a statement raises or throws, as a result; or why there is
 * none, RAISED. */
outcome_t eval_error(const frame_t *frame, const stmt_t *stmt);

/* The condition of an `if` or a `while`: not none if it holds. */
outcome_t eval_condition(const frame_t *frame, const stmt_t *stmt);

#endif
