/* SPDX-License-Identifier: MIT */
/*
 * The floor: a bare swap of stacks, inlined, that carries a value and nothing
 * else. Three loads, three stores, a jump each way; no status, no check, no
 * state. What libcoro adds to it is the price of a generator.
 */
#include "contestant.h"

#include <stdlib.h>

typedef struct bare {
    void *bp, *pc, *sp;
} bare_t;

static inline __attribute__((always_inline)) int64_t swap(bare_t *slot,
                                                          int64_t value)
{
    __asm__ volatile("movq 8(%%rdx), %%r10\n\t"
                     "leaq 1f(%%rip), %%rcx\n\t"
                     "movq %%rcx, 8(%%rdx)\n\t"
                     "jmpq *%%r10\n"
                     "1:\n\t"
                     "movq 16(%%rdx), %%r8\n\t"
                     "movq (%%rdx), %%r9\n\t"
                     "movq %%rsp, 16(%%rdx)\n\t"
                     "movq %%rbp, (%%rdx)\n\t"
                     "movq %%r8, %%rsp\n\t"
                     "movq %%r9, %%rbp"
                     : "+D"(value), "+d"(slot)
                     :
                     : "rax", "rbx", "rcx", "rsi", "r8", "r9", "r10", "r11",
                       "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",
                       "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
                       "cc", "memory");
    return value;
}

/* Begins with the slot in rdx, on the driver's stack. */
__asm__(".text\n"
        "enter_counter:\n\t"
        "movq 16(%rdx), %r8\n\t"
        "movq %rsp, 16(%rdx)\n\t"
        "movq %rbp, (%rdx)\n\t"
        "movq %r8, %rsp\n\t"
        "movq %rdx, %rdi\n\t"
        "callq counter\n\t"
        "ud2\n");
void enter_counter(void);
void counter(bare_t *slot);

__attribute__((used)) void counter(bare_t *slot)
{
    for (int64_t i = 0;; i++)
        swap(slot, i);
}

static double next(size_t count, size_t size)
{
    static _Alignas(64) char stack[64 * 1024];
    static bare_t slot;
    int64_t sum = 0;
    double start;

    (void)size;
    slot.pc = (void *)(uintptr_t)enter_counter;
    slot.sp = stack + sizeof stack;
    swap(&slot, 0);
    start = now_ns();
    for (size_t i = 0; i < count; i++)
        sum += swap(&slot, 0);
    start = now_ns() - start;
    consume(sum);
    return start;
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"next", next}, {NULL, NULL}};

    return contestant_main(argc, argv, metrics);
}
