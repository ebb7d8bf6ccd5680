/* SPDX-License-Identifier: MIT */
/* See walk.h. */
#define _GNU_SOURCE
#include "walk.h"
#include <stddef.h>
#include <unwind.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

/* Add a frame that goes on at an address it was called at. */
static void add(walk_t *walk, uintptr_t address)
{
    walk->address[walk->depth] = address;
    walk->function[walk->depth++] =
        (uintptr_t)_Unwind_FindEnclosingFunction((void *)(address - 1));
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *arg)
{
    walk_t *walk = arg;

    if (walk->depth >= WALK_LIMIT || _Unwind_GetIP(context) == 0)
        return _URC_END_OF_STACK;
    add(walk, _Unwind_GetIP(context));
    return _URC_NO_REASON;
}

void walk_unwinding(walk_t *walk)
{
    walk->depth = 0;
    _Unwind_Backtrace(visit, walk);
}

void walk_backtrace(walk_t *walk)
{
    void *addresses[WALK_LIMIT];
    int count = 0;

    walk->depth = 0;
#ifdef __GLIBC__
    count = backtrace(addresses, WALK_LIMIT);
#endif
    for (int i = 0; i < count; i++)
        add(walk, (uintptr_t)addresses[i]);
}

void walk_frame_pointers(walk_t *walk, uintptr_t last)
{
    const uintptr_t *frame = __builtin_frame_address(0);

    for (walk->depth = 0; frame != NULL && walk->depth < WALK_LIMIT;
         frame = (const uintptr_t *)frame[0]) {
        add(walk, frame[1]);
        if (walk->function[walk->depth - 1] == last)
            return;
    }
}

static int count_of(const walk_t *walk, uintptr_t function)
{
    int count = 0;

    for (int i = 0; i < walk->depth; i++)
        count += walk->function[i] == function;
    return count;
}

int walk_meets(const walk_t *walk, const uintptr_t *functions, int count)
{
    int met = 0;

    for (int i = 0; i < walk->depth && met < count; i++)
        met += walk->function[i] == functions[met];
    return met == count && walk->depth < WALK_LIMIT &&
           count_of(walk, functions[count - 1]) == 1;
}
