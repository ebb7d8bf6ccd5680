/* SPDX-License-Identifier: MIT */
/*
 * Tasks that end at known times: who waits for them goes on at just these
 * times; and one that fails takes its whole group along, at once.
 */
#include "world.h"

enum {
    SIBLINGS = 3,
    FAR_S = 3600
};

/* ---- One fails */

typedef struct family {
    world_t *world;
    int64_t failed_ns; /* when; -1: it has not */
} family_t;

static int sleeps_on(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_SECONDS(FAR_S));
}

static int fails_soon(coro_t *self, coro_value_t arg)
{
    family_t *family = arg.ptr;
    int rc = coro_sleep(self, CORO_US(draw(family->world, 100)));

    if (rc != 0)
        return rc;
    family->failed_ns = family->world->time.now_ns;
    return CORO_E_USER - 2;
}

int fail_together(const actor_t *me)
{
    family_t family = {me->world, -1};
    int64_t began = me->world->time.now_ns;
    unsigned fails = draw(me->world, SIBLINGS);
    coro_group_t group;
    int rc;

    MUST(me->world, coro_group_begin(me->self, &group) == 0);
    for (unsigned i = 0; i < SIBLINGS; i++)
        coro_task_release(coro_group_spawn(&group,
                                           i == fails ? fails_soon : sleeps_on,
                                           coro_ptr(&family), NULL));
    rc = draw(me->world, 2) ? sleeps_on(me->self, coro_none()) : 0;
    rc = coro_group_end(me->self, &group, rc);
    MUST(me->world,
         rc == (family.failed_ns >= 0 ? CORO_E_USER - 2 : -ECANCELED));
    MUST(me->world,
         family.failed_ns < 0 || me->world->time.now_ns == family.failed_ns);
    MUST(me->world, me->world->time.now_ns <= began + CORO_US(100));
    return came(me, rc, MAY_FAIL);
}

/* ---- They end one after the other */

typedef struct row {
    int64_t ends_ns[SIBLINGS]; /* when */
    coro_awaited_t list[SIBLINGS];
    int64_t first_ns, last_ns;
} row_t;

static int sleeps_for(coro_t *self, coro_value_t arg)
{
    return coro_sleep(self, arg.i64);
}

static void begin_row(const actor_t *me, coro_group_t *group, row_t *row,
                      coro_task_t **tasks)
{
    *row = (row_t){.first_ns = INT64_MAX};
    for (int i = 0; i < SIBLINGS; i++) {
        int64_t ns = CORO_US(1 + draw(me->world, 5)),
                ends = me->world->time.now_ns + ns;

        tasks[i] = coro_group_spawn(group, sleeps_for, coro_int(ns), NULL);
        MUST(me->world, tasks[i] != NULL);
        row->ends_ns[i] = ends;
        row->list[i] = (coro_awaited_t){.future = coro_task_future(tasks[i]),
                                        .ctx = &row->ends_ns[i]};
        row->first_ns = ends < row->first_ns ? ends : row->first_ns;
        row->last_ns = ends > row->last_ns ? ends : row->last_ns;
    }
}

static int64_t far_away(const actor_t *me)
{
    return coro_deadline(me->self, CORO_SECONDS(FAR_S));
}

static int take_in_order(const actor_t *me, row_t *row)
{
    coro_as_completed_t set;
    coro_awaited_t *next;
    int rc;

    MUST(me->world,
         coro_as_completed_begin(me->self, &set, row->list, SIBLINGS) == 0);
    while ((rc = coro_as_completed_next(me->self, &set, far_away(me), &next)) ==
           0)
        MUST(me->world, me->world->time.now_ns == *(int64_t *)next->ctx);
    coro_as_completed_end(&set);
    return rc == CORO_DONE ? 0 : rc;
}

static int wait_for_row(const actor_t *me, row_t *row)
{
    unsigned way = draw(me->world, 5);
    coro_wait_mode_t mode = (coro_wait_mode_t)way;
    int rc;

    if (way == 3)
        rc = take_in_order(me, row);
    else if (way == 4)
        rc = coro_gather(me->self, row->list, SIBLINGS, NULL);
    else
        rc = coro_wait(me->self, row->list, SIBLINGS, mode, far_away(me));
    MUST(me->world, rc == 0 || rc == -ECANCELED);
    MUST(me->world, rc != 0 || me->world->time.now_ns ==
                                   (mode == CORO_WAIT_FIRST ? row->first_ns
                                                            : row->last_ns));
    return rc;
}

int wait_for_siblings(const actor_t *me)
{
    coro_task_t *tasks[SIBLINGS];
    coro_group_t group;
    row_t row;
    int rc;

    MUST(me->world, coro_group_begin(me->self, &group) == 0);
    begin_row(me, &group, &row, tasks);
    rc = wait_for_row(me, &row);
    rc = coro_group_end(me->self, &group, rc);
    MUST(me->world, rc != 0 || me->world->time.now_ns == row.last_ns);
    for (int i = 0; i < SIBLINGS; i++)
        coro_task_release(tasks[i]);
    return came(me, rc, 0);
}
