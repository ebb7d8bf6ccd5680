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
    [STOP_ASYNC_ITERATION] = {"StopAsyncIteration", EXCEPTION},
    [GENERATOR_EXIT] = {"GeneratorExit", ANY_ERROR},
    [EXCEPTION] = {"Exception", ANY_ERROR},
    [EXCEPTION_GROUP] = {"ExceptionGroup", EXCEPTION},
    [CANCELLED_ERROR] = {"CancelledError", ANY_ERROR},
    [TIMEOUT_ERROR] = {"TimeoutError", EXCEPTION},
    [INVALID_STATE_ERROR] = {"InvalidStateError", EXCEPTION},
    [QUEUE_FULL] = {"QueueFull", EXCEPTION},
    [QUEUE_EMPTY] = {"QueueEmpty", EXCEPTION},
    [QUEUE_SHUT_DOWN] = {"QueueShutDown", EXCEPTION},
    [BROKEN_BARRIER_ERROR] = {"BrokenBarrierError", RUNTIME_ERROR},
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

const value_t *value_failure(error_type_t type, const char *keyword)
{
    value_t *payload = NULL;

    if (keyword != NULL) {
        payload = make(KEYWORD);
        payload->keyword = keyword;
    }
    return value_error(type, payload);
}

const value_t *value_group(const member_t *members)
{
    value_t *value = make(ERROR);

    value->type = EXCEPTION_GROUP;
    value->members = members;
    return value;
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

static void error_print(FILE *file, const value_t *error)
{
    fprintf(file, "%s(", types[error->type].name);
    if (error->payload != NULL)
        value_print(file, error->payload);
    for (const member_t *member = error->members; member != NULL;
         member = member->next) {
        fprintf(file, "%s:", member->name);
        value_print(file, member->error);
        if (member->next != NULL)
            fputc(',', file);
    }
    fputc(')', file);
}

void value_print(FILE *file, const value_t *value)
{
    if (value == NULL)
        fputs("none", file);
    else if (value->kind == INTEGER)
        fprintf(file, "%" PRId64, value->number);
    else if (value->kind == HANDLE)
        fprintf(file, "@%" PRId64, value->number);
    else if (value->kind == KEYWORD)
        fputs(value->keyword, file);
    else
        error_print(file, value);
}
