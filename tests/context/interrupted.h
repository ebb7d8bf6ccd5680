/* SPDX-License-Identifier: MIT */
/* Where a signal has interrupted its thread. Wants _GNU_SOURCE. */
#ifndef INTERRUPTED_H
#define INTERRUPTED_H

#include <stdint.h>
#include <ucontext.h>

#if defined(__x86_64__)
#define HAS_INTERRUPTED 1
#define INTERRUPTED_AT(context) ((context)->uc_mcontext.gregs[REG_RIP])
#define INTERRUPTED_STACK(context) ((context)->uc_mcontext.gregs[REG_RSP])
#elif defined(__aarch64__)
#define HAS_INTERRUPTED 1
#define INTERRUPTED_AT(context) ((context)->uc_mcontext.pc)
#define INTERRUPTED_STACK(context) ((context)->uc_mcontext.sp)
#else
#define HAS_INTERRUPTED 0
#define INTERRUPTED_AT(context) 0
#define INTERRUPTED_STACK(context) 0
#endif

/* The instruction that is next. */
static inline uintptr_t interrupted_at(const ucontext_t *context)
{
    (void)context;
    return (uintptr_t)INTERRUPTED_AT(context);
}

static inline uintptr_t interrupted_stack(const ucontext_t *context)
{
    (void)context;
    return (uintptr_t)INTERRUPTED_STACK(context);
}

#endif
