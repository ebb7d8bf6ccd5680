/* SPDX-License-Identifier: MIT */
/* Memory that runs out: what allocates says so and changes nothing; what does
 * not, needs none. */
#include "sched/suite.h"
#include "starve.h"

#include <stdbool.h>

/* As many scopes as it takes for the timers to grow, the nth request failing;
 * how many have begun, and with what status the next one was refused. */
static int begin_scopes(coro_t *self, coro_timeout_t *scopes, int wanted,
                        int nth, int *begun)
{
    int rc = 0;

    starve_nth(nth);
    for (*begun = 0; rc == 0 && *begun < wanted; *begun += rc == 0)
        rc = coro_timeout_begin(self, &scopes[*begun],
                                coro_deadline(self, CORO_MS(10)));
    starve_end();
    return rc;
}

static int many_scopes(coro_t *self, coro_value_t arg)
{
    coro_timeout_t scopes[64];
    int begun, rc = begin_scopes(self, scopes, 64, 1, &begun);

    (void)arg;
    ck_assert_int_eq(rc, -ENOMEM);
    ck_assert_int_eq(begun, 15); /* with the task's own, those that fit */
    rc = coro_timeout_begin(self, &scopes[begun],
                            coro_deadline(self, CORO_MS(5)));
    ck_assert_int_eq(rc, 0);
    rc = coro_sleep(self, CORO_MS(20));
    for (begun++; begun-- > 0;)
        rc = coro_timeout_end(self, &scopes[begun], rc);
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_timeout_without_memory_has_not_begun)
{
    task("A", many_scopes, coro_none());
    ck_assert_run("A!ETIMEDOUT");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(5));
}
END_TEST

static int spawns_in_group(coro_t *self, coro_value_t arg)
{
    const coro_options_t options = {.name = "child"};
    coro_group_t group;
    bool failed;
    int nth = 1, failures = 0, rc = coro_group_begin(self, &group);

    (void)arg;
    do {
        coro_task_t *child;

        starve_nth(nth++);
        child = coro_group_spawn(&group, returns, coro_int(1), &options);
        failed = starve_end() > 0;
        if (child == NULL) {
            ck_assert(errno == ENOMEM || errno == -CORO_E_MAP_LIMIT);
            failures++;
        }
        coro_task_release(child);
    } while (failed);
    ck_assert_int_ge(failures, 1);
    return coro_group_end(self, &group, rc);
}

START_TEST(test_group_spawn_without_memory_changes_nothing)
{
    task("A", spawns_in_group, coro_none());
    ck_assert_run("");
}
END_TEST

static const coro_local_t one = CORO_LOCAL_INIT, two = CORO_LOCAL_INIT;

static int sets_locals(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc;

    (void)arg;
    ck_assert_int_eq(coro_local_set(self, &one, coro_int(1)), 0);
    starve_nth(1);
    rc = coro_local_set(self, &two, coro_int(2));
    starve_end();
    ck_assert_int_eq(rc, -ENOMEM);
    coro_local_get(self, &two, &value);
    ck_assert_int_eq(value.i64, 0);
    starve_nth(1);
    rc = coro_local_set(self, &one, coro_int(3)); /* in place */
    starve_end();
    ck_assert_int_eq(rc, 0);
    coro_local_get(self, &one, &value);
    ck_assert_int_eq(value.i64, 3);
    return 0;
}

START_TEST(test_local_without_memory_is_not_set)
{
    task("A", sets_locals, coro_none());
    ck_assert_run("");
}
END_TEST

/* ---- What needs no memory */

static coro_future_t future = CORO_FUTURE_INIT;

static void called(coro_awaited_t *node)
{
    trace_got("called", node->status, node->value);
}

static int waits_in_many_ways(coro_t *self, coro_value_t arg)
{
    coro_task_t *other = arg.ptr;
    coro_awaited_t list[2] = {{.future = &future},
                              {.future = coro_task_future(other)}};
    coro_awaited_t *next;
    coro_as_completed_t set;

    coro_wait(self, list, 2, CORO_WAIT_FIRST, coro_deadline(self, CORO_MS(1)));
    coro_wait_for(self, &future, coro_deadline(self, CORO_MS(50)), NULL);
    coro_as_completed_begin(self, &set, list, 2);
    coro_as_completed_next(self, &set, CORO_NEVER, &next);
    coro_as_completed_end(&set);
    coro_gather_collect(self, list, 2);
    coro_shield(self, coro_task_future(other), NULL);
    trace("%s", coro_name(self));
    return 0;
}

