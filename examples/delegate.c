/* SPDX-License-Identifier: MIT */
/* While a generator delegates, what it is sent reaches the inner one. A fresh
 * body needs no generator of its own: coro_call runs it in the same place. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

typedef struct part {
    const char *name;
    int times;
    const char *result;
} part_t;

static int inner(coro_t *self, coro_value_t arg)
{
    const part_t *part = arg.ptr;

    for (int i = 0; i < part->times; i++) {
        coro_value_t in;
        int rc = coro_yield(self, coro_ptr(part->name), &in);

        if (rc != 0)
            return rc;
        printf("inner %s: got %" PRId64 "\n", part->name, in.i64);
    }
    return coro_return(self, coro_ptr(part->result));
}

/* yield from inner("A", 3); return (yield from inner("B", 2)) */
static int outer(coro_t *self, coro_value_t arg)
{
    static const part_t a = {"A", 3, "A finished"};
    static const part_t b = {"B", 2, "B finished"};
    coro_value_t result;
    int rc = coro_call(self, inner, coro_ptr(&a), &result);

    (void)arg;
    if (rc == 0)
        printf("outer: %s\n", (const char *)result.ptr);
    if (rc == 0)
        rc = coro_call(self, inner, coro_ptr(&b), &result);
    return rc != 0 ? rc : coro_return(self, result);
}

int main(void)
{
    coro_t *gen = coro_new(outer, coro_none(), NULL);
    coro_value_t v;
    int rc;

    if (gen == NULL) {
        perror("delegate");
        return 1;
    }
    rc = coro_next(gen, &v);
    for (int64_t i = 1; rc == 0; i++) {
        printf("driver: \"%s\", sends %" PRId64 "\n", (const char *)v.ptr, i);
        rc = coro_send(gen, coro_int(i), &v);
    }
    if (rc == CORO_DONE)
        printf("driver: the result is \"%s\"\n", (const char *)v.ptr);
    else
        fprintf(stderr, "delegate: %s\n", coro_strerror(rc));
    coro_free(gen);
    return rc < 0;
}
