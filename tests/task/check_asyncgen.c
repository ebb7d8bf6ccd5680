/* SPDX-License-Identifier: MIT */
/* Asynchronous generators, PEP 525: generators that wait between their yields,
 * and tasks that drive them. */
#include "sched/suite.h"

static coro_t *shared;
static coro_future_t future;
static coro_task_t *a;

/* ---- Generators */

/* Yield 1, 2, ... `arg` values, each after 10 ms. */
static int ticks(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 1; rc == 0 && i <= arg.i64; i++) {
        rc = coro_sleep(self, CORO_MS(10));
        if (rc == 0)
            rc = coro_yield(self, coro_int(i), NULL);
    }
    return rc;
}

/* Await the future, and yield what it gives; clean up for 5 ms at the end. */
static int awaits_future(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;
    int rc = coro_future_await(self, &future, &value);

    if (rc == 0)
        rc = coro_yield(self, value, NULL);
    trace_got("g", rc, coro_none());
    coro_sleep(self, CORO_MS(5));
    trace_now("clean");
    return rc;
}

/* The same from within. */
static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *inner = generator("inner", awaits_future, arg);
    int rc = coro_yield_from(self, inner, NULL);

    trace_got("outer", rc, coro_none());
    coro_free(inner);
    return rc;
}

/* Yield what was sent, 10 ms later; what is thrown, too. */
static int echoes(coro_t *self, coro_value_t arg)
{
    coro_value_t got = arg;
    int rc = 0;

    while (rc != CORO_E_CLOSE) {
        rc = coro_yield(self, got, &got);
        if (coro_sleep(self, CORO_MS(10)) != 0)
            return -ECANCELED;
        if (rc == CORO_E_USER)
            got = coro_int(-got.i64);
    }
    trace_now("clean");
    return rc;
}

/* ---- Tasks */

/* Take `arg` values from the shared generator. */
static int drives(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++) {
        rc = coro_next(shared, &value);
        trace_got(coro_name(self), rc, value);
    }
    trace_now(coro_name(self));
    return rc == CORO_DONE ? 0 : rc;
}

static void set_up(coro_fn_t *fn, int64_t arg)
{
    future = (coro_future_t)CORO_FUTURE_INIT;
    shared = generator("g", fn, coro_int(arg));
}

