/* SPDX-License-Identifier: MIT */
/* What the files that act share: the generators of a run, and how whoever has
 * been given something compares it with the model. */
#ifndef ACT_H
#define ACT_H

#include "model.h"

/* Who acts. */
typedef struct actor {
    party_t party;
    coro_t *self; /* of a body */
    int last;     /* what it was last given */
    int error;    /* the last of these that was not 0 */
    bool over;    /* the body ends, with `last` */
} actor_t;

/* What an out-parameter holds before a call, which must have set it. */
#define UNSET INT64_C(0x5e75e75e7)

extern coro_t *handles[GENS]; /* NULL: there is none */

/* ---- check.c */

void check_begin(void);

/* Print the call in hand if the environment has FUZZ_TRACE. */
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);
_Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format,
                                                          ...);

/* This happens, and must be what the model expects; `value` may be NULL: it is
 * not seen. Then all states must be those of the model. */
void check_happens(event_t event, party_t party, int status,
                   const coro_value_t *value);
/* The same, of a call that returns. */
void check_answer(actor_t *me, int status, const coro_value_t *value);

/* A number not used before in this run. */
int64_t fresh(void);

/* The yielded value points to a local variable that holds `content`; whoever
 * gets it adds one. */
void lend_local(int gen, int64_t *local);
/* It has come back: is it as it was left? */
void check_local(int gen);
/* It has gone with its stack. */
void forget_local(int gen);

/* ---- create.c */

void create_begin(void);
/* Make a generator with the options of that number. */
void create(actor_t *me, int gen, unsigned number);
/* Fail to make one. */
void create_refused(actor_t *me, unsigned number);
const char *created_name(int gen);
/* Nothing is left, nothing was overwritten. */
void create_check_end(void);

/* ---- body.c */

int body(coro_t *self, coro_value_t arg);
int body_of_copy(coro_t *self, coro_value_t arg);
void body_begin(void);
void deferred(void *number);
/* The number of a new deferred function of that generator. */
int deferred_number(int gen);
bool deferred_possible(int gen);

/* The argument of a body: a number, its level, its generator. */
int64_t body_arg(int gen, int level);

/* ---- operate.c */

/* One step of whoever is not a body: an operation on a generator. */
void operate(actor_t *me);
/* The same of a byte that has been read. */
void operate_as(actor_t *me, unsigned byte);
void operate_free(actor_t *me, int gen);
/* The generator that the byte names; NOBODY: NULL. */
int operand(const actor_t *me, unsigned byte);
/* An error that a body may fail with or be thrown. */
int some_error(unsigned number);

#endif
