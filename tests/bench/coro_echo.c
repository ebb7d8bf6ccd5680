/* SPDX-License-Identifier: MIT */
/* An echo server of libcoro: a task for each connection. */
#include "coro_metrics.h"
#include "echo_client.h"

#include <coro.h>
#include <unistd.h>

static int listener;
static size_t expected;

static int serve_one(coro_t *self, coro_value_t fd)
{
    char bytes[4096];
    ssize_t got;

    while ((got = coro_read(self, (int)fd.i64, bytes, sizeof bytes)) > 0)
        coro_write(self, (int)fd.i64, bytes, (size_t)got);
    return coro_fd_close(coro_sched_of(self), (int)fd.i64);
}

static int accept_all(coro_t *self, coro_value_t arg)
{
    (void)arg;
    for (size_t i = 0; i < expected; i++) {
        int fd = coro_accept(self, listener, NULL, NULL);

        if (fd < 0)
            return fd;
        coro_task_release(
            coro_spawn(coro_sched_of(self), serve_one, coro_int(fd), NULL));
    }
    return coro_fd_close(coro_sched_of(self), listener);
}

static void serve(int socket_fd, size_t connections)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    listener = socket_fd;
    expected = connections;
    coro_task_release(coro_spawn(sched, accept_all, coro_none(), NULL));
    coro_sched_run(sched);
    coro_sched_free(sched);
}

static double echo(size_t count, size_t size)
{
    return time_echo(serve, count, size);
}

const metric_t echo_metrics[] = {{"echo", echo}, {NULL, NULL}};
