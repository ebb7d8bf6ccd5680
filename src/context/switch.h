/* SPDX-License-Identifier: MIT */
/*
 * The contract of the context module, for the layers above it.
 *
 * x86_64_sysv.S and ucontext.c each fulfil it; CMake picks one. wrap.c wraps
 * either so that each stack keeps what is its own, and AddressSanitizer knows
 * which one is in use; the library always goes through the wrappers, which
 * cost one test in a program of C without a sanitizer.
 *
 * A context in a slot is one of three things:
 *   live      somebody waits there, in a swap or a jump;
 *   fresh     coro__main will start there; a CORO__SEND is answered
 *             CORO_E_NOT_STARTED and leaves it fresh;
 *   answerer  a function that answers whoever switches to it, on his stack.
 */
#ifndef CORO__CONTEXT_SWITCH_H
#define CORO__CONTEXT_SWITCH_H

#ifdef CORO_CONTEXT_H
#error "what this defines must come before the public headers"
#endif

/* The library's own resumptions take the wrapped switch, too, and keep what a
 * program in C++ has to keep. */
#undef CORO__CHECKED
#define CORO__CHECKED 1
#undef CORO__KEEPS_EXCEPTIONS
#define CORO__KEEPS_EXCEPTIONS 1
#include "base/bounds.h"
#include "base/msan.h"
#include <coro/context.h>

/* Where a coroutine begins; src/generator/body.c defines it. Never returns.
 * At offset CORO__CALLER of what `self` points to lies a coro_context_t *:
 * where a backtrace goes on. */
#define CORO__CALLER 80
struct coro;
_Noreturn void coro__main(struct coro *self);

/* The least stack a fresh context can start on, in bytes. With ucontext(3) two
 * of its structures are on it, which 64-bit Arm makes large. */
#if CORO_CONTEXT_ASM
#define CORO__CONTEXT_ROOM 512
#else
#include <ucontext.h>
#define CORO__CONTEXT_ROOM (2160 + 2 * (int)sizeof(ucontext_t))
#endif

/* What stands in place of a resume address: in an answerer, and in a fresh
 * context. */
extern const char coro__answer[], coro__entry[];

/* Make `slot` fresh: coro__main(self) will run on the stack from bounds->bottom
 * up to `top`, which is aligned to 16. */
static inline void coro__context_fresh(coro_context_t *slot, struct coro *self,
                                       void *top, const coro__bounds_t *bounds)
{
    slot->bp = self;
    slot->pc = (void *)coro__entry;
    slot->sp = top;
    slot->note = (void *)bounds;
}

/* Put an answerer into `slot`. */
static inline void coro__context_answer(coro_context_t *slot,
                                        coro__answer_fn_t *answer, void *note)
{
    slot->bp = NULL;
    slot->pc = (void *)coro__answer;
    slot->sp = NULL;
    slot->note = note;
    slot->answer = answer;
}

/* Would a switch with this status be answered at once, on this stack? */
static inline int coro__context_answers(const coro_context_t *slot, int status)
{
    return slot->pc == coro__answer ||
           (slot->pc == coro__entry && status == CORO__SEND);
}

/* Park in `*save` and go on at `*to`, whose content is lost. Returns the pair
 * with which somebody resumes `*save`, or what it has been moved to. */
coro__pair_t coro__context_jump(coro_context_t *save, coro_context_t *to,
                                int status, coro_value_t value);

/* Go on at `*to` for ever; or at `*slot`, leaving an answerer there. What was
 * there is none. (Inlined where the switch is assembly.) */
#if !CORO_CONTEXT_ASM
_Noreturn void coro__context_leave(coro_context_t *to, int status,
                                   coro_value_t value);
_Noreturn void coro__context_leave_behind(coro_context_t *slot,
                                          coro__answer_fn_t *left_behind,
                                          int status, coro_value_t value);
#endif

/* The same, and the first words of a fresh context, with the sanitizers
 * informed. (The third is coro__context_swap_checked.) */
coro__pair_t coro__jump(coro_context_t *save, coro_context_t *to, int status,
                        coro_value_t value);
void coro__leaving(const coro_context_t *to);
void coro__arrived(void);

/* Who leaves for ever has no frame on a stack that AddressSanitizer made for
 * it: that one goes as soon as it is told. */
#define CORO__LEAVES_FOR_EVER __attribute__((no_sanitize("address")))

/* Present just when AddressSanitizer is; when ThreadSanitizer is. */
void __sanitizer_start_switch_fiber(void **fake_stack, const void *bottom,
                                    size_t size) __attribute__((weak));
void __tsan_switch_to_fiber(void *fiber, unsigned flags) __attribute__((weak));

static inline int coro__is_sanitized(void)
{
    return __sanitizer_start_switch_fiber != NULL ||
           __tsan_switch_to_fiber != NULL;
}

/* About to leave for `to`, which does not answer: ThreadSanitizer is told by
 * whoever leaves, in his own frame and with no call in between, since it notes
 * the calls of each stack as they begin and end. */
__attribute__((always_inline)) static inline void
coro__tell_tsan(const coro_context_t *to)
{
    const coro__bounds_t *theirs = (const coro__bounds_t *)to->note;

    if (__tsan_switch_to_fiber != NULL)
        __tsan_switch_to_fiber(theirs->fiber, 0);
}

/* Is there more to do at a switch than to switch? One question, as the
 * out-of-line operations ask it. */
static inline int coro__keeps_more(void)
{
    return CORO__KEEPS_FP || ((uintptr_t)__sanitizer_start_switch_fiber |
                              (uintptr_t)__tsan_switch_to_fiber |
                              (uintptr_t)coro__exceptions) != 0;
}

CORO__LEAVES_FOR_EVER static inline _Noreturn void
coro__leave(coro_context_t *to, int status, coro_value_t value)
{
    if (coro__is_sanitized()) {
        coro__leaving(to);
        coro__tell_tsan(to);
    }
    coro__context_leave(to, status, value);
}

CORO__LEAVES_FOR_EVER static inline _Noreturn void
coro__leave_behind(coro_context_t *slot, coro__answer_fn_t *answer, int status,
                   coro_value_t value)
{
    if (coro__is_sanitized()) {
        coro__leaving(slot);
        coro__tell_tsan(slot);
    }
    coro__context_leave_behind(slot, answer, status, value);
}

#endif
