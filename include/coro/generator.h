/* SPDX-License-Identifier: MIT */
/*
 * Generators: functions that pause, keep their locals and go on.
 *
 * The driver's side makes, resumes, throws into, closes and frees a
 * generator; the body's side yields, delegates and ends. docs/semantics.md
 * has every rule with the PEP it comes from, docs/errors.md every status.
 *
 * In all of it: `out`, `in` and `result` may be NULL. A generator belongs to
 * the thread that resumes it now; a suspended one may move to another thread,
 * but two threads must never operate on one at a time.
 *
 * Define CORO_NO_INLINE to get coro_next, coro_send, coro_yield and the like
 * as plain functions of the library, as bindings of other languages do.
 */
#ifndef CORO_GENERATOR_H
#define CORO_GENERATOR_H

#include <coro/context.h>
#include <coro/stack.h>
#include <errno.h>

CORO__EXTERN_C_BEGIN

typedef struct coro coro_t;

/* A body. `self` is its own coroutine, `arg` what coro_new was given. Its
 * result is the status that leaves: 0 (it returned), an error below 0 (it
 * failed); a positive one is a bug that the driver gets to know as
 * CORO_E_STOP_ITERATION. */
typedef int coro_fn_t(coro_t *self, coro_value_t arg);

/* The few words of a coroutine that the inlined operations touch, at the start
 * of its record, which goes on behind them and is private; what a switch
 * touches is on one cache line. The layout is part of the binary interface. */
struct coro {
    /* Whoever does not run now: the driver while the body runs, the body
     * while it is suspended, or an answerer. Always safe to switch to. */
    coro_context_t slot;
    /* The body running or suspended here yields through root's slot: its own
     * coroutine, or the outermost delegator's. */
    coro_t *root;
    /* Bytes of stack below this record; or 0, so that the next suspension
     * takes the long way: an error was delivered, or nothing may suspend. */
    size_t room;
    /* The error last delivered, 0 if a suspension, coro_return or coro_fail
     * came since: returned, it passes its payload on. */
    int thrown_status;
    /* Set by coro_return and coro_fail: what leaves with which status. */
    int result_status;
    coro_value_t result;
};

/* How to make a coroutine. All zero, or NULL in its place: the defaults. */
typedef struct coro_options {
    /* Bytes of stack, record and guard page included; rounded up to a power
     * of two. 0: CORO_STACK_DEFAULT. With `stack`: the size of that memory,
     * used as it is. */
    size_t stack_size;
    /* For diagnosis; copied. NULL: none. */
    const char *name;
    /* CORO_STACK_* bits. */
    unsigned flags;
    /* Memory for the stack, any alignment, no guard. Stays the caller's and
     * must live until coro_free; must not lie on another coroutine's stack.
     * NULL: the library's. */
    void *stack;
    /* Whom to ask for the stack, which then has no guard page. Must live
     * until coro_free. NULL: the library. Not together with `stack`. */
    const coro_stack_allocator_t *allocator;
} coro_options_t;

typedef enum coro_state {
    CORO_STATE_CREATED,   /* not started yet */
    CORO_STATE_RUNNING,   /* executing, or waiting for one it resumed, or
                           * parked in an await of the task that drives it,
                           * or a task's own, started or not */
    CORO_STATE_SUSPENDED, /* at a yield */
    CORO_STATE_CLOSED     /* ended */
} coro_state_t;

/* ------------------------------------------------------------------------
 * What the inlined operations call.
 */

/* coro_new and coro_new_copy; `options_size` is the sizeof of the program,
 * which may have been compiled with other options than the library. */
CORO_API coro_t *coro__new(coro_fn_t *fn, coro_value_t arg,
                           const coro_options_t *options, size_t options_size);
CORO_API coro_t *coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                                const coro_options_t *options,
                                size_t options_size);
/* A resumption came back with something else than a yield. */
CORO_API CORO__COLD coro__pair_t coro__landed(coro_t *gen, int status,
                                              coro_value_t value);
/* A yield was resumed by a throw: note it, return its status. */
CORO_API CORO__COLD int coro__thrown(coro_t *self, int status,
                                     coro_value_t payload);