static void check_ended(void)
{
    ck_assert_int_eq(coro_next(shared, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(shared), 0);
}

START_TEST(test_asyncgen_is_driven_by_one_task_after_the_other)
{
    set_up(ticks, 3);
    task("A", drives, coro_int(1));
    ck_assert_run("A=1 A@10");
    task("B", drives, coro_int(2));
    ck_assert_run("B=2 B=3 B@30");
    task("C", drives, coro_int(1));
    ck_assert_run("C!done C@30");
    check_ended();
}
END_TEST

START_TEST(test_asyncgen_that_awaits_lets_others_go_on)
{
    set_up(awaits_future, 0);
    task("A", drives, coro_int(2));
    task("B", sleeps, coro_int(7));
    stage_run_until(6);
    coro_future_set(&future, coro_int(3));
    ck_assert_run("A=3 g=0 B@7 clean@11 A!done A@11");
    check_ended();
}
END_TEST

static int passes(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_yield_from(self, shared, NULL);
}

/* Every operation on it, by another task. */
static int trespasses(coro_t *self, coro_value_t arg)
{
    coro_t *outer = generator("outer", passes, arg);

    ck_assert_int_eq(coro_state(shared), CORO_STATE_RUNNING);
    ck_assert_int_eq(coro_next(shared, NULL), CORO_E_RUNNING);
    ck_assert_int_eq(coro_send(shared, arg, NULL), CORO_E_RUNNING);
    ck_assert_int_eq(coro_throw(shared, CORO_E_USER, arg, NULL),
                     CORO_E_RUNNING);
    ck_assert_int_eq(coro_close(shared, NULL), CORO_E_RUNNING);
    ck_assert_int_eq(coro_free(shared), CORO_E_RUNNING);
    ck_assert_int_eq(coro_next(outer, NULL), CORO_E_RUNNING);
    ck_assert_int_eq(coro_yield_from(self, shared, NULL), CORO_E_RUNNING);
    ck_assert_ptr_null(coro_sched_add(sched, shared));
    coro_free(outer);
    trace("refused");
    return 0;
}

START_TEST(test_asyncgen_driven_by_two_at_once_refuses_the_second)
{
    set_up(ticks, 2);
    task("A", drives, coro_int(3));
    task("B", trespasses, coro_none());
    ck_assert_run("refused A=1 A=2 A!done A@20");
    check_ended();
}
END_TEST

static int sends_and_throws(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;

    (void)self;
    ck_assert_int_eq(coro_next(shared, NULL), 0);
    trace_got("send", coro_send(shared, coro_int(4), &value), value);
    trace_now("A");
    trace_got("throw", coro_throw(shared, CORO_E_USER, coro_int(5), &value),
              value);
    trace_now("A");
    trace_got("close", coro_close(shared, NULL), coro_none());
    trace_now("A");
    return 0;
}

START_TEST(test_asyncgen_waits_while_it_is_sent_to_thrown_at_and_closed)
{
    set_up(echoes, 0);
    task("A", sends_and_throws, coro_none());
    task("B", sleeps, coro_int(15));
    ck_assert_run("send=4 A@10 B@15 throw=-5 A@20 clean@30 close=0 A@30");
    check_ended();
}
END_TEST

/* ---- The driver is asked to stop */

START_TEST(test_asyncgen_parked_in_an_await_cleans_up_when_its_driver_is_asked)
{
    set_up(awaits_future, 0);
    a = task("A", drives, coro_int(1));
    task("S", sleeps, coro_int(20));
    stage_run_until(3);
    coro_task_cancel(a);
    ck_assert_run("g!ECANCELED clean@8 A!ECANCELED A@8 S@20");
    ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_AWAITED_CANCELLED);
    check_ended();
}
END_TEST

START_TEST(test_asyncgen_delegated_to_cleans_up_from_the_inside_out)
{
    set_up(delegates, 0);
    a = task("A", drives, coro_int(1));
    task("S", sleeps, coro_int(20));
    stage_run_until(3);
    coro_task_cancel(a);
    ck_assert_run("g!ECANCELED clean@8 outer!ECANCELED A!ECANCELED A@8 S@20");
    check_ended();
}
END_TEST

/* Swallow the first request to stop, and yield. */
static int swallows(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(10));

    trace_got("g", rc, coro_none());
    return coro_yield(self, arg, NULL);
}

START_TEST(test_asyncgen_that_swallows_the_request_gives_its_value)
{
    set_up(swallows, 7);
    a = task("A", drives, coro_int(1));
    task("S", sleeps, coro_int(20));
    stage_run_until(3);
    coro_task_cancel(a);
    ck_assert_run("g!ECANCELED A=7 A@3 S@20");
    ck_assert_int_eq(coro_free(shared), 0);
}
END_TEST

/* Drive one step, then wait for something else. */
static int drives_and_sleeps(coro_t *self, coro_value_t arg)
{
    int rc = drives(self, arg);

    return rc == 0 ? sleeps(self, coro_int(100)) : rc;
}

START_TEST(test_asyncgen_suspended_is_left_alone_when_its_driver_is_asked)
{
    set_up(ticks, 2);
    a = task("A", drives_and_sleeps, coro_int(1));
    stage_run_until(50);
    coro_task_cancel(a);
    ck_assert_run("A=1 A@10 A!ECANCELED");
    ck_assert_int_eq(coro_state(shared), CORO_STATE_SUSPENDED);
    task("B", drives, coro_int(1));
    ck_assert_run("B=2 B@60");
    ck_assert_int_eq(coro_free(shared), 0);
}
END_TEST

