/* SPDX-License-Identifier: MIT */
/* The contexts that x86_64_sysv.S starts or answers from. */
#include "context/switch.h"

void coro__entry(void);
void coro__answer(void);

_Static_assert(CORO_E_NOT_STARTED == -5002, "x86_64_sysv.S repeats it");
_Static_assert(CORO__SEND == 0x40000001, "x86_64_sysv.S repeats it");
_Static_assert(CORO__CALLER == 72, "x86_64_sysv.S repeats it");
_Static_assert(offsetof(coro_context_t, bp) == 0 &&
                   offsetof(coro_context_t, pc) == 8 &&
                   offsetof(coro_context_t, sp) == 16 &&
                   offsetof(coro_context_t, bx) == 24 &&
                   offsetof(coro_context_t, note) == 32,
               "x86_64_sysv.S repeats them");

/* A code address as the data pointer a context holds. */
static void *code(void (*function)(void))
{
    union {
        void (*function)(void);
        void *address;
    } as = {function};

    return as.address;
}

void coro__context_fresh(coro_context_t *slot, struct coro *self, void *bottom,
                         void *top, coro__stack_note_t *note)
{
    (void)bottom;
    slot->bp = self;
    slot->pc = code(coro__entry);
    slot->sp = top;
    slot->note = note;
}

void coro__context_answer(coro_context_t *slot, coro__answer_fn_t *answer,
                          void *note)
{
    slot->bp = NULL;
    slot->pc = code(coro__answer);
    slot->sp = code((void (*)(void))answer);
    slot->note = note;
}

int coro__context_answers(const coro_context_t *slot, int status)
{
    return slot->pc == code(coro__answer) ||
           (slot->pc == code(coro__entry) && status == CORO__SEND);
}
