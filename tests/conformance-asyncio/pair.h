/* SPDX-License-Identifier: MIT */
/*
 * Errors of the language as the library carries them: a status and a payload.
 *
 *   CancelledError         -ECANCELED
 *   StopAsyncIteration(v)  in a generator: CORO_DONE, v
 *   GeneratorExit          CORO_E_CLOSE
 *   any other              a status of this program for its type, and the
 *                          error itself; or a status of the library, which is
 *                          an error of the runtime
 */
#ifndef PAIR_H
#define PAIR_H

#include "frame.h"

int pair_status(const value_t *error);
coro_value_t pair_payload(const value_t *error);

/* The same for what is thrown into a generator, or leaves it. */
int pair_status_in_gen(const value_t *error);
coro_value_t pair_payload_in_gen(const value_t *error);

/* What a call of the library for a statement came to: the value, or the error
 * that the status stands for there. */
outcome_t pair_outcome(const stmt_t *stmt, int status, coro_value_t value);

/* The same of a call that gives no value. */
outcome_t pair_outcome_of(const stmt_t *stmt, int status);

/* What ends a body: to be returned by it. */
int pair_leave(coro_t *self, outcome_t outcome, bool is_gen);

#endif
