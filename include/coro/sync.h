/* SPDX-License-Identifier: MIT */
/*
 * What tasks of one scheduler coordinate by: event, mutex, semaphore,
 * condition, barrier, queue, channel, and a select over the last two; the rules
 * are those of Python's asyncio.
 *
 * All are the caller's, with static initialisers; they need no clean-up but a
 * queue's storage, must not be copied, and must live while anybody waits. Those
 * who wait are served first come, first served. A waiter that is asked to stop,
 * or late, takes nothing: what was on its way to it goes to the next.
 *
 * Every call that takes a `self` returns -ECANCELED if the task is asked to
 * stop while it waits, -ETIMEDOUT with a deadline that has passed while it
 * waited, CORO_E_NOT_CURRENT if `self` is not the innermost, CORO_E_NO_SCHED
 * outside of tasks; and every call -EINVAL for NULL. One that can go on at
 * once does: the task keeps its turn and is told nothing. Nothing allocates but
 * a queue, where it says so.
 */
#ifndef CORO_SYNC_H
#define CORO_SYNC_H

#include <coro/sched.h>

CORO__EXTERN_C_BEGIN

/* ------------------------------------------------------------------------
 * Event
 */

/* Something that has happened, or not yet. Its fields are private. */
typedef struct coro_event {
    coro__line_t line;
    unsigned char is_set;
} coro_event_t;

#define CORO_EVENT_INIT \
    {                   \
        {NULL, NULL}, 0 \
    }

/**
 * Set an event: everybody who waits now goes on, and whoever comes later.
 *
 * @param event The event.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Event.set.
 * Since: 0.1
 * See: coro_event_wait()
 */
CORO_API int coro_event_set(coro_event_t *event);

/**
 * Clear an event: whoever comes now, waits.
 *
 * Those who were let go on by coro_event_set do, even if they have not run.
 *
 * @param event The event.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Event.clear.
 * Since: 0.1
 * See: coro_event_set()
 */
CORO_API int coro_event_clear(coro_event_t *event);

/**
 * Tell whether an event is set.
 *
 * @param event The event, not NULL.
 * @return 1 or 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Event.is_set.
 * Since: 0.1
 * See: coro_event_set()
 */
CORO_API int coro_event_is_set(const coro_event_t *event);

/**
 * Wait until an event is set.
 *
 * @param self The body's own coroutine.
 * @param event The event.
 * @return 0, or an error above.
 * Suspends: if it is not set.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: asyncio.Event.wait.
 * Since: 0.1
 * See: coro_event_wait_until()
 */
CORO_API CORO_SUSPENDS int coro_event_wait(coro_t *self, coro_event_t *event);

/**
 * Wait until an event is set, up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param event The event.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return 0, or an error above.
 * Suspends: if it is not set.
 * Threads: the scheduler's.
 * Cost: two switches; O(log n) of deadlines.
 * Source: asyncio.Event.wait, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int
coro_event_wait_until(coro_t *self, coro_event_t *event, int64_t deadline_ns);

/* ------------------------------------------------------------------------
 * Mutex
 */

/* Something only one task has at a time. Its fields are private. */
typedef struct coro_mutex {
    coro__line_t line; /* one who is woken stays in it until he has run */
    unsigned char locked;
} coro_mutex_t;

#define CORO_MUTEX_INIT \
    {                   \
        {NULL, NULL}, 0 \
    }

/**
 * Lock a mutex, waiting in line for it.
 *
 * @param self The body's own coroutine.
 * @param mutex The mutex.
 * @return 0, or an error above.
 * Suspends: unless it is free and nobody is in line.
 * Threads: the scheduler's.
 * Cost: two switches if it waits.
 * Source: asyncio.Lock.acquire.
 * Since: 0.1
 * See: coro_mutex_unlock()
 */
CORO_API CORO_SUSPENDS int coro_mutex_lock(coro_t *self, coro_mutex_t *mutex);

