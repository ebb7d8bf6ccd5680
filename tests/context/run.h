/* SPDX-License-Identifier: MIT */
/* How the programs of this directory run their tests, and say how it went. */
#ifndef RUN_H
#define RUN_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Run all cases; returns the status of the program. */
static inline int run_cases(const char *name, TCase *const *cases, size_t count)
{
    Suite *suite = suite_create(name);
    SRunner *runner;
    int failed;

    for (size_t i = 0; i < count; i++)
        suite_add_tcase(suite, cases[i]);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
