/* SPDX-License-Identifier: MIT */
/*
 * Who waits for which descriptor.
 *
 * A descriptor is armed for what all in its line wait for, each time one joins
 * and when some are left after a report. So the poller has a chance to find
 * that the number is another file's by now; those who waited for the old one
 * are told then.
 */
#include "sched/outside.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGE = 64, /* descriptors */
    /* Told to everybody, asked for or not. */
    ALWAYS = POLLERR | POLLHUP | POLLNVAL
};

/* Lies on the stack of the task. */
typedef struct descriptor_wait {
    coro__wait_t wait;
    int fd;
    short events;
} descriptor_wait_t;

static int fd_of(const coro__wait_t *wait)
{
    return CORO__OWNER(const descriptor_wait_t, wait, wait)->fd;
}

static const coro__wait_kind_t kind = {.name = "descriptor", .fd = fd_of};

static descriptor_wait_t *waiting_at(coro__place_t *place)
{
    return CORO__OWNER(descriptor_wait_t, wait, coro__wait_at(place));
}

/* Make the table of pages as long as `count`. */
static int reserve_pages(coro__outside_t *outside, size_t count)
{
    coro__descriptor_t **pages;
    size_t length = outside->page_count ? outside->page_count : 1;

    if (count <= outside->page_count)
        return 0;
    while (length < count)
        length *= 2;
    pages = realloc(outside->pages, length * sizeof(coro__descriptor_t *));
    if (pages == NULL)
        return -ENOMEM;
    memset(pages + outside->page_count, 0,
           (length - outside->page_count) * sizeof(coro__descriptor_t *));
    outside->pages = pages;
    outside->page_count = length;
    return 0;
}

/* The entry of a number; NULL if there is none. */
static coro__descriptor_t *find(const coro__outside_t *outside, int fd)
{
    size_t page = (size_t)fd / PAGE;

    if (fd < 0 || page >= outside->page_count || outside->pages[page] == NULL)
        return NULL;
    return &outside->pages[page][fd % PAGE];
}

/* The entry of a number that is open; NULL with *rc. */
static coro__descriptor_t *find_or_make(coro__outside_t *outside, int fd,
                                        int *rc)
{
    coro__descriptor_t *descriptor = find(outside, fd);
    size_t page = (size_t)fd / PAGE;

    if (descriptor != NULL)
        return descriptor;
    if (fcntl(fd, F_GETFD) < 0) { /* no table for what cannot be */
        *rc = -errno;
        return NULL;
    }
    *rc = reserve_pages(outside, page + 1);
    if (*rc != 0)
        return NULL;
    descriptor = calloc(PAGE, sizeof(coro__descriptor_t));
    outside->pages[page] = descriptor;
    if (descriptor == NULL) {
        *rc = -ENOMEM;
        return NULL;
    }
    return &descriptor[fd % PAGE];
}

/* What those in the line wait for. */
static short wanted(const coro__descriptor_t *descriptor)
{
    coro__place_t *place = descriptor->line.first;
    short events = 0;

    for (; place != NULL; place = place->next)
        events = (short)(events | waiting_at(place)->events);
    return events;
}

static void interrupt_all(coro__descriptor_t *descriptor, int status)
{
    while (descriptor->line.first != NULL)
        coro__wait_interrupt(coro__wait_at(descriptor->line.first), status);
}

static int arm(const coro__outside_t *outside, coro__descriptor_t *descriptor,
               int fd, short events)
{
    int rc = coro__poller_arm(outside->poller, fd, descriptor->tag + 1, events);

    if (rc >= 0)
        descriptor->tag++;
    return rc;
}

/* In a child of fork(2) the poller is the parent's as well. */
static void disarm(const coro__outside_t *outside, int fd)
{
    if (!coro__outside_is_inherited(outside))
        coro__poller_disarm(outside->poller, fd);
}

/* Arm it for one more, who is not in the line yet. */
static int arm_also(const coro__outside_t *outside,
                    coro__descriptor_t *descriptor, int fd, short events)
{
    int rc = arm(outside, descriptor, fd, (short)(wanted(descriptor) | events));

    /* All that are in the line wait for a file that is no longer there. */
    if (rc == CORO__POLL_ANOTHER || rc == -EBADF || rc == -EPERM)
        interrupt_all(descriptor, -EBADF);
    return rc < 0 ? rc : 0;
}

static int park(coro_task_t *task, coro__descriptor_t *descriptor, int fd,
                short events, int64_t deadline_ns)
{
    coro__outside_t *outside = task->sched->outside;
    descriptor_wait_t waiting = {.wait = {.kind = &kind, .late = -ETIMEDOUT},
                                 .fd = fd,
                                 .events = events};
    int status;

    coro__line_join(&descriptor->line, &waiting.wait.place);
    outside->waiting++;
    status =
        coro__wait_park(task, &waiting.wait, CORO_TASK_WAITING, deadline_ns);
    outside->waiting--;
    if (status != 0 && descriptor->line.first == NULL)
        disarm(outside, fd);
    return coro__wait_told(task) ? -ECANCELED : status;
}

int coro__descriptor_wait(coro_task_t *task, int fd, short events,
                          int64_t deadline_ns)
{
    coro__descriptor_t *descriptor;
    int rc;

    if (fd < 0)
        return -EBADF;
    rc = coro__outside_open(task->sched);
    if (rc != 0)
        return rc;
    descriptor = find_or_make(task->sched->outside, fd, &rc);
    if (descriptor == NULL)
        return rc;
    rc = arm_also(task->sched->outside, descriptor, fd, events);
    if (rc == -EPERM) /* never has to be waited for */
        return 0;
    return rc == 0 ? park(task, descriptor, fd, events, deadline_ns) : rc;
}

/* Arm it again for those who got nothing. */
static void arm_again(const coro__outside_t *outside,
                      coro__descriptor_t *descriptor, int fd)
{
    int rc;

    if (descriptor->line.first == NULL)
        return;
    rc = arm(outside, descriptor, fd, wanted(descriptor));
    if (rc < 0)
        interrupt_all(descriptor, rc == -EPERM ? -EBADF : rc);
}

void coro__descriptor_report(coro__outside_t *outside,
                             const coro__poll_event_t *event)
{
    coro__descriptor_t *descriptor = find(outside, event->fd);
    coro__place_t *place, *next;

    if (descriptor == NULL || descriptor->tag != event->tag)
        return; /* it was the file before */
    for (place = descriptor->line.first; place != NULL; place = next) {
        descriptor_wait_t *waiting = waiting_at(place);

        next = place->next;
        if (event->events & POLLNVAL) {
            coro__wait_interrupt(&waiting->wait, -EBADF);
        } else if (event->events & (waiting->events | ALWAYS)) {
            coro__line_leave(place);
            coro__wait_wake(&waiting->wait);
        }
    }
    arm_again(outside, descriptor, event->fd);
}

void coro__descriptor_forget(coro__outside_t *outside, int fd)
{
    coro__descriptor_t *descriptor = find(outside, fd);

    if (descriptor == NULL)
        return;
    disarm(outside, fd); /* it may have duplicates */
    interrupt_all(descriptor, -EBADF);
}

void coro__descriptors_free(coro__outside_t *outside)
{
    for (size_t i = 0; i < outside->page_count; i++)
        free(outside->pages[i]);
    free(outside->pages);
}
