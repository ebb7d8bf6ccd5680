/* SPDX-License-Identifier: MIT */
/*
 * Guard pages: MADV_GUARD_INSTALL where it works (Linux 6.13 on), which marks
 * page table entries and splits no mapping; mprotect(2) otherwise, which costs
 * two mappings a stack out of vm.max_map_count.
 *
 * Kernels and emulators without it may accept the advice and do nothing. So
 * whether it works is found out once, by trying: a guarded page makes write(2)
 * from it answer EFAULT.
 */
#include "stack/guard.h"
#include "stack/size.h"
#include <coro/base.h>
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

/* From the kernel's uapi; the C library here may be older than the kernel. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static int light; /* MADV_GUARD_INSTALL works; set once by `probe` */

static int faults(const void *page)
{
    int ends[2], saved = errno, result;

    if (pipe(ends) != 0)
        return 0;
    result = write(ends[1], page, 1) == -1 && errno == EFAULT;
    close(ends[0]);
    close(ends[1]);
    errno = saved;
    return result;
}

static void probe(void)
{
    size_t size = coro__page_size();
    int saved = errno;
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page != MAP_FAILED) {
        light = madvise(page, size, MADV_GUARD_INSTALL) == 0 && faults(page);
        munmap(page, size);
    }
    errno = saved;
}

int coro__guard_is_light(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, probe);
    return light;
}

int coro__guard_install(void *page, size_t size)
{
    if (coro__guard_is_light() && madvise(page, size, MADV_GUARD_INSTALL) == 0)
        return 0;
    /* Not available, or refused here, as in locked memory. */
    if (mprotect(page, size, PROT_NONE) == 0)
        return 0;
    return errno == ENOMEM ? CORO_E_MAP_LIMIT : -errno;
}
