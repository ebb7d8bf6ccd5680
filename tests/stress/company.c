/* SPDX-License-Identifier: MIT */
/* Waiting for others of the crowd: for one, for several, as a group. */
#include "world.h"

enum {
    MOST = 3 /* that one waits for at a time */
};

static coro_future_t *future_of(const record_t *record)
{
    return coro_task_future(record->task);
}

int wait_for_one(const actor_t *me)
{
    record_t *other = crowd_younger(me);
    span_t span = soon(me);
    coro_value_t value;
    int rc;

    if (other == NULL)
        return 0;
    switch (draw(me->world, 3)) {
    case 0:
        rc = coro_wait_for(me->self, future_of(other), span.until_ns, &value);
        MUST(me->world,
             rc != -ETIMEDOUT || me->world->time.now_ns >= span.until_ns);
        break;
    case 1:
        rc = coro_shield(me->self, future_of(other), &value);
        MUST(me->world, rc != -ETIMEDOUT);
        break;
    default:
        rc = coro_await(me->self, other->task, &value);
        MUST(me->world, rc != -ETIMEDOUT);
    }
    if (rc != -ECANCELED && rc != -ETIMEDOUT)
        crowd_learned(other, rc, value);
    return came(me, rc, MAY_BE_LATE | MAY_LOSE | MAY_FAIL);
}

/* ---- Several: tasks, and a promise now and then */

typedef struct several {
    coro_awaited_t list[MOST]; /* ctx: the record; NULL: the promise */
    size_t count;
    int promise; /* -1: none */
} several_t;

static void gather_up(const actor_t *me, several_t *several)
{
    *several = (several_t){.promise = -1};
    if (draw(me->world, 4) == 0) {
        several->promise = (int)draw(me->world, PROMISES);
        me->world->promises.sharers[several->promise]++;
        several->list[several->count++].future =
            &me->world->promises.futures[several->promise];
    }
    while (several->count < 1 + draw(me->world, MOST)) {
        record_t *other = crowd_younger(me);

        if (other == NULL)
            break;
        several->list[several->count++] =
            (coro_awaited_t){.future = future_of(other), .ctx = other};
    }
}

static void learned(const actor_t *me, const several_t *several,
                    const coro_awaited_t *awaited)
{
    if (awaited->ctx != NULL)
        crowd_learned(awaited->ctx, awaited->status, awaited->value);
    else
        promise_learned(me->world, several->promise, awaited->status,
                        awaited->value);
}

static void let_go(const actor_t *me, const several_t *several)
{
    if (several->promise >= 0)
        me->world->promises.sharers[several->promise]--;
}

/* A call on several came to `rc`: how many are done? */
static size_t look_at_all(const actor_t *me, const several_t *several, int rc,
                          int *failures)
{
    size_t done = 0;

    *failures = 0;
    for (size_t i = 0; i < several->count; i++) {
        const coro_awaited_t *awaited = &several->list[i];

        if (awaited->status == CORO_E_PENDING)
            continue;
        done++;
        *failures += awaited->status <= CORO_E_USER;
        if (rc != -ECANCELED)
            learned(me, several, awaited);
        else if (awaited->ctx != NULL)
            ((record_t *)awaited->ctx)->taken_may_be = true;
    }
    return done;
}

int wait_for_some(const actor_t *me)
{
    coro_wait_mode_t mode = (coro_wait_mode_t)draw(me->world, 3);
    span_t span;
    several_t several;
    size_t done;
    int rc, failures;

    gather_up(me, &several);
    span = soon(me);
    if (several.count == 0)
        return 0;
    rc = coro_wait(me->self, several.list, several.count, mode, span.until_ns);
    done = look_at_all(me, &several, rc, &failures);
    if (rc == 0)
        MUST(me->world, done == several.count ||
                            (mode == CORO_WAIT_FIRST && done > 0) ||
                            (mode == CORO_WAIT_ERROR && failures > 0));
    let_go(me, &several);
    return came_by(me, rc, 0, span);
}

