/* SPDX-License-Identifier: MIT */
/*
 * What tasks do with each other: futures, cancelling, timeouts, groups, and
 * waiting for one or several, after Python's asyncio.
 *
 * Whatever can be awaited is a coro_future_t: every task has one
 * (coro_task_future), and a program puts others where it likes. A request to
 * stop a task is counted, passed on to what the task awaits, and delivered as
 * -ECANCELED where that ends. docs/tasks.md has the rules.
 *
 * Unless a docstring says otherwise: `self` is the body's own coroutine, a
 * task's or a generator's that a task drives; every call that takes one
 * returns CORO_E_NOT_CURRENT if it is not the innermost, CORO_E_NO_SCHED
 * outside of tasks, and -EINVAL for NULL in place of anything it needs. A
 * deadline is a time on the scheduler's clock (coro_deadline), CORO_NEVER for
 * none. Nothing allocates.
 */
#ifndef CORO_TASK_H
#define CORO_TASK_H

#include <coro/sched.h>

CORO__EXTERN_C_BEGIN

/* ------------------------------------------------------------------------
 * Futures
 */

/* A pending future. It must live until nobody waits for it any more, and not
 * be copied. */
#define CORO_FUTURE_INIT              \
    {                                 \
        {NULL, NULL}, {0}, 0, 0, 0, 0 \
    }

/**
 * Set the result of a future, and tell everybody who waits for it.
 *
 * @param future The future; not a task's.
 * @param value The result; a pointer must be good as long as anybody may ask.
 * @return 0; CORO_E_FINISHED, with nothing changed, if it is done. -EINVAL if
 *   it is NULL or a task's.
 * Suspends: never; those who wait go on when the caller's turn ends.
 * Threads: that of those who wait.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Future.set_result.
 * Since: 0.1
 * See: coro_future_await()
 */
CORO_API int coro_future_set(coro_future_t *future, coro_value_t value);

/**
 * Let a future fail, and tell everybody who waits for it.
 *
 * @param future The future; not a task's.
 * @param error The error, below 0; not -ECANCELED nor
 *   CORO_E_AWAITED_CANCELLED: use coro_future_cancel.
 * @param payload What goes with it.
 * @return As coro_future_set; -EINVAL for any other error, too.
 * Suspends: never; those who wait go on when the caller's turn ends.
 * Threads: that of those who wait.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Future.set_exception.
 * Since: 0.1
 * See: coro_future_fini()
 */
CORO_API int coro_future_fail(coro_future_t *future, int error,
                              coro_value_t payload);

/**
 * Cancel a future; of a task, ask the task to stop.
 *
 * Those who await a future that is cancelled get CORO_E_AWAITED_CANCELLED.
 *
 * @param future The future.
 * @return 0: it is cancelled, or the task is asked. CORO_E_FINISHED if it is
 *   done. -EINVAL if it is NULL.
 * Suspends: never.
 * Threads: that of those who wait.
 * Cost: O(n) of those who wait; of a task's as coro_task_cancel.
 * Source: asyncio.Future.cancel.
 * Since: 0.1
 * See: coro_task_cancel()
 */
CORO_API int coro_future_cancel(coro_future_t *future);

/**
 * Tell whether a future is done.
 *
 * @param future The future, not NULL.
 * @return 1 if it has a result, has failed or is cancelled; otherwise 0.
 * Suspends: never.
 * Threads: that of those who wait.
 * Cost: none.
 * Source: asyncio.Future.done.
 * Since: 0.1
 * See: coro_future_result()
 */
CORO_API int coro_future_is_done(const coro_future_t *future);

/**
 * Return the result of a future without waiting.
 *
 * @param future The future, not NULL.
 * @param out Where to put the result, or the payload of its error.
 * @return 0, or its error; CORO_E_AWAITED_CANCELLED if it was cancelled;
 *   CORO_E_PENDING, with out none, if it is not done.
 * Suspends: never.
 * Threads: that of those who wait.
 * Cost: none.
 * Source: asyncio.Future.result.
 * Since: 0.1
 * See: coro_task_result()
 */
CORO_API int coro_future_result(coro_future_t *future, coro_value_t *out);

