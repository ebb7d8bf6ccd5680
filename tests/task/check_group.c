/* SPDX-License-Identifier: MIT */
/* Groups: failures, who is told of them, and what is refused. */
#include "sched/suite.h"

#include <stdbool.h>

static coro_group_t group;
static bool with_function;

static void failure(void *ctx, coro_task_t *failed, int status,
                    coro_value_t payload)
{
    trace_got(failed != NULL ? coro_task_name(failed) : ctx, status, payload);
}

static coro_task_t *child(const char *name, coro_fn_t *fn, int64_t arg)
{
    const coro_options_t options = {.name = name};
    coro_task_t *made = coro_group_spawn(&group, fn, coro_int(arg), &options);

    ck_assert_ptr_nonnull(made);
    return made;
}

/* A child whose handle nobody keeps. */
static void child_alone(const char *name, coro_fn_t *fn, int64_t arg)
{
    coro_task_release(child(name, fn, arg));
}

static int sleeps_and_fails(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    return rc == 0 ? fails(self, arg) : rc;
}

static int fails_when_asked(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(1000));
    return fails(self, arg);
}

/* What the body of the group does, and what it comes to. */
typedef int body_t(coro_t *self);

static int in_group(coro_t *self, body_t *body)
{
    int rc = coro_group_begin(self, &group);

    if (rc != 0)
        return rc;
    if (with_function)
        coro_group_on_failure(&group, failure, "body");
    return coro_group_end(self, &group, body(self));
}

