/* SPDX-License-Identifier: MIT */
/* From errors of the language to the library's pairs and back. */
#include "pair.h"

#include <stdlib.h>

int pair_status(const value_t *error)
{
    switch (error->type) {
    case STOP_ITERATION:
        return CORO_DONE;
    case GENERATOR_EXIT:
        return CORO_E_CLOSE;
    default:
        return CORO_E_USER - (int)error->type;
    }
}

coro_value_t pair_payload(const value_t *error)
{
    if (error->type == STOP_ITERATION || error->type == GENERATOR_EXIT)
        return coro_ptr(error->payload);
    return coro_ptr(error);
}

/* An error of this program, which must have come back whole. */
static const value_t *own_error(int status, coro_value_t payload)
{
    const value_t *error = payload.ptr;

    if (status > CORO_E_USER || !value_is(error, ERROR) ||
        pair_status(error) != status) {
        fprintf(stderr, "unexpected status %d (%s), payload %p\n", status,
                coro_strerror(status), payload.ptr);
        exit(4);
    }
    return error;
}

const value_t *pair_error(int status, coro_value_t payload)
{
    switch (status) {
    case CORO_DONE:
        return value_error(STOP_ITERATION, payload.ptr);
    case CORO_E_CLOSE:
        return value_error(GENERATOR_EXIT, payload.ptr);
    case CORO_E_RUNNING:
        return value_failure(VALUE_ERROR, "executing", NULL);
    case CORO_E_NOT_STARTED:
        return value_failure(TYPE_ERROR, "unstarted", NULL);
    case CORO_E_IGNORED_CLOSE:
        return value_failure(RUNTIME_ERROR, "ignored-exit", NULL);
    case CORO_E_STOP_ITERATION:
        return value_failure(RUNTIME_ERROR, "stopiteration",
                             value_error(STOP_ITERATION, payload.ptr));
    default:
        return own_error(status, payload);
    }
}
