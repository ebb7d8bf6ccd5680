/* SPDX-License-Identifier: MIT */
/* Included before all else in the program of the proof: every operation takes
 * one instruction more. */
#ifndef EXTRA_H
#define EXTRA_H

#include <coro.h>

static inline void extra_instruction(void)
{
    __asm__ volatile("nop");
}

#define coro_next(...) (extra_instruction(), coro_next(__VA_ARGS__))
#define coro_send(...) (extra_instruction(), coro_send(__VA_ARGS__))
#define coro_await(...) (extra_instruction(), coro_await(__VA_ARGS__))
#define coro_sched_yield(...) \
    (extra_instruction(), coro_sched_yield(__VA_ARGS__))

#endif
