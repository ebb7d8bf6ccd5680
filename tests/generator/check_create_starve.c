/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out at each of its requests in turn: the call is refused
 * cleanly, nothing has changed, and it works when there is memory again.
 */
#include "stack/stack.h"
#include "starve.h"
#include "suite.h"

#include <signal.h>
#include <stdlib.h>

static int quiet(coro_t *self, coro_value_t arg)
{
    return coro_return(self, arg);
}

/* Stacks as big as this have a mapping each, so that making one always takes
 * every request there is. One for each way to starve, since freed ones are
 * kept. */
static coro_t *make_big(size_t mebibytes)
{
    coro_options_t options = {.stack_size = mebibytes << 20, .name = "big"};

    errno = 0;
    return coro_new(quiet, coro_int(8), &options);
}

enum {
    MOST_REQUESTS = 30
};

/* Let each request fail in turn; return how many there were. The making may
 * do without what was refused; then the next one takes a mapping again. */
static int starve_big(size_t mebibytes, void (*starve)(int nth))
{
    const size_t in_use = coro__stack_in_use();
    coro_t *made[MOST_REQUESTS];
    int count = 0, refused = 0, nth = 0, refusals;

    do {
        ck_assert_int_lt(nth, MOST_REQUESTS);
        starve(++nth);
        made[count] = make_big(mebibytes);
        refusals = starve_end();
        if (made[count] == NULL) {
            ck_assert_int_gt(refusals, 0);
            ck_assert(errno == ENOMEM || errno == -CORO_E_MAP_LIMIT);
            refused++;
        } else {
            count++;
        }
        ck_assert_uint_eq(coro__stack_in_use(), in_use + (size_t)count);
    } while (refusals > 0);
    while (count > 0) {
        next(made[--count]);
        ck_assert_trace("done:8");
        coro_free(made[count]);
    }
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
    return refused;
}

/* At least the description of a mapping, and the mapping. */
START_TEST(test_new_starved_at_each_request_is_refused_or_does_without)
{
    ck_assert_int_ge(starve_big(8, starve_nth), 2);
}
END_TEST

/* And the guard, once there is neither of the ways to make one. */
START_TEST(test_new_starved_from_each_request_on_is_refused)
{
    ck_assert_int_ge(starve_big(16, starve_from), 3);
}
END_TEST

START_TEST(test_new_without_a_guard_to_be_had_says_why)
{
    int nth = 0;
    coro_t *gen;

    do {
        starve_from(++nth);
        gen = make_big(32);
        starve_end();
    } while (gen == NULL && errno == ENOMEM);
    ck_assert_ptr_null(gen);
    ck_assert_int_eq(errno, -CORO_E_MAP_LIMIT);
    ck_assert_ptr_nonnull(strstr(coro_strerror(-errno), "map"));
    gen = make_big(32);
    ck_assert_ptr_nonnull(gen);
    coro_free(gen);
}
END_TEST

static void *give(size_t size, void *ctx)
{
    int *given = ctx;
    void *base = malloc(size);

    *given += base != NULL;
    return base;
}

static void take(void *base, size_t size, void *ctx)
{
    int *given = ctx;

    (void)size;
    --*given;
    free(base);
}

/* Stacks that are not the library's are registered. */
START_TEST(test_new_starved_with_an_allocator_gives_its_stack_back)
{
    const size_t in_use = coro__stack_in_use();
    int given = 0, nth = 0;
    coro_stack_allocator_t allocator = {give, take, &given};
    coro_options_t options = {.allocator = &allocator};
    coro_t *gen;

    do {
        starve_nth(++nth);
        errno = 0;
        gen = coro_new(quiet, coro_int(8), &options);
        starve_end();
        if (gen == NULL) {
            ck_assert_int_eq(errno, ENOMEM);
            ck_assert_int_eq(given, 0);
            ck_assert_uint_eq(coro__stack_in_use(), in_use);
        }
    } while (gen == NULL);
    ck_assert_int_ge(nth, 3); /* the memory, and its registration */
    next(gen);
    ck_assert_trace("done:8");
    coro_free(gen);
    ck_assert_int_eq(given, 0);
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
}
END_TEST

START_TEST(test_new_starved_on_an_own_stack_is_refused)
{
    static char stack[64 * 1024];
    const size_t in_use = coro__stack_in_use();
    coro_options_t options = {.stack = stack, .stack_size = sizeof(stack)};
    coro_t *gen;

    starve_nth(1);
    errno = 0;
    gen = coro_new(quiet, coro_int(8), &options);
    starve_end();
    ck_assert_ptr_null(gen);
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
    gen = coro_new(quiet, coro_int(8), &options);
    ck_assert_ptr_nonnull(gen);
    coro_free(gen);
}
END_TEST

START_TEST(test_defer_starved_is_enomem_and_defers_nothing)
{
    coro_t *gen = make(quiet, 0);
    int rc;

    ck_assert_int_eq(coro_defer(gen, deferred, "first"), 0);
    starve_nth(1);
    rc = coro_defer(gen, deferred, "never");
    starve_end();
    ck_assert_int_eq(rc, -ENOMEM);
    ck_assert_int_eq(coro_defer(gen, deferred, "last"), 0);
    coro_free(gen);
    ck_assert_trace("last first");
}
END_TEST

static int yields(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return 0;
}

static int ignores(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    yield(self, arg.i64);
    return 0;
}

static int delegates(coro_t *self, coro_value_t inner)
{
    return from(self, inner.ptr);
}

START_TEST(test_overflow_handler_starved_is_enomem_and_installed_later)
{
    const stack_t none = {.ss_flags = SS_DISABLE};
    int rc[3] = {0};

    /* A sanitizer has made one. Then: memory, and the guard. */
    sigaltstack(&none, NULL);
    for (int nth = 1; nth <= 2; nth++) {
        starve_nth(nth);
        rc[nth] = coro_install_overflow_handler();
        starve_end();
    }
    ck_assert_int_eq(rc[1], -ENOMEM);
    ck_assert_int_eq(rc[2], -ENOMEM);
    ck_assert_int_eq(coro_install_overflow_handler(), 0);
}
END_TEST

/* Driving, closing and freeing ask for no memory at all. */
START_TEST(test_everything_but_making_works_without_memory)
{
    coro_t *inner = make(yields, 1), *outer = make_on(delegates, inner);
    coro_t *stubborn = make(ignores, 2);

    starve_from(1);
    next(outer);
    next(stubborn);
    shut(outer);
    coro_free(stubborn);
    coro_free(outer);
    coro_free(inner);
    ck_assert_int_le(starve_end(), 3); /* advice on the freed stacks */
    ck_assert_trace("yield:1 yield:2 CLOSE:0 CLOSE:0 closed:0 CLOSE:0 "
                    "unraisable() IGNORED_CLOSE:0");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_new_starved_at_each_request_is_refused_or_does_without);
    tcase_add_test(tcase, test_new_starved_from_each_request_on_is_refused);
    tcase_add_test(tcase, test_new_without_a_guard_to_be_had_says_why);
    tcase_add_test(tcase,
                   test_new_starved_with_an_allocator_gives_its_stack_back);
    tcase_add_test(tcase, test_new_starved_on_an_own_stack_is_refused);
    tcase_add_test(tcase, test_defer_starved_is_enomem_and_defers_nothing);
    tcase_add_test(tcase,
                   test_overflow_handler_starved_is_enomem_and_installed_later);
    tcase_add_test(tcase, test_everything_but_making_works_without_memory);
}

int main(void)
{
    return run_suite("create_starve", add);
}
