/* SPDX-License-Identifier: MIT */
/* See probes.h. */
#define SP 0                    /* in entry_t */
#define SELF 8
#define MACHINE 16
#define RBX 0                   /* in machine_t */
#define RBP 8
#define R12 16
#define R13 24
#define R14 32
#define R15 40
#define FLAGS 48
#define MXCSR 56
#define X87 60
#define TRAP_FLAG 0x100

/* Store what machine_t holds to base + offset; rax is lost. */
.macro store_machine base, offset
        movq    %rbx, \offset + RBX(\base)
        movq    %rbp, \offset + RBP(\base)
        movq    %r12, \offset + R12(\base)
        movq    %r13, \offset + R13(\base)
        movq    %r14, \offset + R14(\base)
        movq    %r15, \offset + R15(\base)
        pushfq
        .cfi_adjust_cfa_offset 8
        popq    %rax
        .cfi_adjust_cfa_offset -8
        movq    %rax, \offset + FLAGS(\base)
        stmxcsr \offset + MXCSR(\base)
        fnstenv \offset + X87(\base)
        fldenv  \offset + X87(\base)    /* which storing it has changed */
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

.macro function name
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
        endbr64
.endm

.macro end_function name
        .cfi_endproc
        .size   \name, . - \name
.endm

        .text

/* fn rdi, arg rsi, seed rdx, after rcx */
function probe_call
        push_saved rbx
        push_saved rbp
        push_saved r12
        push_saved r13
        push_saved r14
        push_saved r15
        pushq   %rcx
        .cfi_adjust_cfa_offset 8
        leaq    0(%rdx), %rbx
        leaq    1(%rdx), %rbp
        leaq    2(%rdx), %r12
        leaq    3(%rdx), %r13
        leaq    4(%rdx), %r14
        leaq    5(%rdx), %r15
        movq    %rdi, %rax
        movq    %rsi, %rdi
        callq   *%rax
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        store_machine %rcx, 0
        pop_saved r15
        pop_saved r14
        pop_saved r13
        pop_saved r12
        pop_saved rbp
        pop_saved rbx
        ret
end_function probe_call

/* self rdi, arg rsi */
function probe_entry
        movq    %rsp, SP(%rsi)
        movq    %rdi, SELF(%rsi)
        store_machine %rsi, MACHINE
        xorl    %eax, %eax
        ret
end_function probe_entry

function probe_steps_on
        pushfq
        .cfi_adjust_cfa_offset 8
        orq     $TRAP_FLAG, (%rsp)
        popfq
        .cfi_adjust_cfa_offset -8
        ret
end_function probe_steps_on

function probe_steps_off
        pushfq
        .cfi_adjust_cfa_offset 8
        andq    $~TRAP_FLAG, (%rsp)
        popfq
        .cfi_adjust_cfa_offset -8
        ret
end_function probe_steps_off

        .section .data.rel.ro, "aw"
        .globl  probe_functions
        .type   probe_functions, @object
        .p2align 3
probe_functions:
        .quad   coro_next
        .quad   coro_send
        .quad   coro_yield
        .quad   coro__context_jump
        .quad   0
        .size   probe_functions, . - probe_functions

        .section .note.GNU-stack, "", @progbits
