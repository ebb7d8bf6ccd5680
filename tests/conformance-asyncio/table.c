/* SPDX-License-Identifier: MIT */
/* Slots, and what is behind each. */
#include "table.h"
#include "arena.h"
#include "eval.h"
#include "trace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_HANDLES = 401 /* with that of main */
};

static object_t *objects[MAX_HANDLES];
static int64_t count;

void table_begin(void)
{
    count = 0;
}

bool table_has_room(void)
{
    if (count == MAX_HANDLES)
        trace_end("limit");
    return count < MAX_HANDLES;
}

object_t *table_add(kind_t kind, const char *name)
{
    object_t *object = arena_alloc(sizeof(*object));

    object->kind = kind;
    object->slot = count;
    object->name = name;
    objects[count++] = object;
    return object;
}

const char *table_name(const block_t *block)
{
    char text[64];
    int length =
        snprintf(text, sizeof(text), "%s@%" PRId64, block->name, count);

    return arena_text(text, (size_t)length);
}

object_t *table_at(int64_t slot)
{
    return slot < count ? objects[slot] : NULL;
}

object_t *table_operand(const frame_t *frame, atom_t atom, unsigned kinds,
                        outcome_t *outcome)
{
    const value_t *value = eval_atom(frame, atom);

    if (value_is(value, HANDLE) && (objects[value->number]->kind & kinds) != 0)
        return objects[value->number];
    *outcome = failed(TYPE_ERROR, "kind");
    return NULL;
}

coro_future_t *table_future(object_t *object)
{
    return object->kind == TASK ? coro_task_future(object->u.task)
                                : &object->u.future;
}

void table_clear(void)
{
    for (int64_t slot = 0; slot < count; slot++) {
        object_t *object = objects[slot];

        if (object->kind == GENERATOR && coro_free(object->u.gen) != 0)
            abort();
        if (object->kind == QUEUE)
            coro_queue_fini(&object->u.queue);
    }
    count = 0;
}
