/* SPDX-License-Identifier: MIT */
/*
 * The poller on epoll(7), with an eventfd(2) for being woken.
 *
 * It has no table of its own: the kernel knows what is armed. A number whose
 * file was closed is gone there, or, while a duplicate lives, armed with an old
 * tag.
 */
#include "base/msan.h"
#include "poll/poll.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

_Static_assert(POLLIN == (int)EPOLLIN && POLLOUT == (int)EPOLLOUT &&
                   POLLPRI == (int)EPOLLPRI && POLLERR == (int)EPOLLERR &&
                   POLLHUP == (int)EPOLLHUP,
               "events need no translation");

#if CORO__HAVE_VALGRIND
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#ifdef __GLIBC__
#define HAVE_EPOLL_PWAIT2 __GLIBC_PREREQ(2, 35)
#else
#define HAVE_EPOLL_PWAIT2 0
#endif

enum {
    BATCH = 64,
    NS_PER_SECOND = 1000000000
};

struct coro__poller {
    int epoll_fd;
    int wake_fd;
    bool is_coarse; /* the kernel knows milliseconds only */
};

static uint64_t data_of(int fd, uint32_t tag)
{
    return (uint64_t)tag << 32 | (uint32_t)fd;
}

static int watch_wake(const coro__poller_t *poller)
{
    struct epoll_event event = {.events = EPOLLIN,
                                .data.u64 = data_of(poller->wake_fd, 0)};

    return epoll_ctl(poller->epoll_fd, EPOLL_CTL_ADD, poller->wake_fd, &event);
}

int coro__poller_new(coro__poller_t **made)
{
    coro__poller_t *poller = malloc(sizeof *poller);
    int rc;

    if (poller == NULL)
        return -ENOMEM;
    /* Many a Valgrind would warn of a call that it does not know. */
    poller->is_coarse = RUNNING_ON_VALGRIND;
    poller->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (poller->epoll_fd < 0)
        goto free_poller;
    poller->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (poller->wake_fd < 0)
        goto close_epoll;
    if (watch_wake(poller) != 0)
        goto close_wake;
    *made = poller;
    return 0;

close_wake:
    rc = -errno;
    close(poller->wake_fd);
    errno = -rc;
close_epoll:
    rc = -errno;
    close(poller->epoll_fd);
    errno = -rc;
free_poller:
    rc = -errno;
    free(poller);
    return rc;
}

void coro__poller_free(coro__poller_t *poller)
{
    close(poller->wake_fd);
    close(poller->epoll_fd);
    free(poller);
}

int coro__poller_arm(coro__poller_t *poller, int fd, uint32_t tag, short events)
{
    struct epoll_event event = {.events = (uint32_t)events | EPOLLONESHOT,
                                .data.u64 = data_of(fd, tag)};

    if (epoll_ctl(poller->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0)
        return 0;
    if (errno != ENOENT)
        return -errno;
    if (epoll_ctl(poller->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0)
        return CORO__POLL_ANOTHER;
    return -errno;
}

void coro__poller_disarm(coro__poller_t *poller, int fd)
{
    struct epoll_event ignored;

    epoll_ctl(poller->epoll_fd, EPOLL_CTL_DEL, fd, &ignored);
}

static void drain_wake(const coro__poller_t *poller)
{
    uint64_t count;
    ssize_t got = read(poller->wake_fd, &count, sizeof count);

    (void)got; /* EAGAIN: it was drained before */
}

/* epoll_pwait2(2), where the C library has it. Without, -1 with ENOSYS. */
static int wait_exactly(const coro__poller_t *poller, struct epoll_event *found,
                        int size, int64_t timeout_ns)
{
#if HAVE_EPOLL_PWAIT2
    const struct timespec timeout = {(time_t)(timeout_ns / NS_PER_SECOND),
                                     (long)(timeout_ns % NS_PER_SECOND)};

    int count = epoll_pwait2(poller->epoll_fd, found, size, &timeout, NULL);

    coro__written(found, count > 0 ? (size_t)count * sizeof *found : 0);
    return count;
#else
    (void)poller, (void)found, (void)size, (void)timeout_ns;
    errno = ENOSYS;
    return -1;
#endif
}

/* As epoll_wait(2), but with nanoseconds if that can be: before Linux 5.11 it
 * cannot, and some sandboxes refuse what they do not know with EPERM. */
static int wait_ns(coro__poller_t *poller, struct epoll_event *found, int size,
                   int64_t timeout_ns)
{
    int count;

    if (timeout_ns > 0 && !poller->is_coarse) {
        count = wait_exactly(poller, found, size, timeout_ns);
        if (count >= 0 || (errno != ENOSYS && errno != EPERM))
            return count;
        poller->is_coarse = true;
    }
    return epoll_wait(poller->epoll_fd, found, size, coro__poll_ms(timeout_ns));
}

int coro__poller_wait(coro__poller_t *poller, int64_t timeout_ns,
                      coro__poll_event_t *events, int size)
{
    struct epoll_event found[BATCH];
    int count, told = 0;

    count = wait_ns(poller, found, size < BATCH ? size : BATCH, timeout_ns);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        int fd = (int)(uint32_t)found[i].data.u64;

        if (fd == poller->wake_fd)
            drain_wake(poller);
        else
            events[told++] =
                (coro__poll_event_t){fd, (uint32_t)(found[i].data.u64 >> 32),
                                     (short)found[i].events};
    }
    return told;
}

void coro__poller_wake(coro__poller_t *poller)
{
    const uint64_t one = 1;
    int saved = errno;

    /* EAGAIN: as readable as can be. */
    while (write(poller->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        continue;
    errno = saved;
}

int coro__poller_fd(const coro__poller_t *poller)
{
    return poller->epoll_fd;
}
