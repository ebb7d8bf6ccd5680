/* SPDX-License-Identifier: MIT */
/* Reading and writing. */
#include "io/io.h"
#include <errno.h>
#include <poll.h>
#include <unistd.h>

ssize_t coro_read(coro_t *self, int fd, void *buffer, size_t size)
{
    ssize_t got;
    int status;

    if (coro__task_of(self, &status) == NULL)
        return status;
    if (buffer == NULL && size > 0)
        return -EFAULT;
    while ((got = read(fd, buffer, size)) < 0) {
        status = coro__io_again(self, fd, POLLIN);
        if (status != 0)
            return status;
    }
    return got;
}

ssize_t coro_write(coro_t *self, int fd, const void *buffer, size_t size)
{
    ssize_t put;
    int status;

    if (coro__task_of(self, &status) == NULL)
        return status;
    if (buffer == NULL && size > 0)
        return -EFAULT;
    while ((put = write(fd, buffer, size)) < 0) {
        status = coro__io_again(self, fd, POLLOUT);
        if (status != 0)
            return status;
    }
    return put;
}
