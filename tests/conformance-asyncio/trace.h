/* SPDX-License-Identifier: MIT */
/* The trace: LANGUAGE.md, section 8. After the end nothing is printed. */
#ifndef TRACE_H
#define TRACE_H

#include "value.h"

#include <coro.h>

/* The clock of the scheduler. */
extern coro_virtual_clock_t trace_clock;

/* A scenario begins. With a title, which is not NULL where there are several:
 * `==> TITLE <==`, written out at once, so that after a crash it tells where. */
void trace_begin(const char *title);

/* `[  10] log NAME: `; false if nothing is printed any more. The caller prints
 * the rest of the line to standard output. */
bool trace_line(const char *name);

void trace_log(const char *name, const value_t *value);
void trace_say(const char *name, const char *word);
/* `main return V` or `main raise E`: the verb is given. */
void trace_main(const char *verb, const value_t *value);

/* Print the last line: `end`, `deadlock` or `limit`. */
void trace_end(const char *word);
/* Is it printed? Then every body returns without doing anything more. */
bool trace_ended(void);

/* Milliseconds since the beginning. */
int64_t trace_now(void);

#endif
