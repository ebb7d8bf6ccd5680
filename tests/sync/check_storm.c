/* SPDX-License-Identifier: MIT */
/*
 * A storm: tasks that do everything with everything, at random, and cancel
 * each other all the time. Whatever the order, a mutex has one holder, units
 * and values are neither lost nor doubled, every status is one that the call
 * may give, and all comes to an end.
 */
#include "suite.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    SLOTS = 40,
    STEPS = 30,
    UNITS = 3,
    KINDS = 3, /* objects of each kind */
    /* Together with what children do, some 10 times as many operations. */
    WORKERS = 300
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

/* A body knows how old its task is, and how many steps it does. */
typedef struct job {
    int age;
    int steps;
} job_t;

/* Who is awaited is younger: so nobody awaits himself by a detour. */
static coro_task_t *slots[SLOTS];
static int ages[SLOTS], youngest;
static uint64_t state;
static long operations;

static unsigned draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

static int64_t soon(coro_t *self)
{
    return coro_deadline(self, CORO_US(1 + draw(300)));
}

/* A call that waits up to a deadline came to this. */
static int checked(int rc)
{
    operations++;
    ck_assert_msg(rc == 0 || rc == -ECANCELED || rc == -ETIMEDOUT ||
                      rc == CORO_E_AWAITED_CANCELLED || rc == CORO_E_USER ||
                      rc == -EDEADLK,
                  "an operation gave %d", rc);
    return rc;
}

static int pause_a_while(coro_t *self)
{
    return checked(draw(2) ? coro_sched_yield(self)
                           : coro_sleep(self, CORO_US(draw(100))));
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
    int rc = checked(coro_mutex_lock_until(self, &mutexes[i], soon(self)));

    if (rc != 0)
        return rc;
    enter(i);
    rc = pause_a_while(self);
    if (rc == 0 && draw(2) == 0) {
        leave(i);
        rc = checked(
            coro_condition_wait_until(self, &conditions[i], soon(self)));
        enter(i);
    }
    if (draw(2) == 0)
        ck_assert_int_eq(coro_condition_notify(&conditions[i], draw(3)), 0);
    leave(i);
    ck_assert_int_eq(coro_mutex_unlock(&mutexes[i]), 0);
    return rc;
}

static int take_unit(coro_t *self, unsigned i)
{
    int rc =
        checked(coro_semaphore_acquire_until(self, &semaphores[i], soon(self)));

    if (rc != 0)
        return rc;
    ck_assert_int_le(++units_taken[i], UNITS);
    rc = pause_a_while(self);
    units_taken[i]--;
    ck_assert_int_eq(coro_semaphore_release(&semaphores[i]), 0);
    return rc;
}

static int use_event(coro_t *self, unsigned i)
{
    if (draw(3) == 0)
        return coro_event_set(&events[i]);
    if (draw(3) == 0)
        return coro_event_clear(&events[i]);
    return checked(coro_event_wait_until(self, &events[i], soon(self)));
}

static int meet(coro_t *self, unsigned i)
{
    int rc = coro_barrier_wait_until(self, &barriers[i], soon(self), NULL);

    if (draw(20) == 0)
        coro_barrier_reset(&barriers[i]);
    return rc == CORO_E_BROKEN ? 0 : checked(rc);
}

/* A value went in, or came out. */
static int count(int rc, int64_t *sum, int64_t value)
{
    if (checked(rc) == 0)
        *sum += value;
    return rc;
}

static int use_queue(coro_t *self, unsigned i)
{
    int64_t value = draw(1000);
    coro_value_t got;
    int rc;

    if (draw(2) == 0)
        return count(
            coro_queue_put_until(self, &queues[i], coro_int(value), soon(self)),
            &values_in, value);
    rc = coro_queue_get_until(self, &queues[i], soon(self), &got);
    return count(rc, &values_out, got.i64);
}

static int use_channel(coro_t *self, unsigned i)
{
    int64_t value = draw(1000);
    coro_value_t got;
    int rc;

    if (draw(2) == 0)
        return count(coro_channel_send_until(self, &channels[i],
                                             coro_int(value), soon(self)),
                     &values_in, value);
    rc = coro_channel_receive_until(self, &channels[i], soon(self), &got);
    return count(rc, &values_out, got.i64);
}

/* ---- Tasks */

static coro_fn_t work;

static int spawn(coro_t *self, int steps)
{
    unsigned slot = draw(SLOTS);
    job_t job = {++youngest, steps};

    coro_task_release(slots[slot]);
    slots[slot] =
        coro_spawn_copy(coro_sched_of(self), work, &job, sizeof job, NULL);
    ck_assert_ptr_nonnull(slots[slot]);
    ages[slot] = job.age;
    return 0;
}

/* The future of a younger task; NULL if none is found. */
static coro_future_t *younger(int age)
{
    unsigned slot = draw(SLOTS);

    if (slots[slot] == NULL || ages[slot] <= age)
        return NULL;
    return coro_task_future(slots[slot]);
}

