/* SPDX-License-Identifier: MIT */
/* An error thrown in is a status that the body's yield returns: test it to
 * handle it, return it to pass it on. Closing is one of them. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

enum {
    E_LINE_LOST = CORO_E_USER,
    E_LINK_DOWN = CORO_E_USER - 1
};

static void disconnect(void *name)
{
    printf("reader: disconnects from %s\n", (const char *)name);
}

static int reader(coro_t *self, coro_value_t name)
{
    coro_value_t in;
    int rc = coro_defer(self, disconnect, name.ptr); /* however it ends */

    for (int64_t line = 1; rc == 0; line++) {
        rc = coro_yield(self, coro_int(line), &in);
        if (rc == E_LINE_LOST) { /* except LineLost as e: ... */
            line = in.i64 - 1;
            rc = 0;
        }
    }
    puts(rc == CORO_E_CLOSE ? "reader: is closed" : "reader: fails");
    return rc;
}

static int drive(coro_t *gen)
{
    coro_value_t v;
    int rc = coro_next(gen, &v);

    if (rc == 0) {
        printf("driver: line %" PRId64 ", asks for line 7\n", v.i64);
        rc = coro_throw(gen, E_LINE_LOST, coro_int(7), &v);
    }
    if (rc == 0) {
        printf("driver: line %" PRId64 ", closes\n", v.i64);
        rc = coro_close(gen, NULL);
    }
    return rc;
}

int main(void)
{
    coro_t *closed = coro_new(reader, coro_ptr("first"), NULL);
    coro_t *failed = coro_new(reader, coro_ptr("second"), NULL);
    int rc = closed && failed ? drive(closed) : -errno;

    if (rc == 0 && (rc = coro_next(failed, NULL)) == 0) {
        rc = coro_throw(failed, E_LINK_DOWN, coro_none(), NULL);
        if (rc == E_LINK_DOWN) {
            puts("driver: an error that nobody handles comes back");
            rc = 0;
        }
    }
    if (rc != 0)
        fprintf(stderr, "throw_close: %s\n", coro_strerror(rc));
    coro_free(closed);
    coro_free(failed);
    return rc != 0;
}
