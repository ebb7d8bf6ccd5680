/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: many tasks take turns on one thread, round robin; sleeping
 * ones wait in a heap.
 *
 * A task drives a coroutine. It is parked wherever it sleeps or awaits, at
 * any depth: in a helper function, in a generator inside a generator. A
 * scheduler and its tasks belong to one thread. docs/tasks.md has the table
 * of what an await answers when.
 */
#ifndef CORO_SCHED_H
#define CORO_SCHED_H

#include <coro/generator.h>
#include <coro/time.h>

CORO__EXTERN_C_BEGIN

typedef struct coro_sched coro_sched_t;
typedef struct coro_task coro_task_t;

/* How to make a scheduler. All zero, or NULL in its place: the defaults. */
typedef struct coro_sched_options {
    /* Its clock; copied, its ctx must outlive the scheduler. All zero:
     * coro_monotonic_clock(). */
    coro_clock_t clock;
    /* For tests: which of the ready tasks goes next is drawn at random, the
     * same way for the same seed. 0: first come, first served. */
    uint64_t shuffle_seed;
    /* Told of trouble, between two turns; NULL: nobody is. They may look at
     * everything, as coro_sched_dump does, and neither suspend nor run or free
     * the scheduler. */
    void (*on_deadlock)(void *ctx, coro_sched_t *sched);
    void (*on_slow_turn)(void *ctx, coro_task_t *task, int64_t turn_ns);
    void *ctx; /* their first argument */
    /* How long a turn is slow, on the clock. Measuring takes two readings of
     * it and a round of the loop for each turn. 0: it is not measured. */
    int64_t slow_turn_ns;
} coro_sched_options_t;

typedef enum coro_task_state {
    CORO_TASK_READY,    /* waits for its turn */
    CORO_TASK_RUNNING,  /* has the turn */
    CORO_TASK_SLEEPING, /* in coro_sleep */
    CORO_TASK_AWAITING, /* for tasks or futures */
    CORO_TASK_WAITING,  /* for anything else, as an event or a lock */
    CORO_TASK_ENDED     /* returned, failed or was cancelled */
} coro_task_state_t;

/* No deadline: the end of time. */
#define CORO_NEVER INT64_MAX

/* A line: first come, first served. All zero: empty. */
typedef struct coro__place {
    struct coro__place *next, *previous;
    struct coro__line *line; /* NULL: in none */
} coro__place_t;

typedef struct coro__line {
    coro__place_t *first, *last;
} coro__line_t;

/* What can be awaited: pending, then done for ever, with a result, with an
 * error, or cancelled. Part of every task (coro_task_future), and alone
 * wherever a program puts one: coro/task.h. Its fields are private. */
typedef struct coro_future {
    coro__line_t line; /* of coro_awaited_t: who is to be told, in order */
    coro_value_t value;
    int status; /* once done: 0, an error, or -ECANCELED: it was cancelled */
    unsigned char done;
    unsigned char taken; /* somebody got the outcome */
    unsigned char is_task;
} coro_future_t;

/* A deadline and what it means: called by the loop when it has passed. */
typedef struct coro__alarm {
    coro__timer_t timer;
    void (*ring)(struct coro__alarm *alarm);
    void *subject; /* whom it is about */
} coro__alarm_t;

/* A future that somebody waits for, and what it came to: an element of the
 * arrays that coro_gather and the like get, as struct pollfd is of poll(2)'s.
 * Set `future`, and all else to zero. */
typedef struct coro_awaited {
    coro_future_t *future;
    void *ctx; /* the program's own */
    /* Once the operation has returned: CORO_E_PENDING, or 0, the error, or
     * CORO_E_AWAITED_CANCELLED, with the result or payload. */
    int status;
    coro_value_t value;
    /* The rest is private. */
    coro__place_t place; /* in the future's line, or among the notes */
    void (*done)(struct coro_awaited *awaited);
    void (*callback)(struct coro_awaited *awaited); /* coro_future_on_done's */
    void *owner;
    coro_task_t *held;   /* whose future it is */
    coro_sched_t *sched; /* which notes it between two steps; NULL: at once */
} coro_awaited_t;

