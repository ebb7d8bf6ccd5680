/* SPDX-License-Identifier: MIT */
/*
 * The inlined switch for 64-bit Arm, AAPCS64, ELF. Contract, in C:
 *
 *     coro__context_swap(slot, status, value):
 *         here = the running context;
 *         there = *slot; *slot = here;
 *         go on at `there`, which receives (status, value);
 *         when somebody switches back: return the pair received.
 *
 * The leaving side parks only its resume address and jumps. The arriving side
 * exchanges stack pointer, frame pointer and x19 with the slot *after* the
 * jump, so that an answerer (src/context/aarch64_aapcs64.S) still runs on the
 * caller's stack:
 *
 *     leave:  x16 = slot->pc;   slot->pc = x17 = land;   br x16
 *     land:   x9 = slot->sp;    x10 = slot->bx;   x11 = slot->bp
 *             slot->sp = sp;    slot->bx = x19;   slot->bp = x29
 *             sp = x9;          x19 = x10;        x29 = x11
 *
 *     register     on leaving       on landing
 *     x0           the slot         the slot that was jumped through
 *     w1           status           status received
 *     x2           value            value received
 *     sp, x29, x19 kept             those parked in the slot
 *     others       lost: the compiler saves what it needs around the switch
 *
 * x19, because Clang addresses locals by it, in a frame that is both realigned
 * and of variable size, and then takes no notice of a clobber. The slot has
 * the word beside sp for it, so it costs no instruction that touches memory.
 *
 * x18 is the platform's where there is such a thing; on Linux the compilers
 * allocate it. The switch does not touch it, and calls it lost.
 *
 * Why so: "others lost" makes a switch as cheap as its call site allows; br and
 * not ret, because a return that does not go where the last call came from is
 * predicted wrongly; br x16, because that may land on any kind of landing pad.
 * There is no red zone: what lies below sp is nobody's.
 *
 * Return addresses signed with the stack pointer (PAC) stay good, since each
 * stack stays where it is. The addresses in contexts are not signed.
 *
 * Not saved, as over any call: FPCR, FPSR (unless CORO_KEEP_FP), the signal
 * mask, errno, thread-local storage. In streaming mode, or with ZA in use (SME), nothing may switch.
 *
 * Proved by tests/context: every register over a switch in both directions.
 */
#ifndef CORO_ARCH_AARCH64_AAPCS64_H
#define CORO_ARCH_AARCH64_AAPCS64_H

/* Where indirect branches may land, if the unit is compiled so: `bti j`, which
 * assemblers for older processors know by this name only. */
#ifdef __ARM_FEATURE_BTI_DEFAULT
#define CORO__LANDING_PAD "hint #36\n\t"
#else
#define CORO__LANDING_PAD
#endif

/* Where a backtrace, taken by a signal handler, sees no further than this
 * function: once the slot says where we wait but we have not left, and from
 * the landing until stack and frame pointer are ours. What waits is looked up
 * at the nop, just before its address. */
#ifdef __GCC_HAVE_DWARF2_CFI_ASM
#define CORO__BLIND ".cfi_remember_state\n\t.cfi_undefined x30\n\t"
#define CORO__SEEING ".cfi_restore_state\n\t"
#else
#define CORO__BLIND
#define CORO__SEEING
#endif

/* Registers that exist only if the unit is compiled for them. The vectors of
 * SVE are named by the lower part of each; FFR is unknown to Clang, which keeps
 * nothing in it. */
#if defined(__ARM_FEATURE_SVE) && !defined(__clang__)
#define CORO__LOST_FFR , "ffr"
#else
#define CORO__LOST_FFR
#endif
#ifdef __ARM_FEATURE_SVE
#define CORO__LOST_SVE                                                   \
    , "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", \
        "p11", "p12", "p13", "p14", "p15" CORO__LOST_FFR
#else
#define CORO__LOST_SVE
#endif

/* Where it is the platform's, no compiler allocates it. */
#if defined(__ANDROID__) || defined(__Fuchsia__)
#define CORO__LOST_X18
#else
#define CORO__LOST_X18 "x18",
#endif
#ifdef __has_feature
#if __has_feature(shadow_call_stack)
#error "libcoro does not exchange the shadow stack that x18 points to"
#endif
#endif

/* Everything that is neither an operand nor sp, x29 or x19; but x3, which is
 * an operand of one. */
#define CORO__LOST                                                            \
    CORO__LOST_X18 "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",   \
        "x13", "x14", "x15", "x17", "x20", "x21", "x22", "x23", "x24", "x25", \
        "x26", "x27", "x28", "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", \
        "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16",    \
        "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", \
        "v27", "v28", "v29", "v30", "v31", "cc", "memory" CORO__LOST_SVE

/* Rounding and exception masks; the exceptions raised. */
typedef struct coro__fp {
    uint64_t fpcr;
    uint64_t fpsr;
} coro__fp_t;

CORO__INLINE coro__fp_t coro__fp_get(void)
{
    coro__fp_t fp;

    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr"
                     : "=r"(fp.fpcr), "=r"(fp.fpsr));
    return fp;
}

CORO__INLINE void coro__fp_set(coro__fp_t fp)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1"
                     :
                     : "r"(fp.fpcr), "r"(fp.fpsr));
}

