/* SPDX-License-Identifier: MIT */
/* Guard pages. */
#ifndef CORO__STACK_GUARD_H
#define CORO__STACK_GUARD_H

#include <stddef.h>

/* Make a page fault on any access. Returns 0, or CORO_E_MAP_LIMIT or another
 * error, with the page as it was. */
int coro__guard_install(void *page, size_t size);

/* Does guarding leave the mapping in one piece, so that guards are free? */
int coro__guard_is_light(void);

#endif
