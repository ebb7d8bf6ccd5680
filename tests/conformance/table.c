/* SPDX-License-Identifier: MIT */
/* The handle table. It owns what `new` makes. */
#include "table.h"
#include "arena.h"
#include "eval.h"
#include "exec.h"
#include "limit.h"

#include <stdlib.h>

enum {
    MOST_SLOTS = 400,       /* more generators than that a limit forbids */
    STACK_SIZE = 256 * 1024 /* blocks nest, and are executed recursively */
};

static coro_t *slots[MOST_SLOTS + 1]; /* number 0 is unused */
static int last_slot;

/* The frame that a new body starts with. */
static frame_t *arguments(const frame_t *caller, const stmt_t *stmt,
                          const value_t *self, size_t *size)
{
    const gen_t *gen = stmt->callee;
    frame_t *frame;

    *size =
        sizeof(*frame) + (size_t)gen->scope.count * sizeof(frame->variables[0]);
    frame = arena_alloc(*size);
    frame->gen = gen;
    frame->self = self;
    for (int i = 0; i < gen->parameters; i++)
        frame->variables[i] = eval_atom(caller, stmt->arguments[i]);
    return frame;
}

coro_t *table_make(const frame_t *frame, const stmt_t *stmt,
                   const value_t *self)
{
    coro_options_t options = {.stack_size = STACK_SIZE,
                              .name = stmt->callee->name};
    const frame_t *fresh;
    size_t size;
    coro_t *gen;

    if (!limit_generator())
        return NULL;
    fresh = arguments(frame, stmt, self, &size);
    gen = coro_new_copy(exec_body, fresh, size, &options);
    if (gen == NULL) {
        perror("coro_new_copy");
        exit(4);
    }
    return gen;
}

outcome_t table_new(const frame_t *frame, const stmt_t *stmt)
{
    const value_t *handle = value_handle(last_slot + 1);
    coro_t *gen = table_make(frame, stmt, handle);

    if (gen == NULL)
        return (outcome_t){STOPPED, NULL};
    slots[++last_slot] = gen;
    return (outcome_t){WENT_ON, handle};
}

static outcome_t failure(error_type_t type, const char *keyword)
{
    return (outcome_t){RAISED, value_failure(type, keyword, NULL)};
}

coro_t *table_get(const value_t *handle, outcome_t *outcome)
{
    coro_t *gen = NULL;

    if (!value_is(handle, HANDLE))
        *outcome = failure(TYPE_ERROR, "nogen");
    else if ((gen = slots[handle->number]) == NULL)
        *outcome = failure(VALUE_ERROR, "dropped");
    return gen;
}

/* Free what a slot holds, empty while that runs; false: it is busy. */
static bool drop(int64_t slot)
{
    coro_t *gen = slots[slot];
    int status;

    slots[slot] = NULL;
    status = coro_free(gen);
    if (status == 0)
        return true;
    if (status != CORO_E_RUNNING) {
        fprintf(stderr, "coro_free: %s\n", coro_strerror(status));
        exit(4);
    }
    slots[slot] = gen;
    return false;
}

outcome_t table_delete(const value_t *handle)
{
    outcome_t outcome = {WENT_ON, NULL};

    if (table_get(handle, &outcome) != NULL && !drop(handle->number))
        outcome = failure(VALUE_ERROR, "busy");
    return outcome;
}

void table_clear(void)
{
    int slot = 1;

    while (slot <= last_slot)
        if (slots[slot] != NULL && drop(slot))
            slot = 1; /* its end may have freed, or made, earlier ones */
        else
            slot++;
    for (; last_slot > 0; last_slot--)
        if (slots[last_slot] != NULL) {
            fprintf(stderr, "@%d is busy for ever\n", last_slot);
            exit(4);
        }
}
