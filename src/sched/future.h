/* SPDX-License-Identifier: MIT */
/*
 * Futures, for this module and those above it: being done, and telling those
 * who wait.
 *
 * Telling has two forms. A task that waits for this one future is made ready
 * at once. All others are noted: `done` is called by the loop when the present
 * step is over, in the order of completion. So a cancel that comes later in
 * the same step still meets a gather, a wait or a group as it was.
 */
#ifndef CORO__SCHED_FUTURE_H
#define CORO__SCHED_FUTURE_H

#include "sched/line.h"
#include <stdbool.h>

/* It is done, with status 0 or an error, and tells all in its line. */
void coro__future_complete(coro_future_t *future, coro__pair_t outcome);

/* Ask it to stop: a task as coro__task_cancel, any other is cancelled now.
 * False if it is done. */
bool coro__future_cancel(coro_future_t *future);

/* How its outcome looks to others. */
int coro__future_status(const coro_future_t *future);

/* Look at a future; if it is not done, join its line, `done` to be called.
 * `awaited` is a place of the caller's until coro__future_unwatch, which he
 * owes in either case: a task is held for so long. Returns whether it is
 * done. */
bool coro__future_watch(coro_awaited_t *awaited);
void coro__future_unwatch(coro_awaited_t *awaited);

/* Have `done` called, when the present step is over; it is in no line. */
void coro__future_note(coro_awaited_t *awaited);

/* Note that somebody gets what `awaited` came to; it is still watched. */
void coro__future_taken(const coro_awaited_t *awaited);

#endif
