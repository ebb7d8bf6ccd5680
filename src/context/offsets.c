/* SPDX-License-Identifier: MIT */
/* The numbers that the assembly of each architecture repeats. */
#include "context/switch.h"

_Static_assert(CORO_E_NOT_STARTED == -5002, "assembly repeats it");
_Static_assert(CORO__SEND == 0x40000001, "assembly repeats it");
_Static_assert(CORO__CALLER == 80, "assembly repeats it");
_Static_assert(offsetof(coro_context_t, bp) == 0 &&
                   offsetof(coro_context_t, pc) == 8 &&
                   offsetof(coro_context_t, sp) == 16 &&
                   offsetof(coro_context_t, bx) == 24 &&
                   offsetof(coro_context_t, note) == 32 &&
                   offsetof(coro_context_t, answer) == 40,
               "assembly repeats them");
