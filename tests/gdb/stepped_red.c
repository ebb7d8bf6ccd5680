/* SPDX-License-Identifier: MIT */
/* Inlined switches that say nothing about unwinding: steps_gdb.py must see it. */
#undef __GCC_HAVE_DWARF2_CFI_ASM
#include "stepped.c"