/* Where a task waits for its turn, and with what it is resumed: the start of
 * a task. */
typedef struct coro__turn {
    coro_context_t parked;
    coro__pair_t wake;
} coro__turn_t;

/* Those that are ready: first in, first out. All zero: empty. */
typedef struct coro__ring {
    coro__turn_t **turns;
    size_t mask; /* capacity - 1, a power of two minus 1 */
    size_t head; /* the next to go, modulo capacity; so, how many have gone */
    size_t count;
} coro__ring_t;

/* Something to be run on a scheduler's thread, asked for by any other: the
 * caller's, so that posting needs no memory. Its fields are private. */
typedef struct coro__post {
    struct coro__post *next;
    coro_sched_t *sched; /* NULL: not initialised, or finished */
    void (*fn)(void *ctx);
    void *ctx;
    int on_its_way; /* atomic */
} coro_post_t;

/* Whose turn it is: the start of a scheduler, which the inlined
 * coro_sched_yield touches. The layout is part of the binary interface. */
typedef struct coro__turns {
    coro__turn_t *current; /* has the turn; NULL in the loop */
    coro__ring_t ready;
    /* Until the loop must have a look. 0 too while nobody has the turn, and
     * if the one who has it is to take the long way. */
    size_t left;
} coro__turns_t;

/* coro_sched_yield, the long way: nobody else is ready, the round is over, the
 * task is asked to stop, or there is none. */
CORO_API CORO__COLD int coro__sched_yield(coro_t *self);
/* Of the scheduler that runs on this thread; never NULL. */
extern CORO_API __thread coro__turns_t *coro__turns;

/* What the inlined coro_sched_new, coro_spawn and coro_spawn_copy call; the
 * size is that of the program's option struct. */
CORO_API coro_sched_t *coro__sched_new(const coro_sched_options_t *options,
                                       size_t options_size);
CORO_API coro_task_t *coro__spawn(coro_sched_t *sched, coro_fn_t *fn,
                                  coro_value_t arg,
                                  const coro_options_t *options,
                                  size_t options_size);
CORO_API coro_task_t *coro__spawn_copy(coro_sched_t *sched, coro_fn_t *fn,
                                       const void *args, size_t size,
                                       const coro_options_t *options,
                                       size_t options_size);

/* ------------------------------------------------------------------------
 * The scheduler
 */

/**
 * Make a scheduler.
 *
 * @param options How; read during the call only. NULL: the defaults.
 * @return The scheduler, to be given to coro_sched_free; NULL with errno
 *   ENOMEM, or EINVAL for a clock with only one of its functions.
 * Suspends: never.
 * Threads: any; it then belongs to the thread that runs it.
 * Cost: one malloc(3).
 * Source: asyncio.new_event_loop.
 * Since: 0.1
 * See: coro_run(), coro_sched_run()
 */
CORO__OPERATION coro_sched_t *
coro_sched_new(const coro_sched_options_t *options);

/**
 * Cancel and await the tasks that are left, then free the scheduler.
 *
 * Each task is cancelled once, as asyncio.run does, and run to its end; those
 * that then wait for each other for ever are discarded, and all that are left
 * where running them fails, as coro_sched_run does. Failures nobody took
 * go to the unraisable hook. All handles are dead afterwards. While this goes
 * on, spawning is refused.
 *
 * @param sched The scheduler. NULL: nothing happens.
 * @return 0; CORO_E_RUNNING, with nothing changed, if it is running.
 * Suspends: never (it runs the tasks until they end).
 * Threads: the scheduler's.
 * Cost: until the last task has ended.
 * Source: asyncio.run, asyncio.Runner.close.
 * Since: 0.1
 * See: coro_sched_run()
 */
CORO_API int coro_sched_free(coro_sched_t *sched);

