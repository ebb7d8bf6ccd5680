/* SPDX-License-Identifier: MIT */
/*
 * A trace: words that bodies append and a test compares as one string. Each
 * suite that includes this has its own.
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
    char text[8192];
    size_t length;
} trace_words;

static inline void trace_clear(void)
{
    trace_words.length = 0;
    trace_words.text[0] = '\0';
}

/* Append a word; dropped if there is no room, which no test means to happen. */
__attribute__((format(printf, 1, 2))) static inline void
trace(const char *format, ...)
{
    char *end = trace_words.text + trace_words.length;
    size_t room = sizeof(trace_words.text) - trace_words.length;
    va_list list;

    if (room < 128)
        return;
    if (trace_words.length > 0)
        *end++ = ' ';
    va_start(list, format);
    vsnprintf(end, 126, format, list);
    va_end(list);
    trace_words.length = (size_t)(end - trace_words.text) + strlen(end);
}

/* Compare the trace with `words` and start it anew. */
#define ck_assert_trace(words)                     \
    do {                                           \
        ck_assert_str_eq(trace_words.text, words); \
        trace_clear();                             \
    } while (0)

#endif
