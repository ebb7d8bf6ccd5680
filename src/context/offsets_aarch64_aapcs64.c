/* SPDX-License-Identifier: MIT */
/* The numbers that aarch64_aapcs64.S repeats. */
#include "context/switch.h"

_Static_assert(CORO_E_NOT_STARTED == -5002, "aarch64_aapcs64.S repeats it");
_Static_assert(CORO__SEND == 0x40000001, "aarch64_aapcs64.S repeats it");
_Static_assert(CORO__CALLER == 80, "aarch64_aapcs64.S repeats it");
_Static_assert(offsetof(coro_context_t, bp) == 0 &&
                   offsetof(coro_context_t, pc) == 8 &&
                   offsetof(coro_context_t, sp) == 16 &&
                   offsetof(coro_context_t, bx) == 24 &&
                   offsetof(coro_context_t, note) == 32 &&
                   offsetof(coro_context_t, answer) == 40,
               "aarch64_aapcs64.S repeats them");
