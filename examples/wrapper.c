/* SPDX-License-Identifier: MIT */
/* What a subgenerator returns is the value of the yield from. */
#include <coro.h>
#include <stdio.h>

static int worker(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    rc = coro_yield(self, coro_ptr("step 1"), NULL);
    if (rc == 0)
        rc = coro_yield(self, coro_ptr("step 2"), NULL);
    return rc != 0 ? rc : coro_return(self, coro_ptr("done"));
}

static int wrapper(coro_t *self, coro_value_t inner)
{
    coro_value_t result;
    int rc = coro_yield_from(self, inner.ptr, &result);

    if (rc != 0)
        return rc;
    printf("the worker returned \"%s\"\n", (const char *)result.ptr);
    return coro_yield(self, result, NULL);
}

int main(void)
{
    coro_t *inner = coro_new(worker, coro_none(), NULL);
    coro_t *gen = coro_new(wrapper, coro_ptr(inner), NULL);
    int rc = gen && inner ? 0 : -errno;
    coro_value_t v;

    while (rc == 0 && (rc = coro_next(gen, &v)) == 0)
        printf("the wrapper yielded \"%s\"\n", (const char *)v.ptr);
    if (rc < 0)
        fprintf(stderr, "wrapper: %s\n", coro_strerror(rc));
    coro_free(gen);
    coro_free(inner);
    return rc < 0;
}
