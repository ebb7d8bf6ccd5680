/* SPDX-License-Identifier: MIT */
/* Statements that decide what is executed next: LANGUAGE.md, section 4. */
#ifndef CONTROL_H
#define CONTROL_H

#include "frame.h"

act_t control_return, control_raise, control_reraise, control_break,
    control_continue, control_if, control_while, control_loop, control_for,
    control_timeout, control_group, control_try;

/* Execute statements. */
outcome_t control_block(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught);

/* Count from nothing: a scenario begins. */
void control_begin(void);

#endif
