/* SPDX-License-Identifier: MIT */
/* See model_level.h. */
#include "model_level.h"

#include <coro/base.h>

void level_set(level_t *level, int status, int64_t value)
{
    level->has_set = true;
    level->set = (outcome_t){status, value};
    level->has_delivered = false;
}

void level_delivered(level_t *level, int status, int64_t value)
{
    level->has_delivered = true;
    level->delivered = (outcome_t){status, value};
}

void level_got_done(level_t *level, int64_t value)
{
    level->done_value = value;
    level->done_is_open = false;
}

static int64_t payload(const level_t *level, int status)
{
    if (level->has_delivered && level->delivered.status == status)
        return level->delivered.value;
    if (level->has_set && level->set.status == status)
        return level->set.value;
    return status == CORO_DONE ? level->done_value : 0;
}

outcome_t level_outcome(const level_t *level, int status)
{
    outcome_t outcome = {status, payload(level, status)};

    if (status == 0)
        outcome.status = CORO_DONE;
    else if (status > 0)
        outcome.status = CORO_E_STOP_ITERATION;
    return outcome;
}