static int cancel(void)
{
    coro_task_t *victim = slots[draw(SLOTS)];

    operations++;
    coro_task_cancel(victim);
    if (victim != NULL && draw(3) == 0)
        coro_task_uncancel(victim);
    return 0;
}

static int wait_for_one(coro_t *self, int age)
{
    coro_future_t *other = younger(age);

    if (other == NULL)
        return 0;
    return checked(draw(2) ? coro_wait_for(self, other, soon(self), NULL)
                           : coro_shield(self, other, NULL));
}

static int wait_for_some(coro_t *self)
{
    coro_awaited_t list[3];
    size_t found = 0;
    int rc;

    for (int i = 0; i < 3; i++) {
        coro_future_t *other = younger(0);

        if (other != NULL)
            list[found++] = (coro_awaited_t){.future = other};
    }
    if (found == 0)
        return 0;
    rc = coro_wait(self, list, found, (coro_wait_mode_t)draw(3), soon(self));
    return checked(rc);
}

static int gather_in_time(coro_t *self, int age)
{
    coro_awaited_t list[2];
    coro_timeout_t timeout;
    int rc;

    for (int i = 0; i < 2; i++) {
        coro_future_t *other = younger(age);

        if (other == NULL)
            return 0;
        list[i] = (coro_awaited_t){.future = other};
    }
    ck_assert_int_eq(coro_timeout_begin(self, &timeout, soon(self)), 0);
    rc = draw(2) ? coro_gather(self, list, 2, NULL)
                 : coro_gather_collect(self, list, 2);
    return checked(coro_timeout_end(self, &timeout, checked(rc)));
}

static int group(coro_t *self, int steps)
{
    coro_group_t group_of;
    int rc = coro_group_begin(self, &group_of);

    for (unsigned i = draw(4); rc == 0 && i-- > 0;) {
        job_t job = {++youngest, steps};

        coro_task_release(
            coro_group_spawn_copy(&group_of, work, &job, sizeof job, NULL));
    }
    if (rc == 0 && draw(2))
        rc = pause_a_while(self);
    return checked(coro_group_end(self, &group_of, rc));
}

static int act(coro_t *self, const job_t *job)
{
    unsigned i = draw(KINDS);
    int steps = job->steps;

    switch (draw(14)) {
    case 0:
        return lock(self, i);
    case 1:
        return take_unit(self, i);
    case 2:
        return use_event(self, i);
    case 3:
        return meet(self, i);
    case 4:
    case 5:
        return use_queue(self, i);
    case 6:
    case 7:
        return use_channel(self, i);
    case 8:
        return steps > 4 ? spawn(self, steps / 4) : 0;
    case 9:
        return cancel();
    case 10:
        return wait_for_one(self, job->age);
    case 11:
        return wait_for_some(self);
    case 12:
        return gather_in_time(self, job->age);
    default:
        return steps > 4 ? group(self, steps / 4) : pause_a_while(self);
    }
}

/* Half of the requests to stop are obeyed; now and then a body fails. */
static int work(coro_t *self, coro_value_t arg)
{
    const job_t *job = arg.ptr;

    for (int i = 0; i < job->steps; i++)
        if (act(self, job) == -ECANCELED && draw(2) == 0)
            return -ECANCELED;
    return draw(10) == 0 ? CORO_E_USER : 0;
}

/* ---- The storm */

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

static void set_up(uint64_t seed)
{
    state = seed;
    values_in = values_out = 0;
    operations = 0;
    youngest = 0;
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

static void check_calm(void)
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

static void storm(uint64_t seed)
{
    const coro_sched_options_t options = {
        .clock = coro_virtual_clock(&stage_time),
        .shuffle_seed = seed % 2 == 0 ? seed : 0};
    coro_sched_t *on = coro_sched_new(&options);

    set_up(seed * 0x9e3779b97f4a7c15);
    for (int i = 0; i < WORKERS; i++) {
        job_t job = {++youngest, STEPS};

        coro_task_release(coro_spawn_copy(on, work, &job, sizeof job, NULL));
    }
    ck_assert_int_eq(coro_sched_run(on), 0);
    check_calm();
    for (int i = 0; i < SLOTS; i++) {
        coro_task_release(slots[i]);
        slots[i] = NULL;
    }
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_int_ge(operations, 10000);
}

static void ignore(void *ctx, const char *name, int status,
                   coro_value_t payload)
{
    (void)ctx;
    (void)name;
    (void)payload;
    ck_assert_int_eq(status, CORO_E_USER);
}

START_TEST(test_storm_loses_nothing_and_ends)
{
    const char *more = getenv("STORM_SEEDS");
    int seeds = more != NULL ? atoi(more) : 1;

    coro_set_unraisable_hook(ignore, NULL);
    for (int i = 0; i < seeds; i++)
        storm((uint64_t)(_i + 1 + 1000 * i));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_loop_test(tcase, test_storm_loses_nothing_and_ends, 0, 10);
}

int main(void)
{
    return run_suite("storm", add_tests);
}