/**
 * Run the tasks, those they spawn included, until none is left.
 *
 * @param sched The scheduler.
 * @return 0. CORO_E_RUNNING if it is running already. CORO_E_DEADLOCK if all
 *   tasks left wait for each other, and no descriptor or post can change that:
 *   they stay as they are, to be listed by coro_sched_dump, or by on_deadlock
 *   of the options, which is called first; it may be run again. -EINVAL if
 *   sched is NULL. An error of its clock, or -ENOMEM of poll(2): it may be run
 *   again. CORO_E_FORKED: the tasks left wait for what comes from outside, in
 *   a parent process (docs/io.md). Tasks that fail do not end it.
 * Suspends: never; inside a task of another scheduler it blocks that one.
 * Threads: the scheduler's.
 * Cost: a turn is one switch, O(1); a sleep O(log n) of those sleeping.
 * Source: asyncio.loop.run_forever, without a stop.
 * Since: 0.1
 * See: coro_run(), coro_sched_each()
 */
CORO_API int coro_sched_run(coro_sched_t *sched);

/**
 * Run a body as the main task of a scheduler of its own.
 *
 * When it has ended, the tasks it left are cancelled and awaited.
 *
 * @param main The body.
 * @param arg Its argument; must live until coro_run returns.
 * @param result Where to put what it returned, or the payload of its error.
 * @return 0, or main's error. CORO_E_DEADLOCK if main can never go on.
 *   -EINVAL if main is NULL; -ENOMEM, CORO_E_MAP_LIMIT. An error of the
 *   clock: as coro_sched_run.
 * Suspends: never; inside a task of another scheduler it blocks that one.
 * Threads: any.
 * Cost: a scheduler and a task.
 * Source: asyncio.run.
 * Since: 0.1
 * See: coro_sched_free()
 */
CORO_API int coro_run(coro_fn_t *main, coro_value_t arg, coro_value_t *result);

/**
 * Return the scheduler that runs a body.
 *
 * @param self The body's own coroutine.
 * @return The scheduler whose task is running; NULL if there is none, or if
 *   self is not the innermost running coroutine.
 * Suspends: never.
 * Threads: the one that runs the body.
 * Cost: a thread-local load.
 * Source: asyncio.get_running_loop.
 * Since: 0.1
 * See: coro_spawn()
 */
CORO_API coro_sched_t *coro_sched_of(coro_t *self);

/**
 * Visit every task that has not ended, in the order they were made.
 *
 * @param sched The scheduler.
 * @param visit Called with each; it must neither suspend nor make tasks.
 * @param ctx Its first argument.
 * @return How many were visited; 0 if sched or visit is NULL.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n).
 * Source: asyncio.all_tasks.
 * Since: 0.1
 * See: coro_task_state(), coro_task_awaiting(), coro_task_name()
 */
CORO_API size_t coro_sched_each(coro_sched_t *sched,
                                void (*visit)(void *ctx, coro_task_t *task),
                                void *ctx);

/**
 * Tell the time of a scheduler.
 *
 * @param sched The scheduler, not NULL.
 * @return Nanoseconds on its clock.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: a reading of the clock.
 * Source: asyncio.loop.time.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API int64_t coro_sched_now(const coro_sched_t *sched);

/* ------------------------------------------------------------------------
 * Inside another event loop
 */

/**
 * Do what is to be done now, waiting until a deadline if that is nothing.
 *
 * Tells what the last step has done, looks at descriptors, posts and the
 * clock, and gives those that are ready a turn each, or a few if they are few.
 * If nobody is ready, it first waits for what comes, at most until the
 * deadline.
 *
 * @param sched The scheduler.
 * @param deadline_ns Until when to wait, on its clock. 0, or any time that has
 *   passed: not at all. CORO_NEVER: as coro_sched_run. A virtual clock jumps
 *   there.
 * @return 0: tasks are left. CORO_DONE: none is; more may be made.
 *   CORO_E_DEADLOCK: as coro_sched_run, but only where the deadline is
 *   CORO_NEVER. CORO_E_RUNNING, -EINVAL, an error of its clock: as
 *   coro_sched_run.
 * Suspends: never; inside a task of another scheduler it blocks that one.
 * Threads: the scheduler's.
 * Cost: as coro_sched_run; a system call if it has descriptors or posts.
 * Source: libcoro (what libuv has as UV_RUN_ONCE and UV_RUN_NOWAIT).
 * Since: 0.1
 * See: coro_sched_deadline(), coro_sched_fd(), docs/io.md
 */
