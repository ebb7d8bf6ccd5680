/* SPDX-License-Identifier: MIT */
/*
 * The crowd: what its tasks do, and the records of how they fared. Each ends
 * once, as its body said or because it was asked to stop; each failure is
 * taken by somebody, or told to the hook.
 */
#include "world.h"

#include "office.h"
#include <stdlib.h>

enum {
    ROOTS = 120, /* tasks at the beginning */
    STEPS = 30,  /* that one of them takes */
    HALVES = 4   /* its children take so much less */
};

/* ---- Records */

void crowd_learned(record_t *record, int rc, coro_value_t value)
{
    const world_t *world = record->world;

    if (rc == CORO_E_AWAITED_CANCELLED) {
        MUST(world, !record->started || record->returned);
        MUST(world, record->said == 0 || record->said == -ECANCELED);
        if (record->said == 0 && record->task != NULL) /* nor ran, or told */
            MUST(world, coro_task_cancelling(record->task) > 0);
        return;
    }
    MUST(world, rc == 0 || rc == CORO_E_USER);
    MUST(world, record->returned && record->said == rc);
    MUST(world, value.ptr == record);
    record->taken = true;
}

static void ended(coro_awaited_t *end)
{
    record_t *record = end->ctx;

    MUST(record->world, record->ends++ == 0);
    crowd_learned(record, end->status, end->value);
}

static void told(void *ctx, const char *name, int status, coro_value_t payload)
{
    record_t *record = payload.ptr;

    (void)ctx;
    (void)name;
    if (status != CORO_E_USER) /* a future's */
        return;
    MUST(record->world, record->returned && record->said == CORO_E_USER);
    MUST(record->world, !record->taken && !record->told);
    record->told = true;
}

static void let_go(record_t *record)
{
    if (record != NULL && record->task != NULL)
        coro_task_release(record->task);
    if (record != NULL)
        record->task = NULL;
}

/* ---- Bodies */

static int check_local(const actor_t *me)
{
    coro_value_t value;

    MUST(me->world, coro_local_get(me->self, &me->world->local, &value) == 0);
    MUST(me->world, value.i64 == me->record->local);
    if (draw(me->world, 2) == 0) {
        me->record->local = draw(me->world, 1000);
        MUST(me->world, coro_local_set(me->self, &me->world->local,
                                       coro_int(me->record->local)) == 0);
    }
    return came(me, 0, 0);
}

/* Half of the requests to stop are obeyed; now and then a body fails. */
static int live(coro_t *self, coro_value_t arg)
{
    record_t *record = arg.ptr;
    const actor_t me = {record->world, self, record};
    int said = 0;

    MUST(me.world, !record->started);
    record->started = true;
    check_local(&me);
    for (int i = 0; i < record->steps && said == 0; i++)
        if (act(&me) == -ECANCELED && draw(me.world, 2) == 0)
            said = -ECANCELED;
    if (said == 0 && draw(me.world, 10) == 0)
        said = CORO_E_USER;
    record->said = said;
    record->returned = true;
    if (said == CORO_E_USER)
        return coro_fail(self, said, coro_ptr(record));
    return said == 0 ? coro_return(self, coro_ptr(record)) : said;
}

/* Some are let go of at once, some watched, some known to others. */
static void put_among_others(world_t *world, record_t *record)
{
    unsigned slot = draw(world, SLOTS);

    if (draw(world, 2)) {
        record->watched = true;
        record->end = (coro_awaited_t){.future = coro_task_future(record->task),
                                       .ctx = record};
        MUST(world,
             coro_future_on_done(world->sched, &record->end, ended) == 0);
    }
    if (draw(world, 4) == 0) {
        let_go(record);
    } else {
        let_go(world->crowd.slots[slot]);
        world->crowd.slots[slot] = record;
    }
}

