/* SPDX-License-Identifier: MIT */
/* The ways to make a generator, as functions of one shape. */
#include "makers.h"

#include "probe.h"

static int same(void *ctx, coro_value_t value, coro_value_t *out)
{
    (void)ctx;
    *out = value;
    return 0;
}

static int all(void *ctx, coro_value_t value)
{
    (void)ctx;
    (void)value;
    return 1;
}

static int give_one(void *ctx, coro_value_t *out)
{
    (void)ctx;
    *out = coro_int(1);
    return 0;
}

static coro_t *make_slice(coro_t *source)
{
    return coro_iter_slice(source, 0, SIZE_MAX, 1);
}

static coro_t *make_take_while(coro_t *source)
{
    return coro_iter_take_while(source, all, NULL);
}

static coro_t *make_filter(coro_t *source)
{
    return coro_iter_filter(source, all, NULL);
}

coro_t *make_map(coro_t *source)
{
    return coro_iter_map(source, same, NULL);
}

static coro_t *make_enumerate(coro_t *source)
{
    return coro_iter_enumerate(source, 0);
}

static coro_t *make_chain(coro_t *source)
{
    coro_t *sources[] = {source, probe("more", 1)};

    return coro_iter_chain(sources, 2);
}

static coro_t *make_zip(coro_t *source)
{
    coro_t *sources[] = {source, probe_endless("more")};

    return coro_iter_zip(sources, 2);
}

coro_t *make_pipeline(coro_t *source)
{
    return coro_iter_take(
        make_map(make_zip(make_filter(make_chain(make_enumerate(source))))), 9);
}

make_t *const makers[MAKERS] = {
    make_slice,     make_take_while, make_filter, make_map,
    make_enumerate, make_chain,      make_zip,    make_pipeline,
};
static coro_t *make_range(coro_t *none)
{
    (void)none;
    return coro_iter_range(0, 9, 1);
}

static coro_t *make_count(coro_t *none)
{
    (void)none;
    return coro_iter_count(0, 1);
}

static coro_t *make_array(coro_t *none)
{
    (void)none;
    return coro_iter_array("ab", 2, 1);
}

static coro_t *make_values(coro_t *none)
{
    static const coro_value_t value;

    (void)none;
    return coro_iter_values(&value, 1);
}

static coro_t *make_until(coro_t *none)
{
    (void)none;
    return coro_iter_until(give_one, NULL, coro_int(9));
}

make_t *const sourceless[SOURCELESS] = {
    make_range, make_count, make_array, make_values, make_until,
};
