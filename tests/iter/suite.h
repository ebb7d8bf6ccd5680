/* SPDX-License-Identifier: MIT */
/* What every suite of this directory does the same way. */
#ifndef SUITE_H
#define SUITE_H

#include "probe.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Compare the trace with `text`, then start it anew. */
#define ck_assert_trace(text)                 \
    do {                                      \
        ck_assert_str_eq(trace_text(), text); \
        trace_clear();                        \
    } while (0)

/* The call in `made` must give NULL and set errno, 0 before, to `error`. */
#define ck_assert_refused(made, error)  \
    do {                                \
        errno = 0;                      \
        ck_assert_ptr_null(made);       \
        ck_assert_int_eq(errno, error); \
    } while (0)

/* Run the tests that `add` adds, each with an empty trace. */
static inline int run_suite(const char *name, void (*add)(TCase *tcase))
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(tcase, trace_clear, NULL);
    add(tcase);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
