/* SPDX-License-Identifier: MIT */
/* The sync objects of the storm, and what may happen to them. */
#ifndef STORM_H
#define STORM_H

#include "suite.h"

enum {
    KINDS = 3 /* objects of each kind */
};

/* How many calls have waited, or could have. */
extern long storm_operations;

/* A number below `below`, the same ones for the same seed. */
unsigned storm_draw(unsigned below);

/* A deadline in a little while. */
int64_t storm_soon(coro_t *self);

/* A call came to this, which must be something that it may come to. */
int storm_checked(int rc);

int storm_pause(coro_t *self);

/* Do something to the objects of number `i`: one of so many things. */
enum {
    STORM_WAYS = 6
};
int storm_use(coro_t *self, unsigned way, unsigned i);

/* New objects. */
void storm_begin(uint64_t seed);

/* Nobody uses them any more: nothing is lost. */
void storm_end(void);

#endif
