/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library and its memory. */
#include "starve.h"

#include <errno.h>
#include <search.h>
#include <stddef.h>
#include <sys/mman.h>

static int requests_left;
static bool refuse_the_rest;
static int refusals;

void starve_begin(int nth, bool for_ever)
{
    requests_left = nth;
    refuse_the_rest = for_ever;
    refusals = 0;
}

int starve_end(void)
{
    requests_left = 0;
    return refusals;
}

static bool refused(void)
{
    if (requests_left == 0 || --requests_left > 0)
        return false;
    if (refuse_the_rest)
        requests_left = 1;
    refusals++;
    errno = ENOMEM;
    return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
int __real_madvise(void *at, size_t size, int advice);
int __wrap_madvise(void *at, size_t size, int advice);
int __real_mprotect(void *at, size_t size, int prot);
int __wrap_mprotect(void *at, size_t size, int prot);
void *__real_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *));
void *__wrap_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *));

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : __real_calloc(count, size);
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

void *__wrap_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *))
{
    return refused() ? NULL : __real_tsearch(key, root, compare);
}
