/* SPDX-License-Identifier: MIT */
/* Between errors of the language and statuses of the library. */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

/* What a status of the library is called in Python: by statement, or "" for
 * all. */
static const struct {
    int status;
    const char *keyword;
    error_type_t type;
    const char *payload;
} names[] = {
    {-ECANCELED, "", CANCELLED_ERROR, NULL},
    {CORO_E_AWAITED_CANCELLED, "", CANCELLED_ERROR, NULL},
    {-ETIMEDOUT, "", TIMEOUT_ERROR, NULL},
    {-EDEADLK, "", RUNTIME_ERROR, "self"},
    {CORO_E_CLOSE, "", GENERATOR_EXIT, NULL},
    {CORO_E_RUNNING, "", RUNTIME_ERROR, "running"},
    {CORO_E_NOT_STARTED, "", TYPE_ERROR, "unstarted"},
    {CORO_E_STOP_ITERATION, "", RUNTIME_ERROR, "stopiteration"},
    {CORO_E_IGNORED_CLOSE, "", RUNTIME_ERROR, "ignored-exit"},
    {CORO_E_PENDING, "", INVALID_STATE_ERROR, NULL},
    {CORO_E_FINISHED, "setresult", INVALID_STATE_ERROR, NULL},
    {CORO_E_FINISHED, "seterror", INVALID_STATE_ERROR, NULL},
    {-EINVAL, "setresult", RUNTIME_ERROR, "task"},
    {-EINVAL, "seterror", RUNTIME_ERROR, "task"},
    {CORO_E_FINISHED, "reschedule", RUNTIME_ERROR, "timeout"},
    {CORO_E_FINISHED, "spawn", RUNTIME_ERROR, "finished"},
    {CORO_E_SHUTDOWN, "spawn", RUNTIME_ERROR, "shutting-down"},
    {-EPERM, "", RUNTIME_ERROR, "unlocked"},
    {-EOVERFLOW, "release", VALUE_ERROR, "released"},
    {-EOVERFLOW, "done", VALUE_ERROR, "done"},
    {CORO_E_BROKEN, "", BROKEN_BARRIER_ERROR, NULL},
    {CORO_E_SHUTDOWN, "", QUEUE_SHUT_DOWN, NULL},
    {-EAGAIN, "try_put", QUEUE_FULL, NULL},
    {-EAGAIN, "try_get", QUEUE_EMPTY, NULL},
};

static const value_t *runtime_error(const char *keyword, int status)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].status == status &&
            (names[i].keyword[0] == '\0' ||
             strcmp(names[i].keyword, keyword) == 0))
            return value_failure(names[i].type, names[i].payload);
    fprintf(stderr, "%s: %s\n", keyword, coro_strerror(status));
    exit(4);
}

int pair_status(const value_t *error)
{
    if (error->type == CANCELLED_ERROR)
        return -ECANCELED;
    return CORO_E_USER - (int)error->type;
}

coro_value_t pair_payload(const value_t *error)
{
    return coro_ptr(error->type == CANCELLED_ERROR ? NULL : error);
}

int pair_status_in_gen(const value_t *error)
{
    if (error->type == STOP_ASYNC_ITERATION)
        return CORO_DONE;
    if (error->type == GENERATOR_EXIT)
        return CORO_E_CLOSE;
    return pair_status(error);
}

coro_value_t pair_payload_in_gen(const value_t *error)
{
    if (error->type == STOP_ASYNC_ITERATION)
        return coro_ptr(error->payload);
    if (error->type == GENERATOR_EXIT)
        return coro_none();
    return pair_payload(error);
}

outcome_t pair_outcome(const stmt_t *stmt, int status, coro_value_t value)
{
    if (status == 0)
        return went_on(value.ptr);
    if (status == CORO_DONE)
        return raised(value_error(STOP_ASYNC_ITERATION, value.ptr));
    if (status <= CORO_E_USER)
        return raised(value.ptr);
    return raised(runtime_error(stmt->keyword, status));
}

outcome_t pair_outcome_of(const stmt_t *stmt, int status)
{
    return pair_outcome(stmt, status, coro_none());
}

int pair_leave(coro_t *self, outcome_t outcome, bool is_gen)
{
    if (outcome.how == RETURNED)
        return coro_return(self, coro_ptr(outcome.value));
    if (outcome.how != RAISED)
        return coro_return(self, coro_none());
    if (is_gen)
        return coro_fail(self, pair_status_in_gen(outcome.value),
                         pair_payload_in_gen(outcome.value));
    return coro_fail(self, pair_status(outcome.value),
                     pair_payload(outcome.value));
}