static int sets(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(5));
    coro_future_set(&future, arg);
    return 0;
}

START_TEST(test_waiting_and_telling_need_no_memory)
{
    coro_task_t *sleeper = task("S", sleeps, coro_int(10));
    coro_awaited_t node = {.future = &future};
    int rc;

    task("A", waits_in_many_ways, coro_ptr(sleeper));
    task("B", sets, coro_int(1));
    starve_from(1);
    coro_future_on_done(sched, &node, called);
    rc = coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0); /* nobody even asked */
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("called=1 S@10 A");
}
END_TEST

static int sleeps_an_hour(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_SECONDS(3600));
}

/* Futures of its own, each done in another way, and waited for. */
static void settles(coro_t *self)
{
    coro_future_t set = CORO_FUTURE_INIT, failed = CORO_FUTURE_INIT,
                  cancelled = CORO_FUTURE_INIT, never = CORO_FUTURE_INIT;
    coro_awaited_t node = {.future = &never};
    coro_awaited_t list[2] = {{.future = &set}, {.future = &failed}};

    coro_future_on_done(sched, &node, called);
    coro_future_forget(&node);
    coro_future_set(&set, coro_int(1));
    coro_future_fail(&failed, CORO_E_USER, coro_int(2));
    coro_future_cancel(&cancelled);
    coro_future_await(self, &set, NULL);
    coro_future_await(self, &cancelled, NULL);
    coro_future_result(&failed, NULL);
    coro_gather(self, list, 2, NULL);
    coro_future_fini(&failed);
}

/* A scope that is moved, and expires; and one that is left. */
static void keeps_time(coro_t *self, coro_timeout_t *scopes)
{
    coro_timeout_reschedule(&scopes[1], coro_deadline(self, CORO_MS(1)));
    coro_timeout_end(self, &scopes[1], coro_sleep(self, CORO_MS(5)));
    coro_timeout_end(self, &scopes[0], 0);
}

/* Scopes and a group's children are there: what may allocate is over. */
static int does_the_rest(coro_t *self, coro_value_t arg)
{
    coro_timeout_t scopes[2];
    coro_group_t group;
    coro_task_t *child, *other = arg.ptr;
    int rc;

    coro_group_begin(self, &group);
    child = coro_group_spawn(&group, sleeps_an_hour, coro_none(), NULL);
    coro_local_set(self, &one, coro_int(1));
    for (int i = 0; i < 2; i++)
        coro_timeout_begin(self, &scopes[i], CORO_NEVER);
    starve_from(1);
    coro_local_set(self, &one, coro_int(2)); /* is its own already */
    coro_local_get(self, &one, NULL);
    settles(self);
    keeps_time(self, scopes);
    coro_sched_yield(self);
    coro_task_cancel(coro_task_current(self));
    coro_task_uncancel(coro_task_current(self));
    coro_task_cancel(other);
    coro_await(self, other, NULL);
    coro_group_on_failure(&group, NULL, NULL);
    rc = coro_group_end(self, &group, CORO_E_USER);
    coro_task_release(child);
    ck_assert_int_eq(starve_end(), 0);
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_what_does_not_say_so_asks_for_no_memory)
{
    coro_task_t *other = task("O", sleeps_an_hour, coro_none());

    task("A", does_the_rest, coro_ptr(other));
    ck_assert_run("A!-10000");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(1));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_timeout_without_memory_has_not_begun);
    tcase_add_test(tcase, test_group_spawn_without_memory_changes_nothing);
    tcase_add_test(tcase, test_local_without_memory_is_not_set);
    tcase_add_test(tcase, test_waiting_and_telling_need_no_memory);
    tcase_add_test(tcase, test_what_does_not_say_so_asks_for_no_memory);
}

int main(void)
{
    return run_suite("task faults", add_tests);
}
