/* SPDX-License-Identifier: MIT */
/* A program outside the tree, which knows the installed package only. */
#include <coro.h>
#include <errno.h>

#if CORO_CONTEXT_ASM != EXPECTED_CONTEXT_ASM
#error "the installed config.h is of another build"
#endif

static int count(coro_t *self, coro_value_t limit)
{
    int rc = 0;

    for (int64_t i = 1; i <= limit.i64 && rc == 0; i++)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc != 0 ? rc : coro_return(self, limit);
}

static int sum(coro_t *self, coro_value_t limit)
{
    coro_t *gen = coro_new(count, limit, NULL);
    coro_value_t value = coro_none();
    int64_t total = 0;
    int rc = gen != NULL ? 0 : -errno;

    while (rc == 0 && (rc = coro_next(gen, &value)) == 0) {
        total += value.i64;
        rc = coro_sleep(self, 1);
    }
    coro_free(gen);
    return rc < 0 ? rc : coro_return(self, coro_int(total));
}

int main(void)
{
    coro_value_t result;
    int rc = coro_run(sum, coro_int(4), &result);

    return rc == 0 && result.i64 == 10 ? 0 : 1;
}
