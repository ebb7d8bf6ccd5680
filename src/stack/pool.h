/* SPDX-License-Identifier: MIT */
/*
 * The pool: unused stacks a thread keeps, to be handed out again without a
 * lock and without a page fault. A list for each kind of stack, last in first
 * out, so that the next coroutine gets memory that is still in the cache.
 *
 * It may keep as many as the thread has taken from slabs, so that a program
 * whose coroutines come and go by the thousand does not pay the kernel for
 * each. What it did not need for that many frees goes back (pool.c), down to
 * CORO__POOL_LIMIT; and all does when the thread ends.
 *
 *            kept                  lowest of this period: nobody needed these
 *     |------------------|-----------------|
 *     ^ first: warm                        ^ last
 */
#ifndef CORO__STACK_POOL_H
#define CORO__STACK_POOL_H

#include "stack/slab.h"
#include <stdbool.h>

#ifndef CORO__POOL_LIMIT
#define CORO__POOL_LIMIT 256
#endif

typedef struct coro__pool {
    coro__stack_t *first[CORO__SLAB_KINDS];
    unsigned room;   /* how many it keeps before a review; 0 until armed */
    unsigned taken;  /* from it since the last review */
    int is_armed;    /* will be drained when the thread ends */
    long kept;       /* at the last review */
    long lowest;     /* kept at any review of this period */
    long owned;      /* from slabs to this thread, less what it gave back */
    long until_over; /* frees until this period is over */
    unsigned period; /* counts them */
    unsigned rested; /* which it was at the last rest */
} coro__pool_t;

/* The calling thread's. Not to be inlined around a switch, which may come back
 * on another thread. */
extern __attribute__((
    tls_model("initial-exec"))) _Thread_local coro__pool_t coro__pool;

/* A stack of this kind, or NULL. */
static inline coro__stack_t *coro__pool_take(unsigned kind)
{
    coro__stack_t *stack = coro__pool.first[kind];

    if (stack == NULL)
        return NULL;
    coro__pool.first[kind] = coro__stack_next(stack);
    coro__pool.taken++;
    return stack;
}

/* Keep a stack of this kind; 0 if there is no room. */
static inline int coro__pool_keep(coro__stack_t *stack, unsigned kind)
{
    if (coro__pool.room == 0)
        return 0;
    coro__pool.room--;
    stack->bounds.fiber = coro__pool.first[kind];
    coro__pool.first[kind] = stack;
    return 1;
}

/* A stack of a slab, when the pool has none. NULL with errno, only when
 * nothing the thread keeps could be given back to make room. */
coro__stack_t *coro__pool_fetch(size_t stride, coro__guarding_t guarding);

/* The same when there is no room: after a review there may be; otherwise the
 * stack goes back to its slab. */
void coro__pool_put(coro__stack_t *stack, unsigned kind);

/* Does it keep more than it always may? */
bool coro__pool_is_big(void);

/* The thread has nothing to do, as at times. If this period was one the last
 * time, it is over: a part of what it did not need is given back. Whether
 * there is more. */
bool coro__pool_rest(void);

/* How many the calling thread keeps. */
size_t coro__pool_size(void);

#endif
