/* SPDX-License-Identifier: MIT */
/* Statements that are one line, and their operands. */
#include "arena.h"
#include "parse.h"

#include <stdlib.h>
#include <string.h>

/* A keyword, and its operands: g the generator operated on, v a variable, e
 * an expression, r an error, c a gen block with arguments, w a word. */
static const struct {
    const char *keyword;
    op_t op;
    const char *operands;
} forms[] = {
    {"say", OP_SAY, "w"},          {"log", OP_LOG, "e"},
    {"set", OP_SET, "ve"},         {"new", OP_NEW, "vc"},
    {"yield", OP_YIELD, "e"},      {"from", OP_FROM, "g"},
    {"next", OP_NEXT, "g"},        {"send", OP_SEND, "ge"},
    {"throw", OP_THROW, "gr"},     {"close", OP_CLOSE, "g"},
    {"state", OP_STATE, "g"},      {"del", OP_DEL, "g"},
    {"return", OP_RETURN, "e"},    {"raise", OP_RAISE, "r"},
    {"reraise", OP_RERAISE, ""},   {"break", OP_BREAK, ""},
    {"continue", OP_CONTINUE, ""}, {"for", OP_FOR, "ge"},
};
enum {
    FORMS = sizeof(forms) / sizeof(forms[0])
};

static const char *const comparisons[COMPARISONS] = {
    [EQ] = "==", [NE] = "!=", [LT] = "<", [LE] = "<=", [GT] = ">", [GE] = ">=",
};

static const char *peek(const parser_t *parser)
{
    return parser->line.tokens[parser->at];
}

const char *parse_token(parser_t *parser)
{
    const char *token = peek(parser);

    if (parser->at < parser->line.count)
        parser->at++;
    return token;
}

int parse_variable(parser_t *parser)
{
    scope_t *scope = parser->scope;
    const char *name = parse_token(parser);

    if (*name < 'a' || *name > 'z')
        lexer_complain(&parser->line, "not a name");
    for (int i = 0; i < scope->count; i++)
        if (strcmp(scope->names[i], name) == 0)
            return i;
    if (scope->count == scope->room) {
        const char **more;

        scope->room = 2 * scope->room + 8;
        more = arena_alloc((size_t)scope->room * sizeof(*more));
        if (scope->count > 0)
            memcpy(more, scope->names, (size_t)scope->count * sizeof(*more));
        scope->names = more;
    }
    scope->names[scope->count] = name;
    return scope->count++;
}

static atom_t atom(parser_t *parser)
{
    const char *token = peek(parser);
    atom_t read = {ATOM_VARIABLE, 0};

    if (strcmp(token, "none") == 0)
        read.kind = ATOM_NONE;
    else if (strcmp(token, "self") == 0)
        read.kind = ATOM_SELF;
    else if (*token == '-' || (*token >= '0' && *token <= '9'))
        read = (atom_t){ATOM_INTEGER, atoi(token)};
    if (read.kind == ATOM_VARIABLE)
        read.number = parse_variable(parser);
    else
        parse_token(parser);
    return read;
}

static expr_t expr(parser_t *parser)
{
    expr_t read = {.left = atom(parser)};
    const char *sign = peek(parser);

    if (strcmp(sign, "+") == 0 || strcmp(sign, "-") == 0) {
        read.sign = *parse_token(parser);
        read.right = atom(parser);
    }
    return read;
}

static void error(parser_t *parser, stmt_t *stmt)
{
    stmt->error_type = error_type_of(peek(parser));
    if (stmt->error_type != ERROR_TYPES) {
        parse_token(parser);
        if (*peek(parser) == '\0')
            return; /* the payload is none, as a zeroed expression is */
    }
    stmt->value = expr(parser);
}

static void call(parser_t *parser, stmt_t *stmt)
{
    int count = 0;

    stmt->callee = parse_gen(parser, parse_token(parser));
    for (; *peek(parser) != '\0' && count < MAX_PARAMETERS; count++)
        stmt->arguments[count] = atom(parser);
}

static void operand(parser_t *parser, stmt_t *stmt, char what)
{
    switch (what) {
    case 'g':
        stmt->word = peek(parser);
        stmt->subject = atom(parser);
        break;
    case 'v':
        stmt->word = peek(parser);
        stmt->target = parse_variable(parser);
        break;
    case 'e':
        stmt->value = expr(parser);
        break;
    case 'r':
        error(parser, stmt);
        break;
    case 'c':
        call(parser, stmt);
        break;
    default:
        stmt->word = parse_token(parser);
        break;
    }
}

void parse_condition(parser_t *parser, stmt_t *stmt)
{
    const char *token;

    stmt->subject = atom(parser);
    token = parse_token(parser);
    while (stmt->comparison < COMPARISONS &&
           strcmp(comparisons[stmt->comparison], token) != 0)
        stmt->comparison++;
    if (stmt->comparison == COMPARISONS)
        lexer_complain(&parser->line, "not a comparison");
    stmt->value.left = atom(parser);
}

stmt_t *parse_simple(parser_t *parser)
{
    stmt_t *stmt = arena_alloc(sizeof(*stmt));
    const char *operands, *keyword = parse_token(parser);
    int form = 0;

    stmt->target = NO_VARIABLE;
    if (strcmp(keyword, "recv") == 0) {
        stmt->target = parse_variable(parser);
        keyword = parse_token(parser);
    }
    while (form < FORMS && strcmp(forms[form].keyword, keyword) != 0)
        form++;
    if (form == FORMS)
        lexer_complain(&parser->line, "unknown statement");
    stmt->op = forms[form].op;
    operands = forms[form].operands;
    if (stmt->op == OP_FROM && strcmp(peek(parser), "new") == 0) {
        parse_token(parser);
        stmt->op = OP_FROM_NEW;
        operands = "c";
    }
    for (; *operands != '\0'; operands++)
        operand(parser, stmt, *operands);
    if (parser->at != parser->line.count)
        lexer_complain(&parser->line, "something is left over");
    return stmt;
}
