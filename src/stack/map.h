/* SPDX-License-Identifier: MIT */
/* Memory from the kernel, in whole aligned pieces. */
#ifndef CORO__STACK_MAP_H
#define CORO__STACK_MAP_H

#include <stddef.h>

/* Map `size` bytes of zeros at a multiple of `alignment`, a power of two of
 * at least a page. NULL: no memory. */
void *coro__map(size_t size, size_t alignment);

/* Unmap them again. 0, or an error with everything still mapped. */
int coro__unmap(void *base, size_t size);

/* Let the kernel have the memory of whole pages, which are zero then; guards
 * stay. 0, or an error with nothing changed. */
int coro__map_forget(void *base, size_t size);

#endif
