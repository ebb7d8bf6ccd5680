/* SPDX-License-Identifier: MIT */
/*
 * What only assembly can do or see: probes_<cpu>_<abi>.S, where there is such
 * a file (HAS_PROBES).
 */
#ifndef PROBES_H
#define PROBES_H

#include <coro.h>

/* What a function must leave as it was, or in a fixed state, by the ABI. */
#if defined(__x86_64__)
#define HAS_PROBES 1
enum {
    MACHINE_KEPT = 6 /* rbx, rbp, r12 to r15 */
};
typedef struct machine {
    uint64_t kept[MACHINE_KEPT];
    uint64_t flags;
    uint32_t mxcsr;
    uint16_t x87[14]; /* fnstenv: [0] control word, [4] tag word */
} machine_t;
#elif defined(__aarch64__)
#define HAS_PROBES 1
enum {
    MACHINE_KEPT = 19 /* x19 to x29, d8 to d15 */
};
typedef struct machine {
    uint64_t kept[MACHINE_KEPT];
    uint64_t fpcr;
} machine_t;
#else
#define HAS_PROBES 0
enum {
    MACHINE_KEPT = 0
};
typedef struct machine {
    uint64_t kept[1];
} machine_t;
#endif

/* Call fn(arg) with seed, seed + 1 and so on in the registers that are to be
 * kept; tell what was there when it returned. */
void probe_call(void (*fn)(void *arg), void *arg, uint64_t seed,
                machine_t *after);

/* A body that tells in *arg.ptr how it was entered, and returns. */
typedef struct entry {
    uint64_t sp, self;
    machine_t machine;
} entry_t;
int probe_entry(coro_t *self, coro_value_t arg);

/* The functions that switch, out of line; NULL after the last. */
extern const void *const probe_functions[];

/* Are what was kept, and the states that have a fixed one, as they must be? */
static inline int probe_finds_kept(const machine_t *after, uint64_t seed)
{
    for (uint64_t i = 0; i < MACHINE_KEPT; i++)
        if (after->kept[i] != seed + i)
            return 0;
#if defined(__x86_64__) /* the direction flag, the stack of the x87 unit */
    return (after->flags & 0x400) == 0 && after->x87[4] == 0xffff;
#else
    return 1;
#endif
}

/* From the return of the first to the call of the second, the processor traps
 * (SIGTRAP) after every instruction; if a program can make it. */
#if defined(__x86_64__)
void probe_steps_on(void);
void probe_steps_off(void);
#else
static inline void probe_steps_on(void)
{
}
static inline void probe_steps_off(void)
{
}
#endif

#endif
