/* SPDX-License-Identifier: MIT */
/* What comes out of a generator, and what becomes of it there. */
#include "model_parts.h"

static void conclude_call(int gen, outcome_t outcome)
{
    const level_t *ended = level_of(gen);

    if (outcome.status == CORO_DONE && ended->asked)
        outcome = (outcome_t){CORO_E_CLOSE, ended->asked_value};
    gens[gen].top--;
    answer_body(outcome.status == CORO_DONE ? 0 : outcome.status,
                outcome.value);
}

static void free_ends(void)
{
    frame_t frame = pop();

    gens[frame.gen].alive = false;
    answer_driver(frame.outcome, 0, 0);
}

/* ---- Deferred functions */

static void last_ends(void)
{
    frame_t frame = pop();
    generator_t *gen = &gens[frame.gen];

    gen->giving_up = false;
    if (frame.kind == LAST_CALL) {
        conclude_call(frame.gen, frame.outcome);
        return;
    }
    if (frame.kind == LAST_DISCARD) {
        free_ends();
        return;
    }
    if (frame.kind == LAST_END) {
        gen->state = CORO_STATE_CLOSED;
        pop(); /* RUN */
    }
    deliver(frame.outcome.status, frame.outcome.value);
}

void model_deferred_end(void)
{
    frame_t *frame = top();
    generator_t *gen = &gens[frame->gen];
    size_t floor = 0;

    if (frame->kind == LAST_CALL)
        floor = level_of(frame->gen)->deferred_before;
    if (gen->deferred_count == floor) {
        last_ends();
        return;
    }
    frame->deferred = gen->deferred[--gen->deferred_count];
    expect(EVENT_DEFERRED, model_party(), 0, 0);
}

void begin_last(kind_t kind, int gen, outcome_t outcome)
{
    push(kind, gen);
    top()->outcome = outcome;
    model_deferred_end(); /* of none, yet */
}

void give_up(kind_t kind, int gen, outcome_t outcome)
{
    gens[gen].state = CORO_STATE_CLOSED;
    gens[gen].inner = NOBODY;
    gens[gen].giving_up = true;
    begin_last(kind, gen, outcome);
}

/* ---- Who gets it */

static void from_gets(frame_t frame, int status, int64_t value)
{
    if (frame.kind == FROM && status == 0) {
        pop(); /* RUN */
        gens[frame.gen].state = CORO_STATE_SUSPENDED;
        deliver(0, value);
        return;
    }
    gens[frame.gen].inner = NOBODY;
    level_of(frame.gen)->has_delivered = false;
    if (frame.kind == FROM_CLOSE && status == CORO_DONE)
        level_of(frame.gen)->done_is_open = true;
    if (frame.kind == FROM)
        answer_body(status == CORO_DONE ? 0 : status, value);
    else if (status == 0)
        answer_body(CORO_E_IGNORED_CLOSE, 0);
    else if (status == CORO_DONE || status == CORO_E_CLOSE)
        answer_body(CORO_E_CLOSE, frame.outcome.value);
    else
        answer_body(status, value);
}

static void close_gets(int status, int64_t value)
{
    outcome_t got = {status, value};

    if (status == 0)
        answer(CORO_E_IGNORED_CLOSE, 0);
    else if (status == CORO_E_CLOSE)
        answer(0, 0);
    else
        answer_driver(got, status == CORO_DONE ? 0 : status, value);
}

static void free_gets(frame_t frame, int status, int64_t value)
{
    const party_t freed = {frame.gen, 0, 0};

    push(FREE, frame.gen);
    top()->outcome = (outcome_t){status, value};
    if (status == 0)
        expect(EVENT_HOOK, freed, CORO_E_IGNORED_CLOSE, 0);
    else if (status < 0 && status != CORO_E_CLOSE)
        expect(EVENT_HOOK, freed, status, value);
    else
        free_ends();
}

void model_hook_end(void)
{
    if (top()->outcome.status == 0)
        give_up(LAST_DISCARD, top()->gen, NOTHING);
    else
        free_ends();
}

void deliver(int status, int64_t value)
{
    frame_t frame = pop();

    if (frame.kind == RESUME)
        answer_driver((outcome_t){status, value}, status, value);
    else if (frame.kind == CLOSE)
        close_gets(status, value);
    else if (frame.kind == FREE)
        free_gets(frame, status, value);
    else
        from_gets(frame, status, value);
}
