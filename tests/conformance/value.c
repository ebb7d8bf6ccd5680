/* SPDX-License-Identifier: MIT */
/* Making values, naming them, and the tree of error types. */
#include "value.h"
#include "arena.h"

#include <inttypes.h>
#include <string.h>

/* Each type and what lies directly above it in the tree. */
static const struct {
    const char *name;
    error_type_t above;
} types[ERROR_TYPES] = {
    [VALUE_ERROR] = {"ValueError", EXCEPTION},
    [TYPE_ERROR] = {"TypeError", EXCEPTION},
    [LOOKUP_ERROR] = {"LookupError", EXCEPTION},
    [KEY_ERROR] = {"KeyError", LOOKUP_ERROR},
    [RUNTIME_ERROR] = {"RuntimeError", EXCEPTION},
    [STOP_ITERATION] = {"StopIteration", EXCEPTION},
    [GENERATOR_EXIT] = {"GeneratorExit", ANY_ERROR},
    [EXCEPTION] = {"Exception", ANY_ERROR},
};

static value_t *make(value_kind_t kind)
{
    value_t *value = arena_alloc(sizeof(*value));

    value->kind = kind;
    return value;
}

const value_t *value_integer(int64_t number)
{
    value_t *value = make(INTEGER);

    value->number = number;
    return value;
}

const value_t *value_handle(int64_t slot)
{
    value_t *value = make(HANDLE);

    value->number = slot;
    return value;
}

const value_t *value_error(error_type_t type, const value_t *payload)
{
    value_t *value = make(ERROR);

    value->type = type;
    value->payload = payload;
    return value;
}

const value_t *value_failure(error_type_t type, const char *keyword,
                             const value_t *cause)
{
    value_t *error = make(ERROR), *payload = make(KEYWORD);

    payload->keyword = keyword;
    error->type = type;
    error->payload = payload;
    error->cause = cause;
    return error;
}

bool value_is(const value_t *value, value_kind_t kind)
{
    return value != NULL && value->kind == kind;
}

error_type_t error_type_of(const char *name)
{
    error_type_t type = 0;

    while (type < ERROR_TYPES && strcmp(types[type].name, name) != 0)
        type++;
    return type;
}

bool error_catches(error_type_t catcher, error_type_t type)
{
    while (type != catcher && type != ANY_ERROR)
        type = types[type].above;
    return type == catcher;
}

void value_print(FILE *file, const value_t *value)
{
    if (value == NULL) {
        fputs("none", file);
        return;
    }
    switch (value->kind) {
    case INTEGER:
        fprintf(file, "%" PRId64, value->number);
        break;
    case HANDLE:
        fprintf(file, "@%" PRId64, value->number);
        break;
    case KEYWORD:
        fputs(value->keyword, file);
        break;
    case ERROR:
        fprintf(file, "%s(", types[value->type].name);
        if (value->payload != NULL)
            value_print(file, value->payload);
        fputc(')', file);
        break;
    }
}