/* coro_yield, the long way: `self` is somebody else's, or has no room. */
CORO_API CORO__COLD coro__pair_t coro__yield_slowly(coro_t *self,
                                                    coro_value_t out);

#ifdef CORO_NO_INLINE
#define CORO__OPERATION CORO_API
#else
#define CORO__OPERATION CORO__INLINE
#endif

/* ------------------------------------------------------------------------
 * Making and freeing
 */

/**
 * Make a generator of a body and its argument; nothing of it runs yet.
 *
 * @param fn The body.
 * @param arg Its argument. What it points to must live as long as the body
 *   uses it.
 * @param options How; read during the call only. NULL: the defaults.
 * @return The generator, to be given to coro_free; or NULL with errno:
 *   EINVAL (fn is NULL, flags unknown or not to be met, `stack` and `allocator`
 *   both given, stack_size above CORO_STACK_MAX, or below coro_stack_min()
 *   without CORO_STACK_SMALL, or too small for what it must hold; `stack`
 *   without a size, or overlapping another coroutine's), ENOMEM,
 *   -CORO_E_MAP_LIMIT, or ENOTSUP (the process runs with a shadow stack).
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: a stack from this thread's pool, or now and then a mapping of a slab
 *   of them. No other allocation.
 * Source: PEP 255 (calling a generator function runs none of it).
 * Since: 0.1
 * See: coro_new_copy(), coro_free(), coro_strerror()
 */
CORO__OPERATION coro_t *coro_new(coro_fn_t *fn, coro_value_t arg,
                                 const coro_options_t *options);

/**
 * Make a generator whose argument is a copy of some memory.
 *
 * @param fn The body; its `arg.ptr` is the copy, aligned as malloc(3) would,
 *   writable, alive until coro_free.
 * @param args What to copy, read during the call only. May be NULL if size
 *   is 0.
 * @param size Bytes to copy; they are taken from the stack.
 * @param options How; as for coro_new.
 * @return As coro_new. EINVAL too when args is NULL and size is not 0, or
 *   when the stack is too small to hold the copy.
 * Suspends: never.
 * Threads: any; the generator may be used on any one thread at a time.
 * Cost: that of coro_new, and the copying.
 * Source: libcoro (a call in Python binds its arguments in the new frame).
 * Since: 0.1
 * See: coro_new()
 */
CORO__OPERATION coro_t *coro_new_copy(coro_fn_t *fn, const void *args,
                                      size_t size,
                                      const coro_options_t *options);

/**
 * Free a generator, closing it first if it is suspended.
 *
 * It is closed once. An error of that, or CORO_E_IGNORED_CLOSE, goes to the
 * unraisable hook; a body that ignored the close is then discarded where it
 * is, without unwinding. What coro_defer registered runs in every case.
 *
 * @param gen The generator; the handle is dead afterwards, unless refused.
 *   NULL: nothing happens.
 * @return 0; or CORO_E_RUNNING, with nothing changed, if it is running,
 *   parked in a task, or some suspended generator delegates to it.
 * Suspends: if the body awaits while it is closed, inside a task.
 * Threads: any one thread at a time.
 * Cost: a close if it is suspended; the stack goes back to a pool.
 * Source: Python's `del`; generator.__del__, PEP 342.
 * Since: 0.1
 * See: coro_close(), coro_set_unraisable_hook()
 */
CORO_API CORO_SUSPENDS int coro_free(coro_t *gen);

/* ------------------------------------------------------------------------
 * The driver's side
 */

/**
 * Resume a generator until its next yield; start it the first time.
 *
 * @param gen The generator.
 * @param out Where to put what it yields (status 0; a pointer among it is
 *   good until the next operation on gen), returns (CORO_DONE) or fails with
 *   (an error). Otherwise it is set to none.
 * @return 0: it yielded. CORO_DONE: it returned, now or before (then with
 *   none). CORO_E_RUNNING: it is executing, nothing changed. -EINVAL: gen is
 *   NULL. Otherwise the error it failed with.
 * Suspends: if the body awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: two inlined switches; no allocation.
 * Source: PEP 255; generator.__next__.
 * Since: 0.1
 * See: coro_send(), docs/errors.md
 */
