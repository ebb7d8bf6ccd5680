/* SPDX-License-Identifier: MIT */
/*
 * The floating-point control words (rounding, exception masks), for ucontext:
 * swapcontext(3) restores them, the library shares them like the rest of a
 * thread's state. The ladder: one branch an architecture.
 */
#ifndef CORO__CONTEXT_CONTROL_WORDS_H
#define CORO__CONTEXT_CONTROL_WORDS_H

#include <stdint.h>

#if defined(__x86_64__)

typedef struct coro__control_words {
    uint32_t mxcsr;
    uint32_t x87[7]; /* with the status word: the exceptions raised */
} coro__control_words_t;

static inline coro__control_words_t coro__control_words_get(void)
{
    coro__control_words_t words;

    __asm__ volatile("stmxcsr %0\n\t"
                     "fnstenv %1\n\t" /* which masks all exceptions */
                     "fldenv %1"
                     : "=m"(words.mxcsr), "=m"(words.x87));
    return words;
}

static inline void coro__control_words_set(coro__control_words_t words)
{
    __asm__ volatile("ldmxcsr %0\n\tfldenv %1"
                     :
                     : "m"(words.mxcsr), "m"(words.x87));
}

#elif defined(__aarch64__)

typedef struct coro__control_words {
    uint64_t fpcr;
    uint64_t fpsr; /* the exceptions raised */
} coro__control_words_t;

static inline coro__control_words_t coro__control_words_get(void)
{
    coro__control_words_t words;

    __asm__ volatile("mrs %0, fpcr\n\t"
                     "mrs %1, fpsr"
                     : "=r"(words.fpcr), "=r"(words.fpsr));
    return words;
}

static inline void coro__control_words_set(coro__control_words_t words)
{
    __asm__ volatile("msr fpcr, %0\n\t"
                     "msr fpsr, %1"
                     :
                     : "r"(words.fpcr), "r"(words.fpsr));
}

#else /* what swapcontext(3) does with them holds */

typedef struct coro__control_words {
    char none;
} coro__control_words_t;

static inline coro__control_words_t coro__control_words_get(void)
{
    coro__control_words_t words = {0};
    return words;
}

static inline void coro__control_words_set(coro__control_words_t words)
{
    (void)words;
}

#endif

#endif
