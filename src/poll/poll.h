/* SPDX-License-Identifier: MIT */
/*
 * Asking the system which descriptors are ready. It returns data; who waits
 * for a descriptor is the caller's affair, and so is how often one is armed.
 *
 * Everything is told once: a descriptor that was reported, or never armed, is
 * not looked at. That is what epoll has as EPOLLONESHOT, kqueue as EV_DISPATCH,
 * and io_uring as a single poll request. A descriptor comes back with the tag
 * it was last armed with, so that the caller knows a report of a file that is
 * no longer behind that number.
 *
 * A poller belongs to one thread; but coro__poller_wake.
 */
#ifndef CORO__POLL_POLL_H
#define CORO__POLL_POLL_H

#include <coro/base.h>
#include <stdbool.h>

typedef struct coro__poller coro__poller_t;

typedef struct coro__poll_event {
    int fd;
    uint32_t tag;
    short events; /* of poll(2): POLLIN ..., POLLERR, POLLHUP, POLLNVAL */
} coro__poll_event_t;

enum {
    CORO__POLL_ANOTHER = 1 /* see coro__poller_arm */
};

/* A poller: 0 or -ENOMEM, -EMFILE, -ENFILE. */
int coro__poller_new(coro__poller_t **made);
void coro__poller_free(coro__poller_t *poller);

/* Report `fd` once, when any of `events` is there, or an error or a hang-up.
 * This replaces what was asked for that number before. 0;
 * CORO__POLL_ANOTHER: done, and the number was not armed, or it was for a file
 * that has been closed since. -EPERM: it is always ready, as a regular file;
 * -EBADF, -ENOMEM, -ENOSPC: nothing has changed. */
int coro__poller_arm(coro__poller_t *poller, int fd, uint32_t tag,
                     short events);

/* Do not report `fd`; it may be closed already. */
void coro__poller_disarm(coro__poller_t *poller, int fd);

/* Wait until something is ready, somebody called coro__poller_wake since the
 * last wait, or the time is over; a negative one never is. How many were put
 * into `events`, 0 also when woken early; or -errno. */
int coro__poller_wait(coro__poller_t *poller, int64_t timeout_ns,
                      coro__poll_event_t *events, int size);

/* End a wait, or the next one. From any thread and from signal handlers; errno
 * stays as it was. */
void coro__poller_wake(coro__poller_t *poller);

/* A descriptor that poll(2) calls readable when a wait would not wait; -ENOTSUP
 * if the system has none. */
int coro__poller_fd(const coro__poller_t *poller);

/* What poll(2) and epoll_wait(2) take for a timeout: rounded up, so that
 * nothing is early. Better is what takes nanoseconds. */
static inline int coro__poll_ms(int64_t timeout_ns)
{
    int64_t ms = timeout_ns / 1000000 + (timeout_ns % 1000000 > 0);

    if (timeout_ns < 0)
        return -1;
    return ms < INT32_MAX ? (int)ms : INT32_MAX;
}

#endif
