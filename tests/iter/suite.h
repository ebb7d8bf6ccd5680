/* SPDX-License-Identifier: MIT */
/* What every suite of this directory does the same way. */
#ifndef SUITE_H
#define SUITE_H

#include "probe.h"
#include "refused.h"
#include "runner.h"
#include "trace.h"

#include <check.h>
#include <string.h>

/* Run the tests that `add` adds, each with an empty trace. */
static inline int run_suite(const char *name, void (*add)(TCase *tcase))
{
    const fixture_t fixture = {trace_clear, NULL};

    return run_with(&fixture, name, add);
}

#endif
