/* SPDX-License-Identifier: MIT */
/*
 * What a body, or the driver, works on, and how its statements end. A body's
 * frame is the argument copied into its coroutine, so it lives as long.
 */
#ifndef FRAME_H
#define FRAME_H

#include "program.h"

#include <coro.h>

typedef struct frame {
    const gen_t *gen;    /* whose body this is; it may be the driver's */
    const value_t *self; /* its handle, or none */
    coro_t *temporary;   /* what its `from new` delegates to now, or NULL */
    const value_t *variables[];
} frame_t;

typedef enum completion {
    WENT_ON, /* `value`: the result of an operation */
    BROKE,
    CONTINUED,
    RETURNED, /* `value`: the return value */
    RAISED,   /* `value`: the error */
    STOPPED   /* the scenario is over */
} completion_t;

typedef struct outcome {
    completion_t how;
    const value_t *value;
} outcome_t;

#endif
