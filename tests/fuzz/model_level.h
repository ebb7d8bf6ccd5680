/* SPDX-License-Identifier: MIT */
/* A body, as far as the pair that leaves it is concerned: docs/errors.md,
 * "Which payload leaves". */
#ifndef MODEL_LEVEL_H
#define MODEL_LEVEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct outcome {
    int status;
    int64_t value;
} outcome_t;

typedef struct level {
    bool has_set; /* by coro_return or coro_fail */
    outcome_t set;
    bool has_delivered; /* and since then neither set nor resumed with 0 */
    outcome_t delivered;
    int64_t done_value; /* of the last CORO_DONE that an operation gave it */
    bool done_is_open;
    bool asked; /* to close, also by way of a body it has called */
    int64_t asked_value;
    size_t deferred_before; /* registered before it began */
} level_t;

void level_set(level_t *level, int status, int64_t value);
/* A suspension gives it this. */
void level_delivered(level_t *level, int status, int64_t value);
/* An operation gives it CORO_DONE. */
void level_got_done(level_t *level, int64_t value);
/* What leaves when it returns `status`: CORO_DONE if it ended by returning. */
outcome_t level_outcome(const level_t *level, int status);

#endif
