/* SPDX-License-Identifier: MIT */
/*
 * The rest of the 64-bit Arm switch (AAPCS64, ELF): what is not inlined.
 * include/coro/arch/aarch64_aapcs64.h explains the exchange; contracts are in
 * src/context/switch.h; aarch64_aapcs64.inc draws what is parked. A switch to a
 * context passes
 *
 *     x0   the context jumped through      w1   status      x2   value
 *
 * and a context is     0 bp    8 pc    16 sp    24 bx    32 note    40 answer
 *
 * Unwinding. Each procedure says where its caller is at every instruction.
 * The outermost frame of a coroutine (`base`) has no caller that called it:
 * its rule follows the record's pointer at CORO__CALLER to the context that
 * waits for this coroutine, so a backtrace runs on into the driver. x29 holds
 * the record there; the record starts with bp and pc of that driver, so that
 * a walk along frame records gets there as well.
 *
 * Landing pads (BTI) are everywhere, for they are nops where they are not
 * heeded. Return addresses are signed (PAC) if the library is compiled so;
 * `base`, to which nothing returns, is not, nor are addresses in contexts.
 *
 * Deliberately not saved: FPCR, FPSR, signal mask, errno.
 * Proved by tests/context: registers, alignment, landing pads, backtraces.
 */
#include "context/aarch64_aapcs64.inc"

#define E_NOT_STARTED -5002     /* the next three are asserted in offsets.c */
#define SEND 0x40000001         /* CORO__SEND */
#define CALLER 80               /* CORO__CALLER: 0xd0, 0 in DWARF */

/* DWARF, as bytes: registers are 0 to 30, and 31 sp; 0x70+r reads register r
 * plus an offset, 6 dereferences, 0x23 adds. */
#define CFA_AT_SP_16 .cfi_escape 0x0f, 3, 0x8f, 16, 0x06
#define X30_AT_SP_8 .cfi_escape 0x10, 30, 2, 0x8f, 8
#define X30_AT_X0_8 .cfi_escape 0x10, 30, 2, 0x70, 8
/* Through the record in x29: its caller's context, then sp, x19, x29, pc of
 * that. */
#define CFA_OF_CALLER .cfi_escape 0x0f, 7, 0x8d, 0xd0, 0, 0x06, 0x23, 16, 0x06
#define X19_OF_CALLER .cfi_escape 0x10, 19, 6, 0x8d, 0xd0, 0, 0x06, 0x23, 24
#define X29_OF_CALLER .cfi_escape 0x10, 29, 4, 0x8d, 0xd0, 0, 0x06
#define X30_OF_CALLER .cfi_escape 0x10, 30, 6, 0x8d, 0xd0, 0, 0x06, 0x23, 8
/* The same through the record in x10. */
#define CFA_BY_X10 .cfi_escape 0x0f, 7, 0x7a, 0xd0, 0, 0x06, 0x23, 16, 0x06
#define X19_BY_X10 .cfi_escape 0x10, 19, 6, 0x7a, 0xd0, 0, 0x06, 0x23, 24
#define X29_BY_X10 .cfi_escape 0x10, 29, 4, 0x7a, 0xd0, 0, 0x06
#define X30_BY_X10 .cfi_escape 0x10, 30, 6, 0x7a, 0xd0, 0, 0x06, 0x23, 8
/* The same through the record that x0 points to. */
#define CFA_BY_X0 \
    .cfi_escape 0x0f, 9, 0x70, 0, 0x06, 0x23, CALLER, 0x06, 0x23, 16, 0x06
#define X19_BY_X0 \
    .cfi_escape 0x10, 19, 8, 0x70, 0, 0x06, 0x23, CALLER, 0x06, 0x23, 24
#define X29_BY_X0 .cfi_escape 0x10, 29, 6, 0x70, 0, 0x06, 0x23, CALLER, 0x06
#define X30_BY_X0 \
    .cfi_escape 0x10, 30, 8, 0x70, 0, 0x06, 0x23, CALLER, 0x06, 0x23, 8

        .text

/* Never executed, only unwound: who jumps to a fresh task waits elsewhere, or
 * has ended, and its context still says coro__entry. Looked up just before
 * that, it leads on to the task's caller. */
        .type   passed, %function
        .p2align 4
        nop
        nop
        nop
passed:
        .cfi_startproc
        CFA_BY_X0
        X19_BY_X0
        X29_BY_X0
        X30_BY_X0
        nop
        .cfi_endproc
        .size   passed, . - passed

