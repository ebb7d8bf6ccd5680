/* SPDX-License-Identifier: MIT */
/* Operations on generators, by whoever acts. */
#include "act.h"
#include "script.h"

#include <limits.h>

typedef void operation_t(actor_t *me, int gen);

static coro_t *handle(int gen)
{
    return gen != NOBODY ? handles[gen] : NULL;
}

int operand(const actor_t *me, unsigned byte)
{
    unsigned number = byte >> 5;
    int gen = number < GENS ? (int)number : NOBODY;

    if (number == GENS)
        gen = me->party.gen; /* oneself */
    return gen != NOBODY && model_alive(gen) ? gen : NOBODY;
}

int some_error(unsigned number)
{
    static const int errors[] = {-7,
                                 CORO_E_USER - 3,
                                 CORO_E_CLOSE,
                                 CORO_E_RUNNING,
                                 CORO_E_IGNORED_CLOSE,
                                 CORO_E_STOP_ITERATION,
                                 -EINVAL,
                                 INT_MIN};

    return errors[number % (sizeof errors / sizeof errors[0])];
}

/* Most of them can be thrown. */
static int some_status(unsigned number)
{
    static const int others[] = {CORO_DONE, CORO_DONE, CORO_DONE,  CORO_DONE,
                                 0,         2,         CORO__NEXT, INT_MAX};

    return number & 8 ? others[number & 7] : some_error(number & 7);
}

static void expect_resumed(int gen, inbound_t in, int status, int64_t value)
{
    if (gen == NOBODY)
        model_refused(-EINVAL);
    else
        model_resume(gen, in, status, value);
}

static void op_next(actor_t *me, int gen)
{
    coro_value_t out = coro_int(UNSET);
    int status;

    note("g%d: next g%d", me->party.gen, gen);
    expect_resumed(gen, IN_NEXT, 0, 0);
    status = coro_next(handle(gen), &out);
    check_answer(me, status, &out);
}

static void op_next_blind(actor_t *me, int gen)
{
    note("g%d: next g%d, no out", me->party.gen, gen);
    expect_resumed(gen, IN_NEXT, 0, 0);
    check_answer(me, coro_next(handle(gen), NULL), NULL);
}

static void op_send(actor_t *me, int gen)
{
    const int64_t value = fresh();
    coro_value_t out = coro_int(UNSET);
    int status;

    note("g%d: send g%d", me->party.gen, gen);
    expect_resumed(gen, IN_SEND, 0, value);
    status = coro_send(handle(gen), coro_int(value), &out);
    check_answer(me, status, &out);
}

static void op_throw(actor_t *me, int gen)
{
    const int64_t payload = fresh();
    const int thrown = some_status(script_byte());
    coro_value_t out = coro_int(UNSET);
    int status;

    if (thrown == CORO_E_CLOSE && gen != NOBODY && model_close_is_open(gen))
        return;
    note("g%d: throw g%d %d", me->party.gen, gen, thrown);
    if (thrown >= 0 && thrown != CORO_DONE)
        model_refused(-EINVAL);
    else
        expect_resumed(gen, IN_THROW, thrown, payload);
    status = coro_throw(handle(gen), thrown, coro_int(payload), &out);
    check_answer(me, status, &out);
}

static void op_close(actor_t *me, int gen)
{
    coro_value_t out = coro_int(UNSET);
    int status;

    if (gen != NOBODY && model_close_is_open(gen))
        return;
    note("g%d: close g%d", me->party.gen, gen);
    if (gen == NOBODY)
        model_refused(-EINVAL);
    else
        model_close(gen);
    status = coro_close(handle(gen), &out);
    check_answer(me, status, &out);
}

void operate_free(actor_t *me, int gen)
{
    int status;

    if (gen != NOBODY && model_close_is_open(gen))
        return;
    note("g%d: free g%d", me->party.gen, gen);
    if (gen == NOBODY)
        model_refused(0);
    else
        model_free(gen);
    status = coro_free(handle(gen));
    if (gen != NOBODY && status == 0) {
        handles[gen] = NULL;
        forget_local(gen);
    }
    check_answer(me, status, NULL);
}

/* In the first place that is free. */
static void op_new(actor_t *me, int gen)
{
    const unsigned number = script_byte();

    for (gen = 0; gen < GENS; gen++)
        if (!model_alive(gen)) {
            create(me, gen, number);
            return;
        }
}

static void op_new_refused(actor_t *me, int gen)
{
    (void)gen;
    create_refused(me, script_below(8));
}

static void op_defer(actor_t *me, int gen)
{
    int number;

    if (gen == NOBODY) {
        model_refused(-EINVAL);
        check_answer(me, coro_defer(NULL, deferred, NULL), NULL);
        return;
    }
    /* Also not to whoever ends the generator whose deferred function this is:
     * that is not its own doing. */
    if (!deferred_possible(gen) ||
        (me->party.deferred != 0 && model_is_current(gen)))
        return;
    number = deferred_number(gen);
    note("g%d: defer %d to g%d", me->party.gen, number, gen);
    model_defer(gen, number);
    check_answer(
        me, coro_defer(handles[gen], deferred, (void *)(intptr_t)number), NULL);
}

/* A body's call with a `self` that is not the caller's. */
static void op_foreign_call(actor_t *me, int gen)
{
    coro_t *self = handle(gen);
    coro_value_t got = coro_int(UNSET);
    int status;

    if (gen != NOBODY && model_is_current(gen))
        return;
    note("g%d: foreign call as g%d", me->party.gen, gen);
    model_refused(gen == NOBODY ? -EINVAL : CORO_E_NOT_CURRENT);
    switch (script_below(3)) {
    case 0:
        status = coro_yield(self, coro_int(fresh()), &got);
        break;
    case 1:
        status = coro_yield_from(self, handles[script_below(GENS)], &got);
        break;
    default:
        status = coro_call(self, body, coro_none(), &got);
        break;
    }
    check_answer(me, status, &got);
}

void operate_as(actor_t *me, unsigned byte)
{
    static operation_t *const operations[] = {
        op_next,  op_next,        op_next_blind,   op_next,
        op_send,  op_send,        op_throw,        op_throw,
        op_close, op_close,       operate_free,    op_new,
        op_new,   op_new_refused, op_foreign_call, op_defer,
    };

    operations[byte & 15](me, operand(me, byte));
}

void operate(actor_t *me)
{
    operate_as(me, script_byte());
}
