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
    block_t *block; /* that is being read */
    line_t line;    /* the line that is being read */
    int at;         /* its next token */
} parser_t;

/* The next token, "" behind the last. */
const char *parse_token(parser_t *parser);

/* The index of a variable, new or not. */
int parse_variable(parser_t *parser);

/* The block of a name, defined already or not yet. */
block_t *parse_block(parser_t *parser, const char *name);

/* A statement, or the first line of one that holds others. */
stmt_t *parse_line(parser_t *parser);

#endif
