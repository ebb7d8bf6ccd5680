/* SPDX-License-Identifier: MIT */
/*
 * A coroutine's record, and what the files of this module share.
 *
 * The record lies at the top of the coroutine's own stack, below the stack's
 * descriptor. Its public head (coro_t) comes first; a coro_t * is a record.
 *
 * Delegation makes chains: root -> ... -> leaf, `inner` downward, `outer`
 * upward. A generator that nobody delegates to is the root of its chain; one
 * that delegates to nobody is a leaf; alone it is both. Only these two matter
 * to a switch:
 *
 *   the root's slot holds the leaf's context, or while the leaf runs, the
 *   driver's. leaf->head.root and root->leaf find each other. The slot of
 *   every other generator in the chain is lent: it holds an answerer.
 *   Each delegator waits in its own `delegating`.
 *
 * head.room is 0 when the next suspension has to take the long way: then, and
 * until the next one, after an error was delivered, which that suspension makes
 * forgotten (head.thrown_status); and while the record is `barred`. So the
 * inlined yield asks one question and stores nothing.
 */
#ifndef CORO__GENERATOR_RECORD_H
#define CORO__GENERATOR_RECORD_H

#include "context/switch.h"
#include "stack/registry.h"
#include <coro/generator.h>
#include <stdbool.h>

/* What a coroutine has come to; its public state follows from this and from
 * where the context in its root's slot lies. */
typedef enum phase {
    PHASE_FRESH, /* its body has not begun */
    PHASE_LIVE,  /* it has */
    PHASE_ENDED  /* nothing of it will run any more */
} phase_t;

struct coro__deferred;

typedef struct coro__record {
    _Alignas(64) coro_t head; /* so the whole is aligned: see lay_out */
    /* Where a backtrace goes on: the context that waits for this one. */
    coro_context_t *caller;
    struct coro__record *leaf; /* of a root: the end of its chain */

    /* All zero in a new one, as far as fn: */
    struct coro__record *outer;  /* who has lent this one his slot, or NULL */
    struct coro__record *inner;  /* whom this one has lent its slot, or NULL */
    struct coro__record *target; /* the generator delegated to, or NULL */
    struct coro__deferred *deferred; /* last first */
    const char *name;                /* NULL: none */
    coro_value_t leaked; /* of the CORO_DONE this body last got as a driver */
    unsigned delegators; /* how many have this one as their target */
    phase_t phase;
    bool cut;     /* the driver resumed this one, not the end of `inner` */
    bool closing; /* CORO_E_CLOSE was thrown in */
    /* Deferred functions run, or it is being freed: nothing may suspend it, or
     * drive it, any more. */
    bool barred;

    coro_fn_t *fn;
    coro_value_t arg;
    coro_context_t delegating;  /* where a coro_yield_from waits */
    coro_value_t thrown;        /* the payload of head.thrown_status */
    coro_value_t close_payload; /* what CORO_E_CLOSE came with, if closing */
} coro__record_t;

_Static_assert(offsetof(coro__record_t, caller) == CORO__CALLER,
               "the unwinding rules read it there");
_Static_assert(offsetof(coro_t, thrown_status) == 64, "one line to switch");

static inline coro__record_t *coro__record(const coro_t *gen)
{
    return (coro__record_t *)gen;
}

static inline coro__stack_t *coro__record_stack(const coro__record_t *record)
{
    return (coro__stack_t *)(record + 1);
}

/* The record of the coroutine on whose stack an address lies, or NULL. */
static inline coro__record_t *coro__record_at(uintptr_t address)
{
    coro__stack_t *stack = coro__stack_find(address);

    return stack != NULL ? (coro__record_t *)(void *)stack - 1 : NULL;
}

/* Bytes of stack below the record: head.room, unless that is 0. */
static inline size_t coro__record_room(const coro__record_t *record)
{
    return (uintptr_t)record -
           (uintptr_t)coro__record_stack(record)->bounds.bottom;
}

/* Let nothing suspend or drive it; or no longer so. */
static inline void coro__bar(coro__record_t *record, bool barred)
{
    record->barred = barred;
    record->head.room = 0; /* the long way asks */
}

/* Does nothing, but no compiler can know that. On the cold path of each inlined
 * operation, it makes them believe that a switch can change anything, also
 * under link-time optimization. Without it GCC keeps file-local statics in
 * registers over an inlined switch: tests/context/statics.c. */
extern void (*volatile coro__opaque)(void); /* NULL for ever */

static inline void coro__change_anything(void)
{
    void (*opaque)(void) = coro__opaque;

    if (opaque != NULL)
        opaque();
}

/* ---- body.c: how a body is thrown at, and ends */

/* Note that CORO_E_CLOSE has reached the body, from outside of it. */
void coro__asked_to_close(coro__record_t *record, coro_value_t payload);

/* The pair that leaves a body which returned `status`. */
coro__pair_t coro__outcome(const coro__record_t *record, int status);

/* ---- chain.c: who drives whom */

/* Is the chain of `record` executing, parked in a task, or being freed? */
bool coro__is_running(const coro__record_t *record);

/* See to it that `record` can be driven directly, cutting the link above it:
 * 0, or CORO_E_RUNNING. */
int coro__settle(coro__record_t *record);

/* Lend `outer`'s place in its chain to `inner` and resume that with a pair.
 * Returns how inner ended, or, with outer->cut set, what the driver of the
 * chain passes to outer. */
coro__pair_t coro__lend(coro__record_t *outer, coro__record_t *inner,
                        coro__pair_t in);

/* Cut the link above `inner`: it becomes a root, its delegator a leaf. The
 * chain is suspended. */
void coro__cut(coro__record_t *inner);

/* Hand the place of `inner`, which has ended, back to its delegator. Returns
 * where that waits. */
coro_context_t *coro__hand_back(coro__record_t *inner);

/* ---- close.c */

/* Nothing of `record` runs any more: run what was deferred, answer CORO_DONE
 * for ever. It is not executing and is no part of a chain. */
void coro__end(coro__record_t *record);

/* Answers CORO_DONE for ever. */
coro__answer_fn_t coro__answer_done;

/* ---- defer.c */

/* Run what was deferred since `since`, last first; there is something. */
void coro__run_deferred_since(coro__record_t *record,
                              const struct coro__deferred *since);

static inline void coro__run_deferred(coro__record_t *record,
                                      const struct coro__deferred *since)
{
    if (record->deferred != since)
        coro__run_deferred_since(record, since);
}

/* ---- operations.c: what the assembly falls back to */

int coro__next(coro_t *gen, coro_value_t *out);
int coro__send(coro_t *gen, coro_value_t value, coro_value_t *out);
int coro__yield(coro_t *self, coro_value_t out, coro_value_t *in);

#endif
