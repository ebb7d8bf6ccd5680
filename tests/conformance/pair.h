/* SPDX-License-Identifier: MIT */
/*
 * Errors of the language as the library carries them: a status and a payload.
 *
 *   StopIteration(v)   CORO_DONE, v
 *   GeneratorExit(v)   CORO_E_CLOSE, v
 *   any other          a status of this program for its type, and the error
 *                      itself; or a status of the library, which is an error
 *                      of the runtime
 */
#ifndef PAIR_H
#define PAIR_H

#include "value.h"

#include <coro.h>

int pair_status(const value_t *error);
coro_value_t pair_payload(const value_t *error);

/* The error that a status other than 0 stands for. */
const value_t *pair_error(int status, coro_value_t payload);

#endif
