/* SPDX-License-Identifier: MIT */
/*
 * Stacks: how big, from where, what guards them. docs/stacks.md says how to
 * choose.
 *
 * A stack of N bytes holds, from its top: up to 3 KiB of colouring, the
 * coroutine's record, what coro_new_copy copied, the frames of the body; and
 * at its bottom a guard page that faults on overflow. Which coroutine that was
 * is told after coro_install_overflow_handler().
 */
#ifndef CORO_STACK_H
#define CORO_STACK_H

#include <coro/base.h>

/* Bytes of a stack when the options say 0. */
#define CORO_STACK_DEFAULT ((size_t)64 * 1024)

/* No stack is bigger: 1 GiB. */
#define CORO_STACK_MAX ((size_t)1 << 30)

/* No stack is smaller, CORO_STACK_SMALL or not. */
#define CORO_STACK_TINY ((size_t)1024)

/* Bits of `flags` in coro_options_t. */
enum {
    /* Allow less than coro_stack_min(): for threads that take no signals. */
    CORO_STACK_SMALL = 1 << 0,
    /* No guard page: an overflow corrupts what lies below. */
    CORO_STACK_UNGUARDED = 1 << 1,
    /* Below the stack a guard as big as the stack, in place of the page: no
     * frame smaller than that steps over it. Costs address space. */
    CORO_STACK_WIDE_GUARD = 1 << 2,
    /* Wipe the stack before it is used and when the coroutine is freed: no
     * other one finds what was on it, and coro_stack_used begins anew. */
    CORO_STACK_WIPED = 1 << 3,
    /* Abort in coro_free if the lowest 16 bytes of the stack were written to:
     * for a stack without a guard, which has overflowed then. */
    CORO_STACK_CANARY = 1 << 4
};

CORO__EXTERN_C_BEGIN

/* Where stacks come from, if not from the library. Both functions may be
 * called on any thread that creates or frees coroutines. */
typedef struct coro_stack_allocator {
    /* Return `size` bytes of read-write memory, or NULL. Any alignment. The
     * size is what the library's own stack would have, a power of two. */
    void *(*allocate)(size_t size, void *ctx);
    /* Take back what allocate returned; must not fail. */
    void (*release)(void *base, size_t size, void *ctx);
    void *ctx;
} coro_stack_allocator_t;

/**
 * Return the least stack size accepted without CORO_STACK_SMALL.
 *
 * @return Bytes: guard page, the signal frame of this machine
 *   (`_SC_MINSIGSTKSZ`), 2 KiB for colour and record, and 4 KiB to work in,
 *   rounded up to a power of two.
 * Suspends: never.
 * Threads: any.
 * Cost: a sysconf(3) the first time.
 * Source: sysconf(3), getauxval(3) AT_MINSIGSTKSZ.
 * Since: 0.1
 * See: docs/stacks.md
 */
CORO_API size_t coro_stack_min(void);

/**
 * Give unused stacks of this thread back to the kernel.
 *
 * A thread keeps the stacks of coroutines it has freed, for those it will
 * make. What it has not needed for a while it gives back as it frees more;
 * this is for a program that has had its peak and will free nothing for long.
 *
 * @param keep How many unused stacks to keep, of all sizes together.
 * @return How many were given back, each with the memory it had touched.
 * Suspends: never.
 * Threads: any; each keeps its own, and gives all back when it ends.
 * Cost: a madvise(2) for each that is given back; a munmap(2) for each slab
 *   that is then empty.
 * Source: malloc_trim(3).
 * Since: 0.1
 * See: docs/stacks.md
 */
CORO_API size_t coro_stack_trim(size_t keep);

CORO__EXTERN_C_END

#endif
