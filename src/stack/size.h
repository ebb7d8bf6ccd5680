/* SPDX-License-Identifier: MIT */
/* Sizes of stacks: what a request comes to, and the limits of the machine. */
#ifndef CORO__STACK_SIZE_H
#define CORO__STACK_SIZE_H

#include "stack/stack.h"

/* A power of two. Tests make it another one. */
#ifndef CORO__DEFAULT_STACK
#define CORO__DEFAULT_STACK CORO_STACK_DEFAULT
#endif

/* A page; the guard is one. */
size_t coro__page_size(void);

/* The power of two that a request for the library's own stack comes to, or 0
 * with errno. */
size_t coro__stack_stride(const coro__stack_request_t *request);

/* Is `size` a fit size for a stack with these flags? 0 with errno if not. */
int coro__stack_size_fits(size_t size, unsigned flags);

#endif