/**
 * Lock a mutex, waiting in line up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param mutex The mutex.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return 0, or an error above.
 * Suspends: unless it is free and nobody is in line.
 * Threads: the scheduler's.
 * Cost: two switches if it waits; O(log n) of deadlines.
 * Source: asyncio.Lock.acquire, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int
coro_mutex_lock_until(coro_t *self, coro_mutex_t *mutex, int64_t deadline_ns);

/**
 * Lock a mutex if that needs no waiting.
 *
 * @param mutex The mutex.
 * @return 0; -EBUSY: it is locked, or somebody is in line.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: pthread_mutex_trylock(3).
 * Since: 0.1
 * See: coro_mutex_lock()
 */
CORO_API int coro_mutex_try_lock(coro_mutex_t *mutex);

/**
 * Unlock a mutex; the first in line gets it when he runs.
 *
 * Nobody overtakes the line in the meantime.
 *
 * @param mutex The mutex.
 * @return 0; -EPERM, with nothing changed: it is not locked.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1).
 * Source: asyncio.Lock.release. Any task may: it has no owner.
 * Since: 0.1
 * See: coro_mutex_lock()
 */
CORO_API int coro_mutex_unlock(coro_mutex_t *mutex);

/**
 * Tell whether a mutex is locked.
 *
 * @param mutex The mutex, not NULL.
 * @return 1 or 0; 0 too while the first in line has not run.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Lock.locked.
 * Since: 0.1
 * See: coro_mutex_try_lock()
 */
CORO_API int coro_mutex_is_locked(const coro_mutex_t *mutex);

/* ------------------------------------------------------------------------
 * Semaphore
 */

/* A number of units. Its fields are private. */
typedef struct coro_semaphore {
    coro__line_t line; /* one who is woken stays in it until he has run */
    size_t count;
    size_t limit; /* of count */
} coro_semaphore_t;

#define CORO_SEMAPHORE_INIT(count)      \
    {                                   \
        {NULL, NULL}, (count), SIZE_MAX \
    }
/* One that never has more units than at the beginning. */
#define CORO_SEMAPHORE_INIT_BOUNDED(count) \
    {                                      \
        {NULL, NULL}, (count), (count)     \
    }

/**
 * Take a unit, waiting in line for it.
 *
 * @param self The body's own coroutine.
 * @param semaphore The semaphore.
 * @return 0, or an error above.
 * Suspends: unless there is one and nobody is in line.
 * Threads: the scheduler's.
 * Cost: two switches if it waits.
 * Source: asyncio.Semaphore.acquire.
 * Since: 0.1
 * See: coro_semaphore_release()
 */
CORO_API CORO_SUSPENDS int coro_semaphore_acquire(coro_t *self,
                                                  coro_semaphore_t *semaphore);

/**
 * Take a unit, waiting in line up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param semaphore The semaphore.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return 0, or an error above.
 * Suspends: unless there is one and nobody is in line.
 * Threads: the scheduler's.
 * Cost: two switches if it waits; O(log n) of deadlines.
 * Source: asyncio.Semaphore.acquire, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int
coro_semaphore_acquire_until(coro_t *self, coro_semaphore_t *semaphore,
                             int64_t deadline_ns);

/**
 * Take a unit if that needs no waiting.
 *
 * @param semaphore The semaphore.
 * @return 0; -EAGAIN: there is none, or somebody is in line.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: sem_trywait(3).
 * Since: 0.1
 * See: coro_semaphore_acquire()
 */
CORO_API int coro_semaphore_try_acquire(coro_semaphore_t *semaphore);

/**
 * Give a unit back; it is the first waiter's at once.
 *
 * @param semaphore The semaphore.
 * @return 0; -EOVERFLOW, with nothing changed: it is bounded, and has all
 *   its units.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who were woken and have not run.
 * Source: asyncio.Semaphore.release, asyncio.BoundedSemaphore.
 * Since: 0.1
 * See: coro_semaphore_acquire()
 */
CORO_API int coro_semaphore_release(coro_semaphore_t *semaphore);

/**
 * Tell whether taking a unit would mean to wait.
 *
 * @param semaphore The semaphore, not NULL.
 * @return 1 or 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Semaphore.locked.
 * Since: 0.1
 * See: coro_semaphore_try_acquire()
 */
