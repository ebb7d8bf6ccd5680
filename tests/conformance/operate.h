/* SPDX-License-Identifier: MIT */
/* What bodies and the driver do to generators: a call of the library each. */
#ifndef OPERATE_H
#define OPERATE_H

#include "frame.h"

/* Carry out next, send, throw, close or del; WENT_ON with the value yielded,
 * if any, or RAISED. */
outcome_t operate(const frame_t *frame, const stmt_t *stmt);

/* The word that `state` prints, or NULL and `*outcome` the error. */
const char *operate_state(const frame_t *frame, const stmt_t *stmt,
                          outcome_t *outcome);

/* What a resumption, a yield or a delegation gave: the value, or the error
 * that the status stands for. */
outcome_t operate_landed(int status, coro_value_t value);

#endif
