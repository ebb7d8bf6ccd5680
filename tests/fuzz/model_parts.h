/* SPDX-License-Identifier: MIT */
/*
 * What the files of the model share.
 *
 * Those who wait are a stack of frames: above whoever drives stands the frame
 * of the operation, above that the generator that runs on its behalf, and so
 * on. Whoever acts is on top.
 */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"
#include "model_level.h"

typedef enum kind {
    RESUME,      /* next, send or throw of the generator */
    CLOSE,       /* close of it */
    FREE,        /* free of it */
    RUN,         /* it runs */
    FROM,        /* it delegates, and waits for the inner one to go on */
    FROM_CLOSE,  /* it is asked to close, and waits for the inner one to */
    LAST_END,    /* its deferred functions run: the body has ended */
    LAST_CALL,   /* a body it has called has ended */
    LAST_NEVER,  /* it never began */
    LAST_DISCARD /* it ignored the close of a free */
} kind_t;

typedef struct frame {
    kind_t kind;
    int gen;
    outcome_t outcome; /* of LAST_*: what leaves then; of FROM_CLOSE: what was
                        * thrown */
    int deferred;      /* of LAST_*: the function that runs */
} frame_t;

typedef struct generator {
    bool alive;
    bool giving_up; /* LAST_NEVER or LAST_DISCARD */
    coro_state_t state;
    int inner; /* the one it delegates to */
    int64_t arg;
    int top; /* the innermost level */
    level_t levels[LEVELS];
    size_t deferred_count;
    int deferred[DEFERRED];
} generator_t;

extern generator_t gens[GENS];

/* ---- model_frames.c: who acts, who waits, what is expected */

void frames_clear(void);
void push(kind_t kind, int gen);
frame_t pop(void);
frame_t *top(void); /* NULL: the program acts */

level_t *level_of(int gen);
/* The generator on whose stack the acting party is, or NOBODY; `current`: and
 * whose `self` may suspend it. */
int stack_owner(bool *current);

void expect(event_t event, party_t party, int status, int64_t value);
/* The party on top gets an answer. */
void answer(int status, int64_t value);
/* That is a body, and has suspended itself. */
void answer_body(int status, int64_t value);
/* That has operated on a generator, with the outcome `got`. */
void answer_driver(outcome_t got, int status, int64_t value);

/* ---- model_out.c: what comes out of a generator */

/* Closed, with no value. */
#define NOTHING ((outcome_t){CORO_E_CLOSE, 0})

/* To the frame on top: 0 a yield, CORO_DONE a return, or an error. */
void deliver(int status, int64_t value);
/* Run what was deferred; then `outcome` leaves. */
void begin_last(kind_t kind, int gen, outcome_t outcome);
/* Nothing of it will run any more, but what was deferred. */
void give_up(kind_t kind, int gen, outcome_t outcome);

/* ---- model_in.c: what goes into a generator; on top is who waits for what
 * comes out of it */

void resume(int gen, inbound_t in, int status, int64_t value);
void close_it(int gen);

#endif
