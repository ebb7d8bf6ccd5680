/* SPDX-License-Identifier: MIT */
/* Where a stack lies; as AddressSanitizer wants it told. */
#ifndef CORO__BASE_BOUNDS_H
#define CORO__BASE_BOUNDS_H

#include <stddef.h>

typedef struct coro__bounds {
    const void *bottom; /* lowest usable byte */
    size_t size;
} coro__bounds_t;

#endif
