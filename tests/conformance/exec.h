/* SPDX-License-Identifier: MIT */
/* Bodies: LANGUAGE.md, section 4. */
#ifndef EXEC_H
#define EXEC_H

#include <coro.h>

/* The body of every generator; `arg` points to its frame. */
int exec_body(coro_t *self, coro_value_t arg);

#endif
