/* SPDX-License-Identifier: MIT */
/*
 * The model: what must happen next, by docs/semantics.md and docs/errors.md.
 * It knows nothing of how the library does it: no stacks, no links, only who
 * waits for whom, in the words of Python.
 *
 * Whoever acts tells the model what it is about to do; then does it. Control
 * may go anywhere, but whoever has it next tells the model what it was given,
 * and that must be what the model expects.
 */
#ifndef MODEL_H
#define MODEL_H

#include <coro/generator.h>
#include <stdbool.h>

enum {
    GENS = 6,      /* generators at a time */
    LEVELS = 3,    /* bodies on one stack: coro_call */
    DEFERRED = 12, /* deferred functions of a generator */
    NOBODY = -1    /* in place of a generator */
};

/* Who acts: the program (gen is NOBODY), a body, or a deferred function of
 * the generator. */
typedef struct party {
    int gen;
    int level;    /* how many coro_call it is inside of */
    int deferred; /* the number of the deferred function, or 0 */
} party_t;

typedef enum event {
    EVENT_ANSWER,   /* a call returns to the party */
    EVENT_BEGIN,    /* the party, a body, begins */
    EVENT_DEFERRED, /* the party, a deferred function, begins */
    EVENT_HOOK      /* the unraisable hook is told of the party */
} event_t;

typedef struct happening {
    event_t event;
    party_t party;
    int status;
    int64_t value; /* 0: none */
} happening_t;

/* How a generator is resumed. */
typedef enum inbound {
    IN_NEXT,
    IN_SEND,
    IN_THROW
} inbound_t;

void model_begin(void);

/* What must happen next, once somebody has said what it does. */
const happening_t *model_expects(void);

/* ---- What the acting party does */

void model_new(int gen, int64_t arg);
/* `gen` may be NOBODY, for NULL; status and value as thrown or sent. */
void model_resume(int gen, inbound_t in, int status, int64_t value);
void model_close(int gen);
void model_free(int gen);
/* The deferred function gets this number. */
void model_defer(int gen, int number);
/* The call is refused for its arguments. */
void model_refused(int status);

/* A body only. */
void model_yield(int64_t value);
void model_from(int inner);
void model_call(int64_t arg);
void model_set(int status, int64_t value); /* coro_return, coro_fail */
void model_end(int status);
/* A deferred function, and the hook: they return. */
void model_deferred_end(void);
void model_hook_end(void);

/* ---- What is so now */

party_t model_party(void);
bool model_alive(int gen);
coro_state_t model_state(int gen);
size_t model_deferred_count(int gen);
/* Would a body's call with this `self` be its own? */
bool model_is_current(int gen);

/* ---- What docs/errors.md leaves open, and so is not done */

/* What goes with a CORO_DONE that the body returns, if it has not set it: some
 * other generator returned too, closed by the body. */
bool model_leak_is_open(void);
/* What a body that coro_call runs has been asked, if closing what it delegates
 * to fails because that is running. */
bool model_close_is_open(int gen);

#endif
