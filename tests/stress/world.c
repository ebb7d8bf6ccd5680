/* SPDX-License-Identifier: MIT */
/* See world.h. */
#include "world.h"

#include "office.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_broken(const world_t *world, const char *what, const char *file,
                  int line)
{
    fprintf(stderr, "stress: seed %" PRIu64 ", operation %ld: %s:%d: not %s\n",
            world->seed, world->operations, file, line, what);
    abort();
}

unsigned draw(world_t *world, unsigned below)
{
    uint64_t state = world->draws;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    world->draws = state;
    return (unsigned)(state >> 33) % below;
}

/* Now and then a deadline that has passed. */
span_t soon(const actor_t *me)
{
    int64_t now = me->world->time.now_ns;

    if (draw(me->world, 20) == 0)
        return (span_t){now, now - 1};
    return (span_t){now, now + CORO_US(1 + draw(me->world, 300))};
}

static bool is_allowed(int rc, unsigned may)
{
    switch (rc) {
    case 0:
    case -ECANCELED:
        return true;
    case -ETIMEDOUT:
        return may & MAY_BE_LATE;
    case CORO_E_AWAITED_CANCELLED:
        return may & MAY_LOSE;
    case CORO_E_USER:
    case CORO_E_USER - 1:
    case CORO_E_USER - 2:
        return may & MAY_FAIL;
    case CORO_E_BROKEN:
        return may & MAY_BREAK;
    case -EBADF:
    case CORO_E_SHUTDOWN:
        return may & MAY_CLOSE;
    default:
        return false;
    }
}

/* After Fowler, Noll and Vo; eight bytes at a time. */
static uint64_t mixed(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x100000001b3;
    return hash ^ hash >> 29;
}

int came(const actor_t *me, int rc, unsigned may)
{
    world_t *world = me->world;

    world->operations++;
    world->hash = mixed(world->hash, (uint64_t)rc);
    world->hash = mixed(world->hash, (uint64_t)world->time.now_ns);
    world->hash = mixed(world->hash, me->record->age);
    if (!is_allowed(rc, may))
        fprintf(stderr, "stress: an operation gave %d\n", rc);
    MUST(world, is_allowed(rc, may));
    return rc;
}

int came_by(const actor_t *me, int rc, unsigned may, span_t span)
{
    int64_t at = span.until_ns > span.began_ns ? span.until_ns : span.began_ns;

    MUST(me->world, rc != -ETIMEDOUT || me->world->time.now_ns == at);
    return came(me, rc, may | MAY_BE_LATE);
}

static int sleep_a_while(const actor_t *me)
{
    int64_t ns = CORO_US(draw(me->world, 100)), now = me->world->time.now_ns;
    int rc = coro_sleep(me->self, ns);

    MUST(me->world, rc != 0 || me->world->time.now_ns == now + ns);
    return rc;
}

int pause_a_while(const actor_t *me)
{
    return came(
        me, draw(me->world, 2) ? coro_sched_yield(me->self) : sleep_a_while(me),
        0);
}

void scope_begin(const actor_t *me, scope_t *scope)
{
    scope->until_ns = soon(me).until_ns;
    scope->cancels = coro_task_cancelling(coro_task_current(me->self));
    MUST(me->world,
         coro_timeout_begin(me->self, &scope->timeout, scope->until_ns) == 0);
}

int scope_end(const actor_t *me, scope_t *scope, int rc, unsigned may)
{
    rc = coro_timeout_end(me->self, &scope->timeout, rc);
    if (rc == -ETIMEDOUT) {
        MUST(me->world, coro_timeout_expired(&scope->timeout));
        MUST(me->world, me->world->time.now_ns >= scope->until_ns);
        MUST(me->world, coro_task_cancelling(coro_task_current(me->self)) <=
                            scope->cancels);
    }
    return came(me, rc, may | MAY_BE_LATE);
}

/* ---- The clock, which jumps when nobody is ready */

static int64_t now(void *ctx)
{
    const world_t *world = ctx;

    return world->time.now_ns;
}

static int jump(void *ctx, int64_t deadline_ns)
{
    world_t *world = ctx;
    coro_clock_t clock = coro_virtual_clock(&world->time);

    locks_idle(world);
    items_idle(world);
    promises_idle(world);
    pipes_idle(world);
    crowd_idle(world);
    return clock.wait_until(clock.ctx, deadline_ns);
}

void world_see(void *ctx, coro_task_t *task)
{
    (void)ctx;
    (void)task;
}

/* ---- Begin and end */

void world_begin(world_t *world, uint64_t seed)
{
    const coro_sched_options_t options = {
        .clock = {now, jump, world}, .shuffle_seed = seed % 2 == 0 ? seed : 0};

    world->seed = seed;
    world->draws = seed * 0x9e3779b97f4a7c15;
    world->hash = 0xcbf29ce484222325;
    world->sched = coro_sched_new(&options);
    MUST(world, world->sched != NULL);
    locks_begin(world);
    items_begin(world);
    promises_begin(world);
    pipes_begin(world);
    streams_begin(world);
    office_begin(world);
    crowd_begin(world);
}

static int awaits(coro_t *self, coro_value_t arg)
{
    coro_task_t **other = arg.ptr;

    return coro_await(self, *other, NULL);
}

/* Two that wait for each other are found, and told apart from the rest. */
static void plant_deadlock(const world_t *world)
{
    coro_task_t *a, *b;

    a = coro_spawn(world->sched, awaits, coro_ptr(&b), NULL);
    b = coro_spawn(world->sched, awaits, coro_ptr(&a), NULL);
    MUST(world, a != NULL && b != NULL);
    MUST(world, coro_sched_run(world->sched) == CORO_E_DEADLOCK);
    MUST(world, coro_task_awaiting(a) == b);
    coro_task_cancel(a);
    MUST(world, coro_sched_run(world->sched) == 0);
    coro_task_release(a);
    coro_task_release(b);
}

void world_end(world_t *world)
{
    office_end(world);
    plant_deadlock(world);
    streams_end(world);
    locks_end(world);
    promises_end(world);
    pipes_end(world);
    items_end(world); /* also those that were in pipes */
    crowd_end(world);
}
