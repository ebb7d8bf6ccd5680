/* SPDX-License-Identifier: MIT */
/* What the suites of this directory do the same way. */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <coro.h>
#include <stdio.h>
#include <stdlib.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* The status that CMakeLists.txt makes CTest call "skipped". */
enum {
    NOT_RUN = 77
};

/* Say why the tests, or some of them, are not run; returns the status. */
static inline int not_run(const char *why)
{
    printf("not run: %s\n", why);
    fflush(stdout);
    return NOT_RUN;
}

/* Run a case; returns the status of the program. */
static inline int run_case(const char *name, TCase *tcase)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Yields its argument over and over. */
static inline int echo_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0)
        rc = coro_yield(self, arg, NULL);
    return rc;
}

/* A generator on a stack of the library's, of this size; 0: the default. */
static inline coro_t *new_echo(size_t size, unsigned flags)
{
    coro_options_t options = {.stack_size = size, .flags = flags};

    return coro_new(echo_body, coro_none(), &options);
}

#endif
