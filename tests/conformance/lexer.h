/* SPDX-License-Identifier: MIT */
/* A scenario as lines of tokens: LANGUAGE.md, section 1. */
#ifndef LEXER_H
#define LEXER_H

#include <stdbool.h>

enum {
    MAX_TOKENS = 16
};

typedef struct line {
    int number;
    int count;                          /* of tokens, at least 1 */
    const char *tokens[MAX_TOKENS + 1]; /* "" behind the last */
} line_t;

/* Open a file; exits with a complaint if that fails. */
void lexer_open(const char *path);

/* The next line that has tokens; false at the end of the file. */
bool lexer_next(line_t *line);

void lexer_close(void);

/* Complain about a line and exit. */
_Noreturn void lexer_complain(const line_t *line, const char *what);

#endif