CORO_API int coro_semaphore_is_locked(const coro_semaphore_t *semaphore);

/* ------------------------------------------------------------------------
 * Condition
 */

/* Waiting for a state that a mutex guards to change. Its fields are private. */
typedef struct coro_condition {
    coro__line_t line;
    coro_mutex_t *mutex;
} coro_condition_t;

#define CORO_CONDITION_INIT(mutex) \
    {                              \
        {NULL, NULL}, (mutex)      \
    }

/**
 * Unlock the mutex, wait to be notified, lock the mutex again.
 *
 * Check the state in a loop: it may have changed again. A request to stop
 * does not keep the task from waiting for the mutex; it is told afterwards.
 *
 * @param self The body's own coroutine.
 * @param condition The condition.
 * @return 0, or an error above: the mutex is locked again in any case. -EPERM:
 *   it is not locked, nothing was done.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: four switches at least.
 * Source: asyncio.Condition.wait.
 * Since: 0.1
 * See: coro_condition_notify()
 */
CORO_API CORO_SUSPENDS int coro_condition_wait(coro_t *self,
                                               coro_condition_t *condition);

/**
 * Do as coro_condition_wait, up to a deadline.
 *
 * The deadline is for the notification, not for the mutex.
 *
 * @param self The body's own coroutine.
 * @param condition The condition.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return As coro_condition_wait.
 * Suspends: yes.
 * Threads: the scheduler's.
 * Cost: four switches at least; O(log n) of deadlines.
 * Source: asyncio.Condition.wait, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int
coro_condition_wait_until(coro_t *self, coro_condition_t *condition,
                          int64_t deadline_ns);

/**
 * Notify the first of those who wait.
 *
 * They go on when they have the mutex. What one of them cannot use, since it is
 * asked to stop, goes to the next.
 *
 * @param condition The condition.
 * @param count How many.
 * @return 0; -EPERM, with nothing changed: the mutex is not locked.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(count).
 * Source: asyncio.Condition.notify.
 * Since: 0.1
 * See: coro_condition_notify_all()
 */
CORO_API int coro_condition_notify(coro_condition_t *condition, size_t count);

/**
 * Notify all who wait.
 *
 * @param condition The condition.
 * @return As coro_condition_notify.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Condition.notify_all.
 * Since: 0.1
 * See: coro_condition_notify()
 */
CORO_API int coro_condition_notify_all(coro_condition_t *condition);

/* ------------------------------------------------------------------------
 * Barrier
 */

/* A place where a number of tasks meet. Its fields are private. */
typedef struct coro_barrier {
    coro__line_t inside, outside;
    size_t parties, count; /* how many meet; how many are inside */
    int state;
} coro_barrier_t;

#define CORO_BARRIER_INIT(parties)                  \
    {                                               \
        {NULL, NULL}, {NULL, NULL}, (parties), 0, 0 \
    }

/**
 * Wait until so many tasks wait.
 *
 * The next round begins when all of this one have left.
 *
 * @param self The body's own coroutine.
 * @param barrier The barrier.
 * @param index Where to put how many were there before; only on success.
 *   NULL: not needed.
 * @return 0. CORO_E_BROKEN: it was aborted, or reset meanwhile. Or an error
 *   above: the task has left.
 * Suspends: unless it is the last.
 * Threads: the scheduler's.
 * Cost: two switches.
 * Source: asyncio.Barrier.wait.
 * Since: 0.1
 * See: coro_barrier_reset()
 */
CORO_API CORO_SUSPENDS int
coro_barrier_wait(coro_t *self, coro_barrier_t *barrier, size_t *index);

/**
 * Wait until so many tasks wait, up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param barrier The barrier.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @param index Where to put how many were there before; only on success.
 *   NULL: not needed.
 * @return As coro_barrier_wait.
 * Suspends: unless it is the last.
 * Threads: the scheduler's.
 * Cost: two switches; O(log n) of deadlines.
 * Source: asyncio.Barrier.wait, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_barrier_wait_until(coro_t *self,
                                                   coro_barrier_t *barrier,
                                                   int64_t deadline_ns,
                                                   size_t *index);

/**
 * Break a barrier: waiting fails until it is reset.
 *
 * @param barrier The barrier.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Barrier.abort.
 * Since: 0.1
 * See: coro_barrier_reset()
 */
