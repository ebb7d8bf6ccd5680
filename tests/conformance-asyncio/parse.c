/* SPDX-License-Identifier: MIT */
/* Blocks: task, gen, main, and the statements that hold others. */
#include "parse.h"
#include "arena.h"

#include <string.h>

static stmt_t *block(parser_t *parser);

block_t *parse_block(parser_t *parser, const char *name)
{
    program_t *program = parser->program;

    for (int i = 0; i < program->block_count; i++)
        if (strcmp(program->blocks[i].name, name) == 0)
            return &program->blocks[i];
    if (program->block_count == MAX_BLOCKS)
        lexer_complain(&parser->line, "too many blocks");
    program->blocks[program->block_count].name = name;
    return &program->blocks[program->block_count++];
}

static bool next_line(parser_t *parser)
{
    parser->at = 0;
    return lexer_next(&parser->line);
}

/* Does the line begin with this word? Then go behind it. */
static bool accept(parser_t *parser, const char *word)
{
    if (strcmp(parser->line.tokens[0], word) != 0)
        return false;
    parser->at = 1;
    return true;
}

static handler_t *handler(parser_t *parser)
{
    handler_t *read = arena_alloc(sizeof(*read));
    const char *type = parse_token(parser);

    read->type = error_type_of(type);
    read->as = NO_VARIABLE;
    if (read->type == ERROR_TYPES && strcmp(type, "any") != 0)
        lexer_complain(&parser->line, "not a type of error");
    if (strcmp(parse_token(parser), "as") == 0)
        read->as = parse_variable(parser);
    read->body = block(parser);
    return read;
}

/* What follows the body of a statement, up to its `end`. */
static void parts(parser_t *parser, stmt_t *stmt)
{
    handler_t **last = &stmt->handlers;
    bool is_try = strcmp(stmt->keyword, "try") == 0;

    for (;;) {
        if (accept(parser, "end")) {
            return;
        } else if (is_try && accept(parser, "except")) {
            *last = handler(parser);
            last = &(*last)->next;
        } else if ((is_try && accept(parser, "finally")) ||
                   (strcmp(stmt->keyword, "if") == 0 &&
                    accept(parser, "else"))) {
            stmt->otherwise = block(parser);
        } else {
            lexer_complain(&parser->line, "does not belong to this block");
        }
    }
}

static bool holds_others(const stmt_t *stmt)
{
    static const char *const keywords[] = {"if",      "while", "loop", "for",
                                           "timeout", "group", "try"};

    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (strcmp(stmt->keyword, keywords[i]) == 0)
            return true;
    return false;
}

static stmt_t *statement(parser_t *parser)
{
    stmt_t *stmt = parse_line(parser);

    stmt->holds_others = holds_others(stmt);
    if (stmt->holds_others) {
        stmt->body = block(parser);
        parts(parser, stmt);
    }
    return stmt;
}

/* The statements from the next line on, up to one that begins with `end` or
 * the next part of the statement; that line is left to be read. */
static stmt_t *block(parser_t *parser)
{
    stmt_t *first = NULL, **last = &first;

    while (next_line(parser)) {
        const char *word = parser->line.tokens[0];

        if (strcmp(word, "end") == 0 || strcmp(word, "except") == 0 ||
            strcmp(word, "finally") == 0 || strcmp(word, "else") == 0)
            return first;
        *last = statement(parser);
        last = &(*last)->next;
    }
    lexer_complain(&parser->line, "missing end");
}

static void body(parser_t *parser, block_t *read)
{
    parser->block = read;
    while (parser->at < parser->line.count)
        parse_variable(parser);
    read->body = block(parser);
    if (!accept(parser, "end"))
        lexer_complain(&parser->line, "not end");
}

const program_t *program_read(const char *path)
{
    parser_t parser = {.program = arena_alloc(sizeof(program_t))};
    block_t *main = &parser.program->main;

    lexer_open(path);
    while (next_line(&parser)) {
        if (accept(&parser, "main")) {
            main->name = "main";
            body(&parser, main);
        } else if (accept(&parser, "task") || accept(&parser, "gen")) {
            body(&parser, parse_block(&parser, parse_token(&parser)));
        } else {
            lexer_complain(&parser.line, "neither task, gen nor main");
        }
    }
    if (main->name == NULL)
        lexer_complain(&parser.line, "no main");
    lexer_close();
    return parser.program;
}
