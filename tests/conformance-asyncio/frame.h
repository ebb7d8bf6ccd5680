/* SPDX-License-Identifier: MIT */
/* What the body of a task or generator works on, and how statements end. */
#ifndef FRAME_H
#define FRAME_H

#include "program.h"

typedef struct frame {
    const block_t *block;
    const char *name;    /* in the trace */
    const value_t *self; /* its handle */
    const value_t *variables[];
} frame_t;

typedef enum completion {
    WENT_ON, /* `value`: the result of a statement */
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

static inline outcome_t went_on(const value_t *value)
{
    return (outcome_t){WENT_ON, value};
}

static inline outcome_t raised(const value_t *error)
{
    return (outcome_t){RAISED, error};
}

static inline outcome_t stopped(void)
{
    return (outcome_t){STOPPED, NULL};
}

/* Raise an error of the runtime; the keyword may be NULL. */
static inline outcome_t failed(error_type_t type, const char *keyword)
{
    return raised(value_failure(type, keyword));
}

#endif
