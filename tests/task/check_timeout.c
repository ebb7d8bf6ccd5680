/* SPDX-License-Identifier: MIT */
/* Scopes with a deadline. */
#include "sched/suite.h"

static coro_timeout_t outer, inner;

/* Sleep for arg ms inside a scope of 10. */
static int sleeps_in_scope(coro_t *self, coro_value_t arg)
{
    int rc = coro_timeout_begin(self, &outer, coro_deadline(self, CORO_MS(10)));

    if (rc == 0)
        rc = coro_timeout_end(self, &outer, sleeps(self, arg));
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_timeout_left_in_time_changes_nothing)
{
    coro_task_t *a = task("A", sleeps_in_scope, coro_int(5));

    ck_assert_run("A@5 A=0");
    ck_assert(!coro_timeout_expired(&outer));
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(5));
}
END_TEST

START_TEST(test_timeout_expired_says_so_and_takes_its_request_back)
{
    coro_task_t *a = task("A", sleeps_in_scope, coro_int(50));

    ck_assert_run("A!ECANCELED A!ETIMEDOUT");
    ck_assert(coro_timeout_expired(&outer));
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(10));
}
END_TEST

static int nests(coro_t *self, coro_value_t arg)
{
    int64_t deadlines[2] = {arg.i64, 30 - arg.i64};
    int rc;

    coro_timeout_begin(self, &outer,
                       coro_deadline(self, CORO_MS(deadlines[0])));
    coro_timeout_begin(self, &inner,
                       coro_deadline(self, CORO_MS(deadlines[1])));
    rc = coro_timeout_end(self, &inner, coro_sleep(self, CORO_MS(100)));
    trace_got("inner", rc, coro_none());
    rc = coro_timeout_end(self, &outer, rc);
    trace_got("outer", rc, coro_none());
    return 0;
}

START_TEST(test_timeout_nested_converts_its_own_expiry_only)
{
    task("A", nests, coro_int(20));
    ck_assert_run("inner!ETIMEDOUT outer!ETIMEDOUT");
    ck_assert(!coro_timeout_expired(&outer));
    task("A", nests, coro_int(10));
    ck_assert_run("inner!ECANCELED outer!ETIMEDOUT");
    ck_assert(!coro_timeout_expired(&inner));
}
END_TEST

static int without_deadline(coro_t *self, coro_value_t arg)
{
    int rc = coro_timeout_begin(self, &outer, CORO_NEVER);

    if (rc == 0)
        rc = coro_timeout_end(self, &outer, sleeps(self, arg));
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

static int reschedules(coro_t *self, coro_value_t arg)
{
    (void)self;
    trace("%s", coro_timeout_reschedule(&outer, arg.i64) == 0 ? "moved" : "no");
    return 0;
}

START_TEST(test_timeout_is_moved_by_another_task)
{
    task("A", without_deadline, coro_int(50));
    task("B", reschedules, coro_int(CORO_MS(7)));
    task("C", reschedules, coro_int(CORO_MS(9)));
    ck_assert_run("moved moved A!ECANCELED A!ETIMEDOUT");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(9));
    task("D", reschedules, coro_int(CORO_MS(20)));
    ck_assert_run("no");
    ck_assert_int_eq(coro_timeout_reschedule(&outer, 1), CORO_E_FINISHED);
    ck_assert_int_eq(coro_timeout_reschedule(NULL, 1), -EINVAL);
}
END_TEST

START_TEST(test_timeout_moved_away_does_not_expire)
{
    task("A", sleeps_in_scope, coro_int(50));
    task("B", reschedules, coro_int(CORO_NEVER));
    ck_assert_run("moved A@50 A=0");
}
END_TEST

static int ends_twice(coro_t *self, coro_value_t arg)
{
    (void)arg;
    coro_timeout_begin(self, &outer, CORO_NEVER);
    trace_got("1", coro_timeout_end(self, &outer, -EIO), coro_none());
    trace_got("2", coro_timeout_end(self, &outer, 0), coro_none());
    return 0;
}

START_TEST(test_timeout_ended_twice_is_refused)
{
    task("A", ends_twice, coro_none());
    ck_assert_run("1!-5 2!FINISHED");
}
END_TEST

static int ends_anothers(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace_got(coro_name(self), coro_timeout_end(self, &outer, 0), coro_none());
    return 0;
}

START_TEST(test_timeout_of_another_task_is_not_ended)
{
    task("A", sleeps_in_scope, coro_int(50));
    task("B", ends_anothers, coro_none());
    ck_assert_run("B!NOT_CURRENT A!ECANCELED A!ETIMEDOUT");
}
END_TEST

/* More scopes than there are places in the heap at first. */
static int nests_deep(coro_t *self, coro_value_t arg)
{
    coro_timeout_t scope;
    int rc = coro_timeout_begin(self, &scope,
                                coro_deadline(self, CORO_MS(100 - arg.i64)));

    if (rc != 0)
        return rc;
    rc = arg.i64 > 0 ? nests_deep(self, coro_int(arg.i64 - 1))
                     : coro_sleep(self, CORO_MS(1000));
    if (arg.i64 == 50)
        trace_got("50", rc, coro_none());
    return coro_timeout_end(self, &scope, rc);
}

static int nests_deepest(coro_t *self, coro_value_t arg)
{
    int rc = nests_deep(self, arg);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_timeout_nested_deep_is_the_outermosts)
{
    const coro_options_t options = {.name = "A", .stack_size = 1 << 20};

    coro_spawn(sched, nests_deepest, coro_int(80), &options);
    ck_assert_run("50!ECANCELED A!ETIMEDOUT");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(20));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_timeout_left_in_time_changes_nothing);
    tcase_add_test(tcase,
                   test_timeout_expired_says_so_and_takes_its_request_back);
    tcase_add_test(tcase, test_timeout_nested_converts_its_own_expiry_only);
    tcase_add_test(tcase, test_timeout_is_moved_by_another_task);
    tcase_add_test(tcase, test_timeout_moved_away_does_not_expire);
    tcase_add_test(tcase, test_timeout_ended_twice_is_refused);
    tcase_add_test(tcase, test_timeout_of_another_task_is_not_ended);
    tcase_add_test(tcase, test_timeout_nested_deep_is_the_outermosts);
}

int main(void)
{
    return run_suite("timeouts", add_tests);
}