record_t *crowd_spawn(world_t *world, const record_t *parent, int steps,
                      coro_group_t *group)
{
    record_t *record = calloc(1, sizeof *record);

    MUST(world, record != NULL);
    record->world = world;
    record->steps = steps;
    record->local = parent != NULL ? parent->local : 0;
    record->age = ++world->crowd.youngest;
    record->task = group != NULL
                       ? coro_group_spawn(group, live, coro_ptr(record), NULL)
                       : coro_spawn(world->sched, live, coro_ptr(record), NULL);
    if (record->task == NULL) {
        MUST(world, group != NULL && errno == -CORO_E_SHUTDOWN);
        free(record);
        return NULL;
    }
    record->next = world->crowd.records;
    world->crowd.records = record;
    put_among_others(world, record);
    return record;
}

record_t *crowd_younger(const actor_t *me)
{
    record_t *record = me->world->crowd.slots[draw(me->world, SLOTS)];

    if (record == NULL || record->task == NULL ||
        record->age <= me->record->age)
        return NULL;
    return record;
}

/* ---- What they do to each other */

static int have_children(const actor_t *me)
{
    int steps = me->record->steps / HALVES;

    if (steps == 0)
        return 0;
    crowd_spawn(me->world, me->record, steps, NULL);
    return came(me, 0, 0);
}

static int cancel_one(const actor_t *me)
{
    record_t *record = me->world->crowd.slots[draw(me->world, SLOTS)];
    bool is_over;
    unsigned before;

    if (record == NULL || record->task == NULL)
        return 0;
    is_over = coro_task_state(record->task) == CORO_TASK_ENDED;
    before = coro_task_cancelling(record->task);
    MUST(me->world,
         coro_task_cancel(record->task) == (is_over ? CORO_E_FINISHED : 0));
    MUST(me->world,
         is_over || coro_task_cancelling(record->task) == before + 1);
    if (!is_over && draw(me->world, 3) == 0)
        coro_task_uncancel(record->task);
    return came(me, 0, 0);
}

static int look_at_one(const actor_t *me)
{
    record_t *record = me->world->crowd.slots[draw(me->world, SLOTS)];
    coro_value_t value;
    int rc;

    if (record == NULL || record->task == NULL)
        return 0;
    rc = coro_task_result(record->task, &value);
    if (rc == CORO_E_PENDING)
        MUST(me->world, coro_task_state(record->task) != CORO_TASK_ENDED);
    else
        crowd_learned(record, rc, value);
    return came(me, 0, 0);
}

int act(const actor_t *me)
{
    static int (*const ways[])(const actor_t *me) = {
        use_mutex,      use_mutex,    use_semaphore,     use_event,
        use_barrier,    use_queue,    use_queue,         use_channel,
        use_channel,    use_pipe,     use_pipe,          use_promise,
        use_stream,     use_stream,   have_children,     cancel_one,
        cancel_one,     look_at_one,  wait_for_one,      wait_for_some,
        gather_in_time, be_a_group,   take_as_completed, check_local,
        be_alone,       hand_over,    fail_together,     wait_for_siblings,
        use_post,       pause_a_while};

    return ways[draw(me->world, sizeof ways / sizeof ways[0])](me);
}

/* ---- Begin and end */

void crowd_begin(world_t *world)
{
    coro_set_unraisable_hook(told, NULL);
    for (int i = 0; i < ROOTS; i++)
        crowd_spawn(world, NULL, STEPS, NULL);
}

static void see_idle(void *ctx, coro_task_t *task)
{
    const world_t *world = ctx;
    coro_task_t *other = coro_task_awaiting(task);

    MUST(world, coro_task_state(task) != CORO_TASK_READY);
    MUST(world, other == NULL || coro_task_state(other) != CORO_TASK_ENDED);
}

void crowd_idle(world_t *world)
{
    coro_sched_each(world->sched, see_idle, world);
}

void crowd_end(world_t *world)
{
    crowd_t *crowd = &world->crowd;
    record_t *record;

    for (int i = 0; i < SLOTS; i++)
        let_go(crowd->slots[i]);
    MUST(world, coro_sched_free(world->sched) == 0);
    while ((record = crowd->records) != NULL) {
        crowd->records = record->next;
        MUST(world, record->started == record->returned);
        MUST(world, record->ends == record->watched);
        MUST(world, record->said != CORO_E_USER || record->taken ||
                        record->told || record->taken_may_be);
        free(record);
    }
}
