/* SPDX-License-Identifier: MIT */
/*
 * A scenario as a tree: LANGUAGE.md, section 2. It lives in the arena and
 * does not change once parsed.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "value.h"

#include <coro.h>

enum {
    MAX_BLOCKS = 32,
    MAX_ATOMS = 16,
    NO_VARIABLE = -1
};

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
typedef struct block block_t;
struct frame;
struct outcome;

/* How a statement is executed: one of act.h or control.h. `caught` is what
 * `reraise` raises. */
typedef struct outcome act_t(coro_t *self, struct frame *frame,
                             const stmt_t *stmt, const value_t *caught);

typedef struct handler {
    struct handler *next;
    error_type_t type; /* or ANY_ERROR */
    int as;            /* the variable it goes to, or NO_VARIABLE */
    stmt_t *body;
} handler_t;

/* One statement; which fields count depends on its form. */
struct stmt {
    stmt_t *next;
    const char *keyword;
    act_t *act;
    bool holds_others;   /* up to an `end`; it assigns its variables itself */
    int target;          /* the variable that gets the result, or NO_VARIABLE */
    int second;          /* of `spawn V in G` and `cond V L`, or NO_VARIABLE */
    const char *word;    /* of `say` */
    coro_local_t *local; /* of setlocal and getlocal */
    comparison_t comparison;
    coro_wait_mode_t mode;
    atom_t atoms[MAX_ATOMS]; /* the operands; the arguments of a callee */
    int atom_count;
    expr_t value;
    error_type_t error_type; /* of what is raised or thrown with `value` as
                              * its payload; ERROR_TYPES: `value` is it */
    const block_t *callee;
    stmt_t *body;
    stmt_t *otherwise; /* of `if`: else; of `try`: finally */
    handler_t *handlers;
};

/* A task, gen or main block. The parameters are the first of its names. */
struct block {
    const char *name;
    const char **names;
    int count, room;
    stmt_t *body;
};

typedef struct local {
    struct local *next;
    const char *name;
    coro_local_t key;
} local_t;

typedef struct program {
    block_t blocks[MAX_BLOCKS]; /* tasks and gens */
    int block_count;
    block_t main;
    local_t *locals;
} program_t;

/* Read a scenario. With a complaint to standard error, and exit status 2, if
 * there is none. */
const program_t *program_read(const char *path);

#endif
