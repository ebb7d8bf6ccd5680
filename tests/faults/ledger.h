/* SPDX-License-Identifier: MIT */
/* What the library has taken and not given back. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stddef.h>

/* For wrap_memory.c. */
void *ledger_block(void *block, size_t size); /* returns it */
void ledger_free(void *block);
void ledger_map(void *base, size_t size);
void ledger_unmap(void *base, size_t size);

/* Might unmapping this leave two mappings of one? Only then can it fail. Not if
 * it was just mapped: all is as before then; nor if it has a guard of its own,
 * as everything here that is no slab. */
bool ledger_may_split(const void *base, size_t size);

/* Begin: note which descriptors are open. */
void ledger_open(void);

/* What is wrong when a scenario has given everything back; NULL: nothing. */
const char *ledger_complaint(void);

#endif
