/* SPDX-License-Identifier: MIT */
/*
 * What the linker puts between the library and its memory. The making of a
 * coroutine counts as a request too: pooled stacks ask for memory now and
 * then only.
 */
#include "starve.h"

#include <coro/generator.h>
#include <sys/mman.h>

static int requests_left;
static int happened;

void starve_at(int nth)
{
    requests_left = nth;
    happened = 0;
}

int starve_happened(void)
{
    return happened;
}

static int refused(void)
{
    if (requests_left == 0 || --requests_left > 0)
        return 0;
    happened = 1;
    errno = ENOMEM;
    return 1;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd,
                  off_t offset);
coro_t *__real_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size);
coro_t *__wrap_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size);
coro_t *__real_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size);
coro_t *__wrap_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size);

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

coro_t *__wrap_coro__new(coro_fn_t *fn, coro_value_t arg,
                         const coro_options_t *options, size_t options_size)
{
    return refused() ? NULL : __real_coro__new(fn, arg, options, options_size);
}

coro_t *__wrap_coro__new_copy(coro_fn_t *fn, const void *args, size_t size,
                              const coro_options_t *options,
                              size_t options_size)
{
    return refused()
               ? NULL
               : __real_coro__new_copy(fn, args, size, options, options_size);
}
