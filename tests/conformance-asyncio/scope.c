/* SPDX-License-Identifier: MIT */
/* timeout and group: blocks that the library begins and ends. */
#include "arena.h"
#include "control.h"
#include "eval.h"
#include "pair.h"
#include "table.h"
#include "trace.h"

#include <stdlib.h>

/* The status with which a block is left; what stops, is cancelled. */
static int status_of(outcome_t outcome)
{
    if (outcome.how == STOPPED)
        return -ECANCELED;
    return outcome.how == RAISED ? pair_status(outcome.value) : 0;
}

outcome_t control_timeout(coro_t *self, frame_t *frame, const stmt_t *stmt,
                          const value_t *caught)
{
    coro_timeout_t nameless, *timeout = &nameless;
    outcome_t outcome;
    int64_t deadline_ns;
    int rc;

    if (!eval_deadline(self, frame, stmt->atoms[0], &deadline_ns, &outcome))
        return outcome;
    if (stmt->second != NO_VARIABLE) {
        object_t *object;

        if (!table_has_room())
            return stopped();
        object = table_add(TIMEOUT, NULL);
        timeout = &object->u.timeout;
        frame->variables[stmt->second] = value_handle(object->slot);
    }
    if (coro_timeout_begin(self, timeout, deadline_ns) != 0)
        abort();
    outcome = control_block(self, frame, stmt->body, caught);
    rc = coro_timeout_end(self, timeout, status_of(outcome));
    if (outcome.how == STOPPED || rc != -ETIMEDOUT)
        return outcome;
    return failed(TIMEOUT_ERROR, NULL);
}

/* ---- group: its errors, as the library tells them */

typedef struct failure {
    const char *name;
    const value_t *error;
    int64_t at, slot;
} failure_t;

typedef struct failures {
    const value_t *of_body;
    failure_t list[MAX_ATOMS * MAX_BLOCKS];
    int count;
} failures_t;

static object_t *object_of(const coro_task_t *task)
{
    int64_t slot = 0;

    while (table_at(slot)->kind != TASK || table_at(slot)->u.task != task)
        slot++;
    return table_at(slot);
}

static void collect(void *ctx, coro_task_t *task, int status,
                    coro_value_t payload)
{
    failures_t *failures = ctx;
    failure_t *failure = &failures->list[failures->count++];

    (void)status;
    if (task == NULL) {
        *failure = (failure_t){"body", failures->of_body, INT64_MAX, INT64_MAX};
    } else {
        const object_t *object = object_of(task);

        *failure = (failure_t){object->name, payload.ptr, object->ended_at,
                               object->slot};
    }
}

static int earlier(const void *a, const void *b)
{
    const failure_t *one = a, *other = b;

    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->slot < other->slot ? -1 : one->slot > other->slot;
}

static const value_t *exception_group(failures_t *failures)
{
    member_t *first = NULL;

    qsort(failures->list, (size_t)failures->count, sizeof(failure_t), earlier);
    for (int i = failures->count; i-- > 0;) {
        member_t *member = arena_alloc(sizeof(*member));

        member->next = first;
        member->name = failures->list[i].name;
        member->error = failures->list[i].error;
        first = member;
    }
    return value_group(first);
}

outcome_t control_group(coro_t *self, frame_t *frame, const stmt_t *stmt,
                        const value_t *caught)
{
    failures_t *failures = arena_alloc(sizeof(*failures));
    object_t *object;
    outcome_t outcome;
    int rc;

    if (!table_has_room())
        return stopped();
    object = table_add(GROUP, NULL);
    frame->variables[stmt->target] = value_handle(object->slot);
    if (coro_group_begin(self, &object->u.group) != 0)
        abort();
    coro_group_on_failure(&object->u.group, collect, failures);
    outcome = control_block(self, frame, stmt->body, caught);
    failures->of_body = outcome.value;
    rc = coro_group_end(self, &object->u.group, status_of(outcome));
    if (outcome.how == STOPPED || trace_ended())
        return stopped();
    if (failures->count > 0)
        return raised(exception_group(failures));
    if (rc != 0 && outcome.how != RAISED)
        return pair_outcome_of(stmt, rc);
    return outcome;
}
