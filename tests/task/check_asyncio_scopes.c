/* SPDX-License-Identifier: MIT */
/* What CPython's test_taskgroups and test_timeouts show, as far as the other
 * suites do not: docs/asyncio.md has the list. */
#include "sched/scheduler.h"
#include "sched/suite.h"

static coro_task_t *a;
static coro_group_t groups[2]; /* the outer, the inner */

static void note(void *ctx, coro_task_t *failed, int status,
                 coro_value_t payload)
{
    (void)ctx;
    trace_got(failed != NULL ? coro_task_name(failed) : "body", status,
              payload);
}

static void begin(coro_t *self, coro_group_t *group)
{
    ck_assert_int_eq(coro_group_begin(self, group), 0);
    ck_assert_int_eq(coro_group_on_failure(group, note, NULL), 0);
}

static void spawn(coro_group_t *group, const char *name, coro_fn_t *fn,
                  int64_t arg)
{
    const coro_options_t options = {.name = name};
    coro_task_t *child = coro_group_spawn(group, fn, coro_int(arg), &options);

    ck_assert_ptr_nonnull(child);
    coro_task_release(child);
}

/* Fail after `arg` ms, unless asked to stop before. */
static int fails_after(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    return rc == 0 ? coro_fail(self, CORO_E_USER, arg) : rc;
}

/* ---- Nested groups */

/* A child of the outer fails after arg / 100 ms, one of the inner after
 * arg % 100. */
static int nests(coro_t *self, coro_value_t arg)
{
    int rc;

    begin(self, &groups[0]);
    spawn(&groups[0], "outer", fails_after, arg.i64 / 100);
    begin(self, &groups[1]);
    spawn(&groups[1], "inner", fails_after, arg.i64 % 100);
    rc = coro_group_end(self, &groups[1], 0);
    trace_got("in", rc, coro_none());
    rc = coro_group_end(self, &groups[0], rc);
    trace_got("out", rc, coro_none());
    return 0;
}

START_TEST(test_group_inside_one_that_fails_is_stopped)
{
    task("A", nests, coro_int(190));
    ck_assert_run("in!ECANCELED outer!-10000/1 out!-10000");
}
END_TEST

START_TEST(test_group_around_one_that_fails_has_a_body_that_fails)
{
    task("A", nests, coro_int(9001));
    ck_assert_run("inner!-10000/1 in!-10000 body!-10000/1 out!-10000");
}
END_TEST

/* ---- A body that takes its time, or fails, when it is asked to stop */

/* Asked to stop, clean up for 20 ms; then end with `arg`, if it is not 0. */
static int cleans_up(coro_t *self, coro_value_t arg)
{
    int rc;

    begin(self, &groups[0]);
    spawn(&groups[0], "child", fails_after, 10);
    rc = coro_sleep(self, CORO_MS(100));
    if (rc == -ECANCELED)
        trace_got("clean", coro_sleep(self, CORO_MS(20)), coro_none());
    rc = coro_group_end(self, &groups[0], arg.i64 != 0 ? (int)arg.i64 : rc);
    trace_got("end", rc, coro_none());
    return rc;
}

/* The child fails meanwhile: that is the group's outcome. */
START_TEST(test_group_failing_while_its_body_cleans_up_has_failed)
{
    coro_task_t *b;

    a = task("A", cleans_up, coro_none());
    b = task("B", awaits, coro_ptr(&a));
    stage_run_until(5);
    coro_task_cancel(a);
    /* The clean-up is disturbed once more, by the failure. */
    ck_assert_run("clean!ECANCELED child!-10000/10 end!-10000 B!-10000/10");
    coro_task_result(b, NULL);
}
END_TEST

START_TEST(test_group_whose_child_and_clean_up_fail_tells_both)
{
    a = task("A", cleans_up, coro_int(-EIO));
    ck_assert_run("clean=0 child!-10000/10 body!-5 end!-10000");
    coro_task_result(a, NULL);
}
END_TEST

/* A body alone in its group is asked to stop, and ends with `arg`. */
static int is_alone(coro_t *self, coro_value_t arg)
{
    int rc;

    begin(self, &groups[0]);
    rc = coro_sleep(self, CORO_MS(100));
    rc = coro_group_end(self, &groups[0], arg.i64 != 0 ? (int)arg.i64 : rc);
    trace_got("end", rc, coro_none());
    return rc;
}

START_TEST(test_group_of_a_body_asked_to_stop_passes_on_what_that_says)
{
    a = task("A", is_alone, coro_none());
    stage_run_until(5);
    coro_task_cancel(a);
    ck_assert_run("end!ECANCELED");
    a = task("A", is_alone, coro_int(-EIO));
    stage_run_until(10);
    coro_task_cancel(a);
    ck_assert_run("body!-5 end!-5");
    coro_task_result(a, NULL);
}
END_TEST

/* ---- Growing groups */

static int heads;

static int hydra(coro_t *self, coro_value_t arg)
{
    coro_task_t *head[2];
    int rc;

    heads++;
    rc = coro_sleep(self, CORO_MS(10));
    for (int i = 0; rc == 0 && i < 2; i++) {
        head[i] = coro_group_spawn(&groups[0], hydra, arg, NULL);
        coro_task_release(head[i]);
    }
    return rc;
}

