/* SPDX-License-Identifier: MIT */
/*
 * The portable switch: ucontext(3) behind a call. src/context/ucontext.c
 * holds it; the contract is that of the inlined ones.
 */
#ifndef CORO_ARCH_UCONTEXT_H
#define CORO_ARCH_UCONTEXT_H

CORO__EXTERN_C_BEGIN

CORO_API coro__pair_t coro__context_swap(coro_context_t *slot, int status,
                                         coro_value_t value);

/* How far an address lies above the stack pointer, about. */
CORO__INLINE uintptr_t coro__above_stack_pointer(const void *address)
{
    return (uintptr_t)address - (uintptr_t)__builtin_frame_address(0);
}

CORO__EXTERN_C_END

#endif
