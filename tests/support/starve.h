/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out at will: malloc, calloc, realloc, mmap, madvise,
 * mprotect and tsearch of the library refuse. A suite that uses it has
 * CORO_STARVE among its LINK_OPTIONS.
 *
 * Check has its memory from there, too: compare nothing before starve_end.
 */
#ifndef STARVE_H
#define STARVE_H

#include <stdbool.h>

/* Refuse the nth request from now on, and no other. */
void starve_nth(int nth);

/* Refuse the nth request from now on, and all after it. */
void starve_from(int nth);

/* Refuse none any more; return how many have been refused. */
int starve_end(void);

/* Is this request refused? For suites that count requests of other kinds. */
bool starve_refuses(void);

#endif
