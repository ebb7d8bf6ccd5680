/* SPDX-License-Identifier: MIT */
/*
 * coro_next, coro_send and coro_yield as functions, whole operations in
 * assembly: C code around a switch would return by a `ret` that is predicted
 * wrongly. They do what coro__resume and coro__suspend in
 * include/coro/generator.h say, and switch as
 * include/coro/arch/aarch64_aapcs64.h explains.
 *
 * Parked as aarch64_aapcs64.inc draws it, with these two more:
 *
 *     ... | gen | out
 *
 * Where there is more to do they hand over to the C forms, as they do in a
 * program with a sanitizer, or in C++, for which those keep something.
 * Proved by tests/context, which runs all its tests on this form, too.
 */
#include "base/msan.h"
#include "context/aarch64_aapcs64.inc"

#define NEXT 0x40000000         /* CORO__NEXT, CORO__INBOUND: asserted in */
#define SEND 0x40000001         /* CORO__SEND:             operations.c */
#define ROOT 48                 /* offsets in coro_t */
#define ROOM 56
#define KEPT 16                 /* bytes parked besides */

        .weak   __sanitizer_start_switch_fiber
        .weak   __tsan_switch_to_fiber
        .weak   __cxa_get_globals
        .text

/* Go to the C form if that has more to do than switch: coro__keeps_more. Keeps
 * the arguments. */
.macro unless_more_is_kept c_form
#if CORO_KEEP_FP || CORO__ON_MSAN
        b       \c_form
#endif
        adrp    x9, :got:__sanitizer_start_switch_fiber
        ldr     x9, [x9, #:got_lo12:__sanitizer_start_switch_fiber]
        adrp    x10, :got:__cxa_get_globals
        ldr     x10, [x10, #:got_lo12:__cxa_get_globals]
        orr     x9, x9, x10
        adrp    x10, :got:__tsan_switch_to_fiber
        ldr     x10, [x10, #:got_lo12:__tsan_switch_to_fiber]
        orr     x9, x9, x10
        cbnz    x9, \c_form
.endm

/* Park with x4 (a coroutine) and x3 (out) kept, switch through slot x0 with
 * status w1 and value x2, land. Then w1, x2: the pair; x4, x3: what was kept. */
.macro exchange
        park    KEPT
        stp     x4, x3, [sp, #160]
        adr     x17, 1f
        ldr     x16, [x0, #8]           /* where it waits */
        str     x17, [x0, #8]           /* where we shall wait */
        .cfi_remember_state
        .cfi_undefined 30               /* the slot holds half of each */
        br      x16
        .cfi_restore_state
        nop                             /* unwinders look at address - 1 */
1:      land    KEPT
        ldp     x4, x3, [sp, #160]
.endm

/* int coro_next(gen x0, out x1) */
function coro_next
        unless_more_is_kept coro__next
        mov     x3, x1
        mov     x2, #0
        mov     w1, #NEXT
        b       resume
end_function coro_next

/* int coro_send(gen x0, value x1, out x2) */
function coro_send
        unless_more_is_kept coro__send
        mov     x3, x2
        mov     x2, x1
        movz    w1, #(SEND >> 16), lsl #16
        movk    w1, #(SEND & 0xffff)
        b       resume
end_function coro_send

/* gen x0, status w1, value x2, out x3 */
        .type   resume, %function
        .p2align 4
resume:
        .cfi_startproc
        cbz     x0, .Lno_generator
        mov     x4, x0
        .cfi_remember_state
        exchange
        cbnz    w1, .Llanded
.Lyielded:
        mov     w0, w1
        cbz     x3, 2f
        str     x2, [x3]
2:      .cfi_remember_state
        go_back KEPT
        .cfi_restore_state
        .cfi_def_cfa_offset 160 + KEPT  /* LLVM forgets the offset: give it */
.Llanded:                               /* coro__landed(gen, status, value) */
        mov     x0, x4
        bl      coro__landed
        mov     x2, x1
        mov     w1, w0
        ldr     x3, [sp, #168]
        b       .Lyielded
        .cfi_restore_state              /* as at the first instruction */
        .cfi_def_cfa_offset 0
.Lno_generator:
        mov     x1, x3
        b       coro__next
end_function resume

/* int coro_yield(self x0, value x1, in x2) */
function coro_yield
        unless_more_is_kept coro__yield
        cbz     x0, .Llong_way
        mov     x9, sp
        sub     x9, x0, x9
        ldr     x10, [x0, #ROOM]
        cmp     x9, x10
        b.hi    .Llong_way
        mov     x4, x0
        mov     x3, x2
        mov     x2, x1
        mov     w1, #0
        ldr     x0, [x0, #ROOT]
        .cfi_remember_state
        exchange
        cbz     x3, 2f
        str     x2, [x3]
2:      mov     w9, #NEXT
        cmp     w1, w9
        b.lt    .Lthrown
        mov     w0, #0
        .cfi_remember_state
        go_back KEPT
        .cfi_restore_state
        .cfi_def_cfa_offset 160 + KEPT
.Lthrown:                               /* coro__thrown(self, status, value) */
        mov     x0, x4
        bl      coro__thrown
        go_back KEPT
        .cfi_restore_state
        .cfi_def_cfa_offset 0
.Llong_way:
        b       coro__yield
end_function coro_yield

        notes
