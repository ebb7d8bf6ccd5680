/* SPDX-License-Identifier: MIT */
/*
 * The poller on poll(2), with a pipe for being woken: for every system of
 * POSIX. Arming and waiting are O(n).
 *
 * Invariant: asked[0] is the reading end of the pipe; every other number is
 * there once at most.
 */
#include "poll/poll.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_CAPACITY = 16
};

/* Which file is behind a number, and with which tag it was armed. */
typedef struct coro__armed {
    uint32_t tag;
    dev_t device;
    ino_t inode;
} coro__armed_t;

struct coro__poller {
    struct pollfd *asked;
    coro__armed_t *armed; /* of the same index */
    size_t count, capacity;
    int wake_fd; /* the writing end */
};

static int reserve(coro__poller_t *poller)
{
    size_t capacity = poller->capacity ? 2 * poller->capacity : FIRST_CAPACITY;
    struct pollfd *asked;
    coro__armed_t *armed;

    if (poller->count < poller->capacity)
        return 0;
    asked = realloc(poller->asked, capacity * sizeof *asked);
    if (asked == NULL)
        return -ENOMEM;
    poller->asked = asked;
    armed = realloc(poller->armed, capacity * sizeof *armed);
    if (armed == NULL)
        return -ENOMEM;
    poller->armed = armed;
    poller->capacity = capacity;
    return 0;
}

static void set_flags(int fd)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int coro__poller_new(coro__poller_t **made)
{
    coro__poller_t *poller = calloc(1, sizeof *poller);
    int ends[2], rc = -ENOMEM;

    if (poller == NULL)
        return -ENOMEM;
    if (reserve(poller) != 0)
        goto free_poller;
    if (pipe(ends) != 0) {
        rc = -errno;
        goto free_poller;
    }
    set_flags(ends[0]);
    set_flags(ends[1]);
    poller->asked[0] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    poller->count = 1;
    poller->wake_fd = ends[1];
    *made = poller;
    return 0;

free_poller:
    free(poller->asked);
    free(poller->armed);
    free(poller);
    return rc;
}

void coro__poller_free(coro__poller_t *poller)
{
    close(poller->asked[0].fd);
    close(poller->wake_fd);
    free(poller->asked);
    free(poller->armed);
    free(poller);
}

/* Where the number is, or poller->count. */
static size_t find(const coro__poller_t *poller, int fd)
{
    size_t index = 1;

    while (index < poller->count && poller->asked[index].fd != fd)
        index++;
    return index;
}

int coro__poller_arm(coro__poller_t *poller, int fd, uint32_t tag, short events)
{
    size_t index = find(poller, fd);
    bool another = index == poller->count;
    struct stat file;

    if (fstat(fd, &file) != 0)
        return -errno;
    if (S_ISREG(file.st_mode) || S_ISDIR(file.st_mode))
        return -EPERM;
    if (another) {
        if (reserve(poller) != 0)
            return -ENOMEM;
        poller->count++;
    } else {
        another = poller->armed[index].device != file.st_dev ||
                  poller->armed[index].inode != file.st_ino;
    }
    poller->asked[index] = (struct pollfd){.fd = fd, .events = events};
    poller->armed[index] = (coro__armed_t){tag, file.st_dev, file.st_ino};
    return another ? CORO__POLL_ANOTHER : 0;
}

/* Move one to another index. */
static void move(coro__poller_t *poller, size_t from, size_t to)
{
    poller->asked[to] = poller->asked[from];
    poller->armed[to] = poller->armed[from];
}

void coro__poller_disarm(coro__poller_t *poller, int fd)
{
    size_t index = find(poller, fd);

    if (index < poller->count)
        move(poller, --poller->count, index);
}

static void drain_wake(const coro__poller_t *poller)
{
    char bytes[64];

    while (read(poller->asked[0].fd, bytes, sizeof bytes) > 0)
        continue;
}

/* Take those that are ready out, the others move up. */
static int tell(coro__poller_t *poller, coro__poll_event_t *events, int size)
{
    size_t kept = 1;
    int told = 0;

    for (size_t i = 1; i < poller->count; i++) {
        const struct pollfd *asked = &poller->asked[i];

        if (asked->revents != 0 && told < size)
            events[told++] = (coro__poll_event_t){
                asked->fd, poller->armed[i].tag, asked->revents};
        else
            move(poller, i, kept++);
    }
    poller->count = kept;
    return told;
}

int coro__poller_wait(coro__poller_t *poller, int64_t timeout_ns,
                      coro__poll_event_t *events, int size)
{
    int rc =
        poll(poller->asked, (nfds_t)poller->count, coro__poll_ms(timeout_ns));

    if (rc < 0)
        return errno == EINTR ? 0 : -errno;
    if (poller->asked[0].revents != 0)
        drain_wake(poller);
    return rc > 0 ? tell(poller, events, size) : 0;
}

void coro__poller_wake(coro__poller_t *poller)
{
    int saved = errno;

    /* EAGAIN: as readable as can be. */
    while (write(poller->wake_fd, "", 1) < 0 && errno == EINTR)
        continue;
    errno = saved;
}

int coro__poller_fd(const coro__poller_t *poller)
{
    (void)poller;
    return -ENOTSUP;
}