static int fights(coro_t *self, coro_value_t arg)
{
    (void)arg;
    begin(self, &groups[0]);
    spawn(&groups[0], "hydra", hydra, 0);
    spawn(&groups[0], "hercules", fails_after, 35);
    trace_got("end", coro_group_end(self, &groups[0], 0), coro_none());
    return 0;
}

START_TEST(test_group_that_grows_and_grows_ends_by_a_failure)
{
    heads = 0;
    task("A", fights, coro_none());
    ck_assert_run("hercules!-10000/35 end!-10000");
    ck_assert_int_eq(heads, 1 + 2 + 4 + 8);
}
END_TEST

static int sleeps_silently(coro_t *self, coro_value_t arg)
{
    return coro_sleep(self, CORO_MS(arg.i64));
}

/* How many tasks the scheduler knows of, ended or not. */
static size_t known(void)
{
    size_t count = 0;

    for (const coro_task_t *each = sched->first; each != NULL;
         each = each->next)
        count++;
    return count;
}

static int grows_and_shrinks(coro_t *self, coro_value_t arg)
{
    begin(self, &groups[0]);
    for (int i = 0; i < 10; i++) {
        coro_sleep(self, CORO_MS(10));
        spawn(&groups[0], "child", sleeps_silently, 25);
        ck_assert_uint_le(known(), 1 + 3);
    }
    coro_sleep(self, CORO_MS(30));
    ck_assert_uint_eq(known(), 1);
    ck_assert_uint_le(stage_stacks(), 1 + 1); /* the last one's, till a turn */
    trace("alone");
    (void)arg;
    return coro_group_end(self, &groups[0], 0);
}

START_TEST(test_group_forgets_tasks_that_have_ended)
{
    task("A", grows_and_shrinks, coro_none());
    ck_assert_run("alone");
}
END_TEST

/* ---- Timeouts */

/* Two, nested; the task is busy until after both, or only the inner one's. */
static int is_busy(coro_t *self, coro_value_t arg)
{
    coro_timeout_t outer, inner;
    int rc;

    coro_timeout_begin(self, &outer, CORO_MS(10));
    coro_timeout_begin(self, &inner, CORO_MS(5));
    stage_time.now_ns = CORO_MS(arg.i64);
    rc = coro_sleep(self, CORO_MS(100));
    rc = coro_timeout_end(self, &inner, rc);
    trace_got("inner", rc, coro_none());
    trace_got("sleep", coro_sleep(self, CORO_MS(100)), coro_none());
    rc = coro_timeout_end(self, &outer, -ECANCELED);
    trace_got("outer", rc, coro_none());
    trace_now("A");
    return 0;
}

START_TEST(test_timeout_of_a_busy_task_is_told_where_it_waits)
{
    task("A", is_busy, coro_int(7));
    ck_assert_run("inner!ETIMEDOUT sleep!ECANCELED outer!ETIMEDOUT A@10");
}
END_TEST

static int fails_when_told(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc;

    coro_timeout_begin(self, &timeout, CORO_MS(5));
    coro_sleep(self, CORO_MS(100));
    ck_assert_int_eq(coro_timeout_reschedule(&timeout, CORO_NEVER),
                     CORO_E_FINISHED);
    rc = coro_timeout_end(self, &timeout, (int)arg.i64);
    trace_got("end", rc, coro_none());
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
    ck_assert_int_eq(coro_timeout_expired(&timeout), 1);
    trace_got("then", coro_sleep(self, 1), coro_none());
    return 0;
}

START_TEST(test_timeout_whose_body_fails_when_told_gives_its_error)
{
    a = task("A", fails_when_told, coro_int(-EIO));
    ck_assert_run("end!-5 then=0");
}
END_TEST

static int swallows_first(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc;

    coro_task_cancel(a);
    trace_got("sleep", coro_sleep(self, CORO_MS(100)), arg);
    ck_assert_int_eq(coro_timeout_begin(self, &timeout, 0), 0);
    rc = coro_timeout_end(self, &timeout, coro_sleep(self, CORO_MS(100)));
    trace_got("end", rc, coro_none());
    ck_assert_uint_eq(coro_task_cancelling(a), 1);
    return 0;
}

START_TEST(test_timeout_after_a_request_that_was_swallowed_is_a_timeout)
{
    a = task("A", swallows_first, coro_none());
    ck_assert_run("sleep!ECANCELED end!ETIMEDOUT");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_group_inside_one_that_fails_is_stopped);
    tcase_add_test(tcase,
                   test_group_around_one_that_fails_has_a_body_that_fails);
    tcase_add_test(tcase,
                   test_group_failing_while_its_body_cleans_up_has_failed);
    tcase_add_test(tcase, test_group_whose_child_and_clean_up_fail_tells_both);
    tcase_add_test(tcase,
                   test_group_of_a_body_asked_to_stop_passes_on_what_that_says);
    tcase_add_test(tcase, test_group_that_grows_and_grows_ends_by_a_failure);
    tcase_add_test(tcase, test_group_forgets_tasks_that_have_ended);
    tcase_add_test(tcase, test_timeout_of_a_busy_task_is_told_where_it_waits);
    tcase_add_test(tcase,
                   test_timeout_whose_body_fails_when_told_gives_its_error);
    tcase_add_test(
        tcase, test_timeout_after_a_request_that_was_swallowed_is_a_timeout);
}

int main(void)
{
    return run_suite("asyncio's tests of scopes", add_tests);
}
