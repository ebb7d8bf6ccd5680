/* SPDX-License-Identifier: MIT */
/* The last words of a broken invariant. */
#include "base/assert.h"
#include <stdio.h>
#include <stdlib.h>

void coro__broken(const char *file, int line, const char *what)
{
    fprintf(stderr, "libcoro: %s:%d: %s does not hold\n", file, line, what);
    abort();
}
