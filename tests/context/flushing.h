/* SPDX-License-Identifier: MIT */
/* Whether numbers too small to be normal count as zero: results (FTZ), and on
 * x86-64 operands (DAZ); bits of the words that have the rounding mode. */
#ifndef FLUSHING_H
#define FLUSHING_H

#include <float.h>
#include <stdint.h>

#if defined(__x86_64__)

static inline void set_flushing(int on)
{
    const uint32_t ftz_and_daz = 0x8040;
    uint32_t mxcsr;

    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    mxcsr = on ? mxcsr | ftz_and_daz : mxcsr & ~ftz_and_daz;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

#elif defined(__aarch64__)

static inline void set_flushing(int on)
{
    const uint64_t fz = 1 << 24; /* both */
    uint64_t fpcr;

    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    fpcr = on ? fpcr | fz : fpcr & ~fz;
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
}

#else
#error "how does one flush here?"
#endif

/* By what comes of it: 1, 0, or -1: one of the two only. */
static inline int get_flushing(void)
{
    static volatile double least = DBL_MIN, half = 0.5;
    static volatile double tiny = DBL_TRUE_MIN, huge = DBL_MAX;
    int of_results = least * half == 0.0;
    int of_operands = tiny * huge == 0.0;

    return of_results == of_operands ? of_results : -1;
}

#endif
