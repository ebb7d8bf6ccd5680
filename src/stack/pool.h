/* SPDX-License-Identifier: MIT */
/* Unused stacks a thread keeps, to be handed out again without a lock. */
#ifndef CORO__STACK_POOL_H
#define CORO__STACK_POOL_H

#include "stack/stack.h"

/* A stack of this kind from the calling thread's pool, or NULL. */
coro__stack_t *coro__pool_take(unsigned kind);

/* Keep a stack; 0 if it is not of a slab, or the pool is full, or off. */
int coro__pool_keep(coro__stack_t *stack);

/* How many the calling thread keeps. */
unsigned coro__pool_size(void);

#endif
