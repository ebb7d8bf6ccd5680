/* SPDX-License-Identifier: MIT */
/*
 * The stage for the suites of this directory: a scheduler on a virtual clock,
 * and a trace that bodies append words to and a test compares as a whole.
 *
 *   A1        task A took its first step
 *   A@10      A goes on, at 10 ms
 *   A=5       A got 5, with status 0
 *   A!-7/3    A got the status -7 with the payload 3; the library's own
 *             statuses have names: A!DEADLOCK
 *   hook:A!-7 the unraisable hook was told of A
 *
 * Each test starts with an empty trace, and must have compared all of it at
 * the end; the hook writes to it, too. The scheduler is freed, and every stack
 * must be back.
 */
#ifndef STAGE_H
#define STAGE_H

#include "trace.h"

#include <coro.h>

extern coro_virtual_clock_t stage_time;
extern coro_sched_t *sched; /* NULL: the test has freed it */

void stage_open(void);
void stage_close(void);

/* How many stacks are in use that were not when the stage was opened. */
size_t stage_stacks(void);

/* Run up to that time, at which somebody must still be asleep. */
void stage_run_until(int64_t ms);

/* Another scheduler, with the same clock. */
coro_sched_t *stage_scheduler(void);

/* How many tasks have not ended. */
size_t stage_alive(coro_sched_t *on);

/* Make a task of that name. Not to be released: freeing the scheduler does. */
coro_task_t *task_on(coro_sched_t *on, const char *name, coro_fn_t *fn,
                     coro_value_t arg);
coro_task_t *task(const char *name, coro_fn_t *fn, coro_value_t arg);

/* Make a generator of that name. */
coro_t *generator(const char *name, coro_fn_t *fn, coro_value_t arg);

void trace_now(const char *who);
void trace_got(const char *who, int status, coro_value_t value);

/* ---- Bodies. They call themselves by the name of their coroutine. */

/* Take `arg` steps, with turns for others between: "A1", "A2" ... */
int steps(coro_t *self, coro_value_t arg);
/* Sleep for `arg` ms, "A@10" or what it got instead; return arg. */
int sleeps(coro_t *self, coro_value_t arg);
/* Await *(coro_task_t **)arg, trace what it got, end with the same. */
int awaits(coro_t *self, coro_value_t arg);
/* The same, swallowing every cancellation. */
int insists(coro_t *self, coro_value_t arg);
/* Ask *(coro_task_t **)arg to stop: "A:1", or "A:0" if that is refused. */
int cancels(coro_t *self, coro_value_t arg);
/* Return `arg`. */
int returns(coro_t *self, coro_value_t arg);
/* Fail with CORO_E_USER and the payload `arg`. */
int fails(coro_t *self, coro_value_t arg);

#endif