/**
 * Wait until a future is done and take its result.
 *
 * If the task is asked to stop meanwhile, the future is cancelled, or the
 * task whose it is asked to stop: coro_shield prevents it.
 *
 * @param self The body's own coroutine.
 * @param future The future. A task's needs its handle when this is called,
 *   not until it returns; any other may go as soon as it is done.
 * @param out Where to put the result, or the payload of its error.
 * @return 0, or its error. CORO_E_AWAITED_CANCELLED: it was cancelled.
 *   -ECANCELED: this task is asked to stop. For a task's as coro_await.
 * Suspends: if it is not done.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: PEP 492, `await future`.
 * Since: 0.1
 * See: coro_await()
 */
CORO_API CORO_SUSPENDS int
coro_future_await(coro_t *self, coro_future_t *future, coro_value_t *out);

/**
 * Have a function called when a future is done.
 *
 * It is called once, by the scheduler, between two turns: after the step in
 * which the future is done, in the order in which futures are done and
 * functions were registered. It must not suspend. Freeing the scheduler
 * forgets those on its tasks; others must be taken back before.
 *
 * @param sched The scheduler that calls it, while it runs.
 * @param node The caller's, with `future` and `ctx` set; must live until the
 *   call, where its `status` and `value` tell the outcome, or until
 *   coro_future_forget.
 * @param fn The function.
 * @return 0; -EINVAL if one of these is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1).
 * Source: asyncio.Future.add_done_callback.
 * Since: 0.1
 * See: coro_future_forget()
 */
CORO_API int coro_future_on_done(coro_sched_t *sched, coro_awaited_t *node,
                                 void (*fn)(coro_awaited_t *node));

/**
 * Take a function back that has not been called yet.
 *
 * @param node What coro_future_on_done was given; not NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1).
 * Source: asyncio.Future.remove_done_callback.
 * Since: 0.1
 * See: coro_future_on_done()
 */
CORO_API void coro_future_forget(coro_awaited_t *node);

/**
 * Part with a future of one's own.
 *
 * If it holds an error that nobody took, the unraisable hook is told.
 *
 * @param future The future; not a task's. It may be used anew afterwards, if
 *   set to CORO_FUTURE_INIT.
 * @return 0; CORO_E_RUNNING, with nothing changed, if somebody waits for it.
 *   -EINVAL if it is NULL or a task's.
 * Suspends: never.
 * Threads: that of those who waited.
 * Cost: none.
 * Source: dropping a Future in asyncio ("exception was never retrieved").
 * Since: 0.1
 * See: coro_future_fail()
 */
CORO_API int coro_future_fini(coro_future_t *future);

/* ------------------------------------------------------------------------
 * Cancelling
 */

/**
 * Ask a task to stop.
 *
 * The request is counted. A task that awaits others passes it on to them; one
 * that waits for anything else gets -ECANCELED there; otherwise it gets that
 * where it waits or gives up its turn next, in place of whatever that would
 * have given. A task that has not started never does. It is told once, and
 * may go on all the same.
 *
 * @param task The task; also the caller's own.
 * @return 0: asked. CORO_E_FINISHED, with nothing changed: it has ended.
 *   -EINVAL: it is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1) for each task and future that it is passed on to; O(log n) of
 *   those sleeping.
 * Source: asyncio.Task.cancel.
 * Since: 0.1
 * See: coro_task_uncancel(), docs/tasks.md
 */
CORO_API int coro_task_cancel(coro_task_t *task);

/**
 * Return how many requests to stop a task has got, less those taken back.
 *
 * @param task The task, not NULL.
 * @return The number.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Task.cancelling.
 * Since: 0.1
 * See: coro_task_cancel()
 */
CORO_API unsigned coro_task_cancelling(const coro_task_t *task);

/**
 * Take a request to stop back.
 *
 * If it was the last one, and the task is still to be told, it will not be.
 * What it was told already, and what was cancelled for it, stays.
 *
 * @param task The task, not NULL.
 * @return The number of requests that are left.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Task.uncancel.
 * Since: 0.1
 * See: coro_task_cancelling()
 */
CORO_API unsigned coro_task_uncancel(coro_task_t *task);