static int drives_for_15_ms(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc = coro_timeout_begin(self, &timeout, CORO_MS(15));

    ck_assert_int_eq(rc, 0);
    rc = coro_timeout_end(self, &timeout, drives(self, arg));
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_asyncgen_parked_under_a_timeout_ends_with_it)
{
    set_up(ticks, 9);
    task("A", drives_for_15_ms, coro_int(9));
    ck_assert_run("A=1 A!ECANCELED A@15 A!ETIMEDOUT");
    check_ended();
}
END_TEST

/* ---- Left unfinished */

static int frees(coro_t *self, coro_value_t arg)
{
    (void)arg;
    ck_assert_int_eq(coro_next(shared, NULL), 0);
    ck_assert_int_eq(coro_free(shared), 0);
    trace_now(coro_name(self));
    return 0;
}

START_TEST(test_asyncgen_freed_in_a_task_may_wait_while_it_cleans_up)
{
    set_up(awaits_future, 0);
    coro_future_set(&future, coro_int(1));
    task("A", frees, coro_none());
    task("B", sleeps, coro_int(2));
    ck_assert_run("g!CLOSE B@2 clean@5 A@5");
}
END_TEST

static int yields_then_sleeps(coro_t *self, coro_value_t arg)
{
    coro_yield(self, arg, NULL);
    trace_got("g", coro_sleep(self, CORO_MS(5)), coro_none());
    return 0;
}

START_TEST(test_asyncgen_freed_outside_of_tasks_cannot_wait)
{
    set_up(yields_then_sleeps, 0);
    task("A", drives, coro_int(1));
    ck_assert_run("A=0 A@0");
    ck_assert_int_eq(coro_free(shared), 0);
    ck_assert_trace("g!NO_SCHED");
}
END_TEST

static int yields_when_closed(coro_t *self, coro_value_t arg)
{
    while (coro_yield(self, arg, NULL) == 0)
        ;
    coro_sleep(self, CORO_MS(5));
    return coro_yield(self, arg, NULL);
}

static int closes(coro_t *self, coro_value_t arg)
{
    coro_next(shared, NULL);
    trace_got(coro_name(self), coro_close(shared, NULL), arg);
    return 0;
}

START_TEST(test_asyncgen_that_yields_when_closed_has_ignored_it)
{
    set_up(yields_when_closed, 0);
    task("A", closes, coro_none());
    ck_assert_run("A!IGNORED_CLOSE");
    ck_assert_int_eq(coro_state(shared), CORO_STATE_SUSPENDED);
    ck_assert_int_eq(coro_free(shared), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_asyncgen_is_driven_by_one_task_after_the_other);
    tcase_add_test(tcase, test_asyncgen_that_awaits_lets_others_go_on);
    tcase_add_test(tcase,
                   test_asyncgen_driven_by_two_at_once_refuses_the_second);
    tcase_add_test(
        tcase, test_asyncgen_waits_while_it_is_sent_to_thrown_at_and_closed);
    tcase_add_test(
        tcase,
        test_asyncgen_parked_in_an_await_cleans_up_when_its_driver_is_asked);
    tcase_add_test(tcase,
                   test_asyncgen_delegated_to_cleans_up_from_the_inside_out);
    tcase_add_test(tcase,
                   test_asyncgen_that_swallows_the_request_gives_its_value);
    tcase_add_test(
        tcase, test_asyncgen_suspended_is_left_alone_when_its_driver_is_asked);
    tcase_add_test(tcase, test_asyncgen_parked_under_a_timeout_ends_with_it);
    tcase_add_test(tcase,
                   test_asyncgen_freed_in_a_task_may_wait_while_it_cleans_up);
    tcase_add_test(tcase, test_asyncgen_freed_outside_of_tasks_cannot_wait);
    tcase_add_test(tcase, test_asyncgen_that_yields_when_closed_has_ignored_it);
}

int main(void)
{
    return run_suite("asynchronous generators", add_tests);
}
