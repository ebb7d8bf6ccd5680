/* SPDX-License-Identifier: MIT */
/* How a suite is run. */
#ifndef RUNNER_H
#define RUNNER_H

#include <check.h>

/* What surrounds each test of a suite; either may be NULL. */
typedef struct fixture {
    void (*set_up)(void);
    void (*tear_down)(void);
} fixture_t;

/* Run the tests that `add` adds; return the status of the program. */
int run_with(const fixture_t *fixture, const char *name,
             void (*add)(TCase *tcase));

#endif
