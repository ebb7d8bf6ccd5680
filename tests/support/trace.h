/* SPDX-License-Identifier: MIT */
/* The trace: words that bodies append and a test compares as one string. */
#ifndef TRACE_H
#define TRACE_H

void trace_clear(void);

/* Append a word; dropped if there is no room, which no test means to happen. */
__attribute__((format(printf, 1, 2))) void trace(const char *format, ...);

/* The words so far, with a space between. */
const char *trace_text(void);

/* Compare the trace with `words`, then start it anew. */
#define ck_assert_trace(words)                 \
    do {                                       \
        ck_assert_str_eq(trace_text(), words); \
        trace_clear();                         \
    } while (0)

#endif
