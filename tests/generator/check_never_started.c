/* SPDX-License-Identifier: MIT */
/*
 * Coroutines that nobody ever starts: more of them at a time than
 * ThreadSanitizer allows fibers, since what has not started is none.
 */
#include "runner.h"
#include "stack/stack.h"
#include <check.h>
#include <coro.h>

enum {
    MANY = 10000
};

static coro_t *made[MANY];
static int released;

static int never(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    ck_abort_msg("a body began");
    return 0;
}

static void release(void *one)
{
    (void)one;
    released++;
}

static void make_all(void)
{
    for (int i = 0; i < MANY; i++) {
        made[i] = coro_new(never, coro_none(), NULL);
        ck_assert_ptr_nonnull(made[i]);
        ck_assert_int_eq(coro_defer(made[i], release, NULL), 0);
    }
}

START_TEST(test_never_started_are_freed_with_what_they_own)
{
    const size_t in_use = coro__stack_in_use();

    make_all();
    ck_assert_uint_eq(coro__stack_in_use(), in_use + MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_free(made[i]), 0);
    ck_assert_int_eq(released, MANY);
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
}
END_TEST

START_TEST(test_never_started_are_closed_from_the_last)
{
    make_all();
    for (int i = MANY - 1; i >= 0; i--) {
        ck_assert_int_eq(coro_close(made[i], NULL), 0);
        ck_assert_int_eq(coro_state(made[i]), CORO_STATE_CLOSED);
        ck_assert_int_eq(coro_free(made[i]), 0);
    }
    ck_assert_int_eq(released, MANY);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_never_started_are_freed_with_what_they_own);
    tcase_add_test(tcase, test_never_started_are_closed_from_the_last);
}

int main(void)
{
    static const fixture_t none = {NULL, NULL};

    return run_with(&none, "never started", add);
}