CORO_API int coro_barrier_abort(coro_barrier_t *barrier);

/**
 * Reset a barrier: those who wait fail, those who come do not.
 *
 * @param barrier The barrier.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Barrier.reset.
 * Since: 0.1
 * See: coro_barrier_abort()
 */
CORO_API int coro_barrier_reset(coro_barrier_t *barrier);

/**
 * Return how many tasks wait for the others.
 *
 * @param barrier The barrier, not NULL.
 * @return The number; 0 while those of a round leave.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Barrier.n_waiting.
 * Since: 0.1
 * See: coro_barrier_wait()
 */
CORO_API size_t coro_barrier_waiting(const coro_barrier_t *barrier);

/**
 * Tell whether a barrier is broken.
 *
 * @param barrier The barrier, not NULL.
 * @return 1 or 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Barrier.broken.
 * Since: 0.1
 * See: coro_barrier_abort()
 */
CORO_API int coro_barrier_is_broken(const coro_barrier_t *barrier);

/* ------------------------------------------------------------------------
 * Queue
 */

typedef enum coro_queue_order {
    CORO_QUEUE_FIFO,
    CORO_QUEUE_LIFO,
    CORO_QUEUE_PRIORITY /* what comes before all others first */
} coro_queue_order_t;

/* Values on their way between tasks. Its fields are private. */
typedef struct coro_queue {
    coro__line_t getters, putters, joiners;
    coro_queue_order_t order;
    size_t limit;                                  /* 0: none */
    int (*before)(coro_value_t a, coro_value_t b); /* NULL: a.i64 < b.i64 */
    coro_value_t *items; /* count of them from head on, modulo capacity */
    size_t capacity, head, count;
    size_t unfinished;
    unsigned char is_shut, is_lent; /* items are the caller's */
} coro_queue_t;

/* A queue of at most so many values, 0 for no limit. Its storage grows by
 * malloc(3): coro_queue_reserve, coro_queue_fini. */
#define CORO_QUEUE_INIT(order, limit)                                     \
    {                                                                     \
        {NULL, NULL}, {NULL, NULL}, {NULL, NULL}, (order), (limit), NULL, \
            NULL, 0, 0, 0, 0, 0, 0                                        \
    }
/* One in an array of the caller's, which limits it. */
#define CORO_QUEUE_INIT_IN(order, array)                       \
    {                                                          \
        {NULL, NULL}, {NULL, NULL}, {NULL, NULL}, (order),     \
            sizeof(array) / sizeof((array)[0]), NULL, (array), \
            sizeof(array) / sizeof((array)[0]), 0, 0, 0, 0, 1  \
    }
/* A priority queue; before(a, b) tells whether a is to be taken first. */
#define CORO_QUEUE_INIT_PRIORITY(limit, before)                        \
    {                                                                  \
        {NULL, NULL}, {NULL, NULL}, {NULL, NULL}, CORO_QUEUE_PRIORITY, \
            (limit), (before), NULL, 0, 0, 0, 0, 0, 0                  \
    }

/**
 * Put a value into a queue, waiting while it is full.
 *
 * Those who wait are woken in order, and look again: one who comes by in
 * between may be first.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @param value The value; a pointer goes over with what it points to.
 * @return 0. CORO_E_SHUTDOWN: it was shut down. -ENOMEM, or an error above.
 *   Nothing was put in on any error.
 * Suspends: if it is full.
 * Threads: the scheduler's.
 * Cost: two switches if it waits; growing the storage now and then.
 * Source: asyncio.Queue.put.
 * Since: 0.1
 * See: coro_queue_get()
 */
CORO_API CORO_SUSPENDS int coro_queue_put(coro_t *self, coro_queue_t *queue,
                                          coro_value_t value);

