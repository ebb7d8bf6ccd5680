/* SPDX-License-Identifier: MIT */
/* Futures that anybody sets, and anybody cancels who waits for them. */
#include "world.h"

void promises_begin(world_t *world)
{
    for (int i = 0; i < PROMISES; i++)
        world->promises.futures[i] = (coro_future_t)CORO_FUTURE_INIT;
}

void promises_idle(const world_t *world)
{
    const promises_t *promises = &world->promises;

    for (int i = 0; i < PROMISES; i++)
        MUST(world, !coro_future_is_done(&promises->futures[i]) ||
                        promises->users[i] == 0);
}

void promises_end(world_t *world)
{
    for (int i = 0; i < PROMISES; i++) {
        MUST(world, world->promises.users[i] == 0);
        MUST(world, world->promises.sharers[i] == 0);
        MUST(world, coro_future_fini(&world->promises.futures[i]) == 0);
    }
}

/* Somebody got the outcome of promise `i`. */
void promise_learned(const world_t *world, int i, int rc, coro_value_t value)
{
    MUST(world, coro_future_is_done(&world->promises.futures[i]));
    if (rc == 0 || rc == CORO_E_USER - 1)
        MUST(world, value.i64 == i);
    else
        MUST(world, rc == CORO_E_AWAITED_CANCELLED);
}

static int settle(const actor_t *me, int i)
{
    coro_future_t *future = &me->world->promises.futures[i];
    int expected = coro_future_is_done(future) ? CORO_E_FINISHED : 0;

    switch (draw(me->world, 3)) {
    case 0:
        MUST(me->world, coro_future_set(future, coro_int(i)) == expected);
        break;
    case 1:
        MUST(me->world, coro_future_fail(future, CORO_E_USER - 1,
                                         coro_int(i)) == expected);
        break;
    default:
        MUST(me->world, coro_future_cancel(future) == expected);
    }
    return came(me, 0, 0);
}

static void renew(const actor_t *me, int i)
{
    promises_t *promises = &me->world->promises;

    if (!coro_future_is_done(&promises->futures[i]) || promises->users[i] > 0 ||
        promises->sharers[i] > 0)
        return;
    MUST(me->world, coro_future_fini(&promises->futures[i]) == 0);
    promises->futures[i] = (coro_future_t)CORO_FUTURE_INIT;
}

/* Wait in a scope; with a shield, the future is not cancelled at its end. */
static int await_in_time(const actor_t *me, coro_future_t *future,
                         coro_value_t *value)
{
    bool shielded = draw(me->world, 2);
    scope_t scope;
    int rc;

    scope_begin(me, &scope);
    rc = shielded ? coro_shield(me->self, future, value)
                  : coro_future_await(me->self, future, value);
    return scope_end(me, &scope, rc, MAY_LOSE | MAY_FAIL);
}

int use_promise(const actor_t *me)
{
    world_t *world = me->world;
    int i = (int)draw(world, PROMISES);
    coro_future_t *future = &world->promises.futures[i];
    coro_value_t value;
    int rc;

    renew(me, i);
    if (draw(world, 3) == 0)
        return settle(me, i);
    world->promises.users[i]++;
    rc = draw(world, 2)
             ? await_in_time(me, future, &value)
             : coro_wait_for(me->self, future, soon(me).until_ns, &value);
    world->promises.users[i]--;
    if (rc != -ECANCELED && rc != -ETIMEDOUT)
        promise_learned(world, i, rc, value);
    return came(me, rc, MAY_BE_LATE | MAY_LOSE | MAY_FAIL);
}
