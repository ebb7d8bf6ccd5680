/* SPDX-License-Identifier: MIT */
/* See walk.h. */
#define _GNU_SOURCE
#include "walk.h"
#include <coro/context.h>
#include <stddef.h>
#include <unwind.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

/* Add a frame that goes on at an address, behind a call unless a signal has
 * interrupted it there. What encloses it is looked up one byte before. */
static void add(walk_t *walk, uintptr_t address, int interrupted)
{
    walk->address[walk->depth] = address;
    walk->function[walk->depth++] = (uintptr_t)_Unwind_FindEnclosingFunction(
        (void *)(address + (interrupted != 0)));
}

#if WALK_KEPT > 0
static void add_kept(walk_t *walk, struct _Unwind_Context *context)
{
    static const int numbers[WALK_KEPT] = {WALK_NUMBERS};

    for (int i = 0; i < WALK_KEPT; i++)
        walk->kept[walk->depth][i] = _Unwind_GetGR(context, numbers[i]);
}
#else
static void add_kept(walk_t *walk, struct _Unwind_Context *context)
{
    (void)walk;
    (void)context;
}
#endif

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *arg)
{
    walk_t *walk = arg;
    int interrupted;
    uintptr_t address = _Unwind_GetIPInfo(context, &interrupted);

    if (walk->depth >= WALK_LIMIT || address == 0)
        return _URC_END_OF_STACK;
    add_kept(walk, context);
    add(walk, address, interrupted);
    return _URC_NO_REASON;
}

void walk_unwinding(walk_t *walk)
{
    walk->depth = 0;
    _Unwind_Backtrace(visit, walk);
}

void walk_backtrace(walk_t *walk, uintptr_t interrupted)
{
    void *addresses[WALK_LIMIT];
    int count = 0;

    walk->depth = 0;
#ifdef __GLIBC__
    count = backtrace(addresses, WALK_LIMIT);
#endif
    for (int i = 0; i < count; i++)
        add(walk, (uintptr_t)addresses[i],
            (uintptr_t)addresses[i] == interrupted);
}

/* A return address without the signature that may be in it (PAC). */
static uintptr_t unsigned_address(uintptr_t address)
{
#if defined(__aarch64__)
    register uintptr_t stripped __asm__("x30") = address;

    __asm__("hint #7" : "+r"(stripped)); /* xpaclri */
    return stripped;
#else
    return address;
#endif
}

void walk_frame_pointers(walk_t *walk, uintptr_t last)
{
    const uintptr_t *frame = __builtin_frame_address(0);

    for (walk->depth = 0; frame != NULL && walk->depth < WALK_LIMIT;
         frame = (const uintptr_t *)frame[0]) {
        add(walk, unsigned_address(frame[1]), 0);
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

/* But for rbx, where the switch keeps it: then it is in the slot, and no rule
 * leads there. */
#ifndef CORO__KEEPS_RBX
#define CORO__KEEPS_RBX 0
#endif

int walk_finds_kept(const walk_t *walk, int frame, uint64_t seed)
{
    for (uint64_t i = CORO__KEEPS_RBX; i < WALK_KEPT; i++)
        if (walk->kept[frame][i] != seed + i)
            return 0;
    return 1;
}
