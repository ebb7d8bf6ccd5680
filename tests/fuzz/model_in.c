/* SPDX-License-Identifier: MIT */
/* What goes into a generator: PEP 342 and 380. */
#include "model_parts.h"

/* All bodies but the first one are asked, as if each were a generator. */
static void ask_to_close(generator_t *gen, int64_t value)
{
    for (int i = 1; i <= gen->top; i++) {
        gen->levels[i].asked = true;
        gen->levels[i].asked_value = value;
    }
}

static void resume_suspended(int number, inbound_t in, int status,
                             int64_t value)
{
    generator_t *gen = &gens[number];
    bool closes = in == IN_THROW && status == CORO_E_CLOSE;

    gen->state = CORO_STATE_RUNNING;
    push(RUN, number);
    if (closes)
        ask_to_close(gen, value);
    if (gen->inner == NOBODY) {
        level_of(number)->has_delivered = false;
        answer_body(in == IN_THROW ? status : 0, value);
    } else if (closes) {
        push(FROM_CLOSE, number);
        top()->outcome.value = value;
        close_it(gen->inner);
    } else {
        push(FROM, number);
        resume(gen->inner, in, status, value);
    }
}

static void begin_body(int number)
{
    gens[number].state = CORO_STATE_RUNNING;
    push(RUN, number);
    expect(EVENT_BEGIN, model_party(), 0, gens[number].arg);
}

static void resume_closed(inbound_t in, int status, int64_t value)
{
    if (in == IN_THROW)
        deliver(status, value);
    else
        deliver(CORO_DONE, 0);
}

static void resume_created(int gen, inbound_t in, int status, int64_t value)
{
    if (in == IN_THROW)
        give_up(LAST_NEVER, gen, (outcome_t){status, value});
    else if (in == IN_SEND)
        deliver(CORO_E_NOT_STARTED, 0);
    else
        begin_body(gen);
}

/* One that is given up answers CORO_DONE when it is driven; otherwise it is
 * still busy. */
static bool is_busy(const generator_t *gen, inbound_t in)
{
    return gen->state == CORO_STATE_RUNNING ||
           (gen->giving_up && (in == IN_THROW || top()->kind == FROM));
}

void resume(int gen, inbound_t in, int status, int64_t value)
{
    if (is_busy(&gens[gen], in))
        deliver(CORO_E_RUNNING, 0);
    else if (gens[gen].state == CORO_STATE_SUSPENDED)
        resume_suspended(gen, in, status, value);
    else if (gens[gen].state == CORO_STATE_CREATED)
        resume_created(gen, in, status, value);
    else
        resume_closed(in, status, value);
}

void close_it(int gen)
{
    resume(gen, IN_THROW, CORO_E_CLOSE, 0);
}
