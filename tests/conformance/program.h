/* SPDX-License-Identifier: MIT */
/*
 * A scenario as a tree: LANGUAGE.md, section 2. It lives in the arena and
 * does not change once parsed.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "value.h"

enum {
    MAX_GENS = 32,
    MAX_PARAMETERS = 6,
    NO_VARIABLE = -1
};

typedef enum op {
    OP_SAY,
    OP_LOG,
    OP_SET,
    OP_NEW,
    OP_YIELD,
    OP_FROM,
    OP_FROM_NEW,
    OP_NEXT,
    OP_SEND,
    OP_THROW,
    OP_CLOSE,
    OP_STATE,
    OP_DEL,
    OP_RETURN,
    OP_RAISE,
    OP_RERAISE,
    OP_BREAK,
    OP_CONTINUE,
    OP_FOR,
    OP_IF,
    OP_WHILE,
    OP_LOOP,
    OP_TRY
} op_t;

typedef enum comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    COMPARISONS
} comparison_t;

typedef struct atom {
    enum {
        ATOM_NONE,
        ATOM_INTEGER,
        ATOM_SELF,
        ATOM_VARIABLE
    } kind;
    int number; /* the integer, or the index of the variable */
} atom_t;

typedef struct expr {
    atom_t left;
    char sign; /* '+', '-', or '\0': left alone */
    atom_t right;
} expr_t;

typedef struct stmt stmt_t;
typedef struct gen gen_t;

typedef struct handler {
    struct handler *next;
    error_type_t type; /* or ANY_ERROR */
    int as;            /* the variable it goes to, or NO_VARIABLE */
    stmt_t *body;
} handler_t;

/* One statement; which fields count depends on `op`. */
struct stmt {
    stmt_t *next;
    op_t op;
    int target;       /* the variable that gets the result, or NO_VARIABLE */
    const char *word; /* of `say`; else the subject as it is written */
    atom_t subject;   /* the generator operated on; left of a comparison */
    comparison_t comparison;
    expr_t value;            /* an operand; right of a comparison */
    error_type_t error_type; /* of what is raised or thrown with `value` as
                              * its payload; ERROR_TYPES: `value` is it */
    const gen_t *callee;     /* of `new`, with its arguments */
    atom_t arguments[MAX_PARAMETERS];
    stmt_t *body;
    stmt_t *otherwise; /* of `if`: else; of `try`: finally */
    handler_t *handlers;
};

/* The variables of a body or of the driver; parameters come first. */
typedef struct scope {
    const char **names;
    int count, room;
} scope_t;

struct gen {
    const char *name;
    int parameters;
    scope_t scope;
    stmt_t *body;
};

typedef struct program {
    gen_t gens[MAX_GENS];
    int gen_count;
    gen_t driver;
} program_t;

/* Read a scenario. With a complaint to standard error, and exit status 2, if
 * there is none. */
const program_t *program_read(const char *path);

#endif