CORO_API int coro_sched_step(coro_sched_t *sched, int64_t deadline_ns);

/**
 * Tell when a scheduler next has something to do on its own.
 *
 * @param sched The scheduler, not NULL.
 * @return The time on its clock at which coro_sched_step should be called at
 *   the latest: now, if somebody is ready; that of the earliest deadline;
 *   CORO_NEVER if only descriptors and posts can change anything.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: a reading of the clock at most.
 * Source: libcoro (uv_backend_timeout).
 * Since: 0.1
 * See: coro_sched_step()
 */
CORO_API int64_t coro_sched_deadline(const coro_sched_t *sched);

/**
 * Return a descriptor that is readable when a scheduler is to be stepped.
 *
 * @param sched The scheduler.
 * @return A descriptor for poll(2) and the like, POLLIN: readable when one of
 *   those its tasks wait for is ready, or a post has come. It is the
 *   scheduler's until coro_sched_free; neither read nor close it. -EINVAL:
 *   NULL. -ENOTSUP: built on poll(2), which has none. -ENOMEM, -EMFILE,
 *   -ENFILE, -ENOSPC, CORO_E_FORKED.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: the first time, memory and two descriptors.
 * Source: libcoro (uv_backend_fd).
 * Since: 0.1
 * See: coro_sched_step(), coro_sched_deadline()
 */
CORO_API int coro_sched_fd(coro_sched_t *sched);

/* ------------------------------------------------------------------------
 * Posts: from other threads and signal handlers
 */

/**
 * Prepare a post, which will run a function on a scheduler's thread.
 *
 * While there is one that is not finished, tasks that wait for each other are
 * no deadlock: it may come and change that.
 *
 * @param post The caller's; must live until coro_post_fini, or until the
 *   scheduler is freed and nobody posts any more.
 * @param sched The scheduler.
 * @param fn Called with ctx between two turns. It must not wait; it may set
 *   futures, make tasks, post, and finish posts.
 * @param ctx Its argument.
 * @return 0; -EINVAL: one of them, but ctx, is NULL; -ENOMEM, -EMFILE,
 *   -ENFILE, -ENOSPC, CORO_E_FORKED.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none; the first time, memory and two descriptors.
 * Source: libcoro (uv_async_init).
 * Since: 0.1
 * See: coro_post(), coro_post_fini()
 */
CORO_API int coro_post_init(coro_post_t *post, coro_sched_t *sched,
                            void (*fn)(void *ctx), void *ctx);

/**
 * Have the function of a post called on its scheduler's thread.
 *
 * Posts are run in the order they come, once each; a scheduler that waits is
 * woken. What was written before is seen by the function.
 *
 * @param post Prepared by coro_post_init. Its scheduler must not be freed
 *   before this call has returned.
 * @return 0. CORO_E_PENDING: it is on its way from an earlier call, and will
 *   be run once for both. -EINVAL: NULL, all zero, or finished.
 * Suspends: never.
 * Threads: any, and signal handlers.
 * Cost: a compare and exchange; a write(2) if no other post is on its way. No
 *   lock, no allocation.
 * Source: asyncio.loop.call_soon_threadsafe; uv_async_send.
 * Since: 0.1
 * See: coro_post_init(), docs/threads.md
 */
CORO_API int coro_post(coro_post_t *post);