CORO__OPERATION CORO_SUSPENDS int coro_next(coro_t *gen, coro_value_t *out);

/**
 * Resume a generator with a value for the yield it waits at.
 *
 * @param gen The generator.
 * @param value What its coro_yield puts into `*in`.
 * @param out As for coro_next.
 * @return As coro_next; and CORO_E_NOT_STARTED, with nothing changed, if it
 *   has not started: start it with coro_next.
 * Suspends: if the body awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: two inlined switches; no allocation.
 * Source: PEP 342, generator.send. Python lets `send(None)` start one; here
 *   any value is refused, since none is only a value among others.
 * Since: 0.1
 * See: coro_next()
 */
CORO__OPERATION CORO_SUSPENDS int coro_send(coro_t *gen, coro_value_t value,
                                            coro_value_t *out);

/**
 * Resume a generator with an error at the yield it waits at.
 *
 * One that has not started, or has ended, is closed and gives the same pair
 * back.
 *
 * @param gen The generator.
 * @param status An error below 0, CORO_E_CLOSE among them (GeneratorExit); or
 *   CORO_DONE (StopIteration).
 * @param payload What goes with it, none usually. A pointer must live until
 *   the body has done with it.
 * @param out As for coro_next.
 * @return As coro_next; -EINVAL too for any other status.
 * Suspends: if the body awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: two switches; no allocation.
 * Source: PEP 342, generator.throw.
 * Since: 0.1
 * See: coro_close()
 */
CORO_API CORO_SUSPENDS int coro_throw(coro_t *gen, int status,
                                      coro_value_t payload, coro_value_t *out);

/**
 * Ask a generator to end: its yield returns CORO_E_CLOSE.
 *
 * @param gen The generator. It can still be asked for its state, and must
 *   still be freed.
 * @param out Where to put the value it returned on closing; on an error its
 *   payload; otherwise none.
 * @return 0: it ended, by returning or by passing CORO_E_CLOSE on, or had
 *   ended before, or never started. CORO_E_IGNORED_CLOSE: it yielded instead
 *   and is suspended there. CORO_E_RUNNING: it is executing, nothing
 *   changed. -EINVAL: gen is NULL. Otherwise the error it failed with.
 * Suspends: if the body awaits, inside a task.
 * Threads: any one thread at a time.
 * Cost: two switches; no allocation.
 * Source: PEP 342, generator.close; the value as of Python 3.13.
 * Since: 0.1
 * See: coro_free(), coro_defer()
 */
CORO_API CORO_SUSPENDS int coro_close(coro_t *gen, coro_value_t *out);

/**
 * Tell the state of a generator.
 *
 * @param gen The generator, not NULL.
 * @return One of CORO_STATE_*.
 * Suspends: never.
 * Threads: the one that uses the generator.
 * Cost: O(1), or O(depth) for one that is being delegated to.
 * Source: inspect.getgeneratorstate.
 * Since: 0.1
 * See: coro_state_name()
 */
CORO_API coro_state_t coro_state(const coro_t *gen);

/**
 * Name a state.
 *
 * @param state The state.
 * @return "created", "running", "suspended" or "closed"; constant.
 * Suspends: never.
 * Threads: any.
 * Cost: a table look-up.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_state()
 */
CORO_API const char *coro_state_name(coro_state_t state);

/**
 * Return the name of a coroutine.
 *
 * @param gen The coroutine, not NULL.
 * @return The copy of `name` of its options, alive until coro_free; "" if it
 *   has none.
 * Suspends: never.
 * Threads: any.
 * Cost: none.
 * Source: generator.__name__.
 * Since: 0.1
 * See: coro_options_t
 */
CORO_API const char *coro_name(const coro_t *gen);

/* ------------------------------------------------------------------------
 * Stacks that are, or may become, too small
 */