/**
 * Put a value into a queue, waiting up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @param value The value; a pointer goes over with what it points to.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return As coro_queue_put.
 * Suspends: if it is full.
 * Threads: the scheduler's.
 * Cost: as coro_queue_put; O(log n) of deadlines.
 * Source: asyncio.Queue.put, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_queue_put_until(coro_t *self,
                                                coro_queue_t *queue,
                                                coro_value_t value,
                                                int64_t deadline_ns);

/**
 * Put a value into a queue unless it is full.
 *
 * @param queue The queue.
 * @param value The value; a pointer goes over with what it points to.
 * @return 0; -EAGAIN: it is full. CORO_E_SHUTDOWN, -ENOMEM.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1), O(log n) by priority; growing the storage now and then.
 * Source: asyncio.Queue.put_nowait.
 * Since: 0.1
 * See: coro_queue_put()
 */
CORO_API int coro_queue_try_put(coro_queue_t *queue, coro_value_t value);

/**
 * Take a value from a queue, waiting while it is empty.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return 0. CORO_E_SHUTDOWN: it is empty and was shut down. Or an error above:
 *   nothing was taken.
 * Suspends: if it is empty.
 * Threads: the scheduler's.
 * Cost: two switches if it waits.
 * Source: asyncio.Queue.get.
 * Since: 0.1
 * See: coro_queue_put(), coro_queue_done()
 */
CORO_API CORO_SUSPENDS int coro_queue_get(coro_t *self, coro_queue_t *queue,
                                          coro_value_t *out);

/**
 * Take a value from a queue, waiting up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return As coro_queue_get.
 * Suspends: if it is empty.
 * Threads: the scheduler's.
 * Cost: as coro_queue_get; O(log n) of deadlines.
 * Source: asyncio.Queue.get, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_queue_get_until(coro_t *self,
                                                coro_queue_t *queue,
                                                int64_t deadline_ns,
                                                coro_value_t *out);

/**
 * Take a value from a queue unless it is empty.
 *
 * @param queue The queue.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return 0; -EAGAIN: it is empty. CORO_E_SHUTDOWN: that, and shut down.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1), O(log n) by priority.
 * Source: asyncio.Queue.get_nowait.
 * Since: 0.1
 * See: coro_queue_get()
 */
CORO_API int coro_queue_try_get(coro_queue_t *queue, coro_value_t *out);

/**
 * Tell that a value taken from a queue has been dealt with.
 *
 * @param queue The queue.
 * @return 0; -EOVERFLOW: as often as values were put in.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who join, for the last one.
 * Source: asyncio.Queue.task_done.
 * Since: 0.1
 * See: coro_queue_join()
 */
CORO_API int coro_queue_done(coro_queue_t *queue);

/**
 * Wait until all values put in have been dealt with.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @return 0, or an error above.
 * Suspends: if some have not.
 * Threads: the scheduler's.
 * Cost: two switches if it waits.
 * Source: asyncio.Queue.join.
 * Since: 0.1
 * See: coro_queue_done()
 */
CORO_API CORO_SUSPENDS int coro_queue_join(coro_t *self, coro_queue_t *queue);

/**
 * Wait up to a deadline until all values have been dealt with.
 *
 * @param self The body's own coroutine.
 * @param queue The queue.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return 0, or an error above.
 * Suspends: if some have not.
 * Threads: the scheduler's.
 * Cost: two switches if it waits; O(log n) of deadlines.
 * Source: asyncio.Queue.join, asyncio.timeout.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int
coro_queue_join_until(coro_t *self, coro_queue_t *queue, int64_t deadline_ns);

/**
 * Shut a queue down: nothing more can be put in.
 *
 * What is in it can still be taken. All who wait are told.
 *
 * @param queue The queue.
 * @return 0, also if it was shut down before.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Queue.shutdown.
 * Since: 0.1
 * See: coro_queue_shutdown_now()
 */
CORO_API int coro_queue_shutdown(coro_queue_t *queue);

/**
 * Shut a queue down and drop what is in it, as dealt with.
 *
 * @param queue The queue.
 * @return 0.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: asyncio.Queue.shutdown with immediate. Pointers to memory that is
 *   the receiver's to free are to be taken out first.
 * Since: 0.1
 * See: coro_queue_shutdown()
 */
