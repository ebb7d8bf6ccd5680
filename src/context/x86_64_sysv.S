/* SPDX-License-Identifier: MIT */
/*
 * The rest of the x86-64 System V switch: what is not inlined.
 * include/coro/arch/x86_64_sysv.h explains the exchange; contracts are in
 * src/context/switch.h. A switch to a context passes
 *
 *     rdi  the context jumped through      esi  status      rdx  value
 *     rcx  not 0
 *
 * and a context is     0 bp    8 pc    16 sp    24 bx    32 note    40 answer
 *
 * A parked jump, lowest address first; save->sp points at its start:
 *
 *     r15 | r14 | r13 | r12 | rbx | rbp | return address
 *
 * Unwinding. Each procedure says where its caller is at every instruction.
 * The outermost frame of a coroutine (`base`) has no caller that called it:
 * its rule follows the record's pointer at CORO__CALLER to the context that
 * waits for this coroutine, so a backtrace runs on into the driver. rbp holds
 * the record there; the record starts with bp and pc of that driver, so that
 * a walk along frame pointers gets there as well.
 *
 * Deliberately not saved: MXCSR, x87 control word, signal mask, errno.
 * Proved by tests/context: registers, alignment, backtraces.
 */
#include "context/x86_64_sysv.inc"

#define E_NOT_STARTED -5002     /* the next three are asserted in offsets.c */
#define SEND 0x40000001         /* CORO__SEND */
#define CALLER 80               /* CORO__CALLER: 0xd0, 0 in DWARF */
#define RED_ZONE 128            /* bytes below rsp a leaf function may use */

/* DWARF, as bytes: registers are 2 rcx, 5 rdi, 6 rbp, 7 rsp, 16 the return
 * address; 0x70+r reads register r plus an offset, 6 dereferences, 0x23 adds. */
#define CFA_AT_RSP_16 .cfi_escape 0x0f, 3, 0x77, 16, 0x06
#define RIP_AT_RSP_8 .cfi_escape 0x10, 16, 2, 0x77, 8
#define RIP_AT_RDI_8 .cfi_escape 0x10, 16, 2, 0x75, 8
/* Through the record in rbp: its caller's context, then sp, bp, pc of that. */
#define CFA_OF_CALLER .cfi_escape 0x0f, 7, 0x76, 0xd0, 0, 0x06, 0x23, 16, 0x06
#define RBP_OF_CALLER .cfi_escape 0x10, 6, 4, 0x76, 0xd0, 0, 0x06
#define RIP_OF_CALLER .cfi_escape 0x10, 16, 6, 0x76, 0xd0, 0, 0x06, 0x23, 8
/* The same through the record in rcx. */
#define CFA_BY_RCX .cfi_escape 0x0f, 7, 0x72, 0xd0, 0, 0x06, 0x23, 16, 0x06
#define RBP_BY_RCX .cfi_escape 0x10, 6, 4, 0x72, 0xd0, 0, 0x06
#define RIP_BY_RCX .cfi_escape 0x10, 16, 6, 0x72, 0xd0, 0, 0x06, 0x23, 8
/* The same through the record that rdi points to. */
#define CFA_BY_RDI \
    .cfi_escape 0x0f, 9, 0x75, 0, 0x06, 0x23, CALLER, 0x06, 0x23, 16, 0x06
#define RBP_BY_RDI .cfi_escape 0x10, 6, 6, 0x75, 0, 0x06, 0x23, CALLER, 0x06
#define RIP_BY_RDI \
    .cfi_escape 0x10, 16, 8, 0x75, 0, 0x06, 0x23, CALLER, 0x06, 0x23, 8

        .text

/* Never executed, only unwound: who jumps to a fresh task waits elsewhere, or
 * has ended, and its context still says coro__entry. Looked up one byte before
 * that, it leads on to the task's caller. */
        .type   passed, @function
        .p2align 4
        .fill   15, 1, 0x90
passed:
        .cfi_startproc
        CFA_BY_RDI
        RBP_BY_RDI
        RIP_BY_RDI
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
        .type   coro__entry, @function
coro__entry:
        .cfi_startproc
        .cfi_def_cfa rsp, 0             /* the driver, still on its stack, */
        RIP_AT_RDI_8                    /* waits where the slot says */
        .cfi_same_value rbp
        endbr64
        cmpl    $SEND, %esi
        je      .Lrefuse
        movq    16(%rdi), %rax          /* our stack */
        movq    (%rdi), %rcx            /* our record */
        movq    %rsp, 16(%rdi)          /* the driver's, in exchange */
        movq    %rbp, (%rdi)
        .cfi_remember_state
        CFA_BY_RCX
        RBP_BY_RCX
        RIP_BY_RCX
        movq    %rax, %rsp
        movq    %rcx, %rbp
        movq    %rcx, %rdi
        leaq    .Lreturn(%rip), %rax
        pushq   %rax                    /* where coro__main never returns to */
        jmp     coro__main