/**
 * Return the task a body runs in.
 *
 * @param self The body's own coroutine.
 * @return The task; not a reference, so not to be released. NULL outside of
 *   tasks, or if self is not the innermost.
 * Suspends: never.
 * Threads: the one that runs the body.
 * Cost: a thread-local load.
 * Source: asyncio.current_task.
 * Since: 0.1
 * See: coro_sched_of()
 */
CORO_API coro_task_t *coro_task_current(coro_t *self);

/* ------------------------------------------------------------------------
 * Timeouts
 */

/* A scope with a deadline; on the stack of the body. Its fields are
 * private. */
typedef struct coro_timeout {
    coro__alarm_t alarm;
    struct coro_timeout *outer; /* of the same task */
    coro_task_t *task;
    unsigned cancels; /* of the task, on entry */
    unsigned char expired, left;
} coro_timeout_t;

/**
 * Begin a scope that is asked to stop at a deadline.
 *
 * When it passes, the task gets a request to stop, which coro_timeout_end
 * takes back. Scopes nest. A deadline that has passed already counts when the
 * task first waits.
 *
 * @param self The body's own coroutine.
 * @param timeout The scope; must live until coro_timeout_end, which the body
 *   owes from now on whatever happens.
 * @param deadline_ns When; CORO_NEVER for now.
 * @return 0; -ENOMEM, with nothing begun.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(log n) of deadlines; now and then room for them is allocated.
 * Source: asyncio.timeout, asyncio.timeout_at.
 * Since: 0.1
 * See: coro_timeout_end(), coro_wait_for()
 */
CORO_API int coro_timeout_begin(coro_t *self, coro_timeout_t *timeout,
                                int64_t deadline_ns);

/**
 * End the scope of a timeout.
 *
 * @param self The body's own coroutine, in the task that began it.
 * @param timeout The scope.
 * @param rc What the scope came to: 0 or an error.
 * @return -ETIMEDOUT, if rc says cancelled, the deadline has passed, and
 *   nobody else asked the task to stop since the scope began. Otherwise rc;
 *   CORO_E_FINISHED if it was ended before.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(log n) of deadlines.
 * Source: asyncio.timeout.
 * Since: 0.1
 * See: coro_timeout_begin()
 */
CORO_API int coro_timeout_end(coro_t *self, coro_timeout_t *timeout, int rc);

/**
 * Move the deadline of a scope.
 *
 * @param timeout The scope; of any task of the scheduler.
 * @param deadline_ns When; CORO_NEVER for no deadline.
 * @return 0; CORO_E_FINISHED if it has expired or was left. -EINVAL if it is
 *   NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(log n) of deadlines.
 * Source: asyncio.Timeout.reschedule.
 * Since: 0.1
 * See: coro_timeout_begin()
 */
CORO_API int coro_timeout_reschedule(coro_timeout_t *timeout,
                                     int64_t deadline_ns);

/**
 * Tell whether the deadline of a scope has passed while it lasted.
 *
 * @param timeout The scope, not NULL; also one that was left.
 * @return 1 or 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Timeout.expired.
 * Since: 0.1
 * See: coro_timeout_end()
 */
CORO_API int coro_timeout_expired(const coro_timeout_t *timeout);

/* ------------------------------------------------------------------------
 * Waiting for one
 */

/**
 * Wait until a future is done, but keep requests to stop from it.
 *
 * @param self The body's own coroutine.
 * @param future The future.
 * @param out Where to put the result, or the payload of its error.
 * @return As coro_future_await. After -ECANCELED what was waited for goes on.
 * Suspends: if it is not done.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: asyncio.shield. Difference: a failure that comes after the waiting
 *   was given up is reported as any that nobody took.
 * Since: 0.1
 * See: coro_future_await()
 */
CORO_API CORO_SUSPENDS int coro_shield(coro_t *self, coro_future_t *future,
                                       coro_value_t *out);

/**
 * Wait for a future up to a deadline; then cancel it and wait for its end.
 *
 * So a result that comes all the same is never lost. With a deadline that has
 * passed it is cancelled at once, unless it is done.
 *
 * @param self The body's own coroutine.
 * @param future The future.
 * @param deadline_ns When.
 * @param out Where to put the result, or the payload of its error.
 * @return As coro_future_await; -ETIMEDOUT: it was cancelled at the deadline.
 * Suspends: if it is not done.
 * Threads: the scheduler's.
 * Cost: two switches; O(log n) of deadlines.
 * Source: asyncio.wait_for.
 * Since: 0.1
 * See: coro_timeout_begin()
 */
