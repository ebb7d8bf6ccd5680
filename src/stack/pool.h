/* SPDX-License-Identifier: MIT */
/*
 * The pool: unused stacks a thread keeps, to be handed out again without a
 * lock. A list for each kind of stack, last in first out, so that the next
 * coroutine gets memory that is still in the cache.
 *
 * At most CORO__POOL_LIMIT stacks a thread, all kinds together; what is freed
 * beyond that, after a burst, goes back to its slab, and so does all when the
 * thread ends.
 */
#ifndef CORO__STACK_POOL_H
#define CORO__STACK_POOL_H

#include "stack/slab.h"

#ifndef CORO__POOL_LIMIT
#define CORO__POOL_LIMIT 256
#endif

typedef struct coro__pool {
    coro__stack_t *first[CORO__SLAB_KINDS];
    unsigned room; /* how many more it can keep; 0 until it is armed */
    int is_armed;  /* will be drained when the thread ends */
} coro__pool_t;

/* The calling thread's. Not to be inlined around a switch, which may come back
 * on another thread. */
extern __attribute__((
    tls_model("initial-exec"))) _Thread_local coro__pool_t coro__pool;

/* Make room, once a thread; 0 if it cannot be drained when that ends. */
int coro__pool_arm(void);

/* A stack of this kind, or NULL. */
static inline coro__stack_t *coro__pool_take(unsigned kind)
{
    coro__stack_t *stack = coro__pool.first[kind];

    if (stack == NULL)
        return NULL;
    coro__pool.first[kind] = stack->next;
    coro__pool.room++;
    return stack;
}

/* Keep a stack of this kind; 0 if there is no room. */
static inline int coro__pool_keep(coro__stack_t *stack, unsigned kind)
{
    if (coro__pool.room == 0)
        return 0;
    coro__pool.room--;
    stack->next = coro__pool.first[kind];
    coro__pool.first[kind] = stack;
    return 1;
}

/* How many the calling thread keeps. */
unsigned coro__pool_size(void);

#endif
