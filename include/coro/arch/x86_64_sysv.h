/* SPDX-License-Identifier: MIT */
/*
 * The inlined switch for x86-64, System V ABI. Contract, in C:
 *
 *     coro__context_swap(slot, status, value):
 *         here = the running context;
 *         there = *slot; *slot = here;
 *         go on at `there`, which receives (status, value);
 *         when somebody switches back: return the pair received.
 *
 * The leaving side parks only its resume address and jumps. The arriving side
 * exchanges stack and frame pointer with the slot *after* the jump, so that
 * an answerer (src/context/x86_64_sysv.S) still runs on the caller's stack:
 *
 *     leave:  r10 = slot->pc;  slot->pc = rcx = land;  jmp *r10
 *     land:   r8 = slot->sp;   r9 = slot->bp
 *             slot->sp = rsp;  slot->bp = rbp
 *             rsp = r8;        rbp = r9
 *
 *     register  on leaving           on landing
 *     rdi       the slot             the slot that was jumped through
 *     esi       status               status received
 *     rdx       value                value received
 *     rcx       not 0, or: see below
 *     rsp, rbp  kept                 those parked in the slot
 *     others    lost: the compiler saves what it needs around the switch
 *
 * rbx is lost, too. But Clang before 19 may address locals by it, in a frame
 * that is both realigned and of variable size, and then takes no notice of a
 * clobber. There it is parked in slot->bx, and whoever does so passes the bx
 * found there on in r11, and 0 in rcx. So no other compiler need do anything,
 * and who waits finds his rbx: in r11 if rcx is 0, otherwise in the slot.
 *
 * Why so: slot, status and value travel where a call has its first three
 * arguments, which are those of an answerer and of the library's cold paths,
 * and the value where those return it. "Others lost" makes a switch as cheap
 * as its call site allows; the memory is the struct, never a push, because a
 * leaf function may keep data in the red zone below rsp; jmp and not ret,
 * because a return that does not go where the last call came from is predicted
 * wrongly (5 ns and more).
 *
 * Not saved, as over any call: the floating-point control words (MXCSR, x87;
 * unless CORO_KEEP_FP), the signal mask, errno, thread-local storage.
 *
 * Proved by tests/context: every register over a switch in both directions.
 */
#ifndef CORO_ARCH_X86_64_SYSV_H
#define CORO_ARCH_X86_64_SYSV_H

/* Where indirect branches may land, if the unit is compiled so. */
#if defined(__CET__) && (__CET__ & 1)
#define CORO__LANDING_PAD "endbr64\n\t"
#else
#define CORO__LANDING_PAD
#endif

/* Where a backtrace, taken by a signal handler, sees no further than this
 * function: once the slot says where we wait but we have not left, and from
 * the landing until stack and frame pointer are ours. What waits is looked up
 * at the nop, one byte before its address. */
#ifdef __GCC_HAVE_DWARF2_CFI_ASM
#define CORO__BLIND ".cfi_remember_state\n\t.cfi_undefined rip\n\t"
#define CORO__SEEING ".cfi_restore_state\n\t"
#else
#define CORO__BLIND
#define CORO__SEEING
#endif

/* Registers that exist only if the unit is compiled for them, or in Clang a
 * function of it. */
#if defined(__AVX512F__) || defined(__clang__)
#define CORO__LOST_AVX512                                                     \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", \
        "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",        \
        "xmm31", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define CORO__LOST_AVX512
#endif
#ifdef __APX_F__
#define CORO__LOST_APX                                                      \
    , "r16", "r17", "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", \
        "r26", "r27", "r28", "r29", "r30", "r31"
#else
#define CORO__LOST_APX
#endif

#if defined(__clang__) && __clang_major__ < 19
#define CORO__KEEPS_RBX 1
#define CORO__SWAP_RBX "movq 24(%%rdi), %%r11\n\tmovq %%rbx, 24(%%rdi)\n\t"
#define CORO__SAY_SO "xorl %%ecx, %%ecx\n\t"
#define CORO__PARK_RBX "movq %%rbx, 24(%%rax)\n\t"
#define CORO__UNPARK_RBX     \
    "testq %%rcx, %%rcx\n\t" \
    "cmovneq 24(%%rdi), %%r11\n\tmovq %%r11, %%rbx\n\t"
#define CORO__LOST_RBX
#else
#define CORO__KEEPS_RBX 0
#define CORO__SWAP_RBX
#define CORO__SAY_SO
#define CORO__PARK_RBX
#define CORO__UNPARK_RBX
#define CORO__LOST_RBX "rbx",
#endif

/* Rounding and exception masks; with MXCSR the exceptions raised. */
typedef struct coro__fp {
    uint32_t mxcsr;
    uint16_t x87;
} coro__fp_t;

CORO__INLINE coro__fp_t coro__fp_get(void)
{
    coro__fp_t fp;

    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(fp.mxcsr), "=m"(fp.x87));
    return fp;
}

CORO__INLINE void coro__fp_set(coro__fp_t fp)
{
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(fp.mxcsr), "m"(fp.x87));
}