CORO_API CORO_SUSPENDS int coro_wait_for(coro_t *self, coro_future_t *future,
                                         int64_t deadline_ns,
                                         coro_value_t *out);

/* ------------------------------------------------------------------------
 * Waiting for several
 */

/**
 * Wait for all of several futures, or the first of them that fails.
 *
 * The others go on when one has failed. A request to stop is passed on to all
 * of them.
 *
 * @param self The body's own coroutine.
 * @param awaited An array of the caller's, with `future` set; the same one
 *   may be in it more than once. Afterwards `status` and `value` tell what
 *   each came to, as far as that is known.
 * @param count How many.
 * @param failed Where to put the element whose error is returned; NULL if
 *   there is none.
 * @return 0: all have a result. The error of the first that failed, with its
 *   payload; CORO_E_AWAITED_CANCELLED if it was cancelled. -ECANCELED: this
 *   task is asked to stop. CORO_E_WRONG_SCHED: one is another scheduler's
 *   task.
 * Suspends: unless what is done already decides it.
 * Threads: the scheduler's.
 * Cost: two switches and O(count).
 * Source: asyncio.gather.
 * Since: 0.1
 * See: coro_gather_collect(), coro_group_begin()
 */
CORO_API CORO_SUSPENDS int coro_gather(coro_t *self, coro_awaited_t *awaited,
                                       size_t count,
                                       const coro_awaited_t **failed);

/**
 * Wait for all of several futures, however they end.
 *
 * @param self The body's own coroutine.
 * @param awaited As for coro_gather; afterwards all are known.
 * @param count How many.
 * @return 0, also if some have failed. -ECANCELED, CORO_E_WRONG_SCHED: as
 *   coro_gather.
 * Suspends: unless all are done.
 * Threads: the scheduler's.
 * Cost: two switches and O(count).
 * Source: asyncio.gather with return_exceptions.
 * Since: 0.1
 * See: coro_gather()
 */
CORO_API CORO_SUSPENDS int
coro_gather_collect(coro_t *self, coro_awaited_t *awaited, size_t count);

/* What coro_wait waits for. */
typedef enum coro_wait_mode {
    CORO_WAIT_FIRST, /* one is done */
    CORO_WAIT_ERROR, /* one has failed, or all are done */
    CORO_WAIT_ALL    /* all are done */
} coro_wait_mode_t;

/**
 * Wait for some of several futures, and leave them alone.
 *
 * @param self The body's own coroutine.
 * @param awaited As for coro_gather. Afterwards the `status` of those that are
 *   not done is CORO_E_PENDING.
 * @param count How many, not 0.
 * @param mode For which; to be cancelled is no failure here.
 * @param deadline_ns Until when; nothing is cancelled then.
 * @return 0; -ETIMEDOUT. -ECANCELED: this task is asked to stop, the futures
 *   are not. CORO_E_WRONG_SCHED: as coro_gather.
 * Suspends: unless what is done already decides it.
 * Threads: the scheduler's.
 * Cost: two switches and O(count).
 * Source: asyncio.wait.
 * Since: 0.1
 * See: coro_as_completed_begin()
 */
CORO_API CORO_SUSPENDS int coro_wait(coro_t *self, coro_awaited_t *awaited,
                                     size_t count, coro_wait_mode_t mode,
                                     int64_t deadline_ns);

/* Futures in the order in which they are done. Its fields are private. */
typedef struct coro_as_completed {
    coro__line_t done; /* of coro_awaited_t: done, and not taken yet */
    coro_awaited_t *awaited;
    size_t count, left; /* how many in all; how many not taken yet */
    struct coro__wait *waiting;
} coro_as_completed_t;

/**
 * Begin to take futures in the order in which they are done.
 *
 * @param self The body's own coroutine.
 * @param set Where to keep track; must live until coro_as_completed_end,
 *   which the body owes from now on.
 * @param awaited As for coro_gather; must live as long.
 * @param count How many.
 * @return 0; CORO_E_WRONG_SCHED: as coro_gather.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(count).
 * Source: asyncio.as_completed.
 * Since: 0.1
 * See: coro_as_completed_next()
 */
