/* SPDX-License-Identifier: MIT */
/* Four mistakes, and what comes of them. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static int one_two(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield(self, coro_int(1), NULL);

    (void)arg;
    if (rc == 0)
        rc = coro_yield(self, coro_int(2), NULL);
    return rc != 0 ? rc : coro_return(self, coro_int(3));
}

/* A plain loop: the pair that ends it is not looked at. */
static int count(coro_t *gen)
{
    int items = 0;

    while (coro_next(gen, NULL) == 0)
        items++;
    return items;
}

/* It returns the CORO_DONE of the generator that it reads. The last line
 * should be: return rc == CORO_DONE ? 0 : rc; */
static int leaky(coro_t *self, coro_value_t inner)
{
    coro_value_t v;
    int rc = 0;

    while (rc == 0 && (rc = coro_next(inner.ptr, &v)) == 0)
        rc = coro_yield(self, v, NULL);
    return rc;
}

/* It never gives up its turn: coro_sched_yield(self) is missing. */
static int greedy(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    for (int i = 1; i <= 3; i++)
        printf("starvation: greedy %d\n", i);
    return 0;
}

static int polite(coro_t *self, coro_value_t arg)
{
    coro_task_t *other = coro_spawn(coro_sched_of(self), greedy, arg, NULL);
    int rc = other ? 0 : -errno;

    for (int i = 1; rc == 0 && i <= 3; i++) {
        printf("starvation: polite %d\n", i);
        rc = coro_sched_yield(self);
    }
    coro_task_release(other);
    return rc;
}

int main(void)
{
    coro_t *gen = coro_new(one_two, coro_none(), NULL);
    coro_t *inner = coro_new(one_two, coro_none(), NULL);
    coro_t *leak = coro_new(leaky, coro_ptr(inner), NULL);
    int rc = gen && inner && leak ? 0 : -errno;
    coro_value_t v;

    if (rc == 0) {
        printf("single use: %d items", count(gen));
        printf(", the second time %d\n", count(gen));
        rc = coro_next(gen, &v);
        printf("lost value: %s, with %" PRId64 " and not 3\n",
               coro_strerror(rc), v.i64);
        while ((rc = coro_next(leak, &v)) == 0)
            printf("leaked end: %" PRId64 "\n", v.i64);
        printf("leaked end: %s, with %" PRId64 "\n", coro_strerror(rc), v.i64);
        rc = coro_run(polite, coro_none(), NULL);
    }
    if (rc != 0)
        fprintf(stderr, "pitfalls: %s\n", coro_strerror(rc));
    coro_free(gen);
    coro_free(leak); /* before the one that it reads */
    coro_free(inner);
    return rc != 0;
}
