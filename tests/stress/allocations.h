/* SPDX-License-Identifier: MIT */
/* How much memory and how many descriptors a program has. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/* Blocks of malloc(3) and the like that were not freed, of the library and
 * this program, but for the registry of stacks, which stays; not those of the C
 * library itself. */
long allocations_alive(void);

/* Descriptors that are open. */
int descriptors_open(void);

#endif