/**
 * Have the process say which coroutine it was when a stack overflows.
 *
 * An access to a guard writes a few lines to standard error: the coroutine's
 * name, body, stack, and where the program made it. Then that fault, as every
 * other one, goes to whoever handled it before: by default the process ends as
 * it would have. docs/stacks.md has an example and the small print.
 *
 * Call it at the start of the program, after other handlers of SIGSEGV and
 * SIGBUS have been installed, and again in each thread that runs coroutines.
 *
 * @return 0, also if all is in place already. -ENOMEM, -EAGAIN: this thread
 *   has no alternate signal stack, and there is no memory, or no key of
 *   pthread_key_create(3), for one; the handler is as it was.
 * Suspends: never.
 * Threads: any. The handler is the process's, installed by the first call; the
 *   alternate stack is the thread's, kept if it has one and otherwise made,
 *   until it ends.
 * Cost: a few system calls; 64 KiB of address space a thread. Nothing later.
 * Source: sigaltstack(2); faulthandler.enable in Python; the Go runtime.
 * Since: 0.1
 * See: coro_stack_used(), docs/stacks.md
 */
CORO_API int coro_install_overflow_handler(void);

/**
 * Tell how much of its stack a coroutine has used at most.
 *
 * What counts are pages: one touched since the memory was last fresh from the
 * kernel. A stack from the pool may have been touched by an earlier coroutine;
 * with CORO_STACK_WIPED it counts from coro_new on.
 *
 * @param gen The coroutine, not NULL, in whatever state.
 * @return Bytes from the top of the stack down, what the library keeps there
 *   included; 0 if the kernel does not tell. Pages that were swapped out are
 *   not seen. On memory of the program's own, whatever is resident counts.
 * Suspends: never.
 * Threads: the one that uses the generator.
 * Cost: a mincore(2) for each MiB of the stack's size that is not used.
 * Source: libcoro; uxTaskGetStackHighWaterMark of FreeRTOS.
 * Since: 0.1
 * See: coro_options_t, docs/stacks.md
 */
CORO_API size_t coro_stack_used(const coro_t *gen);

/* ------------------------------------------------------------------------
 * The body's side
 */

/**
 * Suspend the body, giving its driver a value.
 *
 * In a task it gives up the turn instead, and the value is dropped.
 *
 * @param self The body's own coroutine.
 * @param out What the driver gets; a pointer must be good until the next
 *   operation on self, and may point into this stack.
 * @param in Where to put what was sent, or the payload of what was thrown.
 * @return 0: resumed by coro_next (in: none) or coro_send. CORO_E_CLOSE: the
 *   generator is to end; clean up and return it, or a value. CORO_DONE or
 *   another error: what was thrown. CORO_E_NOT_CURRENT, at once, if self is
 *   not the innermost running coroutine; -EINVAL if it is NULL.
 * Suspends: yes.
 * Threads: the one that runs the body.
 * Cost: two inlined switches; no allocation.
 * Source: PEP 342, the yield expression.
 * Since: 0.1
 * See: coro_yield_from()
 */
CORO__OPERATION CORO_SUSPENDS int coro_yield(coro_t *self, coro_value_t out,
                                             coro_value_t *in);

/**
 * Let another generator yield in the body's place until it ends.
 *
 * Values sent and errors thrown go straight to it; CORO_E_CLOSE closes it and
 * then arrives here. It stays the caller's and must still be freed.
 *
 * @param self The body's own coroutine.
 * @param inner The generator: fresh, partly consumed or finished; it may be
 *   delegating itself, and other generators may delegate to it as well.
 * @param result Where to put what inner returned, or the payload of an error.
 * @return 0: inner ended, or a CORO_DONE was thrown in after it had ended.
 *   CORO_E_CLOSE: the body is to end. CORO_E_RUNNING: inner is executing
 *   (self, for one). CORO_E_NOT_CURRENT, -EINVAL: as coro_yield. Otherwise
 *   the error inner failed with.
 * Suspends: yes.
 * Threads: the one that runs the body.
 * Cost: four switches in all; each value takes the same two switches at any
 *   depth of delegation. No allocation.
 * Source: PEP 380.
 * Since: 0.1
 * See: coro_call()
 */
CORO_API CORO_SUSPENDS int coro_yield_from(coro_t *self, coro_t *inner,
                                           coro_value_t *result);

