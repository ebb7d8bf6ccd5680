/* SPDX-License-Identifier: MIT */
/* The bytes of one run, read one after the other by whoever acts. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void script_begin(const uint8_t *bytes, size_t size);

/* Have all been read? */
bool script_ended(void);

/* The next byte; 0 when they have all been read. */
unsigned script_byte(void);

/* The next byte as a number below `limit`. */
unsigned script_below(unsigned limit);

#endif
