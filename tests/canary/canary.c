/* SPDX-License-Identifier: MIT */
/*
 * A suite with one fault, CANARY, that only a sanitizer or Valgrind sees. It is
 * committed by the body of a generator, that has been suspended before.
 */
#include <check.h>
#include <coro.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

static void *volatile sink;
static volatile int number = INT_MAX;
static volatile size_t size = 64; /* unknown to the compiler */
static coro_t *own;               /* the generator that commits it */

static void leak(void)
{
    sink = malloc(64);
    sink = NULL;
}

static void overrun(void)
{
    volatile char *bytes = malloc(size);

    bytes[size] = 1;
    free((void *)bytes);
}

static void overflow(void)
{
    number = number + 1;
}

static void overrun_of_stack(void)
{
    char bytes[64];
    volatile char *at = bytes; /* whose size is unknown */

    memset(bytes, 0, sizeof bytes);
    sink = bytes;
    at[size] = 1;
}

static NOINLINE void leave_a_local(void)
{
    volatile int local = 1;

    sink = (void *)&local;
}

static void use_after_return(void)
{
    leave_a_local();
    ck_assert_int_eq(coro_yield(own, coro_none(), NULL), 0);
    number = *(volatile int *)sink;
}

static int leaves_a_local(coro_t *self, coro_value_t arg)
{
    volatile int local = 1;

    (void)arg;
    sink = (void *)&local;
    return coro_yield(self, coro_none(), NULL);
}

/* Which then lies in the pool. */
static void use_of_freed_stack(void)
{
    coro_t *gen = coro_new(leaves_a_local, coro_none(), NULL);

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_free(gen), 0);
    number = *(volatile int *)sink;
}

/* Which the compiler takes for one that sets it. */
static NOINLINE int *leave_as_it_is(int *local)
{
    sink = local;
    return local;
}

static void uninitialised(void)
{
    int local;

    if (*leave_as_it_is(&local) == 1)
        sink = NULL;
}

static int shared;

static void *races(void *unused)
{
    shared = 1;
    return unused;
}

static void race(void)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, races, NULL), 0);
    shared = 2;
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static NOINLINE int body_of_canary(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield(self, coro_none(), NULL);

    (void)arg;
    CANARY();
    return rc; /* and no tail call */
}

START_TEST(test_fault_committed_is_told)
{
    (void)leak;
    (void)overrun;
    (void)overflow;
    (void)overrun_of_stack;
    (void)use_after_return;
    (void)use_of_freed_stack;
    (void)uninitialised;
    (void)race;
    own = coro_new(body_of_canary, coro_none(), NULL);
    while (coro_next(own, NULL) == 0)
        continue;
    ck_assert_int_eq(coro_free(own), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("canary");
    TCase *tcase = tcase_create("canary");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test(tcase, test_fault_committed_is_told);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
