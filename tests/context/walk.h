/* SPDX-License-Identifier: MIT */
/* Walks of the stack, and the functions they must meet. */
#ifndef WALK_H
#define WALK_H

#include <stdint.h>

/* A function that the walks look for: neither inlined nor cloned. */
#ifdef __clang__
#define LANDMARK __attribute__((noinline))
#else
#define LANDMARK __attribute__((noipa))
#endif

/* At its end, lest the last call become a jump. */
#define STAY __asm__ volatile("")

/* Clang 14 does not say for 64-bit Arm how a function's first and last
 * instructions are unwound; 19 does. */
#if defined(__aarch64__) && defined(__clang__) && __clang_major__ < 16
#define HAS_GAPS 1
#else
#define HAS_GAPS 0
#endif

enum {
    WALK_LIMIT = 64
};

/* How many callee-saved registers are looked at, and DWARF's numbers of them:
 * rbx, rbp, r12 to r15; x19 to x29. */
#if defined(__x86_64__)
#define WALK_KEPT 6
#define WALK_NUMBERS 3, 6, 12, 13, 14, 15
#elif defined(__aarch64__)
#define WALK_KEPT 11
#define WALK_NUMBERS 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
#else
#define WALK_KEPT 0
#endif

typedef struct walk {
    int depth;                      /* frames met; at most WALK_LIMIT */
    uintptr_t address[WALK_LIMIT];  /* where each one goes on */
    uintptr_t function[WALK_LIMIT]; /* where its function begins, or 0 */
    /* What it will find in its registers, where walk_unwinding could tell. */
    uint64_t kept[WALK_LIMIT][WALK_KEPT + 1];
} walk_t;

/* Walk by unwinding information, from the caller on. */
void walk_unwinding(walk_t *walk);

/* The same by backtrace(3), which gives addresses only, and does not tell which
 * one a signal has interrupted: this one, or 0. */
void walk_backtrace(walk_t *walk, uintptr_t interrupted);

/* The same along frame pointers, until `last` is met. */
void walk_frame_pointers(walk_t *walk, uintptr_t last);

/* Does the walk meet these functions in this order, the last of them once, and
 * come to an end? */
int walk_meets(const walk_t *walk, const uintptr_t *functions, int count);

/* Does this frame find what probe_call has put into its registers? */
int walk_finds_kept(const walk_t *walk, int frame, uint64_t seed);

#endif
