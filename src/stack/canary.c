/* SPDX-License-Identifier: MIT */
/* Canaries; canary.h explains. */
#include "stack/canary.h"
#include "base/assert.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    WORDS = 2
};

/* Unlike anything a program writes by the page, and another one on each stack,
 * so that none is made by copying. */
static void make(uint64_t *words, const coro__stack_t *stack)
{
    words[0] = UINT64_C(0xc0c0a51e57ac4e0d) ^ (uintptr_t)stack;
    words[1] = ~words[0];
}

void coro__canary_set(coro__stack_t *stack)
{
    uint64_t words[WORDS];

    make(words, stack);
    memcpy(coro__stack_base(stack), words, sizeof words);
}

int coro__canary_is_whole(const coro__stack_t *stack)
{
    uint64_t words[WORDS];

    make(words, stack);
    return memcmp(coro__stack_base(stack), words, sizeof words) == 0;
}

void coro__canary_check(const coro__stack_t *stack)
{
    char what[160];

    if (coro__canary_is_whole(stack))
        return;
    snprintf(what, sizeof what,
             "the canary below the stack of %zu bytes at %p, whose coroutine "
             "was made at %p,",
             stack->bounds.size, stack->bounds.bottom, stack->made_from);
    coro__broken(__FILE__, __LINE__, what);
}