/**
 * Finish a post; if it is on its way, it is not run any more.
 *
 * @param post The post. Nobody may be calling coro_post with it, now or later.
 * @return 0; -EINVAL: NULL, all zero, or finished.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of the posts that have come and were not run yet.
 * Source: libcoro (uv_close).
 * Since: 0.1
 * See: coro_post_init()
 */
CORO_API int coro_post_fini(coro_post_t *post);

/* ------------------------------------------------------------------------
 * Tasks
 */

/**
 * Make a task of a body; it gets its first turn after all that are ready.
 *
 * @param sched The scheduler; it owns the task until it ends.
 * @param fn The body.
 * @param arg Its argument. What it points to must live as long as the body
 *   uses it.
 * @param options As for coro_new; read during the call only.
 * @return A reference, good until coro_task_release or coro_sched_free; NULL
 *   with errno: those of coro_new, EINVAL for a NULL scheduler, and
 *   -CORO_E_SHUTDOWN while the scheduler is being freed.
 * Suspends: never; the task does not run before the caller's turn ends.
 * Threads: the scheduler's.
 * Cost: one malloc(3), a stack, and now and then growing the ready ring.
 * Source: asyncio.create_task.
 * Since: 0.1
 * See: coro_await(), coro_task_release()
 */
CORO__OPERATION coro_task_t *coro_spawn(coro_sched_t *sched, coro_fn_t *fn,
                                        coro_value_t arg,
                                        const coro_options_t *options);

/**
 * Make a task of a body whose argument is a copy of some memory.
 *
 * @param sched The scheduler; it owns the task until it ends.
 * @param fn The body; its `arg.ptr` is the copy, alive until the task ends.
 * @param args What to copy, read during the call only.
 * @param size Bytes to copy.
 * @param options As for coro_new; read during the call only.
 * @return As coro_spawn, with the errors of coro_new_copy.
 * Suspends: never; the task does not run before the caller's turn ends.
 * Threads: the scheduler's.
 * Cost: as coro_spawn, and the copying.
 * Source: asyncio.create_task.
 * Since: 0.1
 * See: coro_new_copy()
 */
CORO__OPERATION coro_task_t *coro_spawn_copy(coro_sched_t *sched, coro_fn_t *fn,
                                             const void *args, size_t size,
                                             const coro_options_t *options);

/**
 * Make a task that drives an existing generator: each yield ends a turn.
 *
 * The values it yields are dropped; what it returns is the task's result.
 *
 * @param sched The scheduler; it owns the task until it ends.
 * @param gen The generator: fresh, suspended or ended. It is the task's from
 *   now on, and freed when it ends; not if this call fails.
 * @return As coro_spawn; NULL with errno EINVAL if sched or gen is NULL,
 *   ENOMEM, -CORO_E_SHUTDOWN, or -CORO_E_RUNNING if gen is running, is some
 *   task's, or some suspended generator delegates to it.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: one malloc(3).
 * Source: David Beazley's schedulers of generators; asyncio before PEP 492.
 * Since: 0.1
 * See: coro_spawn()
 */
CORO_API coro_task_t *coro_sched_add(coro_sched_t *sched, coro_t *gen);

/**
 * Give up a reference to a task.
 *
 * The task goes on regardless. If it has failed, or fails later, and nobody
 * took its result, the unraisable hook is told.
 *
 * @param task The task; the handle is dead afterwards. NULL: nothing happens.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: a free(3) at most.
 * Source: dropping a Task in asyncio ("exception was never retrieved").
 * Since: 0.1
 * See: coro_set_unraisable_hook()
 */
CORO_API void coro_task_release(coro_task_t *task);

/**
 * Return the result of a task that has ended; from anywhere.
 *
 * @param task The task, not NULL.
 * @param out Where to put what it returned, or the payload of its error.
 * @return 0, or the error it failed with; CORO_E_AWAITED_CANCELLED if it was
 *   cancelled. CORO_E_PENDING, with out none, if it has not ended.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Task.result.
 * Since: 0.1
 * See: coro_await()
 */