CORO_API int coro_as_completed_begin(coro_t *self, coro_as_completed_t *set,
                                     coro_awaited_t *awaited, size_t count);

/**
 * Take the next future that is done, or wait for one.
 *
 * Those done when it began come first, in the order of the array.
 *
 * @param self The body's own coroutine.
 * @param set What coro_as_completed_begin set up.
 * @param deadline_ns Until when to wait.
 * @param awaited Where to put the element of the array; its `status` and
 *   `value` tell the outcome.
 * @return 0; CORO_DONE: all were taken. -ETIMEDOUT; -ECANCELED: this task is
 *   asked to stop, the futures are not. In these cases it can be called again.
 * Suspends: if none is done that was not taken.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: asyncio.as_completed.
 * Since: 0.1
 * See: coro_as_completed_end()
 */
CORO_API CORO_SUSPENDS int coro_as_completed_next(coro_t *self,
                                                  coro_as_completed_t *set,
                                                  int64_t deadline_ns,
                                                  coro_awaited_t **awaited);

/**
 * Give up what coro_as_completed_begin began.
 *
 * @param set The set, not NULL; the futures go on.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(count).
 * Source: libcoro.
 * Since: 0.1
 * See: coro_as_completed_begin()
 */
CORO_API void coro_as_completed_end(coro_as_completed_t *set);

/* ------------------------------------------------------------------------
 * Groups
 */

/* Tasks that end before a body goes on; on the stack of that body. Its fields
 * are private. */
typedef struct coro_group {
    coro_task_t *parent;
    coro__line_t children; /* the end of which is not noted yet */
    coro__line_t failed;   /* in the order in which they did */
    struct coro__wait *waiting;
    void (*on_failure)(void *ctx, coro_task_t *task, int status,
                       coro_value_t payload);
    void *ctx;
    unsigned char ending, aborting, asked_parent;
} coro_group_t;

/**
 * Begin a group: tasks that will have ended when coro_group_end returns.
 *
 * If one of them fails, the others and the body are asked to stop.
 *
 * @param self The body's own coroutine.
 * @param group The group; must live until coro_group_end, which the body owes
 *   from now on whatever happens.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.TaskGroup; trio's nursery.
 * Since: 0.1
 * See: coro_group_spawn(), coro_group_end()
 */
CORO_API int coro_group_begin(coro_t *self, coro_group_t *group);

/**
 * Make a task in a group.
 *
 * Any task of the scheduler may, those of the group included.
 *
 * @param group The group.
 * @param fn The body.
 * @param arg Its argument.
 * @param options As for coro_new; read during the call only.
 * @return A reference, as of coro_spawn, whose errors it has; NULL with errno
 *   EINVAL (group is NULL), -CORO_E_SHUTDOWN: the group is being stopped,
 *   -CORO_E_FINISHED: it has ended.
 * Suspends: never; the task does not run before the caller's turn ends.
 * Threads: the scheduler's.
 * Cost: as coro_spawn.
 * Source: asyncio.TaskGroup.create_task.
 * Since: 0.1
 * See: coro_task_release()
 */
CORO__OPERATION coro_task_t *coro_group_spawn(coro_group_t *group,
                                              coro_fn_t *fn, coro_value_t arg,
                                              const coro_options_t *options);

/**
 * Make a task in a group with a copy of its argument.
 *
 * @param group The group.
 * @param fn The body; its `arg.ptr` is the copy, alive until the task ends.
 * @param args What to copy, read during the call only.
 * @param size Bytes to copy.
 * @param options As for coro_new; read during the call only.
 * @return As coro_group_spawn, with the errors of coro_new_copy.
 * Suspends: never; the task does not run before the caller's turn ends.
 * Threads: the scheduler's.
 * Cost: as coro_spawn_copy.
 * Source: asyncio.TaskGroup.create_task.
 * Since: 0.1
 * See: coro_spawn_copy()
 */
CORO__OPERATION coro_task_t *
coro_group_spawn_copy(coro_group_t *group, coro_fn_t *fn, const void *args,
                      size_t size, const coro_options_t *options);

