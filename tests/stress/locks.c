/* SPDX-License-Identifier: MIT */
/* Mutexes, conditions, semaphores, events, barriers. */
#include "world.h"

enum {
    UNITS = 3,
    PARTIES = 3
};

void locks_begin(world_t *world)
{
    locks_t *locks = &world->locks;

    for (int i = 0; i < KINDS; i++) {
        locks->conditions[i] =
            (coro_condition_t)CORO_CONDITION_INIT(&locks->mutexes[i]);
        locks->semaphores[i] =
            (coro_semaphore_t)CORO_SEMAPHORE_INIT_BOUNDED(UNITS);
        locks->barriers[i] = (coro_barrier_t)CORO_BARRIER_INIT(PARTIES);
    }
}

void locks_idle(const world_t *world)
{
    const locks_t *locks = &world->locks;

    for (int i = 0; i < KINDS; i++) {
        const coro_barrier_t *barrier = &locks->barriers[i];

        MUST(world,
             locks->mutexes[i].locked || locks->mutexes[i].line.first == NULL);
        MUST(world, locks->semaphores[i].count == 0 ||
                        locks->semaphores[i].line.first == NULL);
        MUST(world,
             !locks->events[i].is_set || locks->events[i].line.first == NULL);
        MUST(world, barrier->outside.first == NULL);
        MUST(world, barrier->count < PARTIES);
        MUST(world, (barrier->count == 0) == (barrier->inside.first == NULL));
    }
}

void locks_end(world_t *world)
{
    locks_t *locks = &world->locks;

    for (int i = 0; i < KINDS; i++) {
        MUST(world, coro_mutex_try_lock(&locks->mutexes[i]) == 0);
        MUST(world, locks->conditions[i].line.first == NULL);
        for (int unit = 0; unit < UNITS; unit++)
            MUST(world, coro_semaphore_try_acquire(&locks->semaphores[i]) == 0);
        MUST(world, coro_semaphore_is_locked(&locks->semaphores[i]));
        MUST(world, coro_barrier_waiting(&locks->barriers[i]) == 0);
    }
}

/* ---- Mutexes and conditions */

static int lock(const actor_t *me, coro_mutex_t *mutex)
{
    span_t span = soon(me);

    if (draw(me->world, 8) == 0)
        return coro_mutex_try_lock(mutex) == 0 ? 0 : -ETIMEDOUT;
    return came_by(me, coro_mutex_lock_until(me->self, mutex, span.until_ns), 0,
                   span);
}

/* Wait to be notified; somebody else may have the mutex meanwhile. */
static int wait_in_condition(const actor_t *me, unsigned i)
{
    locks_t *locks = &me->world->locks;
    span_t span = soon(me);
    int rc;

    locks->holders[i]--;
    rc = coro_condition_wait_until(me->self, &locks->conditions[i],
                                   span.until_ns);
    MUST(me->world,
         rc != -ETIMEDOUT || me->world->time.now_ns >= span.until_ns);
    MUST(me->world, locks->holders[i]++ == 0);
    return came(me, rc, MAY_BE_LATE);
}

int use_mutex(const actor_t *me)
{
    world_t *world = me->world;
    locks_t *locks = &world->locks;
    unsigned i = draw(world, KINDS);
    int rc = lock(me, &locks->mutexes[i]);

    if (rc != 0)
        return rc;
    MUST(world, locks->holders[i]++ == 0);
    rc = pause_a_while(me);
    if (rc == 0 && draw(world, 2) == 0)
        rc = wait_in_condition(me, i);
    if (draw(world, 2) == 0)
        MUST(world,
             coro_condition_notify(&locks->conditions[i], draw(world, 3)) == 0);
    MUST(world, --locks->holders[i] == 0);
    MUST(world, coro_mutex_unlock(&locks->mutexes[i]) == 0);
    return rc;
}

/* ---- The others */

int use_semaphore(const actor_t *me)
{
    locks_t *locks = &me->world->locks;
    unsigned i = draw(me->world, KINDS);
    coro_semaphore_t *semaphore = &locks->semaphores[i];
    span_t span = soon(me);
    int rc = came_by(
        me, coro_semaphore_acquire_until(me->self, semaphore, span.until_ns), 0,
        span);

    if (rc != 0)
        return rc;
    MUST(me->world, ++locks->units_taken[i] <= UNITS);
    rc = pause_a_while(me);
    locks->units_taken[i]--;
    MUST(me->world, coro_semaphore_release(semaphore) == 0);
    return rc;
}

int use_event(const actor_t *me)
{
    coro_event_t *event = &me->world->locks.events[draw(me->world, KINDS)];
    span_t span = soon(me);

    if (draw(me->world, 3) == 0)
        return came(me, coro_event_set(event), 0);
    if (draw(me->world, 3) == 0)
        return came(me, coro_event_clear(event), 0);
    return came_by(me, coro_event_wait_until(me->self, event, span.until_ns), 0,
                   span);
}

int use_barrier(const actor_t *me)
{
    coro_barrier_t *barrier =
        &me->world->locks.barriers[draw(me->world, KINDS)];
    span_t span = soon(me);
    size_t index = PARTIES;
    int rc = coro_barrier_wait_until(me->self, barrier, span.until_ns, &index);

    MUST(me->world, rc != 0 || index < PARTIES);
    if (draw(me->world, 20) == 0)
        coro_barrier_abort(barrier);
    if (coro_barrier_is_broken(barrier) || draw(me->world, 20) == 0)
        coro_barrier_reset(barrier);
    return came_by(me, rc, MAY_BREAK, span);
}
