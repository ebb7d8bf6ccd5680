/* SPDX-License-Identifier: MIT */
/* Where a C++ exception that a function of the program throws ends. */
#ifndef CORO__BASE_PERSONALITY_H
#define CORO__BASE_PERSONALITY_H

/* Stands after the call of such a function: no exception leaves the function
 * that this is in, which is no tail call then: std::terminate is called. It is
 * an entry in the tables of unwinding, and takes no instruction. */
#ifdef __GCC_HAVE_DWARF2_CFI_ASM
#define CORO__STOP_EXCEPTIONS() \
    __asm__ volatile(".cfi_personality 0x1b, coro__personality")
#else
#define CORO__STOP_EXCEPTIONS() ((void)0)
#endif

#endif
