/* SPDX-License-Identifier: MIT */
/* See once.h. */
#include "base/once.h"

int coro__once(coro__once_t *once, int (*fn)(void))
{
    int rc = 0;

    if (atomic_load_explicit(&once->is_done, memory_order_acquire))
        return 0;
    pthread_mutex_lock(&once->lock);
    if (!atomic_load_explicit(&once->is_done, memory_order_relaxed)) {
        rc = fn();
        atomic_store_explicit(&once->is_done, rc == 0, memory_order_release);
    }
    pthread_mutex_unlock(&once->lock);
    return rc;
}
