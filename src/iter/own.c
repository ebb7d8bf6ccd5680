/* SPDX-License-Identifier: MIT */
/*
 * Ownership of sources: freed by what coro_defer registers with the stage
 * before it starts, so that it does not matter how, or whether, it ran.
 */
#include "iter/own.h"
#include <stdlib.h>

int coro__iter_missing(void)
{
    if (errno == 0)
        errno = EINVAL;
    return -errno;
}

static void free_source(void *source)
{
    coro_free(source);
}

/* Is `sources[at]` there once more, farther on? */
static int comes_again(coro_t *const *sources, size_t count, size_t at)
{
    for (size_t i = at + 1; i < count; i++) {
        if (sources[i] == sources[at])
            return 1;
    }
    return 0;
}

static void free_all(coro_t *const *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!comes_again(sources, count, i))
            coro_free(sources[i]);
    }
}

static void free_sources(void *arg)
{
    coro__iter_sources_t *owned = arg;

    free_all(owned->source, owned->count);
    free(owned);
}

/* Give `owned` to `stage`, which is NULL if it could not be made, with errno.
 * If that fails `owned` is released now. */
static coro_t *give(coro_t *stage, void (*release)(void *owned), void *owned)
{
    int error;

    if (stage == NULL) {
        error = errno;
    } else {
        error = -coro_defer(stage, release, owned);
        if (error == 0)
            return stage;
        coro_free(stage);
    }
    release(owned);
    errno = error;
    return NULL;
}

coro_t *coro__iter_stage(coro_t *source, coro_fn_t *body, const void *args,
                         size_t size)
{
    if (source == NULL) {
        coro__iter_missing();
        return NULL;
    }
    return give(coro_new_copy(body, args, size, NULL), free_source, source);
}

/* Return 0, or the error, above 0, that a stage of these must fail with. */
static int check_all(coro_t *const *sources, size_t count)
{
    if (sources == NULL)
        return count != 0 ? EINVAL : 0;
    for (size_t i = 0; i < count; i++) {
        if (sources[i] == NULL)
            return -coro__iter_missing();
    }
    return 0;
}

static coro__iter_sources_t *copy_all(coro_t *const *sources, size_t count)
{
    coro__iter_sources_t *copy;
    const size_t each = sizeof(coro_value_t) + sizeof(coro_t *);

    if (count > (SIZE_MAX - sizeof(*copy)) / each) {
        errno = ENOMEM;
        return NULL;
    }
    copy = malloc(sizeof(*copy) + count * each);
    if (copy == NULL)
        return NULL;
    copy->count = count;
    copy->source = (coro_t **)(void *)(copy->row + count);
    for (size_t i = 0; i < count; i++)
        copy->source[i] = sources[i];
    return copy;
}

coro_t *coro__iter_stage_of_many(coro_t *const *sources, size_t count,
                                 coro_fn_t *body)
{
    coro__iter_sources_t *owned = NULL;
    int error = check_all(sources, count);

    if (error == 0) {
        owned = copy_all(sources, count);
        if (owned != NULL)
            return give(coro_new(body, coro_ptr(owned), NULL), free_sources,
                        owned);
        error = errno;
    }
    if (sources != NULL)
        free_all(sources, count);
    errno = error;
    return NULL;
}