/**
 * Delegate to a fresh body on this same stack.
 *
 * What coro_yield_from does with a generator made for the purpose, without
 * making one: fn's yields are the caller's. What fn defers runs when it ends.
 *
 * @param self The body's own coroutine, which fn gets as its `self`.
 * @param fn The body to run.
 * @param arg Its argument.
 * @param result Where to put what fn returned, or the payload of an error.
 * @return 0, or the error fn failed with; CORO_E_STOP_ITERATION if it
 *   returned a positive status; CORO_E_CLOSE if it was asked to close and
 *   returned a value. CORO_E_NOT_CURRENT, -EINVAL: as coro_yield.
 * Suspends: yes.
 * Threads: the one that runs the body.
 * Cost: a call.
 * Source: PEP 380. Difference: a fn that yields instead of closing is seen by
 *   whoever closes self, not by self.
 * Since: 0.1
 * See: coro_yield_from()
 */
CORO_API CORO_SUSPENDS int coro_call(coro_t *self, coro_fn_t *fn,
                                     coro_value_t arg, coro_value_t *result);

/**
 * Set the value that leaves when the body returns 0.
 *
 * @param self The body's own coroutine; not checked.
 * @param value The value; a pointer must outlive the body.
 * @return 0, so that a body can end with `return coro_return(self, v);`. The
 *   last call of coro_return or coro_fail counts.
 * Suspends: never.
 * Threads: the one that runs the body.
 * Cost: three stores.
 * Source: PEP 380 (`return value` in a generator).
 * Since: 0.1
 * See: coro_fail()
 */
CORO__OPERATION int coro_return(coro_t *self, coro_value_t value);

/**
 * Set the payload that leaves when the body returns an error.
 *
 * @param self The body's own coroutine; not checked.
 * @param error The error. The payload counts only if the body returns this
 *   very status.
 * @param payload What goes with it; a pointer must outlive the body.
 * @return error, so that a body can end with
 *   `return coro_fail(self, -EINVAL, v);`. The last call of coro_return or
 *   coro_fail counts.
 * Suspends: never.
 * Threads: the one that runs the body.
 * Cost: three stores.
 * Source: Python's `raise`.
 * Since: 0.1
 * See: coro_return()
 */
CORO__OPERATION int coro_fail(coro_t *self, int error, coro_value_t payload);

/**
 * Register a function that runs when the body ends or is discarded.
 *
 * They run last first: after the body has returned and before its driver goes
 * on; or, if it never ran or is discarded, inside the coro_free, coro_close,
 * coro_throw or coro_sched_free that ends it. They must not suspend: what
 * would answers CORO_E_NOT_CURRENT.
 *
 * @param self The body's own coroutine; or, for whoever made it, one that has
 *   not started yet.
 * @param fn The function.
 * @param arg Its argument; must be good until then.
 * @return 0; -ENOMEM; -EINVAL if self or fn is NULL; CORO_E_NOT_CURRENT if
 *   self is neither.
 * Suspends: never.
 * Threads: the one that uses the generator.
 * Cost: one malloc(3).
 * Source: Python's `finally`; Go's defer.
 * Since: 0.1
 * See: coro_free()
 */
CORO_API int coro_defer(coro_t *self, void (*fn)(void *arg), void *arg);

/**
 * Return the innermost running coroutine of this thread.
 *
 * @return It, or NULL outside of all coroutines.
 * Suspends: never.
 * Threads: any.
 * Cost: found from the stack pointer: two loads and a shift; with stacks of
 *   the caller's own in use, a lock and O(log n) of them.
 * Source: lua_pushthread; asyncio.current_task.
 * Since: 0.1
 * See: coro_name()
 */
CORO_API coro_t *coro_self(void);

/**
 * Set the function that is told of errors nobody can receive.
 *
 * Those are: an error of the close that coro_free does; the failure of a task
 * whose result nobody took; and for a task that coro_sched_free must discard,
 * why: CORO_E_DEADLOCK, or the error of the clock. Without a hook they are
 * dropped.
 *
 * @param hook The function, called on the thread where it happens; it must
 *   not suspend. `name` is the coroutine's, "" if it has none. NULL: none.
 * @param ctx Its first argument.
 * Suspends: never.
 * Threads: any; it holds for all threads of the process.
 * Cost: a lock.
 * Source: sys.unraisablehook.
 * Since: 0.1
 * See: coro_free(), coro_task_release()
 */