static int runs_group(coro_t *self, coro_value_t arg)
{
    int rc = in_group(self, *(body_t **)arg.ptr);

    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

static coro_task_t *run_group(body_t *body, const char *text)
{
    coro_task_t *parent = task("P", runs_group, coro_ptr(&body));

    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_trace(text);
    return parent;
}

static int two_sleepers(coro_t *self)
{
    (void)self;
    child("A", sleeps, 20);
    child_alone("B", sleeps, 10);
    return 0;
}

START_TEST(test_group_ends_when_its_tasks_have)
{
    with_function = false;
    run_group(two_sleepers, "B@10 A@20 P=0");
}
END_TEST

static int empty(coro_t *self)
{
    (void)self;
    return 0;
}

START_TEST(test_group_of_nobody_ends_at_once)
{
    run_group(empty, "P=0");
}
END_TEST

static int one_fails(coro_t *self)
{
    child_alone("A", sleeps, 20);
    child_alone("B", sleeps_and_fails, 10);
    return sleeps(self, coro_int(50));
}

START_TEST(test_group_failure_stops_the_others_and_the_body_with_its_payload)
{
    coro_task_t *parent;
    coro_value_t value;

    with_function = false;
    parent = run_group(one_fails, "A!ECANCELED P!ECANCELED P!-10000");
    ck_assert_int_eq(coro_task_result(parent, &value), CORO_E_USER);
    ck_assert_int_eq(value.i64, 10);
    ck_assert_uint_eq(coro_task_cancelling(parent), 0);
}
END_TEST

static int many_fail(coro_t *self)
{
    child_alone("A", fails_when_asked, 1);
    child_alone("B", sleeps_and_fails, 10);
    child_alone("C", fails_when_asked, 3);
    coro_sleep(self, CORO_MS(50));
    return -EIO;
}

START_TEST(test_group_failures_but_the_first_go_to_the_hook)
{
    coro_task_t *parent;

    with_function = false;
    parent = run_group(many_fail,
                       "hook:A!-10000/1 hook:C!-10000/3 hook:P!-5 P!-10000");
    ck_assert_int_eq(coro_task_result(parent, NULL), CORO_E_USER);
}
END_TEST

START_TEST(test_group_with_a_function_tells_it_of_all)
{
    coro_task_t *parent;

    with_function = true;
    parent = run_group(many_fail, "B!-10000/10 A!-10000/1 C!-10000/3 body!-5 "
                                  "P!-10000");
    ck_assert_int_eq(coro_task_result(parent, NULL), CORO_E_USER);
}
END_TEST

static int body_fails(coro_t *self)
{
    child_alone("A", sleeps, 20);
    return coro_fail(self, -EIO, coro_int(4));
}

START_TEST(test_group_body_that_fails_stops_the_tasks_and_keeps_its_payload)
{
    coro_task_t *parent;
    coro_value_t value;

    with_function = false;
    parent = run_group(body_fails, "P!-5");
    ck_assert_int_eq(coro_task_result(parent, &value), -EIO);
    ck_assert_int_eq(value.i64, 4);
}
END_TEST

/* ---- Asked to stop from outside */

START_TEST(test_group_asked_to_stop_stops_its_tasks_and_waits)
{
    body_t *body = two_sleepers;
    coro_task_t *parent;

    parent = task("P", runs_group, coro_ptr(&body));
    stage_run_until(5);
    coro_task_cancel(parent);
    ck_assert_run("A!ECANCELED B!ECANCELED P!ECANCELED");
    ck_assert_uint_eq(coro_task_cancelling(parent), 1);
}
END_TEST

static int group_then_sleeps(coro_t *self, coro_value_t arg)
{
    int rc = in_group(self, *(body_t **)arg.ptr);

    trace_got(coro_name(self), rc, coro_none());
    return sleeps(self, coro_int(10));
}

static int fail_when_asked(coro_t *self)
{
    (void)self;
    child_alone("A", fails_when_asked, 1);
    return 0;
}

START_TEST(test_group_failure_comes_before_a_request_that_stays_due)
{
    body_t *body = fail_when_asked;
    coro_task_t *parent;

    with_function = false;
    parent = task("P", group_then_sleeps, coro_ptr(&body));
    stage_run_until(5);
    coro_task_cancel(parent);
    ck_assert_run("P!-10000 P!ECANCELED");
}
END_TEST

/* ---- Refusals */

static int spawns_late(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    if (rc != 0) {
        ck_assert_refused(coro_group_spawn(&group, returns, coro_none(), NULL),
                          -CORO_E_SHUTDOWN);
        trace("refused");
    } else {
        child_alone("late", sleeps, 5);
    }
    return rc;
}

static int one_spawns(coro_t *self)
{
    (void)self;
    child_alone("A", spawns_late, 5);
    return 0;
}

START_TEST(test_group_takes_tasks_of_its_tasks_to_the_end)
{
    run_group(one_spawns, "late@10 P=0");
    ck_assert_refused(coro_group_spawn(&group, returns, coro_none(), NULL),
                      -CORO_E_FINISHED);
    ck_assert_refused(coro_group_spawn_copy(&group, returns, NULL, 0, NULL),
                      -CORO_E_FINISHED);
}
END_TEST

static int fails_with_a_spawner(coro_t *self)
{
    child_alone("A", spawns_late, 50);
    child_alone("B", sleeps_and_fails, 10);
    return coro_sleep(self, CORO_MS(100));
}

START_TEST(test_group_being_stopped_takes_no_tasks)
{
    coro_task_t *parent;

    with_function = false;
    parent = run_group(fails_with_a_spawner, "refused P!-10000");
    coro_task_result(parent, NULL);
}
END_TEST

static int wrong_ends(coro_t *self, coro_value_t arg)
{
    coro_group_t mine;

    (void)arg;
    trace_got("null", coro_group_end(self, NULL, 0), coro_none());
    trace_got("other", coro_group_end(self, &group, 0), coro_none());
    trace_got("begin", coro_group_begin(self, NULL), coro_none());
    coro_group_begin(self, &mine);
    trace_got("end", coro_group_end(self, &mine, 0), coro_none());
    trace_got("again", coro_group_end(self, &mine, 0), coro_none());
    return 0;
}

START_TEST(test_group_ended_wrongly_says_how)
{
    body_t *body = two_sleepers;

    task("P", runs_group, coro_ptr(&body));
    task("W", wrong_ends, coro_none());
    ck_assert_run("null!EINVAL other!NOT_CURRENT begin!EINVAL end=0 "
                  "again!FINISHED B@10 A@20 P=0");
    ck_assert_refused(coro_group_spawn(NULL, returns, coro_none(), NULL),
                      EINVAL);
    ck_assert_int_eq(coro_group_on_failure(NULL, failure, NULL), -EINVAL);
}
END_TEST

/* ---- In a generator */

static int group_between_yields(coro_t *self, coro_value_t arg)
{
    int rc;

    rc = coro_yield(self, arg, NULL);
    if (rc == 0)
        rc = in_group(self, two_sleepers);
    return rc == 0 ? coro_yield(self, coro_int(arg.i64 + 1), NULL) : rc;
}

static int drives(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", group_between_yields, arg);
    coro_value_t value;
    int rc;

    while ((rc = coro_next(gen, &value)) == 0)
        trace_got(coro_name(self), rc, value);
    trace_got(coro_name(self), rc, coro_none());
    coro_free(gen);
    return 0;
}

START_TEST(test_group_in_a_generator_is_of_the_task_that_drives_it)
{
    task("D", drives, coro_int(1));
    ck_assert_run("D=1 B@10 A@20 D=2 D!done");
    coro_task_cancel(task("D", drives, coro_int(1)));
    ck_assert_run("");
}
END_TEST

static int many_children(coro_t *self)
{
    (void)self;
    for (int i = 0; i < 1000; i++)
        child_alone("", i == 500 ? sleeps_and_fails : fails_when_asked, i);
    return 0;
}

static int told;

static void count_told(void *ctx, coro_task_t *failed, int status,
                       coro_value_t payload)
{
    (void)ctx;
    (void)failed;
    (void)status;
    (void)payload;
    told++;
}

static int counts(coro_t *self, coro_value_t arg)
{
    (void)arg;
    coro_group_begin(self, &group);
    coro_group_on_failure(&group, count_told, NULL);
    coro_group_end(self, &group, many_children(self));
    return 0;
}

START_TEST(test_group_of_a_thousand_failures_tells_each_once)
{
    told = 0;
    task("P", counts, coro_none());
    ck_assert_run("");
    ck_assert_int_eq(told, 1000);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_group_ends_when_its_tasks_have);
    tcase_add_test(tcase, test_group_of_nobody_ends_at_once);
    tcase_add_test(
        tcase,
        test_group_failure_stops_the_others_and_the_body_with_its_payload);
    tcase_add_test(tcase, test_group_failures_but_the_first_go_to_the_hook);
    tcase_add_test(tcase, test_group_with_a_function_tells_it_of_all);
    tcase_add_test(
        tcase,
        test_group_body_that_fails_stops_the_tasks_and_keeps_its_payload);
    tcase_add_test(tcase, test_group_asked_to_stop_stops_its_tasks_and_waits);
    tcase_add_test(tcase,
                   test_group_failure_comes_before_a_request_that_stays_due);
    tcase_add_test(tcase, test_group_takes_tasks_of_its_tasks_to_the_end);
    tcase_add_test(tcase, test_group_being_stopped_takes_no_tasks);
    tcase_add_test(tcase, test_group_ended_wrongly_says_how);
    tcase_add_test(tcase,
                   test_group_in_a_generator_is_of_the_task_that_drives_it);
    tcase_add_test(tcase, test_group_of_a_thousand_failures_tells_each_once);
}

int main(void)
{
    return run_suite("groups", add_tests);
}
