/* SPDX-License-Identifier: MIT */
/* Shadow stacks: a second stack of return addresses, which processors compare
 * with the first one at each return. */
#ifndef CORO__STACK_SHADOW_H
#define CORO__STACK_SHADOW_H

#include <stdbool.h>

/* Has this thread one? The switch does not change it, so the next return after
 * a switch would end the process. Leaves errno alone. */
bool coro__shadow_stack_is_on(void);

#endif