.Lrefuse:                               /* stay fresh, answer the sender */
        .cfi_restore_state
        movq    8(%rdi), %rcx           /* where he waits */
        .cfi_register rip, rcx
        leaq    coro__entry(%rip), %rax
        movq    %rax, 8(%rdi)
        movq    %rsp, %rax
        .cfi_def_cfa_register rax
        subq    $(RED_ZONE + 32), %rsp  /* lowered: a signal may come */
        movq    %rsp, %rdi              /* a context for him to exchange with, */
        movq    %rax, 16(%rdi)          /* equal to what he has */
        movq    %rbp, (%rdi)
        movq    %rbx, 24(%rdi)
        movl    $E_NOT_STARTED, %esi
        xorl    %edx, %edx
        jmpq    *%rcx
        .cfi_endproc
        .size   coro__entry, . - coro__entry

/* The outermost frame of every coroutine; never executed, only unwound. An
 * exception ends here (personality.c), a backtrace goes on. */
        .type   base, @function
        .p2align 4
base:
        .cfi_startproc
        .cfi_personality 0x1b, coro__personality
        CFA_OF_CALLER
        RBP_OF_CALLER
        RIP_OF_CALLER
        nop                             /* unwinders look at address - 1 */
.Lreturn:
        ud2
        .cfi_endproc
        .size   base, . - base

/*
 * An answerer, with its argument in note. Calls it on the
 * stack of whoever came, beyond his red zone, and sends him back with the
 * pair it returns. The slot keeps the answerer meanwhile.
 */
        .globl  coro__answer
        .hidden coro__answer
        .type   coro__answer, @function
        .p2align 4
coro__answer:
        .cfi_startproc
        .cfi_def_cfa rsp, 0
        RIP_AT_RDI_8
        .cfi_same_value rbp
        endbr64
        movq    8(%rdi), %rax           /* where he waits */
        .cfi_register rip, rax
        leaq    coro__answer(%rip), %rcx
        movq    %rcx, 8(%rdi)
        movq    %rsp, %rcx
        .cfi_def_cfa_register rcx
        subq    $(RED_ZONE + 32), %rsp
        andq    $-16, %rsp
        movq    %rbp, (%rsp)            /* a context for him to exchange with, */
        movq    %rax, 8(%rsp)           /* equal to what he has */
        movq    %rcx, 16(%rsp)
        CFA_AT_RSP_16
        RIP_AT_RSP_8
        movq    40(%rdi), %rax          /* the function; esi is its second */
        movq    32(%rdi), %rdi          /* argument, rdx its third */
        callq   *%rax
        movl    %eax, %esi
        movq    %rsp, %rdi
        movq    %rbx, 24(%rdi)          /* as it was when he came */
        movq    8(%rdi), %rcx
        jmpq    *%rcx
        .cfi_endproc
        .size   coro__answer, . - coro__answer

/* coro__context_jump(save rdi, to rsi, status edx, value rcx) */
        .globl  coro__context_jump
        .hidden coro__context_jump
        .type   coro__context_jump, @function
        .p2align 4
coro__context_jump:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset r15, 0
        leaq    .Lland(%rip), %rax
        movq    %rbp, (%rdi)            /* park */
        movq    %rax, 8(%rdi)
        movq    %rsp, 16(%rdi)
        movq    %rsi, %rdi              /* through what, and the pair */
        movl    %edx, %esi
        movq    %rcx, %rdx
        movq    %rax, %rcx
        movq    8(%rdi), %r10
        movq    %rcx, 8(%rdi)           /* as a swap does: for who unwinds */
        jmpq    *%r10
.Lland:
        .cfi_remember_state
        .cfi_remember_state
        .cfi_undefined rip              /* the context is in pieces */
        endbr64
        movq    16(%rdi), %r8
        movq    (%rdi), %r9
        movq    %rsp, 16(%rdi)
        movq    %rbp, (%rdi)
        .cfi_restore_state
        .cfi_def_cfa r8, 56
        movq    %r9, %rbp
        movq    %r8, %rsp
        .cfi_restore_state
        movl    %esi, %eax              /* returned, with rdx: the pair */
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbp
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register rip, rcx
        back_to_caller
        .cfi_endproc
        .size   coro__context_jump, . - coro__context_jump

        notes
