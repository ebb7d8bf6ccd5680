/* SPDX-License-Identifier: MIT */
/* See kernel.h. */
#include "kernel.h"
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

guard_advice_t kernel_guard_advice;
long kernel_mprotect_left = -1, kernel_mmap_left = -1, kernel_munmap_left = -1;
long kernel_mprotect_calls, kernel_guard_calls;

void *__real_mmap(void *at, size_t size, int protection, int flags, int fd,
                  off_t offset);
int __real_munmap(void *at, size_t size);
int __real_madvise(void *at, size_t size, int advice);
int __real_mprotect(void *at, size_t size, int protection);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd,
                  off_t offset);
int __wrap_munmap(void *at, size_t size);
int __wrap_madvise(void *at, size_t size, int advice);
int __wrap_mprotect(void *at, size_t size, int protection);

/* Take one of what is left; false, with errno, if none is. */
static int take(long *left)
{
    if (*left == 0) {
        errno = ENOMEM;
        return 0;
    }
    if (*left > 0)
        --*left;
    return 1;
}

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd,
                  off_t offset)
{
    return take(&kernel_mmap_left)
               ? __real_mmap(at, size, protection, flags, fd, offset)
               : MAP_FAILED;
}

int __wrap_munmap(void *at, size_t size)
{
    return take(&kernel_munmap_left) ? __real_munmap(at, size) : -1;
}

int __wrap_madvise(void *at, size_t size, int advice)
{
    if (advice != MADV_GUARD_INSTALL)
        return __real_madvise(at, size, advice);
    kernel_guard_calls++;
    if (kernel_guard_advice == ADVICE_IGNORED)
        return 0;
    if (kernel_guard_advice == ADVICE_TAKEN)
        return __real_madvise(at, size, advice);
    errno = EINVAL;
    return -1;
}

int __wrap_mprotect(void *at, size_t size, int protection)
{
    kernel_mprotect_calls++;
    return take(&kernel_mprotect_left) ? __real_mprotect(at, size, protection)
                                       : -1;
}
