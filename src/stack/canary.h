/* SPDX-License-Identifier: MIT */
/* Canaries: a few bytes at the bottom of a stack that nobody may change. For
 * stacks without a guard. */
#ifndef CORO__STACK_CANARY_H
#define CORO__STACK_CANARY_H

#include "stack/stack.h"

/* Write it. */
void coro__canary_set(coro__stack_t *stack);

/* Is it as it was? */
int coro__canary_is_whole(const coro__stack_t *stack);

/* Abort unless it is. */
void coro__canary_check(const coro__stack_t *stack);

#endif
