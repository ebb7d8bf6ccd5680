/* SPDX-License-Identifier: MIT */
/* The generators of a scenario: LANGUAGE.md, section 6. */
#ifndef TABLE_H
#define TABLE_H

#include "frame.h"

/* Make the generator that a statement names, with its arguments. NULL: the
 * scenario has stopped, there are too many. */
coro_t *table_make(const frame_t *frame, const stmt_t *stmt,
                   const value_t *self);

/* The same, into the next slot; its handle, or STOPPED. */
outcome_t table_new(const frame_t *frame, const stmt_t *stmt);

/* The generator of a handle; or NULL, and `*outcome` the error. */
coro_t *table_get(const value_t *handle, outcome_t *outcome);

/* Destroy the generator of a handle and empty its slot. */
outcome_t table_delete(const value_t *handle);

/* Destroy all that are left, in the order of the language; the next slot is
 * the first again. */
void table_clear(void);

#endif
