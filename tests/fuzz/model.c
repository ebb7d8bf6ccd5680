/* SPDX-License-Identifier: MIT */
/* See model.h: what parties do, as the model sees it. */
#include "model.h"

#include "model_parts.h"

void model_begin(void)
{
    frames_clear();
    for (int i = 0; i < GENS; i++)
        gens[i] = (generator_t){.inner = NOBODY};
}

void model_new(int gen, int64_t arg)
{
    gens[gen] = (generator_t){.alive = true, .inner = NOBODY, .arg = arg};
}

void model_refused(int status)
{
    answer(status, 0);
}

void model_resume(int gen, inbound_t in, int status, int64_t value)
{
    push(RESUME, gen);
    resume(gen, in, status, value);
}

void model_close(int gen)
{
    push(CLOSE, gen);
    close_it(gen);
}

/* Some living one is inside of a coro_yield_from with it. */
static bool is_delegated_to(int gen)
{
    for (int i = 0; i < GENS; i++)
        if (gens[i].inner == gen)
            return true;
    return false;
}

void model_free(int gen)
{
    if (is_delegated_to(gen) || gens[gen].giving_up ||
        gens[gen].state == CORO_STATE_RUNNING) {
        answer(CORO_E_RUNNING, 0);
        return;
    }
    push(FREE, gen);
    if (gens[gen].state == CORO_STATE_CLOSED)
        deliver(CORO_E_CLOSE, 0);
    else
        close_it(gen);
}

bool model_is_current(int gen)
{
    bool current;

    return stack_owner(&current) == gen && current;
}

void model_defer(int gen, int number)
{
    generator_t *of = &gens[gen];

    if (of->state != CORO_STATE_CREATED && !model_is_current(gen)) {
        answer(CORO_E_NOT_CURRENT, 0);
        return;
    }
    of->deferred[of->deferred_count++] = number;
    answer(0, 0);
}

void model_yield(int64_t value)
{
    frame_t frame = pop();

    gens[frame.gen].state = CORO_STATE_SUSPENDED;
    deliver(0, value);
}

void model_from(int inner)
{
    int self = top()->gen;

    gens[self].inner = inner;
    push(FROM, self);
    resume(inner, IN_NEXT, 0, 0);
}

void model_call(int64_t arg)
{
    generator_t *gen = &gens[top()->gen];

    gen->top++;
    gen->levels[gen->top] = (level_t){.deferred_before = gen->deferred_count};
    expect(EVENT_BEGIN, model_party(), 0, arg);
}

void model_set(int status, int64_t value)
{
    level_set(level_of(top()->gen), status, value);
}

void model_end(int status)
{
    int gen = top()->gen;
    outcome_t outcome = level_outcome(level_of(gen), status);

    begin_last(gens[gen].top > 0 ? LAST_CALL : LAST_END, gen, outcome);
}

bool model_alive(int gen)
{
    return gens[gen].alive;
}

coro_state_t model_state(int gen)
{
    return gens[gen].state;
}

size_t model_deferred_count(int gen)
{
    return gens[gen].deferred_count;
}

bool model_leak_is_open(void)
{
    return level_of(top()->gen)->done_is_open;
}

bool model_close_is_open(int gen)
{
    while (gens[gen].state == CORO_STATE_SUSPENDED &&
           gens[gen].inner != NOBODY) {
        const bool called = gens[gen].top > 0;

        gen = gens[gen].inner;
        if (called && gens[gen].state == CORO_STATE_RUNNING)
            return true;
    }
    return false;
}
