/* SPDX-License-Identifier: MIT */
/* Which coroutine is running: the one whose stack we are on. */
#include "generator/generator.h"
#include "generator/record.h"

coro_t *coro__at(uintptr_t address)
{
    coro__record_t *record = coro__record_at(address);

    return record != NULL ? &record->head : NULL;
}

coro_t *coro_self(void)
{
    return coro__at((uintptr_t)__builtin_frame_address(0));
}
