/* SPDX-License-Identifier: MIT */
/*
 * The pool: a list for each kind of stack, last in first out, so that the
 * next coroutine gets memory that is still in the cache. At most
 * CORO__POOL_LIMIT stacks a thread, all kinds together; what is freed beyond
 * that, after a burst, goes back to its slab, and so does all when the thread
 * ends.
 */
#include "stack/pool.h"
#include "stack/slab.h"
#include <pthread.h>

#ifndef CORO__POOL_LIMIT
#define CORO__POOL_LIMIT 256
#endif

typedef struct pool {
    coro__stack_t *first[CORO__SLAB_KINDS];
    unsigned count;
    int will_drain; /* when the thread ends */
} pool_t;

static _Thread_local pool_t pool;
static pthread_key_t drain_key;
static int have_drain_key;

static void drain(void *arg)
{
    pool_t *ending = arg;
    coro__stack_t *stack;

    ending->will_drain = 0;
    for (unsigned kind = 0; kind < CORO__SLAB_KINDS; kind++)
        while ((stack = ending->first[kind]) != NULL) {
            ending->first[kind] = stack->next;
            ending->count--;
            coro__slab_release(stack);
        }
}

static void make_drain_key(void)
{
    have_drain_key = pthread_key_create(&drain_key, drain) == 0;
}

/* See to it that this thread's pool is drained when it ends. */
static int will_drain(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_drain_key);
    pool.will_drain =
        have_drain_key && pthread_setspecific(drain_key, &pool) == 0;
    return pool.will_drain;
}

coro__stack_t *coro__pool_take(unsigned kind)
{
    coro__stack_t *stack = pool.first[kind];

    if (stack == NULL)
        return NULL;
    pool.first[kind] = stack->next;
    pool.count--;
    return stack;
}

int coro__pool_keep(coro__stack_t *stack)
{
    if (stack->kind == 0 || pool.count + 1 > CORO__POOL_LIMIT ||
        (!pool.will_drain && !will_drain()))
        return 0;
    stack->next = pool.first[stack->kind];
    pool.first[stack->kind] = stack;
    pool.count++;
    return 1;
}

unsigned coro__pool_size(void)
{
    return pool.count;
}
