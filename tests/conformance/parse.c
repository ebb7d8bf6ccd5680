/* SPDX-License-Identifier: MIT */
/* Blocks: gen, driver, and the statements that hold others. */
#include "parse.h"
#include "arena.h"

#include <string.h>

static stmt_t *block(parser_t *parser);

gen_t *parse_gen(parser_t *parser, const char *name)
{
    program_t *program = parser->program;

    for (int i = 0; i < program->gen_count; i++)
        if (strcmp(program->gens[i].name, name) == 0)
            return &program->gens[i];
    if (program->gen_count == MAX_GENS)
        lexer_complain(&parser->line, "too many gen blocks");
    program->gens[program->gen_count].name = name;
    return &program->gens[program->gen_count++];
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

/* What follows the body of a block, up to its `end`. */
static void parts(parser_t *parser, stmt_t *stmt)
{
    handler_t **last = &stmt->handlers;

    for (;;) {
        if (accept(parser, "end")) {
            return;
        } else if (stmt->op == OP_TRY && accept(parser, "except")) {
            *last = handler(parser);
            last = &(*last)->next;
        } else if ((stmt->op == OP_TRY && accept(parser, "finally")) ||
                   (stmt->op == OP_IF && accept(parser, "else"))) {
            stmt->otherwise = block(parser);
        } else {
            lexer_complain(&parser->line, "does not belong to this block");
        }
    }
}

static stmt_t *compound(parser_t *parser, op_t op)
{
    stmt_t *stmt = arena_alloc(sizeof(*stmt));

    stmt->op = op;
    stmt->target = NO_VARIABLE;
    if (op == OP_IF || op == OP_WHILE)
        parse_condition(parser, stmt);
    stmt->body = block(parser);
    parts(parser, stmt);
    return stmt;
}

static stmt_t *statement(parser_t *parser)
{
    if (accept(parser, "if"))
        return compound(parser, OP_IF);
    if (accept(parser, "while"))
        return compound(parser, OP_WHILE);
    if (accept(parser, "loop"))
        return compound(parser, OP_LOOP);
    if (accept(parser, "try"))
        return compound(parser, OP_TRY);
    return parse_simple(parser);
}

/* The statements from the next line on, up to one that begins with `end` or
 * the next part of the block; that line is left to be read. */
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

static void body(parser_t *parser, gen_t *gen)
{
    parser->scope = &gen->scope;
    while (parser->at < parser->line.count)
        parse_variable(parser);
    gen->parameters = gen->scope.count;
    gen->body = block(parser);
    if (!accept(parser, "end"))
        lexer_complain(&parser->line, "not end");
}

const program_t *program_read(const char *path)
{
    parser_t parser = {.program = arena_alloc(sizeof(program_t))};
    bool has_driver = false;

    lexer_open(path);
    while (next_line(&parser)) {
        if (accept(&parser, "driver")) {
            parser.program->driver.name = "driver";
            body(&parser, &parser.program->driver);
            has_driver = true;
        } else if (accept(&parser, "gen")) {
            body(&parser, parse_gen(&parser, parse_token(&parser)));
        } else {
            lexer_complain(&parser.line, "neither gen nor driver");
        }
    }
    if (!has_driver)
        lexer_complain(&parser.line, "no driver");
    lexer_close();
    return parser.program;
}
