/* SPDX-License-Identifier: MIT */
/* yield from: one generator lets others yield in its place, in turn. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

typedef struct sources {
    coro_t **items;
    size_t count;
} sources_t;

/* for source in sources: yield from source */
static int chain(coro_t *self, coro_value_t arg)
{
    const sources_t *sources = arg.ptr;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sources->count; i++)
        rc = coro_yield_from(self, sources->items[i], NULL);
    return rc;
}

static int countdown(coro_t *self, coro_value_t n)
{
    int rc = 0;

    for (int64_t i = n.i64; i > 0 && rc == 0; i--)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc;
}

int main(void)
{
    static const coro_value_t values[] = {{.i64 = 100}, {.i64 = 200}};
    coro_t *items[] = {coro_iter_range(10, 40, 10), coro_iter_values(values, 2),
                       coro_new(countdown, coro_int(3), NULL)};
    sources_t sources = {items, 3};
    coro_t *gen = coro_new(chain, coro_ptr(&sources), NULL);
    int rc = gen && items[0] && items[1] && items[2] ? 0 : -errno;
    coro_value_t v;

    while (rc == 0 && (rc = coro_next(gen, &v)) == 0)
        printf("%" PRId64 "\n", v.i64);
    if (rc < 0)
        fprintf(stderr, "chain: %s\n", coro_strerror(rc));
    coro_free(gen); /* first: it may be delegating to one of the others */
    for (size_t i = 0; i < 3; i++)
        coro_free(items[i]);
    return rc < 0;
}
