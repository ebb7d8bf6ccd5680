/* SPDX-License-Identifier: MIT */
/*
 * Statements that go on to the next one with a result, or raise: a call of the
 * library each. LANGUAGE.md, sections 4 to 7.
 */
#ifndef ACT_H
#define ACT_H

#include "frame.h"

/* act_task.c */
act_t act_say, act_log, act_set, act_spawn, act_sleep, act_cancel,
    act_cancelling, act_uncancel, act_setlocal, act_getlocal;
/* act_future.c */
act_t act_await, act_shield, act_wait_for, act_gather, act_gatherx, act_wait,
    act_newfuture, act_setresult, act_seterror, act_result, act_exception,
    act_reschedule;
/* act_sync.c */
act_t act_event, act_evset, act_evclear, act_evwait, act_lock, act_sem,
    act_bsem, act_cond, act_acquire, act_release, act_cwait, act_notify,
    act_notify_all;
/* act_barrier.c */
act_t act_barrier, act_bwait, act_babort, act_breset;
/* act_queue.c */
act_t act_queue, act_lifo, act_prio, act_put, act_try_put, act_get, act_try_get,
    act_join, act_done, act_shutdown, act_shutdown_now;
/* act_state.c */
act_t act_state;
/* act_gen.c */
act_t act_new, act_yield, act_anext, act_asend, act_athrow, act_aclose;

/* Take the next item of a generator, for a `for` loop. */
outcome_t act_next_of(const value_t *handle);

/* The body of every task; `arg` points to its frame. */
coro_fn_t act_task_body;

/* A frame for a block, with the arguments of a statement that calls it. */
frame_t *act_frame(const frame_t *caller, const stmt_t *stmt, const char *name);

#endif
