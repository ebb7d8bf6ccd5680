/* SPDX-License-Identifier: MIT */
/* A stack, as AddressSanitizer and ThreadSanitizer want it told. */
#ifndef CORO__BASE_BOUNDS_H
#define CORO__BASE_BOUNDS_H

#include <stddef.h>

typedef struct coro__bounds {
    const void *bottom; /* lowest usable byte */
    size_t size;
    void *fiber; /* what ThreadSanitizer calls it; NULL: not used yet */
} coro__bounds_t;

#endif
