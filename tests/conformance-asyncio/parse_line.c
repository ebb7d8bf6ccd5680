/* SPDX-License-Identifier: MIT */
/* One line: a statement, or the head of one that holds others. */
#include "act.h"
#include "arena.h"
#include "control.h"
#include "parse.h"

#include <stdlib.h>
#include <string.h>

/* A keyword, what executes it, and its operands: a an atom, * the atoms that
 * are left, v the variable that gets the result, o another one if there is
 * one, i `in` and another one if they are there, e an expression, r an error,
 * c a block and its arguments, w a word, l a local, m a mode of `wait`,
 * = a comparison. */
static const struct {
    const char *keyword;
    act_t *act;
    const char *operands;
} forms[] = {
    {"say", act_say, "w"},
    {"log", act_log, "e"},
    {"set", act_set, "ve"},
    {"return", control_return, "e"},
    {"raise", control_raise, "r"},
    {"reraise", control_reraise, ""},
    {"break", control_break, ""},
    {"continue", control_continue, ""},
    {"if", control_if, "a=a"},
    {"while", control_while, "a=a"},
    {"loop", control_loop, ""},
    {"for", control_for, "va"},
    {"timeout", control_timeout, "ao"},
    {"group", control_group, "v"},
    {"try", control_try, ""},
    {"spawn", act_spawn, "vic"},
    {"sleep", act_sleep, "a"},
    {"await", act_await, "a"},
    {"shield", act_shield, "a"},
    {"wait_for", act_wait_for, "aa"},
    {"gather", act_gather, "*"},
    {"gatherx", act_gatherx, "*"},
    {"wait", act_wait, "m*"},
    {"cancel", act_cancel, "a"},
    {"cancelling", act_cancelling, "a"},
    {"uncancel", act_uncancel, "a"},
    {"newfuture", act_newfuture, "v"},
    {"setresult", act_setresult, "ae"},
    {"seterror", act_seterror, "ar"},
    {"result", act_result, "a"},
    {"exception", act_exception, "a"},
    {"reschedule", act_reschedule, "aa"},
    {"state", act_state, "a"},
    {"event", act_event, "v"},
    {"evset", act_evset, "a"},
    {"evclear", act_evclear, "a"},
    {"evwait", act_evwait, "a"},
    {"lock", act_lock, "v"},
    {"sem", act_sem, "va"},
    {"bsem", act_bsem, "va"},
    {"cond", act_cond, "vo"},
    {"acquire", act_acquire, "a"},
    {"release", act_release, "a"},
    {"cwait", act_cwait, "a"},
    {"notify", act_notify, "aa"},
    {"notify_all", act_notify_all, "a"},
    {"barrier", act_barrier, "va"},
    {"bwait", act_bwait, "a"},
    {"babort", act_babort, "a"},
    {"breset", act_breset, "a"},
    {"queue", act_queue, "va"},
    {"lifo", act_lifo, "va"},
    {"prio", act_prio, "va"},
    {"put", act_put, "ae"},
    {"try_put", act_try_put, "ae"},
    {"get", act_get, "a"},
    {"try_get", act_try_get, "a"},
    {"join", act_join, "a"},
    {"done", act_done, "a"},
    {"shutdown", act_shutdown, "a"},
    {"shutdown_now", act_shutdown_now, "a"},
    {"setlocal", act_setlocal, "le"},
    {"getlocal", act_getlocal, "l"},
    {"new", act_new, "vc"},
    {"yield", act_yield, "e"},
    {"anext", act_anext, "a"},
    {"asend", act_asend, "ae"},
    {"athrow", act_athrow, "ar"},
    {"aclose", act_aclose, "a"},
};
enum {
    FORMS = sizeof(forms) / sizeof(forms[0])
};

static const char *const comparisons[COMPARISONS] = {
    [EQ] = "==", [NE] = "!=", [LT] = "<", [LE] = "<=", [GT] = ">", [GE] = ">=",
};

