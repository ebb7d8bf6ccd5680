/* SPDX-License-Identifier: MIT */
/* Tell Valgrind (if its header is there) and the sanitizers (if one is linked
 * in) what becomes of stack memory. */
#ifndef CORO__STACK_CHECKERS_H
#define CORO__STACK_CHECKERS_H

#include "base/msan.h"
#include "stack/stack.h"

#ifdef CORO__HAVE_VALGRIND
#include <valgrind/memcheck.h>

static inline int coro__on_valgrind(void)
{
    return RUNNING_ON_VALGRIND != 0;
}

static inline void coro__valgrind_register(coro__stack_t *stack)
{
    stack->valgrind_id =
        VALGRIND_STACK_REGISTER(coro__stack_base(stack), stack + 1);
}

static inline void coro__valgrind_deregister(coro__stack_t *stack)
{
    VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
}

/* What lies below the last stack pointer is out of bounds to it. */
static inline void coro__valgrind_forget(coro__stack_t *stack)
{
    char *base = coro__stack_base(stack);

    (void)VALGRIND_MAKE_MEM_UNDEFINED(base, (size_t)((char *)stack - base));
}

static inline void coro__valgrind_forbid(coro__stack_t *stack)
{
    char *base = coro__stack_base(stack);

    (void)VALGRIND_MAKE_MEM_NOACCESS(base, (size_t)((char *)stack - base));
}

#else

static inline int coro__on_valgrind(void)
{
    return 0;
}

static inline void coro__valgrind_register(coro__stack_t *stack)
{
    (void)stack;
}

static inline void coro__valgrind_deregister(coro__stack_t *stack)
{
    (void)stack;
}

static inline void coro__valgrind_forget(coro__stack_t *stack)
{
    (void)stack;
}

static inline void coro__valgrind_forbid(coro__stack_t *stack)
{
    (void)stack;
}

#endif

void __asan_poison_memory_region(const volatile void *base, size_t size)
    __attribute__((weak));
void __asan_unpoison_memory_region(const volatile void *base, size_t size)
    __attribute__((weak));

void __tsan_destroy_fiber(void *fiber) __attribute__((weak));

/* Is anybody to be told? */
static inline int coro__is_watched(void)
{
    return __asan_unpoison_memory_region != NULL ||
           __tsan_destroy_fiber != NULL || coro__on_valgrind() || CORO__ON_MSAN;
}

/* A stack that was used will be used afresh. AddressSanitizer is to forget the
 * frames that were never left. */
static inline void coro__stack_renew(coro__stack_t *stack)
{
    stack->bounds.fiber = NULL;
    coro__valgrind_forget(stack);
    if (__asan_unpoison_memory_region != NULL)
        __asan_unpoison_memory_region(stack->bounds.bottom, stack->bounds.size);
}

/* Nobody runs on it any more. MemorySanitizer is to forget what its frames left
 * uninitialised: those that come may be of functions that it does not know. */
static inline void coro__stack_end(coro__stack_t *stack)
{
    if (__tsan_destroy_fiber != NULL && stack->bounds.fiber != NULL)
        __tsan_destroy_fiber(stack->bounds.fiber);
    coro__stack_renew(stack);
    coro__written(stack->bounds.bottom, stack->bounds.size);
}

/* Nobody has it: who still points into it is to be told. Undone by
 * coro__stack_renew. */
static inline void coro__stack_retire(coro__stack_t *stack)
{
    char *base = coro__stack_base(stack);

    coro__valgrind_forbid(stack);
    if (__asan_poison_memory_region != NULL)
        __asan_poison_memory_region(base, (size_t)((char *)stack - base));
}

#endif
