/* SPDX-License-Identifier: MIT */
/* What the files of this module share. */
#ifndef CORO__IO_IO_H
#define CORO__IO_IO_H

#include "generator/generator.h"
#include "sched/outside.h"
#include <coro/io.h>

/* What a body's call that may have waited returns. */
static inline int coro__io_deliver(coro_t *self, int status)
{
    return coro__resumed(self, (coro__pair_t){status, coro_none()});
}

/* After an operation has failed: 0 if it is to be tried again, which may be
 * after a wait; or the status to return. */
int coro__io_again(coro_t *self, int fd, short events);

#endif