CORO_API int coro_task_result(coro_task_t *task, coro_value_t *out);

/**
 * Tell what a task is doing.
 *
 * @param task The task, not NULL.
 * @return One of CORO_TASK_*.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_task_awaiting(), coro_sched_each()
 */
CORO_API coro_task_state_t coro_task_state(const coro_task_t *task);

/**
 * Tell which task a task awaits.
 *
 * @param task The task, not NULL.
 * @return The task it is parked awaiting; NULL if it is not, or awaits a
 *   future that is no task, or several.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_sched_each()
 */
CORO_API coro_task_t *coro_task_awaiting(const coro_task_t *task);

/**
 * Return the name of a task.
 *
 * @param task The task, not NULL.
 * @return A copy of that of its coroutine, alive as long as the task; "" if
 *   it has none.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Task.get_name.
 * Since: 0.1
 * See: coro_name()
 */
CORO_API const char *coro_task_name(const coro_task_t *task);

/**
 * Return the future that is done when a task has ended.
 *
 * @param task The task, not NULL.
 * @return Its future, which lives as long as the handle.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Task is a Future.
 * Since: 0.1
 * See: coro_await()
 */
CORO_API coro_future_t *coro_task_future(coro_task_t *task);

/* ------------------------------------------------------------------------
 * What a body in a task calls, at any depth
 */

/**
 * Give up the turn: all other tasks that are ready go first.
 *
 * @param self The body's own coroutine: the task's, or a generator's that the
 *   task drives.
 * @return 0. -ECANCELED: the task is asked to stop. CORO_E_NO_SCHED: not in a
 *   task. CORO_E_NOT_CURRENT, -EINVAL: as coro_yield.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: a switch, straight to the next task; no allocation.
 * Source: asyncio.sleep(0); sched_yield(2).
 * Since: 0.1
 * See: coro_sleep()
 */
CORO__OPERATION CORO_SUSPENDS int coro_sched_yield(coro_t *self);

/**
 * Park the task until the clock has advanced.
 *
 * @param self As for coro_sched_yield.
 * @param ns Nanoseconds: CORO_MS(10), CORO_SECONDS(1). 0 or less gives up the
 *   turn; more than the clock can count is the end of time. Tasks that wake
 *   at the same time do so in the order they went to sleep. In real time it
 *   may be late: see coro_deadline.
 * @return As coro_sched_yield.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: O(log n) of those sleeping; no allocation.
 * Source: asyncio.sleep.
 * Since: 0.1
 * See: CORO_MS, coro_sched_options_t
 */
CORO_API CORO_SUSPENDS int coro_sleep(coro_t *self, int64_t ns);

/**
 * Tell what time it will be, for a call that takes a deadline.
 *
 * A wait ends no earlier. On the machine's clock it may end later by a
 * thousandth of its length, 100 ms at most, so that waits whose deadlines are
 * close together end at once; and by what the kernel allows itself. Its
 * length counts from the scheduler's last look at the clock: this call has one,
 * and so has the first task to wait in a round of turns.
 *
 * @param self As for coro_sched_yield.
 * @param ns Nanoseconds from now: CORO_MS(10). 0 or less is a deadline that
 *   has passed.
 * @return The time on the scheduler's clock, CORO_NEVER at most; also outside
 *   of tasks, where the call that gets it will say so.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: a reading of the clock.
 * Source: libcoro (libdill's deadlines).
 * Since: 0.1
 * See: coro_sched_now()
 */
CORO_API int64_t coro_deadline(coro_t *self, int64_t ns);

