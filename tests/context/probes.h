/* SPDX-License-Identifier: MIT */
/* What only assembly can do or see; probes_x86_64_sysv.S. */
#ifndef PROBES_H
#define PROBES_H

#include <coro.h>

/* What a function must leave as it was, or in a fixed state, by the ABI. */
typedef struct machine {
    uint64_t rbx, rbp, r12, r13, r14, r15;
    uint64_t flags;
    uint32_t mxcsr;
    uint16_t x87[14]; /* fnstenv: [0] control word, [4] tag word */
} machine_t;

/* Call fn(arg) with seed + 0 to seed + 5 in rbx, rbp, r12 to r15; tell what
 * was there when it returned. */
void probe_call(void (*fn)(void *arg), void *arg, uint64_t seed,
                machine_t *after);

/* A body that tells in *arg.ptr how it was entered, and returns. */
typedef struct entry {
    uint64_t rsp, rdi;
    machine_t machine;
} entry_t;
int probe_entry(coro_t *self, coro_value_t arg);

/* The functions that switch, out of line; NULL after the last. */
extern const void *const probe_functions[];

/* From the return of the first to the call of the second, the processor traps
 * (SIGTRAP) after every instruction. */
void probe_steps_on(void);
void probe_steps_off(void);

#endif