CORO_API int coro_queue_shutdown_now(coro_queue_t *queue);

/**
 * Return how many values are in a queue.
 *
 * @param queue The queue, not NULL.
 * @return The number.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: none.
 * Source: asyncio.Queue.qsize.
 * Since: 0.1
 * See: coro_queue_try_get()
 */
CORO_API size_t coro_queue_size(const coro_queue_t *queue);

/**
 * Make room for values, so that putting them in allocates nothing.
 *
 * @param queue The queue.
 * @param count How many in all.
 * @return 0; -ENOMEM, with nothing changed. -EINVAL: more than its limit.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: one malloc(3).
 * Source: libcoro.
 * Since: 0.1
 * See: coro_queue_put()
 */
CORO_API int coro_queue_reserve(coro_queue_t *queue, size_t count);

/**
 * Give back the storage of a queue; nobody waits for it.
 *
 * @param queue The queue, empty and usable afterwards. NULL: nothing happens.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: one free(3).
 * Source: libcoro.
 * Since: 0.1
 * See: coro_queue_reserve()
 */
CORO_API void coro_queue_fini(coro_queue_t *queue);

/* ------------------------------------------------------------------------
 * Channel
 */

/* Where a sender and a receiver meet; nothing is stored. Its fields are
 * private. */
typedef struct coro_channel {
    coro__line_t senders, receivers;
    unsigned char is_closed;
} coro_channel_t;

#define CORO_CHANNEL_INIT             \
    {                                 \
        {NULL, NULL}, {NULL, NULL}, 0 \
    }

/**
 * Send a value, waiting until somebody receives it.
 *
 * @param self The body's own coroutine.
 * @param channel The channel.
 * @param value The value; a pointer goes over with what it points to.
 * @return 0: it was received. CORO_E_SHUTDOWN: the channel is closed. Or an
 *   error above. On any error it was not received.
 * Suspends: if nobody waits to receive.
 * Threads: the scheduler's.
 * Cost: two switches if it waits; one message is two in all.
 * Source: CSP; Go. Difference from asyncio: once the value has changed hands
 *   the call succeeds; a request to stop is told where the task waits next.
 * Since: 0.1
 * See: coro_channel_receive()
 */
CORO_API CORO_SUSPENDS int
coro_channel_send(coro_t *self, coro_channel_t *channel, coro_value_t value);

/**
 * Send a value, waiting up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param channel The channel.
 * @param value The value; a pointer goes over with what it points to.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @return As coro_channel_send.
 * Suspends: if nobody waits to receive.
 * Threads: the scheduler's.
 * Cost: as coro_channel_send; O(log n) of deadlines.
 * Source: libdill, chsend.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_channel_send_until(coro_t *self,
                                                   coro_channel_t *channel,
                                                   coro_value_t value,
                                                   int64_t deadline_ns);

/**
 * Send a value if somebody waits for it.
 *
 * @param channel The channel.
 * @param value The value; a pointer goes over with what it points to.
 * @return 0; -EAGAIN: nobody does. CORO_E_SHUTDOWN: it is closed.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1).
 * Source: libcoro.
 * Since: 0.1
 * See: coro_channel_send()
 */
CORO_API int coro_channel_try_send(coro_channel_t *channel, coro_value_t value);

/**
 * Receive a value, waiting until somebody sends one.
 *
 * @param self The body's own coroutine.
 * @param channel The channel.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return 0. CORO_E_SHUTDOWN: the channel is closed. Or an error above. On any
 *   error nothing was received.
 * Suspends: if nobody waits to send.
 * Threads: the scheduler's.
 * Cost: as coro_channel_send.
 * Source: CSP; Go.
 * Since: 0.1
 * See: coro_channel_send()
 */
CORO_API CORO_SUSPENDS int
coro_channel_receive(coro_t *self, coro_channel_t *channel, coro_value_t *out);

