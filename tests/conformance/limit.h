/* SPDX-License-Identifier: MIT */
/* How much a scenario may do: LANGUAGE.md, section 7. */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>

/* Count from nothing: a scenario begins. */
void limit_begin(void);

/* Count an iteration, or a generator. False if that is one too many: `limit`
 * is printed and the scenario has stopped. */
bool limit_loop(void);
bool limit_generator(void);

#endif
