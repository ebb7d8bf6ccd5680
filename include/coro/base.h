/* SPDX-License-Identifier: MIT */
/*
 * What every part of the library shares: the value a switch carries, the
 * statuses that go with it, and the words of the declarations.
 *
 * A transfer of control carries a pair (status, value) in both directions:
 *
 *   into a generator    (0, v) send        (error < 0, payload) throw
 *                       (CORO_E_CLOSE, none) close
 *                       (CORO_DONE, v) throw of a StopIteration
 *   out of a generator  (0, v) yield       (CORO_DONE, v) return
 *                       (error < 0, payload) the body failed
 *
 * An error is a negative int: -errno from 4095 up to -1, one of CORO_E_*
 * below, or the application's own, at or below CORO_E_USER.
 */
#ifndef CORO_BASE_H
#define CORO_BASE_H

#include <coro/config.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CORO__EXTERN_C_BEGIN extern "C" {
#define CORO__EXTERN_C_END }
#else
#define CORO__EXTERN_C_BEGIN
#define CORO__EXTERN_C_END
#endif

/* Exported from the shared library; everything else in it is hidden. */
#define CORO_API __attribute__((visibility("default")))

/* Marks a declaration that may suspend the coroutine that calls it: other
 * code may run before it returns. Nothing without the mark ever does. */
#define CORO_SUSPENDS

#define CORO__INLINE static inline __attribute__((always_inline, unused))
#define CORO__COLD __attribute__((cold, noinline))
#define CORO__LIKELY(x) __builtin_expect(!!(x), 1)
#define CORO__UNLIKELY(x) __builtin_expect(!!(x), 0)

CORO__EXTERN_C_BEGIN

/* What a yield, a send or a return carries beside its status. Which member
 * is meant is between the two sides. */
typedef union coro_value {
    int64_t i64;
    uint64_t u64;
    double f64;
    void *ptr;
} coro_value_t;

/* Statuses of the library. 0 is success; -4095 to -1 is -errno. */
enum {
    /* The generator returned; Python's StopIteration. */
    CORO_DONE = 1,
    /* Thrown in by close; Python's GeneratorExit. */
    CORO_E_CLOSE = -5000,
    /* Already executing, or parked inside a task; Python's ValueError. */
    CORO_E_RUNNING = -5001,
    /* Sent to a generator that has not started; Python's TypeError. */
    CORO_E_NOT_STARTED = -5002,
    /* It yielded instead of closing; Python's RuntimeError. */
    CORO_E_IGNORED_CLOSE = -5003,
    /* A CORO_DONE left a body, PEP 479; Python's RuntimeError. */
    CORO_E_STOP_ITERATION = -5004,
    /* A body's call made with a `self` that is not the innermost running. */
    CORO_E_NOT_CURRENT = -5005,
    /* No scheduler is running on this thread. */
    CORO_E_NO_SCHED = -5006,
    /* The task belongs to another scheduler. */
    CORO_E_WRONG_SCHED = -5007,
    /* Every task waits for another one: none can ever go on. */
    CORO_E_DEADLOCK = -5008,
    /* The awaited task was cancelled (this one was not). */
    CORO_E_AWAITED_CANCELLED = -5009,
    /* The kernel's limit on mappings, vm.max_map_count, is reached. */
    CORO_E_MAP_LIMIT = -5010,
    /* It takes no more: a scheduler that is being freed, a group that is
     * being stopped, a queue that was shut down. */
    CORO_E_SHUTDOWN = -5011,
    /* The task or future is not done yet. */
    CORO_E_PENDING = -5012,
    /* Too late: the task or future is done, the timeout or group was left. */
    CORO_E_FINISHED = -5013,
    /* The barrier was aborted or reset. */
    CORO_E_BROKEN = -5014,
    /* This process is a child by fork(2), and what was asked for its parent's
     * alone: to wait for what comes from outside. */
    CORO_E_FORKED = -5015,
    /* The application's own errors lie at or below this one. */
    CORO_E_USER = -10000
};

/**
 * Return the value that means nothing: all bits zero.
 *
 * @return The value, as Python's None.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: PEP 342 (`next()` is `send(None)`). C passes bits only: none and
 *   the integer 0 are the same value.
 * Since: 0.1
 * See: coro_int(), coro_ptr()
 */
CORO__INLINE coro_value_t coro_none(void)
{
    coro_value_t value;
    value.u64 = 0;
    return value;
}

/**
 * Make a value of a signed integer.
 *
 * @param i64 The integer.
 * @return The value; read it back from member `i64`.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_uint(), coro_real(), coro_ptr()
 */
CORO__INLINE coro_value_t coro_int(int64_t i64)
{
    coro_value_t value;
    value.i64 = i64;
    return value;
}

/**
 * Make a value of an unsigned integer.
 *
 * @param u64 The integer.
 * @return The value; read it back from member `u64`.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_int()
 */
CORO__INLINE coro_value_t coro_uint(uint64_t u64)
{
    coro_value_t value;
    value.u64 = u64;
    return value;
}

/**
 * Make a value of a floating-point number.
 *
 * @param f64 The number.
 * @return The value; read it back from member `f64`.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_int()
 */
CORO__INLINE coro_value_t coro_real(double f64)
{
    coro_value_t value;
    value.f64 = f64;
    return value;
}

/**
 * Make a value of a pointer.
 *
 * @param ptr The pointer, NULL included. The library never follows or frees
 *   it; it stays the property of whoever owns it.
 * @return The value; read it back from member `ptr`.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_int()
 */
CORO__INLINE coro_value_t coro_ptr(const void *ptr)
{
    coro_value_t value;
    value.u64 = 0;
    value.ptr = (void *)ptr;
    return value;
}

/**
 * Describe a status.
 *
 * @param status Any status: 0, CORO_DONE, -errno, CORO_E_* or the
 *   application's own.
 * @return A sentence without a full stop, never NULL. The library's own are
 *   constant; those of -errno are as strerror(3) gives them.
 * Suspends: never.
 * Threads: as safe as strerror(3) of the C library.
 * Cost: a table look-up.
 * Source: strerror(3).
 * Since: 0.1
 * See: docs/errors.md
 */
CORO_API const char *coro_strerror(int status);

CORO__EXTERN_C_END

#endif
