/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library, and files and the time. */
#define _GNU_SOURCE
#include "calls.h"
#include "wrap.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* False, with errno, if the call is refused. */
static bool may(call_t call)
{
    int error = call_refused(call);

    if (error != 0)
        errno = error;
    return error == 0;
}

/* The same of a call that has done its work even so. */
static int done(call_t call, int rc)
{
    int saved = errno;
    bool is_told = may(call);

    if (is_told)
        errno = saved;
    return is_told ? rc : -1;
}

int __real_fstat(int fd, struct stat *file);

static bool is_socket(int fd)
{
    struct stat file;

    return __real_fstat(fd, &file) == 0 && S_ISSOCK(file.st_mode);
}

WRAP(int, fstat, (int fd, struct stat *file))
{
    return may(CALL_FSTAT) ? __real_fstat(fd, file) : -1;
}

WRAP(ssize_t, read, (int fd, void *buffer, size_t size))
{
    return may(is_socket(fd) ? CALL_RECEIVE : CALL_READ)
               ? __real_read(fd, buffer, size)
               : -1;
}

WRAP(ssize_t, write, (int fd, const void *buffer, size_t size))
{
    return may(is_socket(fd) ? CALL_SEND : CALL_WRITE)
               ? __real_write(fd, buffer, size)
               : -1;
}

/* On Linux the descriptor is gone, whatever close(2) says. */
WRAP(int, close, (int fd))
{
    return done(CALL_CLOSE, __real_close(fd));
}

WRAP(int, pipe, (int ends[2]))
{
    return may(CALL_PIPE) ? __real_pipe(ends) : -1;
}

WRAP(int, accept, (int fd, struct sockaddr *address, socklen_t *size))
{
    return may(CALL_ACCEPT) ? __real_accept(fd, address, size) : -1;
}

/* One that was interrupted is under way; one refused has not begun. */
WRAP(int, connect, (int fd, const struct sockaddr *address, socklen_t size))
{
    int error = call_refused(CALL_CONNECT);
    int rc = error == ECONNREFUSED ? -1 : __real_connect(fd, address, size);

    if (error != 0)
        errno = error;
    return error == 0 ? rc : -1;
}

WRAP(int, getsockopt,
     (int fd, int level, int option, void *value, socklen_t *size))
{
    return may(CALL_GETSOCKOPT)
               ? __real_getsockopt(fd, level, option, value, size)
               : -1;
}

/* ---- Waiting */

WRAP(int, epoll_create1, (int flags))
{
    return may(CALL_EPOLL_CREATE1) ? __real_epoll_create1(flags) : -1;
}

WRAP(int, eventfd, (unsigned count, int flags))
{
    return may(CALL_EVENTFD) ? __real_eventfd(count, flags) : -1;
}

WRAP(int, epoll_ctl, (int poller, int op, int fd, struct epoll_event *event))
{
    return may(CALL_EPOLL_CTL) ? __real_epoll_ctl(poller, op, fd, event) : -1;
}

WRAP(int, epoll_wait,
     (int poller, struct epoll_event *found, int size, int timeout_ms))
{
    return may(CALL_EPOLL_WAIT)
               ? __real_epoll_wait(poller, found, size, timeout_ms)
               : -1;
}

WRAP(int, epoll_pwait2,
     (int poller, struct epoll_event *found, int size,
      const struct timespec *timeout, const sigset_t *signals))
{
    return may(CALL_EPOLL_PWAIT2)
               ? __real_epoll_pwait2(poller, found, size, timeout, signals)
               : -1;
}

WRAP(int, poll, (struct pollfd * asked, nfds_t count, int timeout_ms))
{
    return may(CALL_POLL) ? __real_poll(asked, count, timeout_ms) : -1;
}

WRAP(int, clock_nanosleep,
     (clockid_t clock, int flags, const struct timespec *until,
      struct timespec *left))
{
    int error = call_refused(CALL_CLOCK_NANOSLEEP);

    return error != 0 ? error
                      : __real_clock_nanosleep(clock, flags, until, left);
}
