/* SPDX-License-Identifier: MIT */
/* The hook for errors that nobody can receive. */
#include "base/personality.h"
#include "generator/generator.h"
#include <pthread.h>

typedef void hook_t(void *ctx, const char *name, int status,
                    coro_value_t payload);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static hook_t *current_hook;
static void *current_ctx;

void coro_set_unraisable_hook(hook_t *hook, void *ctx)
{
    pthread_mutex_lock(&lock);
    current_hook = hook;
    current_ctx = ctx;
    pthread_mutex_unlock(&lock);
}

void coro__unraisable(const char *name, int status, coro_value_t payload)
{
    hook_t *hook;
    void *ctx;

    pthread_mutex_lock(&lock);
    hook = current_hook;
    ctx = current_ctx;
    pthread_mutex_unlock(&lock);
    if (hook != NULL) {
        hook(ctx, name, status, payload);
        CORO__STOP_EXCEPTIONS();
    }
}
