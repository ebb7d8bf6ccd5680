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
    stack->on_valgrind = RUNNING_ON_VALGRIND != 0;
}

static inline int coro__is_on_valgrind(const coro__stack_t *stack)
{
    return stack->on_valgrind;
}

/* Not inlined: where there is no Valgrind it would be in the way. */
__attribute__((noinline, unused)) static void
coro__valgrind_forget(coro__stack_t *stack)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(stack->base,
                                      (size_t)((char *)stack - stack->base));
}

static inline void coro__valgrind_deregister(coro__stack_t *stack)
{
    VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
}

#else

static inline int coro__is_on_valgrind(const coro__stack_t *stack)
{
    (void)stack;
    return 0;
}

static inline void coro__valgrind_forget(coro__stack_t *stack)
{
    (void)stack;
}

static inline void coro__valgrind_register(coro__stack_t *stack)
{
    (void)stack;
}

static inline int coro__is_on_valgrind(const coro__stack_t *stack)
{
    return stack->on_valgrind;
}

/* Not inlined: where there is no Valgrind it would be in the way. */
__attribute__((noinline, unused)) static void
coro__valgrind_forget(coro__stack_t *stack)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(stack->base,
                                      (size_t)((char *)stack - stack->base));
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
    if (coro__is_on_valgrind(stack))
        coro__valgrind_forget(stack);
    if (__asan_unpoison_memory_region != NULL)
        __asan_unpoison_memory_region(
            stack->base, (size_t)((char *)(stack + 1) - stack->base));
}

#endif
