/* SPDX-License-Identifier: MIT */
/*
 * Where code was when a signal interrupted it; for handlers. Include it first:
 * the names of the registers are GNU's.
 */
#ifndef CORO__CONTEXT_INTERRUPTED_H
#define CORO__CONTEXT_INTERRUPTED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <ucontext.h>

/* The stack pointer in what a handler of sigaction(2) gets as its third
 * argument; 0 where that is not known. */
static inline uintptr_t coro__interrupted_sp(const void *interrupted)
{
    const ucontext_t *context = interrupted;

#if defined(__linux__) && defined(__x86_64__) && !defined(__ILP32__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__linux__) && defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.sp;
#else
    (void)context;
    return 0;
#endif
}

#endif
