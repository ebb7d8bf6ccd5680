/* SPDX-License-Identifier: MIT */
/*
 * What the two halves of the parser share: parse_line.c reads the operands of
 * one line, parse.c the blocks.
 */
#ifndef PARSE_H
#define PARSE_H

#include "lexer.h"
#include "program.h"

typedef struct parser {
    program_t *program;
    scope_t *scope; /* of the body that is being read */
    line_t line;    /* the line that is being read */
    int at;         /* its next token */
} parser_t;

/* The next token, "" behind the last. */
const char *parse_token(parser_t *parser);

/* The index of a variable, new or not. */
int parse_variable(parser_t *parser);

/* `left comparison right` of an `if` or a `while`. */
void parse_condition(parser_t *parser, stmt_t *stmt);

/* The gen block of a name, defined already or not yet. */
gen_t *parse_gen(parser_t *parser, const char *name);

/* A statement that is one line. */
stmt_t *parse_simple(parser_t *parser);

#endif
