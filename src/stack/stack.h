/* SPDX-License-Identifier: MIT */
/*
 * The contract of the stack module: get a stack, give it back, find out whose
 * stack an address lies on.
 *
 *     base                                     the descriptor's address
 *     | guard page | ... frames <- sp ... record | descriptor | colour |
 *
 * The descriptor lies at the top of the stack it describes, so that a stack is
 * one piece of memory. Tops are coloured: shifted by a different multiple of
 * a cache line, since tops at one stride would all fall into one cache set.
 */
#ifndef CORO__STACK_STACK_H
#define CORO__STACK_STACK_H

#include "base/bounds.h"
#include <coro/stack.h>

struct coro__slab;

typedef struct coro__stack {
    coro__bounds_t bounds;   /* above the guard; the descriptor included */
    struct coro__slab *slab; /* whose it is; NULL: not the library's */
    const coro_stack_allocator_t *allocator; /* whose it is, or NULL */
    size_t size; /* of memory that is not the library's, from bottom on */
    /* Of slab, as in slab.h: in this list of a pool it is kept. 0: it is not
     * kept, or not without telling a checker. */
    unsigned short kind;
    unsigned short looked_after; /* CORO_STACK_WIPED, _CANARY; when put */
    unsigned valgrind_id;
    /* Where the program made the coroutine that has it: a return address. Who
     * gets the stack sets it; NULL while nobody has it, for debuggers. */
    const void *made_from;
} coro__stack_t;

/* The next one in a pool's list, while unused; then there is no fiber. */
static inline coro__stack_t *coro__stack_next(const coro__stack_t *stack)
{
    return (coro__stack_t *)stack->bounds.fiber;
}

static inline char *coro__stack_base(const coro__stack_t *stack)
{
    return (char *)stack->bounds.bottom;
}

/* What is asked for; the fields are those of coro_options_t. */
typedef struct coro__stack_request {
    size_t size;
    unsigned flags;
    void *memory;
    const coro_stack_allocator_t *allocator;
} coro__stack_request_t;

/* Return a stack, or NULL with errno as coro_new documents it. (A short way:
 * coro__stack_reuse.) */
coro__stack_t *coro__stack_get(const coro__stack_request_t *request);

/* Give a stack back; never fails. Not the one we are running on. (A short way:
 * coro__stack_keep.) */
void coro__stack_put(coro__stack_t *stack);

/* Bytes of a stack, from its top down to the lowest page that is resident; 0
 * if the kernel does not tell. */
size_t coro__stack_used(const coro__stack_t *stack);

/* How many stacks are in use by coroutines; for tests. Exact while no other
 * thread keeps any in its pool. */
size_t coro__stack_in_use(void);

#endif
