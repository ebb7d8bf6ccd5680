/* SPDX-License-Identifier: MIT */
/* What every suite of this directory does the same way. */
#ifndef SUITE_H
#define SUITE_H

#include "refused.h"
#include "runner.h"
#include "stage.h"

#include <check.h>

/* Run all tasks; they must trace `text`. */
#define ck_assert_run(text)                         \
    do {                                            \
        ck_assert_int_eq(coro_sched_run(sched), 0); \
        ck_assert_trace(text);                      \
    } while (0)

/* Run the tests that `add` adds, each on a stage of its own. */
static inline int run_suite(const char *name, void (*add)(TCase *tcase))
{
    const fixture_t fixture = {stage_open, stage_close};

    return run_with(&fixture, name, add);
}

#endif
