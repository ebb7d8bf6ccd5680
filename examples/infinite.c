/* SPDX-License-Identifier: MIT */
/* A sequence without end, left by break; and one read until a sentinel. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int fibonacci(coro_t *self, coro_value_t arg)
{
    uint64_t a = 0, b = 1;
    int rc;

    (void)arg;
    while ((rc = coro_yield(self, coro_uint(a), NULL)) == 0) {
        uint64_t sum = a + b;

        a = b;
        b = sum;
    }
    printf("\nit ends: %s\n", coro_strerror(rc));
    return rc;
}

/* Give the next byte of the text that *ctx points into. */
static int next_byte(void *ctx, coro_value_t *out)
{
    const char **text = ctx;

    *out = coro_int(*(*text)++);
    return 0;
}

int main(void)
{
    const char *text = "until the dot. Not this";
    coro_t *numbers = coro_new(fibonacci, coro_none(), NULL);
    coro_t *bytes = coro_iter_until(next_byte, &text, coro_int('.'));
    int rc = numbers && bytes ? 0 : -errno;
    coro_value_t v;

    printf("fibonacci:");
    while (rc == 0 && (rc = coro_next(numbers, &v)) == 0) {
        if (v.u64 > 100)
            break;
        printf(" %" PRIu64, v.u64);
    }
    coro_free(numbers); /* closes it: its yield returns CORO_E_CLOSE */
    while (rc == 0 && (rc = coro_next(bytes, &v)) == 0)
        putchar((int)v.i64);
    putchar('\n');
    coro_free(bytes);
    if (rc < 0)
        fprintf(stderr, "infinite: %s\n", coro_strerror(rc));
    return rc < 0;
}
