/* SPDX-License-Identifier: MIT */
/*
 * Groups: tasks that end before a body goes on. A child has in its record what
 * the group needs of it, and is held until its end is noted; one that failed,
 * until the failure is told.
 */
#include "base/personality.h"
#include "generator/generator.h"
#include "task/task.h"

/* The wait for the children; on the stack of the task. */
typedef struct closing {
    coro__wait_t wait;
    const coro_group_t *group;
} closing_t;

static const void *group_of(const coro__wait_t *wait, const char **name)
{
    (void)name;
    return CORO__OWNER(const closing_t, wait, wait)->group;
}

static const coro__wait_kind_t kind = {.name = "group", .object = group_of};

static coro_task_t *child_at(coro__place_t *place)
{
    return CORO__OWNER(coro_task_t, sibling, place);
}

/* Ask all children to stop. */
static void abort_group(coro_group_t *group)
{
    coro__place_t *place;

    group->aborting = true;
    for (place = group->children.first; place != NULL; place = place->next)
        coro__task_cancel(child_at(place));
}

static void note_failure(coro_group_t *group, coro_task_t *child)
{
    coro__line_join(&group->failed, &child->sibling);
    if (group->aborting)
        return;
    abort_group(group);
    group->asked_parent = true;
    coro__task_cancel(group->parent);
}

static void note_end(coro_awaited_t *end)
{
    coro_group_t *group = end->owner;
    coro_task_t *child = end->held;

    coro__line_leave(&child->sibling);
    if (group->children.first == NULL && group->waiting != NULL)
        coro__wait_wake(group->waiting);
    if (end->status < 0 && end->status != CORO_E_AWAITED_CANCELLED)
        note_failure(group, child);
    else
        coro__future_unwatch(end);
}

int coro_group_begin(coro_t *self, coro_group_t *group)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);

    if (task == NULL)
        return status;
    if (group == NULL)
        return -EINVAL;
    *group = (coro_group_t){.parent = task};
    return 0;
}

/* ---- Making children */

/* Why the group takes no more; 0 if it does. */
static int refusal(const coro_group_t *group)
{
    if (group == NULL)
        return -EINVAL;
    if (group->ending && group->children.first == NULL)
        return CORO_E_FINISHED;
    return group->aborting ? CORO_E_SHUTDOWN : 0;
}

static coro_task_t *adopt(coro_group_t *group, coro_task_t *child,
                          const void *made_at)
{
    if (child == NULL)
        return NULL;
    child->made_at = made_at;
    coro__set_made_from(child->gen, made_at);
    child->end = (coro_awaited_t){.future = &child->future,
                                  .done = note_end,
                                  .owner = group,
                                  .sched = child->sched};
    coro__future_watch(&child->end);
    coro__line_join(&group->children, &child->sibling);
    return child;
}

CORO__NOTES_CALLER coro_task_t *
coro__group_spawn(coro_group_t *group, coro_fn_t *fn, coro_value_t arg,
                  const coro_options_t *options, size_t options_size)
{
    int refused = refusal(group);

    if (refused != 0) {
        errno = -refused;
        return NULL;
    }
    return adopt(
        group,
        coro__spawn(group->parent->sched, fn, arg, options, options_size),
        __builtin_return_address(0));
}

CORO__NOTES_CALLER coro_task_t *
coro__group_spawn_copy(coro_group_t *group, coro_fn_t *fn, const void *args,
                       size_t size, const coro_options_t *options,
                       size_t options_size)
{
    int refused = refusal(group);

    if (refused != 0) {
        errno = -refused;
        return NULL;
    }
    return adopt(group,
                 coro__spawn_copy(group->parent->sched, fn, args, size, options,
                                  options_size),
                 __builtin_return_address(0));
}

/* ---- The end */

int coro_group_on_failure(coro_group_t *group,
                          void (*fn)(void *ctx, coro_task_t *task, int status,
                                     coro_value_t payload),
                          void *ctx)
{
    if (group == NULL)
        return -EINVAL;
    group->on_failure = fn;
    group->ctx = ctx;
    return 0;
}

/* Wait for all children; `rc`, or -ECANCELED if a request to stop came. */
static int wait_for_children(coro_task_t *task, coro_group_t *group, int rc)
{
    while (group->children.first != NULL) {
        closing_t closing = {.wait.kind = &kind, .group = group};
        int status;

        group->waiting = &closing.wait;
        status = coro__wait_park(task, &closing.wait, CORO_TASK_AWAITING,
                                 CORO_NEVER);
        group->waiting = NULL;
        if ((coro__wait_told(task) || status < 0) && !group->aborting) {
            abort_group(group);
            rc = -ECANCELED;
        }
    }
    return rc;
}

/* Tell of a failure; the first one is also what coro_group_end returns. */
static void tell(coro_group_t *group, coro_task_t *child, coro__pair_t failure,
                 coro__pair_t *first)
{
    bool is_first = first->status == 0;

    if (is_first)
        *first = failure;
    if (group->on_failure != NULL) {
        group->on_failure(group->ctx, child, failure.status, failure.value);
        CORO__STOP_EXCEPTIONS();
    } else if (child == NULL && !is_first) {
        coro__unraisable(group->parent->name, failure.status, failure.value);
    }
    if (child != NULL && (is_first || group->on_failure != NULL))
        coro__future_taken(&child->end);
}

/* Tell of all failures, of the body's last, and let go of who failed. */
static coro__pair_t tell_all(coro_group_t *group, coro__pair_t body)
{
    coro__pair_t first = {0, coro_none()};
    coro__place_t *place;

    while ((place = coro__line_take(&group->failed)) != NULL) {
        coro_task_t *child = child_at(place);

        tell(group, child, (coro__pair_t){child->end.status, child->end.value},
             &first);
        coro__future_unwatch(&child->end);
    }
    if (body.status < 0 && !coro__is_cancelled(body.status))
        tell(group, NULL, body, &first);
    return first;
}

/* What leaves, once all children have ended. */
static int outcome(coro_t *self, coro_task_t *task, coro_group_t *group,
                   coro__pair_t body, int stopped)
{
    bool children_failed = group->failed.first != NULL;
    coro__pair_t first;

    if (group->asked_parent)
        coro__task_uncancel(task);
    if (coro__is_cancelled(stopped) && !children_failed)
        return coro__deliver(self, stopped,
                             stopped == body.status ? body.value : coro_none());
    first = tell_all(group, body);
    if (first.status != 0 && task->cancels > 0)
        coro__task_tell(task);
    if (!children_failed)
        first = body;
    return first.status < 0 ? coro__deliver(self, first.status, first.value)
                            : first.status;
}

int coro_group_end(coro_t *self, coro_group_t *group, int rc)
{
    int status;
    coro_task_t *task = coro__task_of(self, &status);
    coro__pair_t body;

    if (task == NULL)
        return status;
    if (group == NULL)
        return -EINVAL;
    if (group->parent != task)
        return CORO_E_NOT_CURRENT;
    if (group->ending)
        return CORO_E_FINISHED;
    group->ending = true;
    if (rc != 0 && !group->aborting)
        abort_group(group);
    body = (coro__pair_t){rc, coro__payload(self, rc)}; /* before we wait */
    return outcome(self, task, group, body, wait_for_children(task, group, rc));
}
