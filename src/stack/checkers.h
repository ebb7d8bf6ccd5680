/* SPDX-License-Identifier: MIT */
/* Tell Valgrind (if its header is there) and AddressSanitizer (if it is linked
 * in) what becomes of stack memory. */
#ifndef CORO__STACK_CHECKERS_H
#define CORO__STACK_CHECKERS_H

#include "stack/stack.h"

#ifdef CORO__HAVE_VALGRIND
#include <valgrind/memcheck.h>

static inline void coro__valgrind_register(coro__stack_t *stack)
{
    stack->valgrind_id = VALGRIND_STACK_REGISTER(stack->base, stack + 1);
}

static inline void coro__valgrind_deregister(coro__stack_t *stack)
{
    VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
}

#else

static inline void coro__valgrind_register(coro__stack_t *stack)
{
    (void)stack;
}

static inline void coro__valgrind_deregister(coro__stack_t *stack)
{
    (void)stack;
}

#endif

void __asan_unpoison_memory_region(const volatile void *base, size_t size)
    __attribute__((weak));

/* A stack that was used will be used afresh: AddressSanitizer is to forget the
 * frames that were never left, and Valgrind that what lies below the last
 * stack pointer is out of bounds. */
static inline void coro__stack_renew(coro__stack_t *stack)
{
#ifdef CORO__HAVE_VALGRIND
    (void)VALGRIND_MAKE_MEM_UNDEFINED(stack->base,
                                      (size_t)((char *)stack - stack->base));
#endif
    if (__asan_unpoison_memory_region != NULL)
        __asan_unpoison_memory_region(
            stack->base, (size_t)((char *)(stack + 1) - stack->base));
}

#endif