int gather_in_time(const actor_t *me)
{
    const coro_awaited_t *failed = NULL;
    scope_t scope;
    several_t several;
    size_t done;
    int rc, failures;

    scope_begin(me, &scope);
    gather_up(me, &several);
    if (draw(me->world, 2))
        rc = coro_gather(me->self, several.list, several.count, &failed);
    else
        rc = coro_gather_collect(me->self, several.list, several.count);
    done = look_at_all(me, &several, rc, &failures);
    MUST(me->world, rc != 0 || done == several.count);
    MUST(me->world, failed == NULL || failed->status == rc);
    let_go(me, &several);
    came(me, rc, MAY_LOSE | MAY_FAIL);
    return scope_end(me, &scope, rc, MAY_LOSE | MAY_FAIL);
}

int take_as_completed(const actor_t *me)
{
    several_t several;
    coro_as_completed_t set;
    coro_awaited_t *next;
    span_t span;
    size_t taken = 0;
    int rc;

    gather_up(me, &several);
    rc = coro_as_completed_begin(me->self, &set, several.list, several.count);
    MUST(me->world, rc == 0);
    do {
        span = soon(me);
        rc = coro_as_completed_next(me->self, &set, span.until_ns, &next);
        if (rc != 0)
            break;
        taken++;
        learned(me, &several, next);
        came(me, 0, 0);
    } while (draw(me->world, 10) > 0);
    MUST(me->world, (rc == CORO_DONE) == (rc > 0 && taken == several.count));
    coro_as_completed_end(&set);
    let_go(me, &several);
    return came_by(me, rc == CORO_DONE ? 0 : rc, 0, span);
}

/* ---- A group */

static void failed(void *ctx, coro_task_t *task, int status,
                   coro_value_t payload)
{
    if (task != NULL)
        crowd_learned(payload.ptr, status, payload);
    ++*(int *)ctx;
}

/* All are over: how many have failed? */
static int look_at_children(const actor_t *me, record_t *const *children,
                            unsigned count, bool are_told)
{
    int failures = 0;

    for (unsigned i = 0; i < count; i++) {
        if (children[i] == NULL)
            continue;
        MUST(me->world, children[i]->started == children[i]->returned);
        if (children[i]->said != CORO_E_USER)
            continue;
        failures++;
        MUST(me->world, !are_told || children[i]->taken);
        children[i]->taken_may_be = true;
    }
    return failures;
}

static int run_group(const actor_t *me, int steps)
{
    record_t *children[MOST];
    unsigned count = draw(me->world, MOST + 1);
    bool are_told = draw(me->world, 2);
    int rc, failures = 0, told = 0;
    coro_group_t group;

    MUST(me->world, coro_group_begin(me->self, &group) == 0);
    if (are_told)
        coro_group_on_failure(&group, failed, &told);
    for (unsigned i = 0; i < count; i++)
        children[i] = crowd_spawn(me->world, me->record, steps, &group);
    rc = draw(me->world, 2) ? pause_a_while(me) : 0;
    if (rc == 0 && draw(me->world, 8) == 0)
        rc = CORO_E_USER - 2;
    rc = coro_group_end(me->self, &group, rc);
    failures = look_at_children(me, children, count, are_told);
    MUST(me->world, (failures > 0) == (rc == CORO_E_USER));
    MUST(me->world, !are_told || told >= failures);
    MUST(me->world, coro_group_end(me->self, &group, 0) == CORO_E_FINISHED);
    return came(me, rc, MAY_FAIL);
}

/* Half of them in a scope, the end of which is moved now and then. */
int be_a_group(const actor_t *me)
{
    int steps = me->record->steps / 4;
    scope_t scope;

    if (steps == 0 || draw(me->world, 2))
        return steps > 0 ? run_group(me, steps) : pause_a_while(me);
    scope_begin(me, &scope);
    if (draw(me->world, 4) == 0) {
        scope.until_ns = soon(me).until_ns;
        MUST(me->world,
             coro_timeout_reschedule(&scope.timeout, scope.until_ns) == 0);
    }
    return scope_end(me, &scope, run_group(me, steps), MAY_FAIL);
}
