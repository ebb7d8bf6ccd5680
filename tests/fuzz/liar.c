/* SPDX-License-Identifier: MIT */
/* A library with a bug, to see that a replay tells: what is thrown arrives
 * without its payload. */
#include <coro/generator.h>

int __real_coro_throw(coro_t *gen, int status, coro_value_t payload,
                      coro_value_t *out);
int __wrap_coro_throw(coro_t *gen, int status, coro_value_t payload,
                      coro_value_t *out);

int __wrap_coro_throw(coro_t *gen, int status, coro_value_t payload,
                      coro_value_t *out)
{
    (void)payload;
    return __real_coro_throw(gen, status, coro_none(), out);
}
