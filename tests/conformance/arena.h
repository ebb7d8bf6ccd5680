/* SPDX-License-Identifier: MIT */
/* Memory that lives until the scenario is over. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

/* Return zeroed memory, never NULL: without any left the program exits. */
void *arena_alloc(size_t size);

/* Copy `length` characters and end them. */
char *arena_text(const char *text, size_t length);

void arena_free(void);

#endif
