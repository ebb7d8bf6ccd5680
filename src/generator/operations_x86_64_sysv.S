/* SPDX-License-Identifier: MIT */
/*
 * coro_next, coro_send and coro_yield as functions, whole operations in
 * assembly: C code around a switch would return by a `ret` that is predicted
 * wrongly. They do what coro__resume and coro__suspend in
 * include/coro/generator.h say, and switch as
 * include/coro/arch/x86_64_sysv.h explains.
 *
 * Parked, lowest address first; the slot's sp points at its start:
 *
 *     out | gen | r15 | r14 | r13 | r12 | rbx | rbp | return address
 *
 * Where there is more to do they hand over to the C forms, as they do in a
 * program with a sanitizer, or in C++, for which those keep something.
 * Proved by tests/context, which runs all its tests on this form, too.
 */
#include "base/msan.h"
#include "context/x86_64_sysv.inc"
#include <coro/config.h>

#define NEXT 0x40000000         /* CORO__NEXT, CORO__INBOUND: asserted in */
#define SEND 0x40000001         /* CORO__SEND:             operations.c */
#define ROOT 48                 /* offsets in coro_t */
#define ROOM 56
#define PARKED 72               /* bytes, return address included */

        .weak   __sanitizer_start_switch_fiber
        .weak   __tsan_switch_to_fiber
        .weak   __cxa_get_globals
        .text

/* Go to the C form if that has more to do than switch: coro__keeps_more. Keeps
 * the arguments. */
.macro unless_more_is_kept c_form
#if CORO_KEEP_FP || CORO__ON_MSAN
        jmp     \c_form
#endif
        movq    __sanitizer_start_switch_fiber@GOTPCREL(%rip), %rax
        orq     __tsan_switch_to_fiber@GOTPCREL(%rip), %rax
        orq     __cxa_get_globals@GOTPCREL(%rip), %rax
        jne     \c_form
.endm

.macro push_saved register
        pushq   %\register
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset \register, 0
.endm

.macro pop_saved register
        popq    %\register
        .cfi_adjust_cfa_offset -8
        .cfi_restore \register
.endm

/* Park with rdi (a coroutine) and rcx (out) kept, switch through the slot that
 * is there, or that \root leads to, with status esi and value rdx, land. Then
 * esi, rdx: the pair. */
.macro exchange root
        push_saved rbp
        push_saved rbx
        push_saved r12
        push_saved r13
        push_saved r14
        push_saved r15
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        pushq   %rcx
        .cfi_adjust_cfa_offset 8
.ifnb \root
        movq    \root(%rdi), %rdi
.endif
        leaq    1f(%rip), %rcx
        movq    8(%rdi), %r10           /* where it waits */
        movq    %rcx, 8(%rdi)           /* where we shall wait */
        .cfi_remember_state
        .cfi_undefined rip              /* the slot holds half of each */
        jmpq    *%r10
        .cfi_restore_state
        nop                             /* unwinders look at address - 1 */
1:      .cfi_remember_state
        .cfi_remember_state
        .cfi_undefined rip
        endbr64
        movq    16(%rdi), %r8
        movq    (%rdi), %r9
        movq    %rsp, 16(%rdi)
        movq    %rbp, (%rdi)
        .cfi_restore_state
        .cfi_def_cfa r8, PARKED
        movq    %r9, %rbp
        movq    %r8, %rsp
        .cfi_restore_state
.endm

/* Pop what exchange pushed, but out and gen; go back with eax. */
.macro go_back
        pop_saved r15
        pop_saved r14
        pop_saved r13
        pop_saved r12
        pop_saved rbx
        pop_saved rbp
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register rip, rcx
        back_to_caller
.endm

/* Unwinding as at a function's first instruction. */
.macro not_parked
        .cfi_def_cfa_offset 8
        .cfi_restore rbp
        .cfi_restore rbx
        .cfi_restore r12
        .cfi_restore r13
        .cfi_restore r14
        .cfi_restore r15
        .cfi_offset rip, -8             /* libgcc does not restore this one */
.endm

.macro function name
        .globl  \name
        .type   \name, @function
        .p2align 4
\name:
        .cfi_startproc
        endbr64
.endm

.macro end_function name
        .cfi_endproc
        .size   \name, . - \name
.endm

/* int coro_next(gen rdi, out rsi) */
function coro_next
        unless_more_is_kept coro__next
        movq    %rsi, %rcx
        movl    $NEXT, %esi
        xorl    %edx, %edx
        jmp     resume
end_function coro_next

/* int coro_send(gen rdi, value rsi, out rdx) */
function coro_send
        unless_more_is_kept coro__send
        movq    %rdx, %rcx
        movq    %rsi, %rdx
        movl    $SEND, %esi
        jmp     resume
end_function coro_send

/* gen rdi, status esi, value rdx, out rcx */
        .type   resume, @function
        .p2align 4
resume:
        .cfi_startproc
        testq   %rdi, %rdi
        je      .Lno_generator
        exchange
        testl   %esi, %esi
        jne     .Llanded
.Lyielded:
        popq    %rcx                    /* out */
        .cfi_adjust_cfa_offset -8
        popq    %rdi                    /* gen */
        .cfi_adjust_cfa_offset -8
        movl    %esi, %eax
        testq   %rcx, %rcx
        je      1f
        movq    %rdx, (%rcx)
1:      .cfi_remember_state
        go_back
        .cfi_restore_state      /* LLVM forgets the offset: give it */
        .cfi_def_cfa_offset PARKED
.Llanded:                               /* coro__landed(gen, status, value) */
        movq    8(%rsp), %rdi
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        callq   coro__landed@PLT
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        movl    %eax, %esi
        jmp     .Lyielded
.Lno_generator:
        not_parked
        movq    %rcx, %rsi
        jmp     coro__next
end_function resume

/* int coro_yield(self rdi, value rsi, in rdx) */
function coro_yield
        unless_more_is_kept coro__yield
        testq   %rdi, %rdi
        je      .Llong_way
        movq    %rdi, %rax
        subq    %rsp, %rax
        cmpq    ROOM(%rdi), %rax
        ja      .Llong_way
        movq    %rdx, %rcx
        movq    %rsi, %rdx
        xorl    %esi, %esi
        exchange ROOT
        popq    %rcx                    /* in */
        .cfi_adjust_cfa_offset -8
        testq   %rcx, %rcx
        je      1f
        movq    %rdx, (%rcx)
1:      cmpl    $NEXT, %esi
        jl      .Lthrown
        popq    %rdi                    /* self */
        .cfi_adjust_cfa_offset -8
        xorl    %eax, %eax
        .cfi_remember_state
        go_back
        .cfi_restore_state
        .cfi_def_cfa_offset PARKED - 8
.Lthrown:                               /* coro__thrown(self, status, value) */
        popq    %rdi
        .cfi_adjust_cfa_offset -8
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        callq   coro__thrown@PLT
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        go_back
.Llong_way:
        not_parked
        jmp     coro__yield
end_function coro_yield

        notes
