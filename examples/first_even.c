/* SPDX-License-Identifier: MIT */
/* The first ten even numbers of a million, of which nobody makes the rest:
 * each stage asks the one before it only for what it needs. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int is_even(void *looked_at, coro_value_t value)
{
    ++*(int *)looked_at;
    return value.i64 % 2 == 0;
}

static int print(void *ctx, coro_value_t value)
{
    (void)ctx;
    return printf("%" PRId64 "\n", value.i64) < 0 ? -EIO : 0;
}

int main(void)
{
    int looked_at = 0;
    coro_t *numbers = coro_iter_range(0, 1000000, 1);
    coro_t *even = coro_iter_filter(numbers, is_even, &looked_at);
    int rc = coro_iter_for_each(coro_iter_take(even, 10), print, NULL);

    printf("looked at %d numbers\n", looked_at);
    if (rc != 0)
        fprintf(stderr, "first_even: %s\n", coro_strerror(rc));
    return rc != 0;
}
