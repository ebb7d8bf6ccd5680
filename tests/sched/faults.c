/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library and its memory. */
#include "faults.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

static int requests_left; /* 0: none fails */
static int all;
static int failed;

void fail_request(int nth)
{
    requests_left = nth;
    all = 0;
    failed = 0;
}

void fail_all_requests(void)
{
    fail_request(0);
    all = 1;
}

int request_failed(void)
{
    return failed;
}

static int refused(void)
{
    if (!all && (requests_left == 0 || --requests_left > 0))
        return 0;
    failed = 1;
    errno = ENOMEM;
    return 1;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__real_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
int __real_madvise(void *at, size_t size, int advice);
int __wrap_madvise(void *at, size_t size, int advice);
int __real_mprotect(void *at, size_t size, int prot);
int __wrap_mprotect(void *at, size_t size, int prot);

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return refused() ? NULL : __real_realloc(memory, size);
}

void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset)
{
    return refused() ? MAP_FAILED
                     : __real_mmap(at, size, prot, flags, fd, offset);
}

int __wrap_madvise(void *at, size_t size, int advice)
{
    return refused() ? -1 : __real_madvise(at, size, advice);
}

int __wrap_mprotect(void *at, size_t size, int prot)
{
    return refused() ? -1 : __real_mprotect(at, size, prot);
}
