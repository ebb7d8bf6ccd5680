/* SPDX-License-Identifier: MIT */
/*
 * Guard pages: MADV_GUARD_INSTALL where it works (Linux 6.13 on), which marks
 * page table entries and splits no mapping; mprotect(2) otherwise, which costs
 * two mappings a stack out of vm.max_map_count.
 *
 * Kernels and emulators without it may accept the advice and do nothing. So
 * whether it works is found out once, by trying: a guarded page makes write(2)
 * from it answer EFAULT. What could not be tried is tried again next time.
 */
#include "stack/guard.h"
#include "base/once.h"
#include "stack/size.h"
#include <coro/base.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* From the kernel's uapi; the C library here may be older than the kernel. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static int light; /* MADV_GUARD_INSTALL works; set by `probe` */

/* Set `light`: does reading the page fault? 0, or why that is not known. */
static int try_to_read(const void *page)
{
    int ends[2], rc = 0;

    if (pipe(ends) != 0)
        return -errno;
    light = write(ends[1], page, 1) == -1;
    if (light && errno != EFAULT) {
        light = 0;
        rc = -errno;
    }
    close(ends[0]);
    close(ends[1]);
    return rc;
}

static int probe(void)
{
    size_t size = coro__page_size();
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int rc = 0;

    if (page == MAP_FAILED)
        return -errno;
    if (madvise(page, size, MADV_GUARD_INSTALL) == 0)
        rc = try_to_read(page);
    else if (errno == EAGAIN || errno == ENOMEM) /* not: what is that? */
        rc = -errno;
    munmap(page, size);
    return rc;
}

int coro__guard_is_light(void)
{
    static coro__once_t once = CORO__ONCE;
    int saved = errno, rc = coro__once(&once, probe);

    errno = saved;
    return rc == 0 && light;
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