/**
 * Receive a value, waiting up to a deadline.
 *
 * @param self The body's own coroutine.
 * @param channel The channel.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return As coro_channel_receive.
 * Suspends: if nobody waits to send.
 * Threads: the scheduler's.
 * Cost: as coro_channel_send; O(log n) of deadlines.
 * Source: libdill, chrecv.
 * Since: 0.1
 * See: coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_channel_receive_until(coro_t *self,
                                                      coro_channel_t *channel,
                                                      int64_t deadline_ns,
                                                      coro_value_t *out);

/**
 * Receive a value if somebody waits to send one.
 *
 * @param channel The channel.
 * @param out Where to put the value; none on an error. NULL: dropped.
 * @return 0; -EAGAIN: nobody does. CORO_E_SHUTDOWN: it is closed.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(1).
 * Source: libcoro.
 * Since: 0.1
 * See: coro_channel_receive()
 */
CORO_API int coro_channel_try_receive(coro_channel_t *channel,
                                      coro_value_t *out);

/**
 * Close a channel: all who wait, and all who come, are told.
 *
 * @param channel The channel.
 * @return 0, also if it was closed before.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(n) of those who wait.
 * Source: libdill, chdone; Go.
 * Since: 0.1
 * See: coro_channel_send()
 */
CORO_API int coro_channel_close(coro_channel_t *channel);

/* ------------------------------------------------------------------------
 * Select
 */

typedef enum coro_case_op {
    CORO_CASE_NONE,    /* takes no part */
    CORO_CASE_GET,     /* a value from a queue */
    CORO_CASE_PUT,     /* one into a queue */
    CORO_CASE_RECEIVE, /* one from a channel */
    CORO_CASE_SEND     /* one over a channel */
} coro_case_op_t;

/* One of the exchanges that coro_select chooses from: set `op`, what it is
 * with, and the value to put or send. */
typedef struct coro_case {
    coro_case_op_t op;
    coro_queue_t *queue;     /* of a get or put */
    coro_channel_t *channel; /* of a receive or send */
    coro_value_t value;      /* of a get or receive: what came, or none */
    /* The rest is private. */
    coro__place_t place;
    struct coro__stand *stand;
} coro_case_t;

/**
 * Do one of several exchanges with queues and channels, the first that can be.
 *
 * Of those that need no waiting the first of the array is done; so where all
 * always can, the last are never reached, unless the array is turned round. If
 * there is none, the task stands in all the lines, and the first that serves
 * it is done. Nothing is taken or given but that.
 *
 * @param self The body's own coroutine.
 * @param cases An array of the caller's, which must live until this returns.
 *   Several may be of one queue or channel; they do not meet each other.
 * @param count How many; with none it only waits.
 * @param deadline_ns Until when to wait; CORO_NEVER for ever. With one that
 *   has passed the others that are ready go first: coro_try_select does not
 *   wait at all.
 * @param chosen Where to put the index of the case that was done, or ended the
 *   wait by its error; count if it is none. NULL: not needed.
 * @return 0. With an index: CORO_E_SHUTDOWN, its queue was shut down or its
 *   channel is closed; -ENOMEM, a put. Without one: -EINVAL, a case without
 *   its queue or channel, or of another op; or an error above. Nothing was
 *   done on any error.
 * Suspends: if none can be done at once.
 * Threads: the scheduler's.
 * Cost: O(count), also for who serves it; two switches if it waits.
 * Source: Go, select, which draws the case at random; libdill, choose.
 * Since: 0.1
 * See: coro_try_select(), coro_deadline()
 */
CORO_API CORO_SUSPENDS int coro_select(coro_t *self, coro_case_t *cases,
                                       size_t count, int64_t deadline_ns,
                                       size_t *chosen);

/**
 * Do one of several exchanges, if one needs no waiting.
 *
 * @param cases As for coro_select.
 * @param count How many.
 * @param chosen As for coro_select.
 * @return As coro_select; -EAGAIN: none can be done.
 * Suspends: never.
 * Threads: the scheduler's.
 * Cost: O(count).
 * Source: Go, select with default.
 * Since: 0.1
 * See: coro_select()
 */
CORO_API int coro_try_select(coro_case_t *cases, size_t count, size_t *chosen);

CORO__EXTERN_C_END

#endif
