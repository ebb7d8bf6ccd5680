/* SPDX-License-Identifier: MIT */
/* See storm.h. */
#include "storm.h"

enum {
    UNITS = 3
};

static coro_mutex_t mutexes[KINDS];
static int holders[KINDS];
static coro_condition_t conditions[KINDS];
static coro_semaphore_t semaphores[KINDS];
static int units_taken[KINDS];
static coro_event_t events[KINDS];
static coro_barrier_t barriers[KINDS];
static coro_queue_t queues[KINDS];
static coro_channel_t channels[KINDS];
static int64_t values_in, values_out; /* sums of what went through */

long storm_operations;
static uint64_t state;

unsigned storm_draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

int64_t storm_soon(coro_t *self)
{
    return coro_deadline(self, CORO_US(1 + storm_draw(300)));
}

/* A call that waits up to a deadline came to this. */
int storm_checked(int rc)
{
    storm_operations++;
    ck_assert_msg(rc == 0 || rc == -ECANCELED || rc == -ETIMEDOUT ||
                      rc == CORO_E_AWAITED_CANCELLED || rc == CORO_E_USER ||
                      rc == -EDEADLK,
                  "an operation gave %d", rc);
    return rc;
}

int storm_pause(coro_t *self)
{
    return storm_checked(storm_draw(2)
                             ? coro_sched_yield(self)
                             : coro_sleep(self, CORO_US(storm_draw(100))));
}

/* ---- Sync objects */

static void enter(unsigned i)
{
    ck_assert_int_eq(holders[i]++, 0);
}

static void leave(unsigned i)
{
    ck_assert_int_eq(--holders[i], 0);
}

static int lock(coro_t *self, unsigned i)
{
    int rc = storm_checked(
        coro_mutex_lock_until(self, &mutexes[i], storm_soon(self)));

    if (rc != 0)
        return rc;
    enter(i);
    rc = storm_pause(self);
    if (rc == 0 && storm_draw(2) == 0) {
        leave(i);
        rc = storm_checked(
            coro_condition_wait_until(self, &conditions[i], storm_soon(self)));
        enter(i);
    }
    if (storm_draw(2) == 0)
        ck_assert_int_eq(coro_condition_notify(&conditions[i], storm_draw(3)),
                         0);
    leave(i);
    ck_assert_int_eq(coro_mutex_unlock(&mutexes[i]), 0);
    return rc;
}

static int take_unit(coro_t *self, unsigned i)
{
    int rc = storm_checked(
        coro_semaphore_acquire_until(self, &semaphores[i], storm_soon(self)));

    if (rc != 0)
        return rc;
    ck_assert_int_le(++units_taken[i], UNITS);
    rc = storm_pause(self);
    units_taken[i]--;
    ck_assert_int_eq(coro_semaphore_release(&semaphores[i]), 0);
    return rc;
}

static int use_event(coro_t *self, unsigned i)
{
    if (storm_draw(3) == 0)
        return coro_event_set(&events[i]);
    if (storm_draw(3) == 0)
        return coro_event_clear(&events[i]);
    return storm_checked(
        coro_event_wait_until(self, &events[i], storm_soon(self)));
}

static int meet(coro_t *self, unsigned i)
{
    int rc =
        coro_barrier_wait_until(self, &barriers[i], storm_soon(self), NULL);

    if (storm_draw(20) == 0)
        coro_barrier_reset(&barriers[i]);
    return rc == CORO_E_BROKEN ? 0 : storm_checked(rc);
}

/* A value went in, or came out. */
static int count(int rc, int64_t *sum, int64_t value)
{
    if (storm_checked(rc) == 0)
        *sum += value;
    return rc;
}

static int use_queue(coro_t *self, unsigned i)
{
    int64_t value = storm_draw(1000);
    coro_value_t got;
    int rc;

    if (storm_draw(2) == 0)
        return count(coro_queue_put_until(self, &queues[i], coro_int(value),
                                          storm_soon(self)),
                     &values_in, value);
    rc = coro_queue_get_until(self, &queues[i], storm_soon(self), &got);
    return count(rc, &values_out, got.i64);
}

static int use_channel(coro_t *self, unsigned i)
{
    int64_t value = storm_draw(1000);
    coro_value_t got;
    int rc;

    if (storm_draw(2) == 0)
        return count(coro_channel_send_until(self, &channels[i],
                                             coro_int(value), storm_soon(self)),
                     &values_in, value);
    rc = coro_channel_receive_until(self, &channels[i], storm_soon(self), &got);
    return count(rc, &values_out, got.i64);
}

typedef int use_t(coro_t *self, unsigned i);

int storm_use(coro_t *self, unsigned way, unsigned i)
{
    static use_t *const ways[STORM_WAYS] = {lock, take_unit, use_event,
                                            meet, use_queue, use_channel};

    return ways[way](self, i);
}

/* ---- Begin and end */

static int64_t left_in_queues(void)
{
    int64_t sum = 0;
    coro_value_t value;

    for (int i = 0; i < KINDS; i++) {
        while (coro_queue_try_get(&queues[i], &value) == 0)
            sum += value.i64;
        coro_queue_fini(&queues[i]);
    }
    return sum;
}

void storm_begin(uint64_t seed)
{
    state = seed;
    values_in = values_out = 0;
    storm_operations = 0;
    for (int i = 0; i < KINDS; i++) {
        mutexes[i] = (coro_mutex_t)CORO_MUTEX_INIT;
        conditions[i] = (coro_condition_t)CORO_CONDITION_INIT(&mutexes[i]);
        semaphores[i] = (coro_semaphore_t)CORO_SEMAPHORE_INIT_BOUNDED(UNITS);
        events[i] = (coro_event_t)CORO_EVENT_INIT;
        barriers[i] = (coro_barrier_t)CORO_BARRIER_INIT(3);
        queues[i] = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 4);
        queues[i].order = (coro_queue_order_t)i;
        channels[i] = (coro_channel_t)CORO_CHANNEL_INIT;
    }
}

void storm_end(void)
{
    for (int i = 0; i < KINDS; i++) {
        ck_assert_int_eq(coro_mutex_try_lock(&mutexes[i]), 0);
        for (int unit = 0; unit < UNITS; unit++)
            ck_assert_int_eq(coro_semaphore_try_acquire(&semaphores[i]), 0);
        ck_assert_uint_eq(coro_barrier_waiting(&barriers[i]), 0);
        ck_assert_int_eq(coro_channel_try_send(&channels[i], coro_none()),
                         -EAGAIN);
    }
    ck_assert_int_eq(values_in, values_out + left_in_queues());
}
