/* SPDX-License-Identifier: MIT */
/*
 * A storm: tasks that do everything with everything, at random, and cancel
 * each other all the time. Whatever the order, a mutex has one holder, units
 * and values are neither lost nor doubled, every status is one that the call
 * may give, and all comes to an end.
 */
#include "storm.h"

#include <stdlib.h>

enum {
    SLOTS = 40,
    STEPS = 30,
    /* Together with what children do, some 10 times as many operations. */
    WORKERS = 300
};

/* A body knows how old its task is, and how many steps it does. */
typedef struct job {
    int age;
    int steps;
} job_t;

/* Who is awaited is younger: so nobody awaits himself by a detour. */
static coro_task_t *slots[SLOTS];
static int ages[SLOTS], youngest;

/* ---- Tasks */

static coro_fn_t work;

static int spawn(coro_t *self, int steps)
{
    unsigned slot = storm_draw(SLOTS);
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
    unsigned slot = storm_draw(SLOTS);

    if (slots[slot] == NULL || ages[slot] <= age)
        return NULL;
    return coro_task_future(slots[slot]);
}

static int cancel(void)
{
    coro_task_t *victim = slots[storm_draw(SLOTS)];

    storm_operations++;
    coro_task_cancel(victim);
    if (victim != NULL && storm_draw(3) == 0)
        coro_task_uncancel(victim);
    return 0;
}

static int wait_for_one(coro_t *self, int age)
{
    coro_future_t *other = younger(age);

    if (other == NULL)
        return 0;
    return storm_checked(
        storm_draw(2) ? coro_wait_for(self, other, storm_soon(self), NULL)
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
    rc = coro_wait(self, list, found, (coro_wait_mode_t)storm_draw(3),
                   storm_soon(self));
    return storm_checked(rc);
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
    ck_assert_int_eq(coro_timeout_begin(self, &timeout, storm_soon(self)), 0);
    rc = storm_draw(2) ? coro_gather(self, list, 2, NULL)
                       : coro_gather_collect(self, list, 2);
    return storm_checked(coro_timeout_end(self, &timeout, storm_checked(rc)));
}

static int group(coro_t *self, int steps)
{
    coro_group_t group_of;
    int rc = coro_group_begin(self, &group_of);

    for (unsigned i = storm_draw(4); rc == 0 && i-- > 0;) {
        job_t job = {++youngest, steps};

        coro_task_release(
            coro_group_spawn_copy(&group_of, work, &job, sizeof job, NULL));
    }
    if (rc == 0 && storm_draw(2))
        rc = storm_pause(self);
    return storm_checked(coro_group_end(self, &group_of, rc));
}

static int act(coro_t *self, const job_t *job)
{
    unsigned way = storm_draw(STORM_WAYS + 6);
    int steps = job->steps / 4;

    switch (way) {
    case STORM_WAYS:
        return steps > 0 ? spawn(self, steps) : 0;
    case STORM_WAYS + 1:
        return cancel();
    case STORM_WAYS + 2:
        return wait_for_one(self, job->age);
    case STORM_WAYS + 3:
        return wait_for_some(self);
    case STORM_WAYS + 4:
        return gather_in_time(self, job->age);
    case STORM_WAYS + 5:
        return steps > 0 ? group(self, steps) : storm_pause(self);
    default:
        return storm_use(self, way, storm_draw(KINDS));
    }
}

/* Half of the requests to stop are obeyed; now and then a body fails. */
static int work(coro_t *self, coro_value_t arg)
{
    const job_t *job = arg.ptr;

    for (int i = 0; i < job->steps; i++)
        if (act(self, job) == -ECANCELED && storm_draw(2) == 0)
            return -ECANCELED;
    return storm_draw(10) == 0 ? CORO_E_USER : 0;
}

/* ---- The storm */

static void storm(uint64_t seed)
{
    const coro_sched_options_t options = {
        .clock = coro_virtual_clock(&stage_time),
        .shuffle_seed = seed % 2 == 0 ? seed : 0};
    coro_sched_t *on = coro_sched_new(&options);

    youngest = 0;
    storm_begin(seed * 0x9e3779b97f4a7c15);
    for (int i = 0; i < WORKERS; i++) {
        job_t job = {++youngest, STEPS};

        coro_task_release(coro_spawn_copy(on, work, &job, sizeof job, NULL));
    }
    ck_assert_int_eq(coro_sched_run(on), 0);
    storm_end();
    for (int i = 0; i < SLOTS; i++) {
        coro_task_release(slots[i]);
        slots[i] = NULL;
    }
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_int_ge(storm_operations, 10000);
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
