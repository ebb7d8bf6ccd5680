/* SPDX-License-Identifier: MIT */
/*
 * The task-local storage of a task: shared with those that inherited it, and
 * never changed then. What it holds is the affair of src/task/local.c.
 */
#ifndef CORO__SCHED_LOCALS_H
#define CORO__SCHED_LOCALS_H

#include <coro/base.h>
#include <stdlib.h>

typedef struct coro__local {
    const void *key;
    coro_value_t value;
} coro__local_t;

typedef struct coro__locals {
    size_t sharers, count;
    coro__local_t entries[];
} coro__locals_t;

static inline coro__locals_t *coro__locals_share(coro__locals_t *locals)
{
    if (locals != NULL)
        locals->sharers++;
    return locals;
}

static inline void coro__locals_drop(coro__locals_t *locals)
{
    if (locals != NULL && --locals->sharers == 0)
        free(locals);
}

#endif
