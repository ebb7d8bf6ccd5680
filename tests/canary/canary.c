/* SPDX-License-Identifier: MIT */
/* A suite with one fault, CANARY, that only a sanitizer or Valgrind sees. */
#include <check.h>
#include <limits.h>
#include <stdlib.h>

static void *volatile sink;
static volatile int number = INT_MAX;
static volatile size_t size = 64; /* unknown to the compiler */

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

START_TEST(test_fault_committed_is_told)
{
    (void)leak;
    (void)overrun;
    (void)overflow;
    CANARY();
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