/* Everything that is neither an operand nor rsp or rbp. */
#define CORO__LOST                                                             \
    CORO__LOST_RBX "rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14",       \
        "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", \
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",  \
        "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)",   \
        "mm0", "mm1", "mm2", "mm3", "mm4", "mm5", "mm6", "mm7", "cc",          \
        "memory" CORO__LOST_AVX512 CORO__LOST_APX

CORO__INLINE coro__pair_t coro__context_swap(coro_context_t *slot, int status,
                                             coro_value_t value)
{
    coro__pair_t got;
    uint64_t bits = value.u64;

    /* clang-format off */
    __asm__ volatile("movq 8(%%rdi), %%r10\n\t"   /* where it waits */
                     "leaq 1f(%%rip), %%rcx\n\t"  /* where we shall wait */
                     CORO__SWAP_RBX
                     "movq %%rcx, 8(%%rdi)\n\t"
                     CORO__BLIND
                     CORO__SAY_SO
                     "jmpq *%%r10\n\t"
                     CORO__SEEING
                     "nop\n\t"
                     CORO__BLIND
                     "1:\n\t"                     /* somebody came back */
                     CORO__LANDING_PAD
                     "movq 16(%%rdi), %%r8\n\t"   /* our stack pointer */
                     "movq (%%rdi), %%r9\n\t"     /* our frame pointer */
                     "movq %%rsp, 16(%%rdi)\n\t"  /* theirs, in exchange */
                     "movq %%rbp, (%%rdi)\n\t"
                     CORO__UNPARK_RBX
                     "movq %%r8, %%rsp\n\t"
                     "movq %%r9, %%rbp\n\t"
                     CORO__SEEING
                     : "+D"(slot), "+S"(status), "+d"(bits)
                     :
                     : "rax", CORO__LOST);
    /* clang-format on */
    got.status = status;
    got.value.u64 = bits;
    return got;
}

/* Park in `*save` and go on at `*to`, whose content is lost, and which is no
 * answerer: so nothing is exchanged. */
CORO__INLINE coro__pair_t coro__context_pass(coro_context_t *save,
                                             coro_context_t *to, int status,
                                             coro_value_t value)
{
    coro__pair_t got;
    uint64_t bits = value.u64;

    /* clang-format off */
    __asm__ volatile("movq 8(%%rdi), %%r10\n\t"
                     "leaq 1f(%%rip), %%rcx\n\t"
                     "movq %%rbp, (%%rax)\n\t"
                     "movq %%rcx, 8(%%rax)\n\t"
                     "movq %%rsp, 16(%%rax)\n\t"
                     CORO__PARK_RBX
                     "jmpq *%%r10\n\t"
                     "nop\n\t"
                     CORO__BLIND
                     "1:\n\t"
                     CORO__LANDING_PAD
                     "movq 16(%%rdi), %%rsp\n\t"
                     "movq (%%rdi), %%rbp\n\t"
                     CORO__UNPARK_RBX
                     CORO__SEEING
                     : "+D"(to), "+S"(status), "+d"(bits), "+a"(save)
                     :
                     : CORO__LOST);
    /* clang-format on */
    got.status = status;
    got.value.u64 = bits;
    return got;
}

/* Where an answerer begins: x86_64_sysv.S. */
extern const char coro__answer[];

/* Go on at `*to` for ever. A jump at its place: the call of a function that
 * does not return would spoil the predictor of returns. */
__attribute__((noreturn)) CORO__INLINE void
coro__context_leave(coro_context_t *to, int status, coro_value_t value)
{
    __asm__ volatile("jmpq *%%rcx" /* rcx: not 0 */
                     :
                     : "D"(to), "S"(status), "d"(value.u64), "c"(to->pc)
                     : "memory");
    __builtin_unreachable();
}

/* The same through a slot, leaving an answerer in it. Whoever lands puts our sp
 * and bp there, which an answerer has no use for. */
__attribute__((noreturn)) CORO__INLINE void
coro__context_leave_behind(coro_context_t *slot, coro__answer_fn_t *answer,
                           int status, coro_value_t value)
{
    slot->answer = answer;
    __asm__ volatile(CORO__BLIND "movq %%rax, 8(%%rdi)\n\t"
                                 "jmpq *%%rcx\n\t" CORO__SEEING
                     :
                     : "D"(slot), "S"(status), "d"(value.u64), "c"(slot->pc),
                       "a"(coro__answer)
                     : "memory");
    __builtin_unreachable();
}

/* Read a thread-local pointer of the library. In assembly, since a compiler
 * would carry its address over a switch, perhaps to another thread. */
#define CORO__READ_THREAD_LOCAL(pointer, name)                \
    __asm__ volatile("movq " #name "@GOTTPOFF(%%rip), %0\n\t" \
                     "movq %%fs:(%0), %0"                     \
                     : "=r"(pointer)                          \
                     :                                        \
                     : "memory")

/* How far an address lies above the stack pointer. */
CORO__INLINE uintptr_t coro__above_stack_pointer(const void *address)
{
    uintptr_t distance = (uintptr_t)address;
    __asm__ volatile("subq %%rsp, %0" : "+r"(distance) : : "cc");
    return distance;
}

#endif
