/* SPDX-License-Identifier: MIT */
/* Task-local storage: a short list that is shared until somebody writes. */
#include "sched/locals.h"
#include "task/task.h"
#include <stdlib.h>
#include <string.h>

static coro__local_t *find(coro__locals_t *locals, const coro_local_t *key)
{
    for (size_t i = 0; locals != NULL && i < locals->count; i++)
        if (locals->entries[i].key == key)
            return &locals->entries[i];
    return NULL;
}

/* A list of the task's own, with room for one more; NULL without memory. */
static coro__locals_t *copy(const coro__locals_t *locals)
{
    size_t count = locals != NULL ? locals->count : 0;
    coro__locals_t *made =
        malloc(sizeof *made + (count + 1) * sizeof made->entries[0]);

    if (made == NULL)
        return NULL;
    made->sharers = 1;
    made->count = count;
    if (count > 0)
        memcpy(made->entries, locals->entries, count * sizeof made->entries[0]);
    return made;
}

static int set(coro_task_t *task, const coro_local_t *key, coro_value_t value)
{
    coro__local_t *entry = find(task->locals, key);

    if (entry == NULL || task->locals->sharers > 1) {
        coro__locals_t *made = copy(task->locals);

        if (made == NULL)
            return -ENOMEM;
        coro__locals_drop(task->locals);
        task->locals = made;
        entry = find(made, key);
        if (entry == NULL)
            entry = &made->entries[made->count++];
    }
    *entry = (coro__local_t){key, value};
    return 0;
}

int coro_local_set(coro_t *self, const coro_local_t *local, coro_value_t value)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    return local != NULL ? set(task, local, value) : -EINVAL;
}

int coro_local_get(coro_t *self, const coro_local_t *local, coro_value_t *out)
{
    int status;
    const coro_task_t *task = coro__task_of(self, &status);
    const coro__local_t *entry;

    if (out != NULL)
        *out = coro_none();
    if (task == NULL)
        return status;
    if (local == NULL)
        return -EINVAL;
    entry = find(task->locals, local);
    if (out != NULL)
        *out = entry != NULL ? entry->value : local->initial;
    return 0;
}
