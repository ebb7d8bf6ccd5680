/* SPDX-License-Identifier: MIT */
/* Bodies and deferred functions that do what the script says. */
#include "act.h"
#include "script.h"

#include <string.h>

enum {
    MOST_DEFERRED = 256, /* in one run */
    NESTED = 2,          /* deferred functions that act inside of another */
    KEPT = 6
};

typedef void step_t(actor_t *me, unsigned detail);

static int owner[MOST_DEFERRED];
static int deferred_made;
static int nested;

void body_begin(void)
{
    deferred_made = 0;
    nested = 0;
}

int64_t body_arg(int gen, int level)
{
    return fresh() << 6 | (int64_t)level << 3 | gen;
}

/* ---- Deferred functions */

bool deferred_possible(int gen)
{
    return deferred_made + 1 < MOST_DEFERRED &&
           model_deferred_count(gen) < DEFERRED;
}

int deferred_number(int gen)
{
    owner[++deferred_made] = gen;
    return deferred_made;
}

/* It may drive others; only so deep, for the stack it is on may be small. */
void deferred(void *number)
{
    const int n = (int)(intptr_t)number;
    actor_t me = {{owner[n], 0, n}, NULL, 0, 0, false};

    check_happens(EVENT_DEFERRED, me.party, 0, NULL);
    nested++;
    if (nested <= NESTED)
        for (unsigned i = script_below(4); i > 0; i--)
            operate(&me);
    nested--;
    note("g%d: deferred %d ends", me.party.gen, n);
    model_deferred_end();
}

/* ---- Steps of a body: `detail` is below 8 */

static void step_yield(actor_t *me, unsigned detail)
{
    const int gen = me->party.gen;
    int64_t local = fresh(), value = local;
    coro_value_t in = coro_int(UNSET);
    int status;

    if (detail >= 6) {
        value = coro_ptr(&local).i64;
        lend_local(gen, &local);
    }
    note("g%d: yield %s", gen, detail >= 6 ? "a pointer" : "");
    model_yield(value);
    status = coro_yield(me->self, coro_int(value), detail == 5 ? NULL : &in);
    check_answer(me, status, detail == 5 ? NULL : &in);
    if (detail >= 6)
        check_local(gen);
}

static void step_from(actor_t *me, unsigned detail)
{
    const int inner = operand(me, detail << 5);
    coro_value_t result = coro_int(UNSET);
    int status;

    note("g%d: from g%d", me->party.gen, inner);
    if (inner == NOBODY)
        model_refused(-EINVAL);
    else
        model_from(inner);
    status = coro_yield_from(me->self, inner == NOBODY ? NULL : handles[inner],
                             &result);
    check_answer(me, status, &result);
}

static void step_call(actor_t *me, unsigned detail)
{
    const int gen = me->party.gen, level = me->party.level + 1;
    coro_fn_t *fn = detail == 7 ? NULL : body;
    coro_value_t result = coro_int(UNSET);
    int64_t arg;
    int status;

    if (level == LEVELS)
        return;
    arg = body_arg(gen, level);
    note("g%d: call", gen);
    if (fn == NULL)
        model_refused(-EINVAL);
    else
        model_call(arg);
    status = coro_call(me->self, fn, coro_int(arg), &result);
    check_answer(me, status, &result);
}

static void set_result(actor_t *me, int status)
{
    const int64_t value = fresh();

    note("g%d: set %d", me->party.gen, status);
    model_set(status, value);
    if (status == 0)
        coro_return(me->self, coro_int(value));
    else
        coro_fail(me->self, status, coro_int(value));
}

static void step_set_value(actor_t *me, unsigned detail)
{
    (void)detail;
    set_result(me, 0);
}

static void step_set_error(actor_t *me, unsigned detail)
{
    set_result(me, detail == 7 ? CORO_DONE : some_error(detail));
}

static void step_defer(actor_t *me, unsigned detail)
{
    const int gen = me->party.gen;
    int number;

    if (detail == 7) {
        model_refused(-EINVAL);
        check_answer(me, coro_defer(me->self, NULL, NULL), NULL);
        return;
    }
    if (!deferred_possible(gen))
        return;
    number = deferred_number(gen);
    note("g%d: defer %d", gen, number);
    model_defer(gen, number);
    check_answer(me, coro_defer(me->self, deferred, (void *)(intptr_t)number),
                 NULL);
}

static int last_words(actor_t *me, unsigned detail)
{
    static const int leaks[] = {CORO_DONE, 2, CORO__NEXT, CORO__SEND};

    switch (detail) {
    case 0:
        return me->last < 0 ? me->last : 0;
    case 1:
        set_result(me, 0);
        return 0;
    case 2:
        return me->last;
    case 3:
        me->last = some_error(script_byte());
        set_result(me, me->last);
        return me->last;
    case 4:
        return some_error(script_byte());
    case 5:
        return leaks[script_below(4)];
    case 6:
        return CORO_DONE;
    default:
        return me->error;
    }
}

static void step_end(actor_t *me, unsigned detail)
{
    me->last = last_words(me, detail);
    if (me->last == CORO_DONE && model_leak_is_open())
        set_result(me, CORO_DONE);
    note("g%d: return %d", me->party.gen, me->last);
    me->over = true;
    model_end(me->last);
}

static void step(actor_t *me)
{
    static step_t *const steps[] = {
        step_end,   step_yield,     step_yield,     step_yield,
        step_yield, step_yield,     step_from,      step_from,
        step_from,  step_from,      step_call,      step_call,
        step_defer, step_set_value, step_set_error, step_end,
    };
    const unsigned byte = script_byte();

    if (byte & 16)
        operate_as(me, byte);
    else
        steps[byte & 15](me, byte >> 5);
}

/* ---- Bodies */

static void keep(int64_t *kept, int64_t arg)
{
    for (int i = 0; i < KEPT; i++)
        kept[i] = arg * (i + 3);
}

static void check_kept(const int64_t *kept, int64_t arg)
{
    for (int i = 0; i < KEPT; i++)
        if (kept[i] != arg * (i + 3))
            fail("a local variable of a body has changed");
}

static int act(coro_t *self, int64_t arg)
{
    actor_t me = {{(int)(arg & 7), (int)(arg >> 3 & 7), 0}, self, 0, 0, false};
    coro_value_t begun = coro_int(arg);
    int64_t kept[KEPT];

    check_happens(EVENT_BEGIN, me.party, 0, &begun);
    if (self != handles[me.party.gen])
        fail("g%d: self is somebody else", me.party.gen);
    keep(kept, arg);
    while (!me.over) {
        step(&me);
        check_kept(kept, arg);
    }
    return me.last;
}

int body(coro_t *self, coro_value_t arg)
{
    return act(self, arg.i64);
}

int body_of_copy(coro_t *self, coro_value_t arg)
{
    int64_t *copied = arg.ptr;
    const int64_t number = copied[0];
    int status;

    if ((uintptr_t)copied % _Alignof(max_align_t) != 0)
        fail("a copied argument is not aligned");
    for (int i = 0; i < 40; i++)
        if (copied[i]++ != number + i)
            fail("a copied argument has changed");
    status = act(self, number);
    for (int i = 0; i < 40; i++)
        if (copied[i] != number + i + 1)
            fail("a copied argument has changed");
    return status;
}
