/* SPDX-License-Identifier: MIT */
/* What the linker puts between the library and its memory. */
#include "starve.h"

#include <errno.h>
#include <search.h>
#include <stddef.h>
#include <sys/mman.h>

static int requests_left; /* until one is refused; 0: none is */
static bool refuse_the_rest;
static int refusals;

static void begin(int nth, bool for_ever)
{
    requests_left = nth;
    refuse_the_rest = for_ever;
    refusals = 0;
}

void starve_nth(int nth)
{
    begin(nth, false);
}

void starve_from(int nth)
{
    begin(nth, true);
}

int starve_end(void)
{
    requests_left = 0;
    return refusals;
}

bool starve_refuses(void)
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
void *__real_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *));
void *__wrap_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *));

void *__wrap_malloc(size_t size)
{
    return starve_refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return starve_refuses() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return starve_refuses() ? NULL : __real_realloc(memory, size);
}

void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset)
{
    return starve_refuses() ? MAP_FAILED
                            : __real_mmap(at, size, prot, flags, fd, offset);
}

/* To give memory back is no request for any, so it is not counted; it is
 * refused with the rest, though. */
int __wrap_madvise(void *at, size_t size, int advice)
{
    bool refuses = advice != MADV_DONTNEED
                       ? starve_refuses()
                       : refuse_the_rest && requests_left == 1;

    return refuses ? -1 : __real_madvise(at, size, advice);
}

int __wrap_mprotect(void *at, size_t size, int prot)
{
    return starve_refuses() ? -1 : __real_mprotect(at, size, prot);
}

void *__wrap_tsearch(const void *key, void **root,
                     int (*compare)(const void *, const void *))
{
    return starve_refuses() ? NULL : __real_tsearch(key, root, compare);
}
