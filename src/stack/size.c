/* SPDX-License-Identifier: MIT */
/* How big a stack must be, and how big a request makes it. */
#include "stack/size.h"
#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>
#if !CORO_CONTEXT_ASM
#include <ucontext.h>
#endif

/* Room for a body to work in, above the signal frame: a first call of printf,
 * with dynamic linking, takes 3.6 KiB of it (docs/stacks.md). And for colour,
 * descriptor and record. */
enum {
    WORKING_ROOM = 4096,
    OVERHEAD = 2048,
    SIGNAL_FRAME_GUESS = 2048
};

/* With ucontext(3): what the context module keeps on a stack. */
#if CORO_CONTEXT_ASM
#define CONTEXTS 0
#else
#define CONTEXTS (2 * sizeof(ucontext_t))
#endif

size_t coro__page_size(void)
{
    static atomic_size_t known;
    size_t size = atomic_load_explicit(&known, memory_order_relaxed);

    if (size == 0) {
        size = (size_t)sysconf(_SC_PAGESIZE);
        atomic_store_explicit(&known, size, memory_order_relaxed);
    }
    return size;
}

static size_t signal_frame(void)
{
#ifdef _SC_MINSIGSTKSZ
    long size = sysconf(_SC_MINSIGSTKSZ);

    if (size > 0)
        return (size_t)size;
#endif
    return SIGNAL_FRAME_GUESS;
}

static size_t power_of_two(size_t size)
{
    if (size <= CORO_STACK_TINY)
        return CORO_STACK_TINY;
    return (size_t)1 << (64 - __builtin_clzll(size - 1));
}

size_t coro_stack_min(void)
{
    return power_of_two(coro__page_size() + signal_frame() + CONTEXTS +
                        WORKING_ROOM + OVERHEAD);
}

int coro__stack_size_fits(size_t size, unsigned flags)
{
    size_t least =
        (flags & CORO_STACK_SMALL) != 0 ? CORO_STACK_TINY : coro_stack_min();

    if (size >= least && size <= CORO_STACK_MAX)
        return 1;
    errno = EINVAL;
    return 0;
}

size_t coro__stack_stride(const coro__stack_request_t *request)
{
    size_t size = request->size, guarded = 2 * coro__page_size();

    if (size == 0)
        size = CORO__DEFAULT_STACK;
    else if (!coro__stack_size_fits(size, request->flags))
        return 0;
    if ((request->flags & CORO_STACK_UNGUARDED) == 0 && size < guarded)
        size = guarded;
    return power_of_two(size);
}
