/* SPDX-License-Identifier: MIT */
/* Comparing what happens with what the model expects. */
#include "act.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

coro_t *handles[GENS];

static int64_t last_fresh;
static bool tracing;

static struct {
    int64_t *local;
    int64_t content;
} lent[GENS];

void check_begin(void)
{
    last_fresh = 0;
    tracing = getenv("FUZZ_TRACE") != NULL;
    memset(lent, 0, sizeof lent);
    memset(handles, 0, sizeof handles);
}

/* Not with stdio, which needs more stack than some bodies have. */
static void print(const char *format, va_list list)
{
    static char line[256];
    int length = vsnprintf(line, sizeof line - 1, format, list);

    if (length < 0)
        return;
    if (length > (int)sizeof line - 2)
        length = (int)sizeof line - 2;
    line[length] = '\n';
    if (write(STDERR_FILENO, line, (size_t)length + 1) < 0)
        abort();
}

void note(const char *format, ...)
{
    va_list list;

    if (!tracing)
        return;
    va_start(list, format);
    print(format, list);
    va_end(list);
}

void fail(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    print(format, list);
    va_end(list);
    abort();
}

static const char *event_name(event_t event)
{
    static const char *const names[] = {"answer", "begin", "deferred", "hook"};

    return names[event];
}

static bool is_same_party(party_t a, party_t b)
{
    return a.gen == b.gen && a.level == b.level && a.deferred == b.deferred;
}

static void check_states(void)
{
    for (int i = 0; i < GENS; i++) {
        coro_state_t state;

        if (!model_alive(i))
            continue;
        state = coro_state(handles[i]);
        if (state != model_state(i))
            fail("g%d is %s, expected %s", i, coro_state_name(state),
                 coro_state_name(model_state(i)));
        if (strcmp(coro_name(handles[i]), created_name(i)) != 0)
            fail("g%d has lost its name", i);
    }
}

static void check_self(party_t party)
{
    const coro_t *self = party.gen == NOBODY ? NULL : handles[party.gen];

    if (party.deferred == 0 && coro_self() != self)
        fail("coro_self() is not that of g%d", party.gen);
}

/* A value just yielded that points into the stack of whoever yielded it. */
static void use_local(int64_t value)
{
    for (int i = 0; i < GENS; i++) {
        if (lent[i].local == NULL || coro_ptr(lent[i].local).i64 != value)
            continue;
        if (*lent[i].local != lent[i].content)
            fail("the local variable of g%d is not what it was", i);
        lent[i].content = ++*lent[i].local;
    }
}

void lend_local(int gen, int64_t *local)
{
    lent[gen].local = local;
    lent[gen].content = *local;
}

void check_local(int gen)
{
    if (*lent[gen].local != lent[gen].content)
        fail("the local variable of g%d has changed", gen);
    forget_local(gen);
}

void forget_local(int gen)
{
    lent[gen].local = NULL;
}

void check_happens(event_t event, party_t party, int status,
                   const coro_value_t *value)
{
    const happening_t *expected = model_expects();

    note("  %s g%d/%d/%d: %d %" PRId64, event_name(event), party.gen,
         party.level, party.deferred, status, value != NULL ? value->i64 : 0);
    if (event != expected->event || !is_same_party(party, expected->party) ||
        status != expected->status ||
        (value != NULL && value->i64 != expected->value))
        fail("%s g%d/%d/%d: %d %" PRId64 ", expected %s g%d/%d/%d: %d %" PRId64,
             event_name(event), party.gen, party.level, party.deferred, status,
             value != NULL ? value->i64 : 0, event_name(expected->event),
             expected->party.gen, expected->party.level,
             expected->party.deferred, expected->status, expected->value);
    if (event == EVENT_HOOK)
        return; /* between two states */
    if (event == EVENT_ANSWER && status == 0)
        use_local(expected->value);
    check_states();
    check_self(party);
}

void check_answer(actor_t *me, int status, const coro_value_t *value)
{
    check_happens(EVENT_ANSWER, me->party, status, value);
    me->last = status;
    if (status != 0)
        me->error = status;
}

int64_t fresh(void)
{
    return ++last_fresh;
}
