/* SPDX-License-Identifier: MIT */
/* Who acts, who waits, and what is expected. */
#include "model_parts.h"

#include <stdlib.h>

generator_t gens[GENS];

static frame_t frames[6 * GENS];
static size_t depth;
static happening_t expected;

void frames_clear(void)
{
    depth = 0;
}

frame_t *top(void)
{
    return depth > 0 ? &frames[depth - 1] : NULL;
}

void push(kind_t kind, int gen)
{
    if (depth == sizeof frames / sizeof frames[0])
        abort();
    frames[depth++] = (frame_t){kind, gen, NOTHING, 0};
}

frame_t pop(void)
{
    return frames[--depth];
}

party_t model_party(void)
{
    const frame_t *frame = top();

    if (frame == NULL)
        return (party_t){NOBODY, 0, 0};
    if (frame->kind == RUN)
        return (party_t){frame->gen, gens[frame->gen].top, 0};
    return (party_t){frame->gen, 0, frame->deferred};
}

level_t *level_of(int gen)
{
    return &gens[gen].levels[gens[gen].top];
}

/* The deferred functions of one that did not end by itself run on the stack of
 * whoever ended it. */
int stack_owner(bool *current)
{
    for (size_t i = depth; i-- > 0;) {
        kind_t kind = frames[i].kind;

        *current = kind == RUN;
        if (kind == RUN || kind == LAST_END || kind == LAST_CALL)
            return frames[i].gen;
    }
    *current = false;
    return NOBODY;
}

const happening_t *model_expects(void)
{
    return &expected;
}

void expect(event_t event, party_t party, int status, int64_t value)
{
    expected = (happening_t){event, party, status, value};
}

void answer(int status, int64_t value)
{
    expect(EVENT_ANSWER, model_party(), status, value);
}

void answer_body(int status, int64_t value)
{
    if (status != 0)
        level_delivered(level_of(top()->gen), status, value);
    answer(status, value);
}

void answer_driver(outcome_t got, int status, int64_t value)
{
    bool current;
    int gen = stack_owner(&current);

    if (gen != NOBODY && got.status == CORO_DONE) {
        if (status == CORO_DONE && model_party().deferred == 0)
            level_got_done(level_of(gen), value);
        else
            level_of(gen)->done_is_open = true;
    }
    answer(status, value);
}
