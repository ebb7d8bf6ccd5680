/* SPDX-License-Identifier: MIT */
/*
 * Values of the language: LANGUAGE.md, section 3. A value is a pointer to
 * something that never changes; none is NULL. They live in the arena.
 */
#ifndef VALUE_H
#define VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef enum error_type {
    VALUE_ERROR,
    TYPE_ERROR,
    LOOKUP_ERROR,
    KEY_ERROR,
    RUNTIME_ERROR,
    STOP_ASYNC_ITERATION,
    GENERATOR_EXIT,
    EXCEPTION,
    EXCEPTION_GROUP,
    CANCELLED_ERROR,
    TIMEOUT_ERROR,
    INVALID_STATE_ERROR,
    QUEUE_FULL,
    QUEUE_EMPTY,
    QUEUE_SHUT_DOWN,
    BROKEN_BARRIER_ERROR,
    ERROR_TYPES,
    ANY_ERROR = ERROR_TYPES /* of an `except` only */
} error_type_t;

typedef enum value_kind {
    INTEGER,
    HANDLE,
    ERROR,
    KEYWORD
} value_kind_t;

typedef struct value value_t;

/* A member of an ExceptionGroup. */
typedef struct member {
    const struct member *next;
    const char *name;
    const value_t *error;
} member_t;

struct value {
    value_kind_t kind;
    int64_t number;         /* INTEGER; HANDLE: its slot */
    const char *keyword;    /* KEYWORD: the payload of a runtime error */
    error_type_t type;      /* ERROR: the rest */
    const value_t *payload; /* may be none */
    const member_t *members;
};

const value_t *value_integer(int64_t number);
const value_t *value_handle(int64_t slot);
const value_t *value_error(error_type_t type, const value_t *payload);
/* An error of the runtime, as RuntimeError(self). */
const value_t *value_failure(error_type_t type, const char *keyword);
const value_t *value_group(const member_t *members);

bool value_is(const value_t *value, value_kind_t kind);

/* The type of a name; ERROR_TYPES if it names none. */
error_type_t error_type_of(const char *name);
/* Does `except catcher` catch errors of `type`? */
bool error_catches(error_type_t catcher, error_type_t type);

void value_print(FILE *file, const value_t *value);

#endif
