/* SPDX-License-Identifier: MIT */
/* Waiting for a descriptor. */
#include "io/io.h"
#include <poll.h>

int coro_wait_fd(coro_t *self, int fd, int events, int64_t deadline_ns)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (events == 0 || (events & ~(POLLIN | POLLOUT | POLLPRI)) != 0)
        return -EINVAL;
    status = coro__descriptor_wait(task, fd, (short)events, deadline_ns);
    return coro__io_deliver(self, status);
}

int coro__io_again(coro_t *self, int fd, short events)
{
    if (errno == EINTR)
        return 0;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return coro_wait_fd(self, fd, events, CORO_NEVER);
    return -errno;
}
