/* SPDX-License-Identifier: MIT */
/* A body is sent a string, then a number. A value does not know which of its
 * members is meant: the two sides agree on that. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int echo(coro_t *self, coro_value_t arg)
{
    coro_value_t in = arg;
    int rc;

    printf("body: started with \"%s\"\n", (const char *)in.ptr);
    rc = coro_yield(self, in, &in);
    if (rc != 0)
        return rc;
    printf("body: got \"%s\"\n", (const char *)in.ptr);
    rc = coro_yield(self, in, &in);
    if (rc != 0)
        return rc;
    printf("body: got %" PRId64 "\n", in.i64);
    return coro_return(self, in);
}

int main(void)
{
    coro_t *gen = coro_new(echo, coro_ptr("ready"), NULL);
    int rc = gen ? 0 : -errno;
    coro_value_t v;

    if (rc == 0 && (rc = coro_next(gen, &v)) == 0)
        printf("driver: \"%s\" came back\n", (const char *)v.ptr);
    if (rc == 0 && (rc = coro_send(gen, coro_ptr("hello"), &v)) == 0)
        printf("driver: \"%s\" came back\n", (const char *)v.ptr);
    if (rc == 0 && (rc = coro_send(gen, coro_int(42), &v)) == CORO_DONE)
        printf("driver: %" PRId64 " was returned\n", v.i64);
    if (rc < 0)
        fprintf(stderr, "echo: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc < 0;
}
