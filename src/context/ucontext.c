/* SPDX-License-Identifier: MIT */
/*
 * The portable switch: ucontext(3), behind the contract of switch.h.
 *
 * Whoever waits keeps a `parked_t` on his own stack, and the context's sp
 * points at it; so "where does the saved stack pointer lie" has the same
 * answer as with assembly. pc says what kind of context it is.
 *
 * swapcontext(3) also keeps the signal mask and the floating-point control
 * words. The library shares both like the rest of a thread's state, as the
 * assembly does: whoever is resumed takes on those of whoever resumes him. But
 * with CORO_KEEP_FP the words stay kept.
 */
#define _GNU_SOURCE /* REG_RBP */
#include "base/assert.h"
#include "base/layout.h"
#include "context/control_words.h"
#include "context/switch.h"
#include <pthread.h>
#include <signal.h>
#include <ucontext.h>

/* Somebody who waits, and what his resumer leaves with him. */
typedef struct parked {
    ucontext_t context;
    coro__control_words_t words;
    int status;
    coro_value_t value;
} parked_t;

/* The pc of a live context is NULL. Their addresses matter, not what they
 * hold. */
const char coro__answer[1], coro__entry[1];

static coro__pair_t answer(const coro_context_t *slot, int status,
                           coro_value_t value)
{
    if (slot->pc == coro__entry)
        return (coro__pair_t){CORO_E_NOT_STARTED, coro_none()};
    return slot->answer(slot->note, status, value);
}

static void take_on(const parked_t *here)
{
    if (!CORO_KEEP_FP)
        coro__control_words_set(here->words);
}

/* makecontext(3) passes ints only: a pointer goes in two. */
CORO__FROM_ASSEMBLY static void begin(unsigned high, unsigned low)
{
    parked_t *here = (parked_t *)(((uintptr_t)high << 16 << 16) | low);

    take_on(here);
    coro__main(here->value.ptr);
}

/* A walk along frame pointers ends with the coroutine, instead of going on
 * where getcontext(3) happened to be called. */
static void end_frames(ucontext_t *context)
{
#ifdef REG_RBP
    context->uc_mcontext.gregs[REG_RBP] = 0;
#else
    (void)context;
#endif
}

/* The first one to wait on a stack that nobody has used. */
static parked_t *start(const coro_context_t *fresh)
{
    const coro__bounds_t *bounds = fresh->note;
    uintptr_t top = (uintptr_t)fresh->sp, bottom = (uintptr_t)bounds->bottom;
    uintptr_t at = (top - sizeof(parked_t)) & ~(uintptr_t)15;
    parked_t *here = (parked_t *)at;

    CORO__ASSERT(getcontext(&here->context) == 0);
    here->context.uc_stack.ss_sp = (void *)bottom;
    here->context.uc_stack.ss_size = at - bottom;
    here->context.uc_link = NULL;
    end_frames(&here->context);
    makecontext(&here->context, (void (*)(void))begin, 2,
                (unsigned)(at >> 16 >> 16), (unsigned)at);
    here->value = coro_ptr(fresh->bp);
    return here;
}

/* Hand the pair, and what a thread shares, to whoever waits at `to`. */
static ucontext_t *hand_over(const coro_context_t *to, int status,
                             coro_value_t value)
{
    parked_t *there = to->sp;

    if (to->pc == coro__entry) {
        there = start(to);
    } else {
        there->status = status;
        there->value = value;
    }
    there->words = coro__control_words_get();
    pthread_sigmask(SIG_SETMASK, NULL, &there->context.uc_sigmask);
    return &there->context;
}

/* Wait at *where; go on at *next. */
static coro__pair_t wait_at(coro_context_t *where, ucontext_t *next)
{
    parked_t here;

    where->bp = NULL;
    where->pc = NULL;
    where->sp = &here;
    CORO__ASSERT(swapcontext(&here.context, next) == 0);
    take_on(&here);
    return (coro__pair_t){here.status, here.value};
}

coro__pair_t coro__context_swap(coro_context_t *slot, int status,
                                coro_value_t value)
{
    if (coro__context_answers(slot, status))
        return answer(slot, status, value);
    return wait_at(slot, hand_over(slot, status, value));
}

coro__pair_t coro__context_jump(coro_context_t *save, coro_context_t *to,
                                int status, coro_value_t value)
{
    return wait_at(save, hand_over(to, status, value));
}

void coro__context_leave(coro_context_t *to, int status, coro_value_t value)
{
    setcontext(hand_over(to, status, value));
    coro__broken(__FILE__, __LINE__, "a context left for ever");
}

void coro__context_leave_behind(coro_context_t *slot,
                                coro__answer_fn_t *left_behind, int status,
                                coro_value_t value)
{
    coro_context_t to = *slot;

    coro__context_answer(slot, left_behind, NULL);
    coro__context_leave(&to, status, value);
}

#define PLACE(name, field) \
    CORO__LAYOUT_NUMBER("ucontext." name, offsetof(ucontext_t, field))

#if defined(__x86_64__)
CORO__LAYOUT
coro__layout_ucontext[] = {
    PLACE("pc", uc_mcontext.gregs[REG_RIP]),
    PLACE("sp", uc_mcontext.gregs[REG_RSP]),
    PLACE("fp", uc_mcontext.gregs[REG_RBP]),
    CORO__LAYOUT_END,
};
#elif defined(__aarch64__)
CORO__LAYOUT
coro__layout_ucontext[] = {
    PLACE("pc", uc_mcontext.pc),
    PLACE("sp", uc_mcontext.sp),
    PLACE("fp", uc_mcontext.regs[29]),
    CORO__LAYOUT_END,
};
#endif
