/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out at will. A program that links starve.c needs the link
 * options of STARVE in CMakeLists.txt.
 */
#ifndef STARVE_H
#define STARVE_H

#include <stdbool.h>

/* Refuse the nth request from now on: that one only, or all from it on. Only
 * the library's calls must follow: Check has its memory from there, too. */
void starve_begin(int nth, bool for_ever);

/* Refuse none any more; return how many have been refused. */
int starve_end(void);

#endif
