/* SPDX-License-Identifier: MIT */
/*
 * Each way to make a generator, for tests of what holds for all of them. Those
 * of many sources get a probe as the second one.
 */
#ifndef MAKERS_H
#define MAKERS_H

#include <coro.h>

typedef coro_t *make_t(coro_t *source);

enum {
    MAKERS = 8,
    SOURCELESS = 5
};

/* Stages; they hand on what the source yields, or a pointer to it. */
extern make_t *const makers[MAKERS];
/* Generators that have no source; the argument is NULL. */
extern make_t *const sourceless[SOURCELESS];

/* Two of the stages: a map of each item to itself, and six stages in a row
 * with two more probes. */
coro_t *make_map(coro_t *source);
coro_t *make_pipeline(coro_t *source);

#endif
