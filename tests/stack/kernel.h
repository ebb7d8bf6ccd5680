/* SPDX-License-Identifier: MIT */
/*
 * A kernel that does what a test wants: kernel.c stands between the library
 * and madvise, mprotect, mmap and munmap (the linker's --wrap).
 */
#ifndef KERNEL_H
#define KERNEL_H

/* What becomes of MADV_GUARD_INSTALL. */
typedef enum guard_advice {
    ADVICE_TAKEN,   /* as the kernel here has it */
    ADVICE_REFUSED, /* EINVAL, as by kernels that do not know it */
    ADVICE_IGNORED  /* 0, and nothing done, as by some emulators */
} guard_advice_t;

extern guard_advice_t kernel_guard_advice;

/* How many more calls succeed, the rest failing with ENOMEM; < 0: all. */
extern long kernel_mprotect_left, kernel_mmap_left, kernel_munmap_left;

/* How often each was called. */
extern long kernel_mprotect_calls, kernel_guard_calls;

#endif
