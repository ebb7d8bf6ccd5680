/* SPDX-License-Identifier: MIT */
/* What the files of the overflow handler share. */
#ifndef CORO__GENERATOR_OVERFLOW_H
#define CORO__GENERATOR_OVERFLOW_H

#include "generator/record.h"

/* An access to the guard of a stack. */
typedef struct coro__overflow {
    const coro__record_t *record; /* whose stack it is, or was last */
    uintptr_t address;            /* accessed */
    uintptr_t stack_pointer;      /* of who did it; 0: not known */
    size_t stack_size, guard_size;
} coro__overflow_t;

/* Say so on standard error, in one write(2). Async-signal-safe. */
void coro__overflow_report(const coro__overflow_t *overflow);

/* See to it that the calling thread has an alternate signal stack, until it
 * ends. 0, -ENOMEM or -EAGAIN. */
int coro__signal_stack_set(void);

#endif
