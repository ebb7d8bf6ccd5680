/* SPDX-License-Identifier: MIT */
/* See script.h. */
#include "script.h"

static const uint8_t *next_byte;
static size_t bytes_left;

void script_begin(const uint8_t *bytes, size_t size)
{
    next_byte = bytes;
    bytes_left = size;
}

bool script_ended(void)
{
    return bytes_left == 0;
}

unsigned script_byte(void)
{
    if (bytes_left == 0)
        return 0;
    bytes_left--;
    return *next_byte++;
}

unsigned script_below(unsigned limit)
{
    return script_byte() % limit;
}
