/* SPDX-License-Identifier: MIT */
/* See allocations.h. The linker puts these in front of the real ones. */
#include "allocations.h"

#include "stack/registry.h"

#include <dirent.h>
#include <stddef.h>

static long alive; /* atomic */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __real_free(void *memory);
void __wrap_free(void *memory);

static void *counted(void *memory)
{
    if (memory != NULL)
        __atomic_add_fetch(&alive, 1, __ATOMIC_RELAXED);
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    if (size == sizeof(coro__leaf_t)) /* to find stacks by; is never freed */
        return __real_calloc(count, size);
    return counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    return memory == NULL ? __wrap_malloc(size) : __real_realloc(memory, size);
}

void __wrap_free(void *memory)
{
    if (memory != NULL)
        __atomic_sub_fetch(&alive, 1, __ATOMIC_RELAXED);
    __real_free(memory);
}

long allocations_alive(void)
{
    return __atomic_load_n(&alive, __ATOMIC_RELAXED);
}

int descriptors_open(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    if (directory == NULL)
        return 0;
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}
