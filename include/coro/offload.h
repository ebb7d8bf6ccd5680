/* SPDX-License-Identifier: MIT */
/*
 * Functions that block, called on other threads: a task waits for the result
 * while the others of its scheduler go on. For what has no form that does not
 * block, as getaddrinfo(3), reading files, or a library of somebody else's.
 *
 * A function that runs cannot be stopped. So there are two calls, which differ
 * in what a request to stop does then: coro_offload waits for the function all
 * the same, so that it may use whatever the body has, on its stack too;
 * coro_offload_abandonable leaves at once, and what the function has then is no
 * longer the body's. docs/io.md has the rules.
 */
#ifndef CORO_OFFLOAD_H
#define CORO_OFFLOAD_H

#include <coro/sched.h>

CORO__EXTERN_C_BEGIN

/* Threads that wait for functions to call; of a program, and of as many
 * schedulers as it likes. */
typedef struct coro_workers coro_workers_t;

/* How to make workers. All zero, or NULL in its place: the defaults. */
typedef struct coro_workers_options {
    size_t threads; /* at most so many; 0: 4 */
    size_t
        stack_size; /* of each, in bytes; 0: what the system gives a thread */
} coro_workers_options_t;

/* What is called on a worker's thread. Return 0 and set *result, which is none
 * at first; or return an error, and set it to the payload. */
typedef int coro_work_fn_t(coro_value_t arg, coro_value_t *result);

/* What is called for a body that has left, with the argument and what came of
 * it: to free both. */
typedef void coro_abandoned_fn_t(coro_value_t arg, int status,
                                 coro_value_t result);

/* What the inlined coro_workers_new calls; the size is that of the program's
 * option struct. */
CORO_API coro_workers_t *
coro__workers_new(const coro_workers_options_t *options, size_t options_size);

/**
 * Make workers.
 *
 * Their threads start one by one, when a function is to be called and all are
 * busy. They take no signals.
 *
 * @param options How; read during the call only. NULL: the defaults.
 * @return The workers, to be given to coro_workers_free; NULL with errno
 *   ENOMEM, or EINVAL for a stack that is smaller than a thread may have.
 * Suspends: never.
 * Threads: any; any number of schedulers, on any threads, may share them.
 * Cost: one malloc(3).
 * Source: concurrent.futures.ThreadPoolExecutor; libuv's thread pool.
 * Since: 0.1
 * See: coro_offload(), coro_workers_free()
 */
CORO__OPERATION coro_workers_t *
coro_workers_new(const coro_workers_options_t *options);

/**
 * Let workers take nothing more.
 *
 * Functions that wait for a thread are not called: their tasks get
 * CORO_E_SHUTDOWN. Those that run go on, and their tasks get the results.
 *
 * @param workers The workers.
 * @return 0, also if they were shut down before; -EINVAL: NULL.
 * Suspends: never.
 * Threads: any.
 * Cost: O(n) of the functions that wait for a thread.
 * Source: Executor.shutdown with cancel_futures and without wait.
 * Since: 0.1
 * See: coro_workers_free()
 */
CORO_API int coro_workers_shutdown(coro_workers_t *workers);

/**
 * Shut workers down, wait until the functions that run have returned, free
 * them.
 *
 * The waiting blocks the thread, tasks or not. Those that are still in
 * coro_offload get their results when they have a turn.
 *
 * @param workers The workers; the handle is dead afterwards. NULL: nothing
 *   happens.
 * @return 0; -EDEADLK, with nothing changed, on a thread of theirs.
 * Suspends: never.
 * Threads: any, but theirs.
 * Cost: until the last function has returned.
 * Source: Executor.shutdown; asyncio.loop.shutdown_default_executor.
 * Since: 0.1
 * See: coro_workers_shutdown()
 */
CORO_API int coro_workers_free(coro_workers_t *workers);

/**
 * Have a function called on another thread, and wait until it has returned.
 *
 * If all threads are busy it waits for one, first come, first served. A request
 * to stop takes it back while it waits. If it runs, the waiting goes on: the
 * result is returned, and the task told where it waits next. So `arg` may point
 * to anything that lives until this call returns.
 *
 * @param self The body's own coroutine, as for coro_sched_yield.
 * @param workers The workers; not to be freed before this call was made.
 * @param fn The function. It may call coro_post, and run a scheduler of its
 *   own; not touch this one, nor use a `self` from here.
 * @param arg Its argument.
 * @param result Where to put the result, or the payload of its error.
 * @return 0, or the error of the function: its -ECANCELED as
 *   CORO_E_AWAITED_CANCELLED, what is above 0 as CORO_E_STOP_ITERATION.
 *   -ECANCELED: the task is asked to stop; the function was not called and
 *   will not be. CORO_E_SHUTDOWN: neither. -EAGAIN: no thread could be
 *   started, and there is none. -EINVAL: workers or fn is NULL. -ENOMEM,
 *   -EMFILE, -ENFILE, -ENOSPC, CORO_E_FORKED: as coro_post_init.
 *   CORO_E_NO_SCHED, CORO_E_NOT_CURRENT: as coro_sched_yield. In all these cases but the first nothing was called.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: two switches of coroutines, two of threads, a system call or two. No
 *   memory: the record is in the caller's frame; but for a thread to be
 *   started, and the first time as coro_post_init.
 * Source: asyncio.loop.run_in_executor; trio.to_thread.run_sync; uv_queue_work.
 * Since: 0.1
 * See: coro_offload_abandonable(), coro_workers_new(), docs/io.md
 */
CORO_API CORO_SUSPENDS int coro_offload(coro_t *self, coro_workers_t *workers,
                                        coro_work_fn_t *fn, coro_value_t arg,
                                        coro_value_t *result);

/**
 * Offload, too, but leave at once when asked to stop while the function runs.
 *
 * The function goes on. What it was given, and what comes of it, is the body's
 * no longer if this call returns -ECANCELED: `abandoned` gets both.
 *
 * @param self As for coro_offload.
 * @param workers As for coro_offload.
 * @param fn As for coro_offload.
 * @param arg Its argument. What it points to must live as long as the function
 *   may run, so it is not on the body's stack.
 * @param abandoned Called once, if this call returns -ECANCELED: by itself with
 *   -ECANCELED and none, if the function was not called; otherwise on the
 *   worker's thread, with what that has returned.
 * @param result As for coro_offload.
 * @return As coro_offload; -EINVAL if abandoned is NULL, too.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: as coro_offload.
 * Source: trio.to_thread.run_sync with abandon_on_cancel; asyncio's
 *   run_in_executor, where the result is then dropped.
 * Since: 0.1
 * See: coro_offload()
 */
CORO_API CORO_SUSPENDS int
coro_offload_abandonable(coro_t *self, coro_workers_t *workers,
                         coro_work_fn_t *fn, coro_value_t arg,
                         coro_abandoned_fn_t *abandoned, coro_value_t *result);

#ifndef CORO_NO_INLINE

CORO__INLINE coro_workers_t *
coro_workers_new(const coro_workers_options_t *options)
{
    return coro__workers_new(options, sizeof(coro_workers_options_t));
}

#endif /* CORO_NO_INLINE */

CORO__EXTERN_C_END

#endif
