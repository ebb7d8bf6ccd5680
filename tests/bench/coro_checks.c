/* SPDX-License-Identifier: MIT */
/*
 * What each check of coro_next and coro_yield costs: libcoro's own switch, with
 * one more of them at each step. checks/4 does all that they do.
 */
#include "contestant.h"

#include <coro.h>

enum {
    STATUS = 1,  /* an error or the end is told from a value, on both sides */
    ROOT = 2,    /* a delegation yields in the place of its root */
    CURRENT = 3, /* only the innermost running coroutine may yield */
    NULLS = 4    /* coro_next(NULL) and coro_yield(NULL) are answered */
};

#define INLINE static inline __attribute__((always_inline))

static NOINLINE int refuse(coro_t *gen, int status)
{
    __asm__ volatile("" : : "r"(gen) : "memory");
    return status;
}

INLINE int next_checked(coro_t *gen, int64_t *out, int checks)
{
    coro__pair_t got;

    if (checks >= NULLS && CORO__UNLIKELY(gen == NULL))
        return -EINVAL;
    got = coro__switch(&gen->slot, CORO__NEXT, coro_none());
    *out = got.value.i64;
    if (checks >= STATUS && CORO__UNLIKELY(got.status != 0))
        return refuse(gen, got.status);
    return 0;
}

INLINE int yield_checked(coro_t *self, int64_t i, int checks)
{
    coro__pair_t got;

    if (checks >= NULLS && CORO__UNLIKELY(self == NULL))
        return -EINVAL;
    if (checks >= CURRENT && CORO__UNLIKELY(!coro__is_current(self)))
        return refuse(self, CORO_E_NOT_CURRENT);
    got = coro__switch(checks >= ROOT ? &self->root->slot : &self->slot, 0,
                       coro_int(i));
    if (checks >= STATUS && CORO__UNLIKELY(got.status < CORO__INBOUND))
        return refuse(self, got.status);
    return 0;
}

INLINE int count_checked(coro_t *self, int checks)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0; i++)
        rc = yield_checked(self, i, checks);
    return rc;
}

INLINE int64_t drive_checked(coro_t *gen, size_t count, int checks)
{
    int64_t value, sum = 0;

    for (size_t i = 0; i < count && next_checked(gen, &value, checks) == 0; i++)
        sum += value;
    return sum;
}

/* A function each, since a compiler must know what is to be checked. */
static int count_0(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return count_checked(self, 0);
}
static int count_1(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return count_checked(self, STATUS);
}
static int count_2(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return count_checked(self, ROOT);
}
static int count_3(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return count_checked(self, CURRENT);
}
static int count_4(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return count_checked(self, NULLS);
}

static NOINLINE int64_t drive_0(coro_t *gen, size_t count)
{
    return drive_checked(gen, count, 0);
}
static NOINLINE int64_t drive_1(coro_t *gen, size_t count)
{
    return drive_checked(gen, count, STATUS);
}
static NOINLINE int64_t drive_4(coro_t *gen, size_t count)
{
    return drive_checked(gen, count, NULLS);
}

static double checks(size_t count, size_t step)
{
    static coro_fn_t *const bodies[] = {count_0, count_1, count_2, count_3,
                                        count_4};
    static int64_t (*const drivers[])(coro_t *, size_t) = {
        drive_0, drive_1, drive_1, drive_1, drive_4};
    coro_t *gen = coro_new(bodies[step], coro_none(), NULL);
    double start;
    int64_t sum;

    coro_next(gen, NULL);
    start = now_ns();
    sum = drivers[step](gen, count);
    start = now_ns() - start;
    consume(sum);
    coro_free(gen);
    return start;
}

static double elapsed;

/* coro_self is not on the way of a switch: this is what asking costs. */
static int ask(coro_t *self, coro_value_t count)
{
    int64_t found = 0;

    elapsed = now_ns();
    for (int64_t i = 0; i < count.i64; i++)
        found += coro_self() == self;
    elapsed = now_ns() - elapsed;
    consume(found);
    return 0;
}

static double self(size_t count, size_t size)
{
    coro_t *gen = coro_new(ask, coro_int((int64_t)count), NULL);

    (void)size;
    coro_next(gen, NULL);
    coro_free(gen);
    return elapsed;
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {
        {"checks", checks}, {"self", self}, {NULL, NULL}};

    return contestant_main(argc, argv, metrics);
}
