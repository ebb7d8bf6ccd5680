/* SPDX-License-Identifier: MIT */
/*
 * What is done once a process. pthread_once(3) knows no failure: what had no
 * memory or key at its first use would be refused for good.
 */
#ifndef CORO__BASE_ONCE_H
#define CORO__BASE_ONCE_H

#include <pthread.h>
#include <stdatomic.h>

typedef struct coro__once {
    pthread_mutex_t lock; /* held while it is being done */
    atomic_int is_done;
} coro__once_t;

#define CORO__ONCE                   \
    {                                \
        PTHREAD_MUTEX_INITIALIZER, 0 \
    }

/* Call `fn`, unless it has answered 0 before. 0, or what it answers. What it
 * has done is seen by all to whom this answers 0. */
int coro__once(coro__once_t *once, int (*fn)(void));

#endif
