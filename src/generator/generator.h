/* SPDX-License-Identifier: MIT */
/* What the generator module offers the layers above it. */
#ifndef CORO__GENERATOR_GENERATOR_H
#define CORO__GENERATOR_GENERATOR_H

#include "context/switch.h"
#include <coro/generator.h>

/* Before a function that notes where the program called it: within another one,
 * as link-time optimization would have it, that is another place. */
#define CORO__NOTES_CALLER __attribute__((noinline))

/* coro__new and coro__new_copy for who makes coroutines on a program's behalf:
 * `from` is where the program called him. */
coro_t *coro__new_from(coro_fn_t *fn, coro_value_t arg,
                       const coro_options_t *options, size_t options_size,
                       const void *from);
coro_t *coro__new_copy_from(coro_fn_t *fn, const void *args, size_t size,
                            const coro_options_t *options, size_t options_size,
                            const void *from);

/* The same, if he has it already. */
void coro__set_made_from(coro_t *gen, const void *from);

/* Take a generator over for a task: its context moves to `*parked`, all who
 * drive it meet `answer`, backtraces go on at `*caller`. Returns 0, or
 * CORO_E_RUNNING. The generator has not ended. */
int coro__adopt(coro_t *gen, coro__answer_fn_t *answer, void *note,
                coro_context_t *parked, coro_context_t *caller);

/* Does some suspended generator delegate to this one? */
int coro__is_delegated_to(const coro_t *gen);

/* An adopted generator that has not started yet will not run its body, but
 * fail with -ECANCELED at once; or will run it after all. */
void coro__never_start(coro_t *gen);
void coro__start_after_all(coro_t *gen);

/* Give up everything a task is inside of, without unwinding: from its
 * innermost coroutine through delegators and drivers to its own. What they
 * deferred runs; the handles stay, closed. */
void coro__abandon(coro_t *innermost, const coro_t *outermost);

/* May a body's call be made with `self`? 0; -EINVAL, CORO_E_NOT_CURRENT. */
int coro__refusal(const coro_t *self);

/* A suspension is over: note with what; return the error, or 0. An error that
 * the body returns in turn passes its payload on. */
int coro__resumed(coro_t *self, coro__pair_t got);

/* The payload that would go with a status if the body returned that now. */
coro_value_t coro__payload(const coro_t *self, int status);

/* The coroutine on whose stack an address lies, or NULL. */
coro_t *coro__at(uintptr_t address);

/* Tell the unraisable hook. */
void coro__unraisable(const char *name, int status, coro_value_t payload);

#endif
