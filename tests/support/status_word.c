/* SPDX-License-Identifier: MIT */
/* See status_word.h. */
#include "status_word.h"

#include <coro.h>
#include <stdio.h>

static const struct {
    int status;
    const char *word;
} words[] = {
    {CORO_DONE, "done"},
    {CORO_E_CLOSE, "CLOSE"},
    {CORO_E_RUNNING, "RUNNING"},
    {CORO_E_NOT_STARTED, "NOT_STARTED"},
    {CORO_E_IGNORED_CLOSE, "IGNORED_CLOSE"},
    {CORO_E_STOP_ITERATION, "STOP_ITERATION"},
    {CORO_E_NOT_CURRENT, "NOT_CURRENT"},
    {CORO_E_NO_SCHED, "NO_SCHED"},
    {CORO_E_WRONG_SCHED, "WRONG_SCHED"},
    {CORO_E_DEADLOCK, "DEADLOCK"},
    {CORO_E_AWAITED_CANCELLED, "AWAITED_CANCELLED"},
    {CORO_E_PENDING, "PENDING"},
    {CORO_E_SHUTDOWN, "SHUTDOWN"},
    {CORO_E_FINISHED, "FINISHED"},
    {CORO_E_BROKEN, "BROKEN"},
    {CORO_E_FORKED, "FORKED"},
    {-ECANCELED, "ECANCELED"},
    {-EDEADLK, "EDEADLK"},
    {-EINVAL, "EINVAL"},
    {-ETIMEDOUT, "ETIMEDOUT"},
    {-EAGAIN, "EAGAIN"},
    {-EBUSY, "EBUSY"},
    {-EPERM, "EPERM"},
    {-EOVERFLOW, "EOVERFLOW"},
    {-ENOMEM, "ENOMEM"},
    {-EPIPE, "EPIPE"},
    {-ECONNREFUSED, "ECONNREFUSED"},
};

const char *status_word(int status)
{
    static char number[16];

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].status == status)
            return words[i].word;
    snprintf(number, sizeof number, "%d", status);
    return number;
}