/**
 * Have a function told of every failure in a group, at its end.
 *
 * Without one, coro_group_end returns the first and the unraisable hook is
 * told of all others.
 *
 * @param group The group.
 * @param fn Called by coro_group_end with each task that failed, in the order
 *   in which they did, then with NULL for the body. It must not suspend. NULL:
 *   none.
 * @param ctx Its first argument.
 * @return 0; -EINVAL if group is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: PEP 654, ExceptionGroup.
 * Since: 0.1
 * See: coro_group_end()
 */
CORO_API int coro_group_on_failure(coro_group_t *group,
                                   void (*fn)(void *ctx, coro_task_t *task,
                                              int status, coro_value_t payload),
                                   void *ctx);

/**
 * End a group: wait until all its tasks have ended.
 *
 * If the body failed, they are asked to stop. So they are if this task is
 * asked to while it waits; the waiting goes on.
 *
 * @param self The body's own coroutine, in the task that began it.
 * @param group The group.
 * @param rc What the body came to: 0 or an error.
 * @return 0, if all have ended well or were cancelled. The error of the first
 *   task that failed, with its payload; failures come before -ECANCELED, which
 *   is then due where this task waits next. Otherwise rc, or -ECANCELED.
 *   CORO_E_FINISHED: it was ended before. CORO_E_NOT_CURRENT: another task's.
 * Suspends: if a task has not ended.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: asyncio.TaskGroup. Difference: an error comes as it is, others go to
 *   coro_group_on_failure.
 * Since: 0.1
 * See: coro_group_begin()
 */
CORO_API CORO_SUSPENDS int coro_group_end(coro_t *self, coro_group_t *group,
                                          int rc);

/* The same, with the size of the program's option struct. */
CORO_API coro_task_t *coro__group_spawn(coro_group_t *group, coro_fn_t *fn,
                                        coro_value_t arg,
                                        const coro_options_t *options,
                                        size_t options_size);
CORO_API coro_task_t *coro__group_spawn_copy(coro_group_t *group, coro_fn_t *fn,
                                             const void *args, size_t size,
                                             const coro_options_t *options,
                                             size_t options_size);

/* ------------------------------------------------------------------------
 * Task-local storage
 */

/* The name of something that each task has one of: a variable of the program,
 * by its address. */
typedef struct coro_local {
    coro_value_t initial; /* where it was never set */
} coro_local_t;

#define CORO_LOCAL_INIT \
    {                   \
        {               \
            0           \
        }               \
    }

/**
 * Set a local of the task a body runs in.
 *
 * Tasks that it makes from now on inherit it; later changes of either are not
 * seen by the other. A generator has those of the task that drives it.
 *
 * @param self The body's own coroutine.
 * @param local Which; must live as long as any task that has it.
 * @param value The value.
 * @return 0; -ENOMEM, with nothing changed.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of the task's locals; one malloc(3) if it is new, or the task
 *   shares what it has with one it was made by, or has made.
 * Source: PEP 567, ContextVar.set.
 * Since: 0.1
 * See: coro_local_get()
 */
CORO_API int coro_local_set(coro_t *self, const coro_local_t *local,
                            coro_value_t value);

/**
 * Return a local of the task a body runs in.
 *
 * @param self The body's own coroutine.
 * @param local Which.
 * @param out Where to put it; its initial value if it was never set.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of the task's locals.
 * Source: PEP 567, ContextVar.get.
 * Since: 0.1
 * See: coro_local_set()
 */
CORO_API int coro_local_get(coro_t *self, const coro_local_t *local,
                            coro_value_t *out);

#ifndef CORO_NO_INLINE

CORO__INLINE coro_task_t *coro_group_spawn(coro_group_t *group, coro_fn_t *fn,
                                           coro_value_t arg,
                                           const coro_options_t *options)
{
    return coro__group_spawn(group, fn, arg, options, sizeof(coro_options_t));
}

CORO__INLINE coro_task_t *coro_group_spawn_copy(coro_group_t *group,
                                                coro_fn_t *fn, const void *args,
                                                size_t size,
                                                const coro_options_t *options)
{
    return coro__group_spawn_copy(group, fn, args, size, options,
                                  sizeof(coro_options_t));
}

#endif /* CORO_NO_INLINE */

CORO__EXTERN_C_END

#endif
