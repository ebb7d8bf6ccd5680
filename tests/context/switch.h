/* SPDX-License-Identifier: MIT */
/*
 * The tests of the switch. Their files are compiled once for each set of
 * flags in CMakeLists.txt, and main.c runs them all.
 */
#ifndef SWITCH_H
#define SWITCH_H

#include <check.h>
#include <coro.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

/* Is this compiled for processors that check where indirect jumps land? */
#if defined(__CET__) && (__CET__ & 1) && CORO_CONTEXT_ASM
#define HAS_LANDING_PADS 1
#elif defined(__ARM_FEATURE_BTI_DEFAULT) && CORO_CONTEXT_ASM
#define HAS_LANDING_PADS 1
#else
#define HAS_LANDING_PADS 0
#endif

/* Does the processor here insist on landing pads, where it can be asked to? */
int pads_are_heeded(void);

/* How wide the vectors are that this set of flags uses; -1: however wide the
 * processor has them. */
extern const int vector_bytes;

/* Out of line, also where coro_next and coro_yield are inlined: outline.c. */
int outline_next(coro_t *gen, coro_value_t *out);
int outline_yield(coro_t *self);

TCase *abi_case(void);
TCase *backtrace_case(void);
TCase *contexts_case(void);
TCase *entry_case(void);
TCase *frames_case(void);
TCase *leaps_case(void);
TCase *pads_case(void);
TCase *registers_case(void);
TCase *statics_case(void);
TCase *threads_case(void);
TCase *unwound_case(void);
TCase *vectors_case(void);

/* Asked in a way that the compiler cannot answer itself. */
static inline int is_aligned(const volatile void *at, size_t alignment)
{
    uintptr_t address = (uintptr_t)at;

    __asm__ volatile("" : "+r"(address));
    return address % alignment == 0;
}

/* Is an indirect jump to there good, where processors check it? */
static inline int is_landing_pad(const void *code)
{
#if defined(__aarch64__)
    return memcmp(code, "\x9f\x24\x03\xd5", 4) == 0 || /* bti j */
           memcmp(code, "\x5f\x24\x03\xd5", 4) == 0;   /* bti c */
#else
    return memcmp(code, "\xf3\x0f\x1e\xfa", 4) == 0; /* endbr64 */
#endif
}

/* Room to print, and for a sanitizer's big frames, whatever the default. */
enum {
    ROOMY_STACK = 512 * 1024
};

static inline coro_t *new_generator(coro_fn_t *body, coro_value_t arg)
{
    static const coro_options_t options = {.stack_size = ROOMY_STACK};
    coro_t *gen = coro_new(body, arg, &options);

    ck_assert_ptr_nonnull(gen);
    return gen;
}

#endif
