/* SPDX-License-Identifier: MIT */
/* Closing a descriptor that is waited for. */
#include "io/io.h"
#include <unistd.h>

int coro_fd_close(coro_sched_t *sched, int fd)
{
    if (sched == NULL)
        return -EINVAL;
    if (sched->outside != NULL)
        coro__descriptor_forget(sched->outside, fd);
    return close(fd) == 0 ? 0 : -errno;
}
