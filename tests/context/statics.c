/* SPDX-License-Identifier: MIT */
/*
 * File-local statics whose address nobody takes, changed by one side of a
 * switch and read by the other. GCC believes that inline assembly, "memory"
 * clobber or not, cannot change them, since it calls no function: a function
 * that switches must contain a call the compiler knows nothing of, also when
 * it sees into the library (LTO).
 *
 * Each static is changed in one function and read in one other function, and
 * nothing else in these functions calls anything: any call would hide the
 * fault. So the bodies note what they saw and the tests look later.
 */
#include "switch.h"

enum {
    ROUNDS = 5
};

/* ---- A body counts, its driver reads. */

static int by_body, by_body_behind_helper;

static int count_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        by_body++;
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static int count_behind_helper_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        by_body_behind_helper++;
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static NOINLINE int read_by_body(coro_t *gen)
{
    int stale = 0;

    for (int i = 0; i < ROUNDS; i++) {
        int before = by_body;

        coro_next(gen, NULL);
        stale += by_body != before + 1;
    }
    return stale;
}

static NOINLINE int pull(coro_t *gen)
{
    return coro_next(gen, NULL);
}

static NOINLINE int read_by_body_behind_helper(coro_t *gen)
{
    int stale = 0;

    for (int i = 0; i < ROUNDS; i++) {
        int before = by_body_behind_helper;

        pull(gen);
        stale += by_body_behind_helper != before + 1;
    }
    return stale;
}

START_TEST(test_static_counted_in_a_body_is_fresh_in_the_driver)
{
    coro_t *gen = new_generator(count_body, coro_none());

    ck_assert_int_eq(read_by_body(gen), 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_static_counted_in_a_body_is_fresh_behind_a_helper)
{
    coro_t *gen = new_generator(count_behind_helper_body, coro_none());

    ck_assert_int_eq(read_by_body_behind_helper(gen), 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

/* ---- The driver counts, a body reads. */

static int by_driver, by_driver_behind_helper;
static volatile int stale_in_body;

static int read_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        int before = by_driver;

        rc = coro_yield(self, coro_none(), NULL);
        stale_in_body += by_driver != before + 1;
    }
    return rc;
}

static NOINLINE int give(coro_t *self)
{
    return coro_yield(self, coro_none(), NULL);
}

static int read_behind_helper_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        int before = by_driver_behind_helper;

        rc = give(self);
        stale_in_body += by_driver_behind_helper != before + 1;
    }
    return rc;
}

static NOINLINE void count_by_driver(coro_t *gen)
{
    for (int i = 0; i < ROUNDS; i++) {
        by_driver++;
        coro_next(gen, NULL);
    }
}

static NOINLINE void count_by_driver_behind_helper(coro_t *gen)
{
    for (int i = 0; i < ROUNDS; i++) {
        by_driver_behind_helper++;
        coro_next(gen, NULL);
    }
}

START_TEST(test_static_counted_by_the_driver_is_fresh_in_a_body)
{
    coro_t *gen = new_generator(read_body, coro_none());

    count_by_driver(gen);
    ck_assert_int_eq(stale_in_body, 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_static_counted_by_the_driver_is_fresh_behind_a_helper)
{
    coro_t *gen = new_generator(read_behind_helper_body, coro_none());

    count_by_driver_behind_helper(gen);
    ck_assert_int_eq(stale_in_body, 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

TCase *statics_case(void)
{
    TCase *tcase = tcase_create("statics");

    tcase_add_test(tcase, test_static_counted_in_a_body_is_fresh_in_the_driver);
    tcase_add_test(tcase,
                   test_static_counted_in_a_body_is_fresh_behind_a_helper);
    tcase_add_test(tcase, test_static_counted_by_the_driver_is_fresh_in_a_body);
    tcase_add_test(tcase,
                   test_static_counted_by_the_driver_is_fresh_behind_a_helper);
    return tcase;
}
