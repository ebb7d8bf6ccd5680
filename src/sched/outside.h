/* SPDX-License-Identifier: MIT */
/*
 * What reaches a scheduler from outside: descriptors that get ready, and posts
 * of other threads. It is made when first needed; a scheduler without waits by
 * its clock alone.
 */
#ifndef CORO__SCHED_OUTSIDE_H
#define CORO__SCHED_OUTSIDE_H

#include "poll/poll.h"
#include "sched/wait.h"

/* A descriptor that tasks wait for, or once did. */
typedef struct coro__descriptor {
    coro__line_t line; /* who waits; not empty: it is armed */
    uint32_t tag;      /* it was armed with; an older one is another file's */
} coro__descriptor_t;

typedef struct coro__outside {
    coro__poller_t *poller;
    coro__descriptor_t **pages; /* of descriptors, which do not move */
    size_t page_count;
    size_t waiting;     /* tasks that wait for descriptors */
    size_t posters;     /* posts that may come: those that are not finished */
    coro_post_t *inbox; /* that have come, last first; atomic */
    coro_post_t *due;   /* taken out of there, first first */
    uint64_t polls;     /* how often it was looked at */
    uint64_t posts;     /* how many were run */
    unsigned forks;     /* between the first process and the one it is of */
} coro__outside_t;

/* ---- outside.c */

/* Make it, if it is not there. 0, -ENOMEM, -EMFILE, -ENFILE or CORO_E_FORKED. */
int coro__outside_open(coro_sched_t *sched);
void coro__outside_close(coro_sched_t *sched);

/* Is it another process's, of which this is a child? Then the poller is shared:
 * whatever is asked of it is asked of the parent's, too. */
bool coro__outside_is_inherited(const coro__outside_t *outside);

/* See what has come; wait for it, until the next alarm or the deadline, if
 * there is nothing else to do. 0, an error of the poller,
 * or CORO_E_FORKED. */
int coro__outside_look(coro_sched_t *sched, int64_t deadline_ns);

/* May something come that waiting for makes sense? */
bool coro__outside_expects(const coro_sched_t *sched);

/* Does it wait in place of the clock? It does for the machine's. */
bool coro__outside_keeps_time(const coro_sched_t *sched);

/* ---- descriptor.c */

/* Wait until one of `events` is there. 0, -ETIMEDOUT or -ECANCELED; -EBADF: it
 * is no descriptor, or not the same any more; what the poller refused with. */
int coro__descriptor_wait(coro_task_t *task, int fd, short events,
                          int64_t deadline_ns);

/* Its tasks are to know what the poller found. */
void coro__descriptor_report(coro__outside_t *outside,
                             const coro__poll_event_t *event);

/* It is about to be closed: whoever waits for it gets -EBADF. */
void coro__descriptor_forget(coro__outside_t *outside, int fd);

void coro__descriptors_free(coro__outside_t *outside);

/* ---- post.c */

/* Has one come? */
bool coro__posts_came(const coro__outside_t *outside);

/* Run those that have come. */
void coro__posts_run(coro__outside_t *outside);

#endif
