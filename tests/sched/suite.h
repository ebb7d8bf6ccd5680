/* SPDX-License-Identifier: MIT */
/* What every suite of this directory does the same way. */
#ifndef SUITE_H
#define SUITE_H

#include "stage.h"

#include <check.h>
#include <stdlib.h>

/* Compare the trace with `text`, then start it anew. */
#define ck_assert_trace(text)                 \
    do {                                      \
        ck_assert_str_eq(trace_text(), text); \
        trace_clear();                        \
    } while (0)

/* Run all tasks; they must trace `text`. */
#define ck_assert_run(text)                         \
    do {                                            \
        ck_assert_int_eq(coro_sched_run(sched), 0); \
        ck_assert_trace(text);                      \
    } while (0)

/* The call in `made` must give NULL and set errno, 0 before, to `error`. */
#define ck_assert_refused(made, error)  \
    do {                                \
        errno = 0;                      \
        ck_assert_ptr_null(made);       \
        ck_assert_int_eq(errno, error); \
    } while (0)

/* Run the tests that `add` adds, each on a stage of its own. */
static inline int run_suite(const char *name, void (*add)(TCase *tcase))
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(tcase, stage_open, stage_close);
    add(tcase);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
