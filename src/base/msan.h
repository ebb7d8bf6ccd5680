/* SPDX-License-Identifier: MIT */
/*
 * What MemorySanitizer cannot see: memory and arguments that come from assembly
 * or the kernel, or from a C library's function that it does not know. Nothing
 * in a build without it. Unlike the others it wants everything compiled with
 * it, so the compiler is asked, not the linker; by assembly, too.
 */
#ifndef CORO__BASE_MSAN_H
#define CORO__BASE_MSAN_H

#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#define CORO__ON_MSAN 1
#endif
#endif
#ifndef CORO__ON_MSAN
#define CORO__ON_MSAN 0
#endif

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#if CORO__ON_MSAN
intptr_t __msan_test_shadow(const volatile void *at, size_t size);
void __msan_unpoison(const volatile void *at, size_t size);

/* A function whose arguments, or the results of what it calls, come from
 * assembly. */
#define CORO__FROM_ASSEMBLY __attribute__((no_sanitize("memory")))
#else
#define CORO__FROM_ASSEMBLY
#endif

/* Somebody else has written there, or will. Most of a stack has no shadow yet,
 * and is to get none. */
static inline void coro__written(const volatile void *at, size_t size)
{
#if CORO__ON_MSAN
    intptr_t first = __msan_test_shadow(at, size);

    if (first >= 0)
        __msan_unpoison((const volatile char *)at + first,
                        size - (size_t)first);
#else
    (void)at;
    (void)size;
#endif
}
#endif

#endif
