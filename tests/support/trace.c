/* SPDX-License-Identifier: MIT */
/* See trace.h. */
#include "trace.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
    LONGEST = 128 /* a word, its space and its end */
};

static char text[8192];
static size_t length;

void trace_clear(void)
{
    length = 0;
    text[0] = '\0';
}

const char *trace_text(void)
{
    return text;
}

void trace(const char *format, ...)
{
    va_list list;

    if (sizeof text - length < LONGEST)
        return;
    if (length > 0)
        text[length++] = ' ';
    va_start(list, format);
    vsnprintf(text + length, LONGEST - 1, format, list);
    va_end(list);
    length += strlen(text + length);
}
