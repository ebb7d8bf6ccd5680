/* SPDX-License-Identifier: MIT */
/*
 * What every suite of this directory does the same way: operations that tell
 * their outcome in the trace.
 *
 *   yield:5       status 0 with the integer 5
 *   done:5        CORO_DONE
 *   closed:5      coro_close returned 0
 *   RUNNING:0     CORO_E_RUNNING, and so on; -7:5 an error of a body
 */
#ifndef SUITE_H
#define SUITE_H

#include "runner.h"
#include "status_word.h"
#include "trace.h"

#include <check.h>
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What an out-parameter holds before a call, which must have set it. */
#define UNSET INT64_C(0x5e75e75e7)

/* Tell a pair, status 0 as `zero`; return the status. */
static inline int tell(const char *zero, int status, coro_value_t value)
{
    trace("%s:%" PRId64, status == 0 ? zero : status_word(status), value.i64);
    return status;
}

static inline int next(coro_t *gen)
{
    coro_value_t out = coro_int(UNSET);
    int status = coro_next(gen, &out);

    return tell("yield", status, out);
}

static inline int send(coro_t *gen, int64_t value)
{
    coro_value_t out = coro_int(UNSET);
    int status = coro_send(gen, coro_int(value), &out);

    return tell("yield", status, out);
}

static inline int throw(coro_t * gen, int error, int64_t payload)
{
    coro_value_t out = coro_int(UNSET);
    int status = coro_throw(gen, error, coro_int(payload), &out);

    return tell("yield", status, out);
}

static inline int shut(coro_t *gen)
{
    coro_value_t out = coro_int(UNSET);
    int status = coro_close(gen, &out);

    return tell("closed", status, out);
}

/* In a body. Each tells what its suspension gave. */
static inline int yield(coro_t *self, int64_t value)
{
    coro_value_t in = coro_int(UNSET);
    int status = coro_yield(self, coro_int(value), &in);

    return tell("got", status, in);
}

static inline int from(coro_t *self, coro_t *inner)
{
    coro_value_t result = coro_int(UNSET);
    int status = coro_yield_from(self, inner, &result);

    return tell("from", status, result);
}

static inline int call(coro_t *self, coro_fn_t *fn, int64_t arg)
{
    coro_value_t result = coro_int(UNSET);
    int status = coro_call(self, fn, coro_int(arg), &result);

    return tell("call", status, result);
}

static inline void tell_state(const coro_t *gen)
{
    trace("%s", coro_state_name(coro_state(gen)));
}

/* A deferred function: append the word it was given. */
static inline void deferred(void *text)
{
    trace("%s", (const char *)text);
}

static inline void tell_unraisable(void *ctx, const char *name, int status,
                                   coro_value_t payload)
{
    (void)ctx;
    trace("unraisable(%s)", name);
    tell("0", status, payload);
}

static inline coro_t *make(coro_fn_t *fn, int64_t arg)
{
    coro_t *gen = coro_new(fn, coro_int(arg), NULL);

    if (gen == NULL)
        ck_abort_msg("coro_new: %s", strerror(errno));
    return gen;
}

/* A generator with another one as its argument. */
static inline coro_t *make_on(coro_fn_t *fn, coro_t *gen)
{
    return make(fn, coro_ptr(gen).i64);
}

static inline void begin_test(void)
{
    trace_clear();
    coro_set_unraisable_hook(tell_unraisable, NULL);
}

/* Run the tests that `add` adds. */
static inline int run_suite(const char *name, void (*add)(TCase *tcase))
{
    const fixture_t fixture = {begin_test, NULL};

    return run_with(&fixture, name, add);
}

#endif