/**
 * Wait for a task to end and take its result.
 *
 * @param self As for coro_sched_yield.
 * @param task The task; the caller needs a reference to it when he calls, not
 *   until it returns. Any number of tasks may await it, any number of times.
 * @param out Where to put what it returned, or the payload of its error.
 * @return 0, or the error it failed with. CORO_E_AWAITED_CANCELLED: it was
 *   cancelled. -ECANCELED: this task is asked to stop. -EDEADLK: it is this
 *   task. CORO_E_WRONG_SCHED: another scheduler's, CORO_E_NO_SCHED: not in a
 *   task. CORO_E_NOT_CURRENT, -EINVAL (task is NULL): as coro_yield.
 * Suspends: if the task has not ended; otherwise it answers at once.
 * Threads: the scheduler's.
 * Cost: two switches; no allocation.
 * Source: PEP 492, `await task`.
 * Since: 0.1
 * See: docs/tasks.md
 */
CORO_API CORO_SUSPENDS int coro_await(coro_t *self, coro_task_t *task,
                                      coro_value_t *out);

#ifndef CORO_NO_INLINE

CORO__INLINE coro_sched_t *coro_sched_new(const coro_sched_options_t *options)
{
    return coro__sched_new(options, sizeof(coro_sched_options_t));
}

CORO__INLINE coro_task_t *coro_spawn(coro_sched_t *sched, coro_fn_t *fn,
                                     coro_value_t arg,
                                     const coro_options_t *options)
{
    return coro__spawn(sched, fn, arg, options, sizeof(coro_options_t));
}

CORO__INLINE coro_task_t *coro_spawn_copy(coro_sched_t *sched, coro_fn_t *fn,
                                          const void *args, size_t size,
                                          const coro_options_t *options)
{
    return coro__spawn_copy(sched, fn, args, size, options,
                            sizeof(coro_options_t));
}

#endif /* CORO_NO_INLINE */

CORO__INLINE void coro__ring_add(coro__ring_t *ring, coro__turn_t *turn)
{
    ring->turns[(ring->head + ring->count++) & ring->mask] = turn;
}

/* Take the next one out; the ring is not empty. */
CORO__INLINE coro__turn_t *coro__ring_take(coro__ring_t *ring)
{
    ring->count--;
    return ring->turns[ring->head++ & ring->mask];
}

#if CORO__CAN_PASS && !defined(CORO_NO_INLINE)

/* With many tasks, the stack of the next one is no longer in the cache. These
 * many turns before, its first lines are asked for; and twice as many before,
 * the word that tells where it is. tests/bench measures it with 0: never. */
#ifndef CORO__AHEAD
#define CORO__AHEAD 4
#endif

CORO__INLINE void coro__ring_prefetch(const coro__ring_t *ring)
{
    if (CORO__AHEAD == 0 || ring->count <= 2 * CORO__AHEAD)
        return;
    __builtin_prefetch(
        ring->turns[(ring->head + 2 * CORO__AHEAD) & ring->mask]);
    __builtin_prefetch(
        ring->turns[(ring->head + CORO__AHEAD) & ring->mask]->parked.sp);
}

CORO__INLINE int coro_sched_yield(coro_t *self)
{
    coro__turns_t *turns;
    coro__turn_t *mine, *next;
    coro__pair_t wake;

    CORO__READ_THREAD_LOCAL(turns, coro__turns);
    if (CORO__UNLIKELY(self == NULL || !coro__is_current(self) ||
                       turns->left == 0 || turns->ready.count == 0))
        return coro__sched_yield(self);
    turns->left--;
    mine = turns->current;
    mine->wake.status = CORO__SEND;
    coro__ring_add(&turns->ready, mine);
    next = coro__ring_take(&turns->ready);
    turns->current = next;
    coro__ring_prefetch(&turns->ready);
    wake = coro__pass(&mine->parked, &next->parked, next->wake.status,
                      next->wake.value);
    if (CORO__LIKELY(wake.status >= CORO__INBOUND))
        return 0;
    return coro__thrown(self, wake.status, wake.value);
}

#elif !defined(CORO_NO_INLINE)

CORO__INLINE int coro_sched_yield(coro_t *self)
{
    return coro__sched_yield(self);
}

#endif

CORO__EXTERN_C_END

#endif
