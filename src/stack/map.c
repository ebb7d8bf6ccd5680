/* SPDX-License-Identifier: MIT */
/* mmap(2) as slabs need it: aligned, lazily backed, never by huge pages. */
#include "stack/map.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

/* The last mapping made. One that is made right below it becomes one with it
 * to the kernel, and does not count against vm.max_map_count. */
static _Atomic(char *) last;

static void *map(void *hint, size_t size)
{
    void *base =
        mmap(hint, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    return base != MAP_FAILED ? base : NULL;
}

/* Map right below the last mapping, if there is room. */
static char *map_below(size_t size, size_t alignment)
{
    char *hint = last, *base;

    if ((uintptr_t)hint <= size || ((uintptr_t)hint - size) % alignment != 0)
        return NULL;
    hint -= size;
    base = map(hint, size);
    if (base != NULL && base != hint) {
        munmap(base, size);
        base = NULL;
    }
    return base;
}

/* Map more than enough, anywhere, and cut off the ends. What cannot be cut off,
 * as that splits a mapping where there may be no more of them, is given back
 * with the rest, which was not mapped just now. */
static char *map_anywhere(size_t size, size_t alignment)
{
    size_t room = size + alignment;
    char *start = map(NULL, room), *base;

    if (start == NULL)
        return NULL;
    base = start + (-(uintptr_t)start & (alignment - 1));
    if (base != start && munmap(start, (size_t)(base - start)) != 0) {
        munmap(start, room);
        return NULL;
    }
    room -= (size_t)(base - start);
    if (room != size && munmap(base + size, room - size) != 0) {
        munmap(base, room);
        return NULL;
    }
    return base;
}

void *coro__map(size_t size, size_t alignment)
{
    char *base = map_below(size, alignment);

    if (base == NULL)
        base = map_anywhere(size, alignment);
    if (base == NULL)
        return NULL;
    last = base;
#ifdef MADV_NOHUGEPAGE
    /* Or one touched stack would make 2 MiB resident. Advice only. */
    madvise(base, size, MADV_NOHUGEPAGE);
#endif
    return base;
}

int coro__unmap(void *base, size_t size)
{
    return munmap(base, size) == 0 ? 0 : -errno;
}

int coro__map_forget(void *base, size_t size)
{
    int saved = errno, rc;

    rc = madvise(base, size, MADV_DONTNEED) == 0 ? 0 : -errno;
    errno = saved;
    return rc;
}