CORO_API void coro_set_unraisable_hook(void (*hook)(void *ctx, const char *name,
                                                    int status,
                                                    coro_value_t payload),
                                       void *ctx);

/* ------------------------------------------------------------------------
 * The operations themselves
 */

/* Pairs stay in registers: an `out` that went to a function would have to lie
 * in memory at every step of a driver's loop. */
CORO__INLINE int coro__give(coro__pair_t pair, coro_value_t *out)
{
    if (out != NULL)
        *out = pair.value;
    return pair.status;
}

/* What was given is NULL. No call: so the compilers see that it ends a loop,
 * and ask before the loop. */
CORO__INLINE coro__pair_t coro__invalid(void)
{
    coro__pair_t pair;

    pair.status = -EINVAL;
    pair.value = coro_none();
    return pair;
}

CORO__INLINE coro__pair_t coro__resume_pair(coro_t *gen, int inbound,
                                            coro_value_t value)
{
    coro__pair_t got;

    if (CORO__UNLIKELY(gen == NULL))
        return coro__invalid();
    got = coro__switch(&gen->slot, inbound, value);
    if (CORO__UNLIKELY(got.status != 0))
        return coro__landed(gen, got.status, got.value);
    return got;
}

CORO__INLINE int coro__resume(coro_t *gen, int inbound, coro_value_t value,
                              coro_value_t *out)
{
    return coro__give(coro__resume_pair(gen, inbound, value), out);
}

/* Is `self`, not NULL, the innermost running coroutine, and has room? Its
 * stack says so: the stack pointer lies within `room` bytes below the record,
 * or far away. */
CORO__INLINE int coro__is_current(const coro_t *self)
{
    return coro__above_stack_pointer(self) <= self->room;
}

CORO__INLINE int coro__suspend(coro_t *self, coro_value_t out, coro_value_t *in)
{
    coro__pair_t got;

    if (CORO__UNLIKELY(self == NULL))
        return coro__give(coro__invalid(), in);
    if (CORO__UNLIKELY(!coro__is_current(self)))
        return coro__give(coro__yield_slowly(self, out), in);
    got = coro__switch(&self->root->slot, 0, out);
    if (in != NULL)
        *in = got.value;
    if (CORO__LIKELY(got.status >= CORO__INBOUND))
        return 0;
    return coro__thrown(self, got.status, got.value);
}

CORO__INLINE int coro__leave_with(coro_t *self, int status, coro_value_t value)
{
    self->result = value;
    self->result_status = status;
    self->thrown_status = 0;
    return status;
}

#ifndef CORO_NO_INLINE

CORO__INLINE coro_t *coro_new(coro_fn_t *fn, coro_value_t arg,
                              const coro_options_t *options)
{
    return coro__new(fn, arg, options, sizeof(coro_options_t));
}

CORO__INLINE coro_t *coro_new_copy(coro_fn_t *fn, const void *args, size_t size,
                                   const coro_options_t *options)
{
    return coro__new_copy(fn, args, size, options, sizeof(coro_options_t));
}

CORO__INLINE int coro_next(coro_t *gen, coro_value_t *out)
{
    return coro__resume(gen, CORO__NEXT, coro_none(), out);
}

CORO__INLINE int coro_send(coro_t *gen, coro_value_t value, coro_value_t *out)
{
    return coro__resume(gen, CORO__SEND, value, out);
}

CORO__INLINE int coro_yield(coro_t *self, coro_value_t out, coro_value_t *in)
{
    return coro__suspend(self, out, in);
}

CORO__INLINE int coro_return(coro_t *self, coro_value_t value)
{
    return coro__leave_with(self, 0, value);
}

CORO__INLINE int coro_fail(coro_t *self, int error, coro_value_t payload)
{
    return coro__leave_with(self, error, payload);
}

#endif /* CORO_NO_INLINE */

CORO__EXTERN_C_END

#endif