static const char *const modes[] = {
    [CORO_WAIT_FIRST] = "first",
    [CORO_WAIT_ERROR] = "error",
    [CORO_WAIT_ALL] = "all",
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

/* The index of a token among `count` words. */
static int one_of(parser_t *parser, const char *const *words, int count)
{
    const char *token = parse_token(parser);

    for (int i = 0; i < count; i++)
        if (strcmp(words[i], token) == 0)
            return i;
    lexer_complain(&parser->line, "unknown word");
}

int parse_variable(parser_t *parser)
{
    block_t *block = parser->block;
    const char *name = parse_token(parser);

    if (*name < 'a' || *name > 'z')
        lexer_complain(&parser->line, "not a name");
    for (int i = 0; i < block->count; i++)
        if (strcmp(block->names[i], name) == 0)
            return i;
    if (block->count == block->room) {
        const char **more;

        block->room = 2 * block->room + 8;
        more = arena_alloc((size_t)block->room * sizeof(*more));
        if (block->count > 0)
            memcpy(more, block->names, (size_t)block->count * sizeof(*more));
        block->names = more;
    }
    block->names[block->count] = name;
    return block->count++;
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

static void add_atom(parser_t *parser, stmt_t *stmt)
{
    stmt->atoms[stmt->atom_count++] = atom(parser);
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

static coro_local_t *local(parser_t *parser)
{
    const char *name = parse_token(parser);
    local_t *made = parser->program->locals;

    while (made != NULL && strcmp(made->name, name) != 0)
        made = made->next;
    if (made == NULL) {
        made = arena_alloc(sizeof(*made));
        made->name = name;
        made->next = parser->program->locals;
        parser->program->locals = made;
    }
    return &made->key;
}

/* An operand that may be missing. */
static void optional(parser_t *parser, stmt_t *stmt, char what)
{
    if (what == 'i') {
        if (strcmp(peek(parser), "in") != 0)
            return;
        parse_token(parser);
    }
    if (*peek(parser) != '\0')
        stmt->second = parse_variable(parser);
}

static void rest(parser_t *parser, stmt_t *stmt)
{
    while (*peek(parser) != '\0')
        add_atom(parser, stmt);
}

static void operand(parser_t *parser, stmt_t *stmt, char what)
{
    switch (what) {
    case 'a':
        add_atom(parser, stmt);
        break;
    case 'v':
        stmt->target = parse_variable(parser);
        break;
    case 'o':
    case 'i':
        optional(parser, stmt, what);
        break;
    case 'e':
        stmt->value = expr(parser);
        break;
    case 'r':
        error(parser, stmt);
        break;
    case 'c':
        stmt->callee = parse_block(parser, parse_token(parser));
        rest(parser, stmt);
        break;
    case 'l':
        stmt->local = local(parser);
        break;
    case 'm':
        stmt->mode = (coro_wait_mode_t)one_of(parser, modes, 3);
        break;
    case '=':
        stmt->comparison =
            (comparison_t)one_of(parser, comparisons, COMPARISONS);
        break;
    case '*':
        rest(parser, stmt);
        break;
    default:
        stmt->word = parse_token(parser);
        break;
    }
}

stmt_t *parse_line(parser_t *parser)
{
    stmt_t *stmt = arena_alloc(sizeof(*stmt));
    const char *keyword = parse_token(parser);
    int form = 0;

    stmt->target = stmt->second = NO_VARIABLE;
    if (strcmp(keyword, "recv") == 0) {
        stmt->target = parse_variable(parser);
        keyword = parse_token(parser);
    }
    while (form < FORMS && strcmp(forms[form].keyword, keyword) != 0)
        form++;
    if (form == FORMS)
        lexer_complain(&parser->line, "unknown statement");
    stmt->keyword = forms[form].keyword;
    stmt->act = forms[form].act;
    for (const char *operands = forms[form].operands; *operands != '\0';
         operands++)
        operand(parser, stmt, *operands);
    if (parser->at != parser->line.count)
        lexer_complain(&parser->line, "something is left over");
    return stmt;
}
