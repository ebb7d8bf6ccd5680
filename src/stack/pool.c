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

    for (unsigned kind = 0; kind < CORO__SLAB_KINDS; kind++)
        while ((stack = ending->first[kind]) != NULL) {
            ending->first[kind] = stack->next;
            coro__slab_release(stack);
        }
    ending->room = 0;
    ending->is_armed = 0;
}

static void make_drain_key(void)
{
    have_drain_key = pthread_key_create(&drain_key, drain) == 0;
}

int coro__pool_arm(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    if (coro__pool.is_armed)
        return 1;
    pthread_once(&once, make_drain_key);
    if (!have_drain_key || pthread_setspecific(drain_key, &coro__pool) != 0)
        return 0;
    coro__pool.room = CORO__POOL_LIMIT;
    coro__pool.is_armed = 1;
    return 1;
}

unsigned coro__pool_size(void)
{
    return coro__pool.is_armed ? CORO__POOL_LIMIT - coro__pool.room : 0;
}
