/* SPDX-License-Identifier: MIT */
/*
 * How much of a stack has been used: mincore(2) tells which of its pages are
 * resident, and a stack is only ever touched from its top down. Nothing is
 * written for it beforehand, so it costs nothing until it is asked.
 */
#include "stack/canary.h"
#include "stack/size.h"
#include <stdint.h>
#include <sys/mman.h>

enum {
    PAGES = 256 /* asked of at a time */
};

/* The lowest resident page in [from, to), whole pages; `to` if there is none;
 * 0 if the kernel does not tell. */
static uintptr_t lowest_resident(uintptr_t from, uintptr_t to)
{
    unsigned char is_resident[PAGES];
    size_t page = coro__page_size();

    while (from < to) {
        size_t size = to - from < PAGES * page ? to - from : PAGES * page;

        if (mincore((void *)from, size, is_resident) != 0)
            return 0;
        for (size_t i = 0; i < size / page; i++)
            if ((is_resident[i] & 1) != 0)
                return from + i * page;
        from += size;
    }
    return to;
}

size_t coro__stack_used(const coro__stack_t *stack)
{
    uintptr_t page = coro__page_size();
    uintptr_t bottom = (uintptr_t)stack->bounds.bottom;
    uintptr_t top = bottom + stack->bounds.size, lowest;
    uintptr_t from = bottom & ~(page - 1);
    uintptr_t to = (top + page - 1) & ~(page - 1);

    /* A canary is resident, too. */
    if ((stack->looked_after & CORO_STACK_CANARY) != 0 && to - from > page &&
        coro__canary_is_whole(stack))
        from += page;
    lowest = lowest_resident(from, to);
    if (lowest == 0 || lowest >= top)
        return 0;
    return top - (lowest > bottom ? lowest : bottom);
}
