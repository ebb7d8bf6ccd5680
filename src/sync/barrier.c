/* SPDX-License-Identifier: MIT */
/*
 * Barriers. Tasks wait inside until the barrier is full, or outside until
 * those of the round before have left:
 *
 *   FILLING    -> DRAINING when full; RESETTING by a reset; BROKEN
 *   DRAINING   -> FILLING when all have left; RESETTING; BROKEN
 *   RESETTING  -> FILLING when all have left; BROKEN
 *   BROKEN     -> RESETTING by a reset
 *
 * Whoever is woken looks at the state when he runs.
 */
#include "sync/sync.h"

static const coro__wait_kind_t coming_in = {
    .name = "barrier", .line_at = offsetof(coro_barrier_t, outside)};
static const coro__wait_kind_t being_in = {
    .name = "barrier", .line_at = offsetof(coro_barrier_t, inside)};

enum {
    FILLING, /* 0, as the initialiser has it */
    DRAINING,
    RESETTING,
    BROKEN
};

static void change(coro_barrier_t *barrier, int state)
{
    barrier->state = state;
    coro__wait_wake_all(&barrier->inside);
    coro__wait_wake_all(&barrier->outside);
}

/* Wait until the barrier takes tasks in. */
static int wait_outside(coro_task_t *task, coro_barrier_t *barrier,
                        int64_t deadline_ns)
{
    while (barrier->state == DRAINING || barrier->state == RESETTING) {
        coro__wait_t wait;
        int status = coro__wait_in(task, &barrier->outside, &wait, &coming_in,
                                   deadline_ns);

        if (status != 0)
            return status;
    }
    return barrier->state == BROKEN ? CORO_E_BROKEN : 0;
}

/* Wait for the others. */
static int wait_inside(coro_task_t *task, coro_barrier_t *barrier,
                       int64_t deadline_ns)
{
    coro__wait_t wait;
    int status;

    if (barrier->count == barrier->parties) {
        change(barrier, DRAINING);
        return 0;
    }
    status =
        coro__wait_in(task, &barrier->inside, &wait, &being_in, deadline_ns);
    if (status == 0 && barrier->state != DRAINING)
        status = CORO_E_BROKEN;
    return status;
}

static void leave(coro_barrier_t *barrier)
{
    if (--barrier->count == 0 && barrier->state != BROKEN)
        change(barrier, FILLING);
}

static int meet(coro_task_t *task, coro_barrier_t *barrier, int64_t deadline_ns,
                size_t *index)
{
    size_t before;
    int status = wait_outside(task, barrier, deadline_ns);

    if (status != 0)
        return status;
    before = barrier->count++;
    status = wait_inside(task, barrier, deadline_ns);
    leave(barrier);
    if (status == 0 && index != NULL)
        *index = before;
    return status;
}

int coro_barrier_wait_until(coro_t *self, coro_barrier_t *barrier,
                            int64_t deadline_ns, size_t *index)
{
    int status;
    coro_task_t *task = coro__sync_task(self, barrier, &status);

    if (task == NULL)
        return status;
    return coro__sync_deliver(self, meet(task, barrier, deadline_ns, index));
}

int coro_barrier_wait(coro_t *self, coro_barrier_t *barrier, size_t *index)
{
    return coro_barrier_wait_until(self, barrier, CORO_NEVER, index);
}

int coro_barrier_abort(coro_barrier_t *barrier)
{
    if (barrier == NULL)
        return -EINVAL;
    change(barrier, BROKEN);
    return 0;
}

int coro_barrier_reset(coro_barrier_t *barrier)
{
    if (barrier == NULL)
        return -EINVAL;
    change(barrier, barrier->count > 0 ? RESETTING : FILLING);
    return 0;
}

size_t coro_barrier_waiting(const coro_barrier_t *barrier)
{
    return barrier->state == FILLING ? barrier->count : 0;
}

int coro_barrier_is_broken(const coro_barrier_t *barrier)
{
    return barrier->state == BROKEN;
}
