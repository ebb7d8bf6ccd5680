/* SPDX-License-Identifier: MIT */
/* Which slab, or which stack of a program's own, an address belongs to. */
#ifndef CORO__STACK_REGISTRY_H
#define CORO__STACK_REGISTRY_H

#include "stack/stack.h"

/* Slabs begin and end at multiples of this. */
#define CORO__SLAB_UNIT ((size_t)4 << 20)

/* Enter a slab, or take it out (slab NULL). Returns 0 or -ENOMEM; taking out
 * never fails. */
int coro__registry_set(void *base, size_t size, struct coro__slab *slab);

/* The slab an address lies in, or NULL. Lock-free. */
struct coro__slab *coro__registry_slab(uintptr_t address);

/* The same for stacks that lie in no slab: a locked tree. Entering puts the
 * descriptor to `at`, unless the memory overlaps another such stack: that is
 * -EINVAL, with nothing written. 0, or -ENOMEM. */
int coro__registry_add(coro__stack_t *at, const coro__stack_t *descriptor);
void coro__registry_remove(coro__stack_t *stack);
coro__stack_t *coro__registry_stack(uintptr_t address);
size_t coro__registry_size(void);

#endif
