/* SPDX-License-Identifier: MIT */
/* The trace: LANGUAGE.md, section 8. After `limit` nothing is printed. */
#ifndef TRACE_H
#define TRACE_H

#include "value.h"

/* `log NAME: VALUE`, and the cause of an error. */
void trace_log(const char *name, const value_t *value);
/* `log NAME: WORD` */
void trace_say(const char *name, const char *word);
/* `unraisable NAME: ERROR` */
void trace_unraisable(const char *name, const value_t *error);
/* `OPERATION SUBJECT -> WORD`, and a value if there is one to print. */
void trace_outcome(const char *operation, const char *subject,
                   const char *word);
void trace_outcome_value(const char *operation, const char *subject,
                         const char *word, const value_t *value);
/* `new NAME -> HANDLE` */
void trace_new(const char *name, const value_t *handle);
void trace_end(void);

/* A scenario begins. With a title, which is not NULL where there are several:
 * `==> TITLE <==`, written out at once, so that after a crash it tells where. */
void trace_begin(const char *title);

/* Print `limit`: the scenario stops at once. */
void trace_limit(void);
/* Has it stopped? Then every body returns without doing anything more. */
bool trace_stopped(void);

#endif
