/* SPDX-License-Identifier: MIT */
/* What generators do in more than one suite. */
#ifndef BODIES_H
#define BODIES_H

#include "suite.h"

/* Yields arg and arg + 1, and returns 20; passes on what is thrown in. */
static inline int two(coro_t *self, coro_value_t arg)
{
    int rc = yield(self, arg.i64);

    if (rc == 0)
        rc = yield(self, arg.i64 + 1);
    if (rc != 0)
        return rc;
    return coro_return(self, coro_int(20));
}

/* Swallows everything, and yields on. */
static inline int stubborn(coro_t *self, coro_value_t arg)
{
    for (int64_t i = arg.i64;; i++)
        yield(self, i);
    return 0;
}

/* Answers the first throw by returning 100. */
static inline int returns(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_return(self, coro_int(100));
}

/* Answers the first throw by failing with -9. */
static inline int fails(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_fail(self, -9, coro_int(90));
}

#endif
