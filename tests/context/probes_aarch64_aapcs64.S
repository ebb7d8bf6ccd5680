/* SPDX-License-Identifier: MIT */
/* See probes.h. */
#define SP 0                    /* in entry_t */
#define SELF 8
#define MACHINE 16
#define FPCR 152                /* in machine_t, after x19 to x29, d8 to d15 */

/* Store what machine_t holds to x1; x9 is lost. */
.macro store_machine
        stp     x19, x20, [x1, #0]
        stp     x21, x22, [x1, #16]
        stp     x23, x24, [x1, #32]
        stp     x25, x26, [x1, #48]
        stp     x27, x28, [x1, #64]
        str     x29, [x1, #80]
        stp     d8, d9, [x1, #88]
        stp     d10, d11, [x1, #104]
        stp     d12, d13, [x1, #120]
        stp     d14, d15, [x1, #136]
        mrs     x9, fpcr
        str     x9, [x1, #FPCR]
.endm

/* Registers by their numbers in DWARF; d8 is 72. */
.macro save_pair name, first, second, number, at
        stp     \name\first, \name\second, [sp, #\at]
        .cfi_rel_offset \number, \at
        .cfi_rel_offset \number + 1, \at + 8
.endm

.macro function name
        .globl  \name
        .type   \name, %function
\name:
        .cfi_startproc
        hint    #34                     /* bti c */
.endm

.macro end_function name
        .cfi_endproc
        .size   \name, . - \name
.endm

        .text

/* fn x0, arg x1, seed x2, after x3 */
function probe_call
        stp     x29, x30, [sp, #-176]!
        .cfi_adjust_cfa_offset 176
        .cfi_rel_offset 29, 0
        .cfi_rel_offset 30, 8
        save_pair x, 19, 20, 19, 16
        save_pair x, 21, 22, 21, 32
        save_pair x, 23, 24, 23, 48
        save_pair x, 25, 26, 25, 64
        save_pair x, 27, 28, 27, 80
        save_pair d, 8, 9, 72, 96
        save_pair d, 10, 11, 74, 112
        save_pair d, 12, 13, 76, 128
        save_pair d, 14, 15, 78, 144
        str     x3, [sp, #160]
        mov     x16, x0
        mov     x0, x1
        .irp    number, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
        add     x\number, x2, #(\number - 19)
        .endr
        .irp    number, 8, 9, 10, 11, 12, 13, 14, 15
        add     x9, x2, #(\number + 3)
        fmov    d\number, x9
        .endr
        blr     x16
        ldr     x1, [sp, #160]
        store_machine
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x30, [sp], #176
        .cfi_def_cfa_offset 0
        ret
end_function probe_call

/* self x0, arg x1 */
function probe_entry
        mov     x9, sp
        str     x9, [x1, #SP]
        str     x0, [x1, #SELF]
        add     x1, x1, #MACHINE
        store_machine
        mov     w0, #0
        ret
end_function probe_entry

        .section .data.rel.ro, "aw"
        .globl  probe_functions
        .type   probe_functions, %object
        .p2align 3
probe_functions:
        .quad   coro_next
        .quad   coro_send
        .quad   coro_yield
        .quad   coro__context_jump
        .quad   0
        .size   probe_functions, . - probe_functions

        .section .note.GNU-stack, "", %progbits