/*
 * A fresh context: bp is the record, sp the top of the unused stack.
 * Entered by a jump; coro__main is entered by one too, with `base` as its
 * return address: a call without a return would spoil the predictor.
 */
        .globl  coro__entry
        .hidden coro__entry
        .type   coro__entry, %function
coro__entry:
        .cfi_startproc
        .cfi_def_cfa sp, 0              /* the driver, still on its stack, */
        X30_AT_X0_8                     /* waits where the slot says */
        .cfi_same_value x29
        landing_pad
        movz    w9, #(SEND >> 16), lsl #16
        movk    w9, #(SEND & 0xffff)
        cmp     w1, w9
        b.eq    .Lrefuse
        ldr     x9, [x0, #16]           /* our stack */
        ldr     x10, [x0]               /* our record */
        mov     x11, sp
        stp     x11, x19, [x0, #16]     /* the driver's, in exchange */
        str     x29, [x0]
        .cfi_remember_state
        CFA_BY_X10
        X19_BY_X10
        X29_BY_X10
        X30_BY_X10
        mov     sp, x9
        mov     x29, x10
        adr     x30, .Lreturn           /* where coro__main never returns to */
        mov     x0, x10
        b       coro__main
.Lrefuse:                               /* stay fresh, answer the sender */
        .cfi_restore_state
        ldr     x16, [x0, #8]           /* where he waits */
        .cfi_register x30, x16
        adr     x9, coro__entry
        str     x9, [x0, #8]
        mov     x9, sp
        .cfi_def_cfa_register x9
        sub     sp, sp, #32             /* lowered: a signal may come */
        mov     x0, sp                  /* a context for him to exchange with, */
        str     x29, [x0]               /* equal to what he has */
        stp     x9, x19, [x0, #16]
        mov     w1, #E_NOT_STARTED
        mov     x2, #0
        br      x16
        .cfi_endproc
        .size   coro__entry, . - coro__entry

/* The outermost frame of every coroutine; never executed, only unwound. An
 * exception ends here (personality.c), a backtrace goes on. */
        .type   base, %function
        .p2align 4
base:
        .cfi_startproc
        .cfi_personality 0x1b, coro__personality
        CFA_OF_CALLER
        X19_OF_CALLER
        X29_OF_CALLER
        X30_OF_CALLER
        nop                             /* unwinders look at address - 1 */
.Lreturn:
        udf     #0
        .cfi_endproc
        .size   base, . - base

/*
 * An answerer, with its argument in note. Calls it on the stack of whoever
 * came, and sends him back with the pair it returns. The slot keeps the
 * answerer meanwhile.
 */
        .globl  coro__answer
        .hidden coro__answer
        .type   coro__answer, %function
        .p2align 4
coro__answer:
        .cfi_startproc
        .cfi_def_cfa sp, 0
        X30_AT_X0_8
        .cfi_same_value x29
        landing_pad
        ldr     x9, [x0, #8]            /* where he waits */
        .cfi_register x30, x9
        adr     x10, coro__answer
        str     x10, [x0, #8]
        mov     x10, sp
        .cfi_def_cfa_register x10
        sub     sp, sp, #32
        stp     x29, x9, [sp]           /* a context for him to exchange with, */
        stp     x10, x19, [sp, #16]     /* equal to what he has */
        CFA_AT_SP_16
        X30_AT_SP_8
        ldr     x16, [x0, #40]          /* the function; w1 is its second */
        ldr     x0, [x0, #32]           /* argument, x2 its third */
        blr     x16
        mov     x2, x1
        mov     w1, w0
        mov     x0, sp
        ldr     x16, [x0, #8]
        br      x16
        .cfi_endproc
        .size   coro__answer, . - coro__answer

/* coro__context_jump(save x0, to x1, status w2, value x3) */
        .hidden coro__context_jump
function coro__context_jump
        park
        adr     x9, .Lland
        mov     x10, sp
        stp     x29, x9, [x0]
        str     x10, [x0, #16]          /* x19 is on our stack */
        ldr     x16, [x1, #8]
        str     x9, [x1, #8]            /* as a swap does: for who unwinds */
        mov     x0, x1                  /* through what, and the pair */
        mov     w1, w2
        mov     x2, x3
        br      x16
.Lland:
        land
        mov     w0, w1                  /* returned: the pair */
        mov     x1, x2
        go_back
end_function coro__context_jump

        notes
