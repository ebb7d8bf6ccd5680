/* SPDX-License-Identifier: MIT */
/* Connections: accepting and making them. */
#include "io/io.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

_Static_assert(__builtin_types_compatible_p(socklen_t, uint32_t),
               "io.h does not include the header that has it");

int coro_accept(coro_t *self, int fd, struct sockaddr *address, uint32_t *size)
{
    int accepted, status;

    if (coro__task_of(self, &status) == NULL)
        return status;
    while ((accepted = accept(fd, address, size)) < 0) {
        status = coro__io_again(self, fd, POLLIN);
        if (status != 0)
            return status;
    }
    fcntl(accepted, F_SETFL, O_NONBLOCK);
    fcntl(accepted, F_SETFD, FD_CLOEXEC);
    return accepted;
}

/* What became of a connection that was under way. */
static int outcome(int fd)
{
    int error;
    socklen_t size = sizeof error;

    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return -errno;
    return -error;
}

int coro_connect(coro_t *self, int fd, const struct sockaddr *address,
                 uint32_t size)
{
    int status;

    if (coro__task_of(self, &status) == NULL)
        return status;
    if (connect(fd, address, size) == 0)
        return 0;
    if (errno != EINPROGRESS && errno != EINTR)
        return -errno;
    status = coro_wait_fd(self, fd, POLLOUT, CORO_NEVER);
    return status == 0 ? outcome(fd) : status;
}
