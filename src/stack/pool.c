/* SPDX-License-Identifier: MIT */
/* The pool of each thread, and its end; pool.h explains. */
#include "stack/pool.h"
#include <pthread.h>

_Thread_local coro__pool_t coro__pool;
static pthread_key_t drain_key;
static int have_drain_key;

static void drain(void *arg)
{
    coro__pool_t *ending = arg;
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

int coro__pool_arm(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_drain_key);
    coro__pool.will_drain =
        have_drain_key && pthread_setspecific(drain_key, &coro__pool) == 0;
    return coro__pool.will_drain;
}

unsigned coro__pool_size(void)
{
    return coro__pool.count;
}
