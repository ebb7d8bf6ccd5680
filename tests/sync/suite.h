/* SPDX-License-Identifier: MIT */
/* What every suite of this directory does the same way. */
#ifndef SYNC_SUITE_H
#define SYNC_SUITE_H

#include "sched/suite.h"

/* `arg` milliseconds from now, for ever if it is 0. */
static inline int64_t deadline_of(coro_t *self, coro_value_t arg)
{
    return arg.i64 > 0 ? coro_deadline(self, CORO_MS(arg.i64)) : CORO_NEVER;
}

/* Trace what a wait came to; a task that is asked to stop ends so. */
static inline int waited(coro_t *self, int rc)
{
    trace_got(coro_name(self), rc, coro_none());
    return rc == -ECANCELED ? rc : 0;
}

#endif
