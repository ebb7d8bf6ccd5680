/* SPDX-License-Identifier: MIT */
/* A generator: a function that pauses at each value it gives. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int countdown(coro_t *self, coro_value_t n)
{
    int rc = 0;

    printf("counting down from %" PRId64 "\n", n.i64);
    for (int64_t i = n.i64; i > 0 && rc == 0; i--)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc;
}

int main(void)
{
    coro_t *gen = coro_new(countdown, coro_int(3), NULL);
    coro_value_t v;
    int rc = gen ? 0 : -errno;

    puts("nothing has run yet");
    while (rc == 0 && (rc = coro_next(gen, &v)) == 0)
        printf("%" PRId64 "\n", v.i64);
    if (rc < 0)
        fprintf(stderr, "countdown: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc < 0;
}
