/* SPDX-License-Identifier: MIT */
/* What may come of an operation when a call of the system fails, as
 * docs/errors.md has it. */
#include "scenario.h"

#include "calls.h"

#include <string.h>

enum {
    MOST = 10
};

/* Of a poller that is made, and a descriptor that is armed. */
#define POLLER -ENOMEM, -EMFILE, -ENFILE, -ENOSPC
#define NEW -ENOMEM, CORO_E_MAP_LIMIT

static const struct {
    const char *operation;
    int statuses[MOST];
} documented[] = {
    {"coro_new", {NEW}},
    {"coro_new_copy", {NEW}},
    {"coro_spawn", {NEW}},
    {"coro_spawn_copy", {NEW}},
    {"coro_group_spawn", {NEW}},
    {"coro_group_spawn_copy", {NEW}},
    {"coro_run", {NEW, -ENOSPC}},
    {"coro_sched_add", {-ENOMEM}},
    {"coro_sched_new", {-ENOMEM}},
    {"coro_sched_run", {-ENOMEM}},
    {"coro_sched_step", {-ENOMEM}},
    {"coro_sched_fd", {POLLER}},
    {"coro_defer", {-ENOMEM}},
    {"coro_iter_collect", {NEW}},
    {"coro_timeout_begin", {-ENOMEM}},
    {"coro_local_set", {-ENOMEM}},
    {"coro_queue_put", {-ENOMEM}},
    {"coro_queue_try_put", {-ENOMEM}},
    {"coro_queue_reserve", {-ENOMEM}},
    {"coro_select", {-ENOMEM}},
    {"coro_wait_fd", {POLLER}},
    {"coro_read", {POLLER, -ENOBUFS}},
    {"coro_write", {POLLER, -ENOBUFS}},
    {"coro_accept", {POLLER, -ECONNABORTED}},
    {"coro_connect", {POLLER, -ECONNREFUSED, -ENOBUFS}},
    {"coro_fd_close", {-EINTR, -EIO}},
    {"coro_post_init", {POLLER}},
    {"coro_offload", {POLLER, -EAGAIN, -EINVAL}},
    {"coro_offload_abandonable", {POLLER, -EAGAIN, -EINVAL}},
    {"coro_workers_new", {-ENOMEM, -EINVAL}},
    {"coro_install_overflow_handler", {-ENOMEM, -EAGAIN}},
};

static bool is_listed(const int *statuses, int status)
{
    for (int i = 0; i < MOST; i++)
        if (statuses[i] == status)
            return true;
    return false;
}

void must_be_documented(const char *text, int status)
{
    size_t length = strcspn(text, "(");

    if (calls_refused() == 0)
        broken("%s fails with %d, and no call has failed", text, status);
    if (status == -EINVAL && calls_refused() != EINVAL)
        broken("%s takes it for misuse", text);
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++)
        if (strlen(documented[i].operation) == length &&
            memcmp(documented[i].operation, text, length) == 0 &&
            is_listed(documented[i].statuses, status))
            return;
    broken("%s fails with %d, which is not documented", text, status);
}