CORO__INLINE coro__pair_t coro__context_swap(coro_context_t *slot, int status,
                                             coro_value_t value)
{
    coro__pair_t got;
    /* Read here, and not below, so that the compiler sees that `slot` is no
     * null pointer, and tests it once in a loop. */
    void *waits_at = slot->pc;
    register coro_context_t *through __asm__("x0") = slot;
    register int carried __asm__("w1") = status;
    register uint64_t bits __asm__("x2") = value.u64;
    register void *there __asm__("x16") = waits_at;

    /* clang-format off */
    __asm__ volatile("adr x17, 1f\n\t"            /* where we shall wait */
                     "str x17, [x0, #8]\n\t"
                     CORO__BLIND
                     "br x16\n\t"
                     CORO__SEEING
                     "nop\n\t"
                     CORO__BLIND
                     "1:\n\t"                     /* somebody came back */
                     CORO__LANDING_PAD
                     "ldp x9, x10, [x0, #16]\n\t" /* our sp and x19 */
                     "ldr x11, [x0]\n\t"          /* our frame pointer */
                     "mov x12, sp\n\t"
                     "stp x12, x19, [x0, #16]\n\t" /* theirs, in exchange */
                     "str x29, [x0]\n\t"
                     "mov x19, x10\n\t"
                     "mov sp, x9\n\t"
                     "mov x29, x11\n\t"
                     CORO__SEEING
                     : "+r"(through), "+r"(carried), "+r"(bits), "+r"(there)
                     :
                     : "x3", CORO__LOST);
    /* clang-format on */
    got.status = carried;
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
    void *waits_at = to->pc;
    register coro_context_t *through __asm__("x0") = to;
    register int carried __asm__("w1") = status;
    register uint64_t bits __asm__("x2") = value.u64;
    register coro_context_t *mine __asm__("x3") = save;
    register void *there __asm__("x16") = waits_at;

    /* clang-format off */
    __asm__ volatile("adr x17, 1f\n\t"
                     "mov x12, sp\n\t"
                     "stp x29, x17, [x3]\n\t"
                     "stp x12, x19, [x3, #16]\n\t"
                     "br x16\n\t"
                     "nop\n\t"
                     CORO__BLIND
                     "1:\n\t"
                     CORO__LANDING_PAD
                     "ldp x9, x19, [x0, #16]\n\t"
                     "ldr x29, [x0]\n\t"
                     "mov sp, x9\n\t"
                     CORO__SEEING
                     : "+r"(through), "+r"(carried), "+r"(bits), "+r"(mine),
                       "+r"(there)
                     :
                     : CORO__LOST);
    /* clang-format on */
    got.status = carried;
    got.value.u64 = bits;
    return got;
}

/* Where an answerer begins: aarch64_aapcs64.S. */
extern const char coro__answer[];

/* Go on at `*to` for ever. A jump at its place: the call of a function that
 * does not return would spoil the predictor of returns. */
__attribute__((noreturn)) CORO__INLINE void
coro__context_leave(coro_context_t *to, int status, coro_value_t value)
{
    void *waits_at = to->pc;
    register coro_context_t *through __asm__("x0") = to;
    register int carried __asm__("w1") = status;
    register uint64_t bits __asm__("x2") = value.u64;
    register void *there __asm__("x16") = waits_at;

    __asm__ volatile("br x16"
                     :
                     : "r"(through), "r"(carried), "r"(bits), "r"(there)
                     : "memory");
    __builtin_unreachable();
}

/* The same through a slot, leaving an answerer in it. Whoever lands puts our
 * sp, x29 and x19 there, which an answerer has no use for. */
__attribute__((noreturn)) CORO__INLINE void
coro__context_leave_behind(coro_context_t *slot, coro__answer_fn_t *answer,
                           int status, coro_value_t value)
{
    void *waits_at = slot->pc;
    register coro_context_t *through __asm__("x0") = slot;
    register int carried __asm__("w1") = status;
    register uint64_t bits __asm__("x2") = value.u64;
    register const char *behind __asm__("x3") = coro__answer;
    register void *there __asm__("x16") = waits_at;

    slot->answer = answer;
    __asm__ volatile(CORO__BLIND "str x3, [x0, #8]\n\t"
                                 "br x16\n\t" CORO__SEEING
                     :
                     : "r"(through), "r"(carried), "r"(bits), "r"(behind),
                       "r"(there)
                     : "memory");
    __builtin_unreachable();
}

/* Read a thread-local pointer of the library. In assembly, since a compiler
 * would carry its address over a switch, perhaps to another thread. */
#define CORO__READ_THREAD_LOCAL(pointer, name)                         \
    do {                                                               \
        uintptr_t coro__thread;                                        \
        __asm__ volatile("adrp %0, :gottprel:" #name "\n\t"            \
                         "ldr %0, [%0, #:gottprel_lo12:" #name "]\n\t" \
                         "mrs %1, tpidr_el0\n\t"                       \
                         "ldr %0, [%1, %0]"                            \
                         : "=&r"(pointer), "=r"(coro__thread)          \
                         :                                             \
                         : "memory");                                  \
    } while (0)

/* How far an address lies above the stack pointer. */
CORO__INLINE uintptr_t coro__above_stack_pointer(const void *address)
{
    uintptr_t stack_pointer;
    __asm__ volatile("mov %0, sp" : "=r"(stack_pointer));
    return (uintptr_t)address - stack_pointer;
}

#endif
