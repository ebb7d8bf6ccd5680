/* SPDX-License-Identifier: MIT */
/* What CPython's test_futures, test_tasks and test_waitfor show, as far as the
 * other suites do not: docs/asyncio.md has the list. */
#include "sched/suite.h"

static coro_future_t future, other;
static coro_task_t *a, *b;

static void set_up(void)
{
    future = other = (coro_future_t)CORO_FUTURE_INIT;
}

/* ---- Callbacks */

static coro_awaited_t nodes[3];

static void called(coro_awaited_t *node)
{
    trace_got(node->ctx, node->status, node->value);
}

static void forgets_last(coro_awaited_t *node)
{
    called(node);
    coro_future_forget(&nodes[2]);
}

static void registers_last(coro_awaited_t *node)
{
    called(node);
    ck_assert_int_eq(coro_future_on_done(sched, &nodes[2], called), 0);
}

static void register_two(void (*fn)(coro_awaited_t *node))
{
    static char *const names[] = {"x", "y", "z"};

    for (int i = 0; i < 3; i++)
        nodes[i] = (coro_awaited_t){.future = &future, .ctx = names[i]};
    coro_future_on_done(sched, &nodes[0], fn);
    coro_future_on_done(sched, &nodes[1], called);
}

START_TEST(test_callback_can_forget_one_that_comes_after_it)
{
    set_up();
    register_two(forgets_last);
    coro_future_on_done(sched, &nodes[2], called);
    coro_future_set(&future, coro_int(1));
    ck_assert_run("x=1 y=1");
}
END_TEST

START_TEST(test_callback_can_register_another)
{
    set_up();
    register_two(registers_last);
    coro_future_set(&future, coro_int(1));
    ck_assert_run("x=1 y=1 z=1");
}
END_TEST

START_TEST(test_callback_is_told_of_a_failure_and_of_a_cancellation)
{
    set_up();
    register_two(called);
    coro_future_fail(&future, -EIO, coro_int(7));
    ck_assert_run("x!-5/7 y!-5/7");
    set_up();
    register_two(called);
    coro_future_cancel(&future);
    ck_assert_run("x!AWAITED_CANCELLED y!AWAITED_CANCELLED");
}
END_TEST

START_TEST(test_fini_of_one_that_was_never_done_is_silent)
{
    set_up();
    ck_assert_int_eq(coro_future_fini(&future), 0);
    ck_assert_trace("");
}
END_TEST

/* ---- Cancelling */

static int waits(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_future_await(self, arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

START_TEST(test_cancel_of_a_task_and_of_what_it_awaits_cancels_the_task)
{
    set_up();
    a = task("A", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_future_cancel(&future);
    coro_task_cancel(a);
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_AWAITED_CANCELLED);
}
END_TEST

START_TEST(test_uncancel_with_a_result_on_its_way_lets_it_arrive)
{
    set_up();
    a = task("A", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_future_set(&future, coro_int(42));
    coro_task_cancel(a);
    ck_assert_uint_eq(coro_task_cancelling(a), 1);
    ck_assert_uint_eq(coro_task_uncancel(a), 0);
    ck_assert_run("A=42");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

static int tells_current(coro_t *self, coro_value_t arg)
{
    coro_task_t **mine = arg.ptr;

    for (int i = 0; i < 3; i++) {
        ck_assert_ptr_eq(coro_task_current(self), *mine);
        coro_sched_yield(self);
    }
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_current_task_is_whose_turn_it_is)
{
    a = task("A", tells_current, coro_ptr(&a));
    b = task("B", tells_current, coro_ptr(&b));
    ck_assert_run("A B");
}
END_TEST

static int waits_for_future(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc =
        coro_wait_for(self, arg.ptr, coro_deadline(self, CORO_MS(100)), &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

static int sets_both(coro_t *self, coro_value_t arg)
{
    coro_future_set(&other, coro_int(2));
    coro_future_set(&future, coro_int(1));
    (void)arg;
    return coro_sleep(self, CORO_MS(1));
}

START_TEST(test_wait_for_told_with_the_result_on_its_way_leaves_it_there)
{
    coro_value_t value;

    set_up();
    a = task("A", waits_for_future, coro_ptr(&future));
    task("B", sets_both, coro_none());
    task("C", cancels, coro_ptr(&a));
    ck_assert_run("C:1 A!ECANCELED");
    ck_assert_int_eq(coro_future_result(&future, &value), 0);
    ck_assert_int_eq(value.i64, 1);
}
END_TEST

static int waits_for_no_time(coro_t *self, coro_value_t arg)
{
    coro_task_t **awaited = arg.ptr;
    int rc = coro_wait_for(self, coro_task_future(*awaited), 0, NULL);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_wait_for_no_time_keeps_a_task_from_starting)
{
    task("A", waits_for_no_time, coro_ptr(&b));
    b = task("B", steps, coro_int(1));
    ck_assert_run("A!ETIMEDOUT");
}
END_TEST

/* ---- The same one more than once; several in one step */

static coro_awaited_t pair[2];

static void watch_pair(coro_future_t *x, coro_future_t *y)
{
    pair[0] = (coro_awaited_t){.future = x};
    pair[1] = (coro_awaited_t){.future = y};
}

static void trace_pair(const char *name)
{
    for (int i = 0; i < 2; i++)
        trace_got(name, pair[i].status, pair[i].value);
}

static int gathers(coro_t *self, coro_value_t arg)
{
    trace_got("gather", coro_gather(self, pair, 2, NULL), arg);
    trace_pair(coro_name(self));
    return 0;
}

static int waits_for_first(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait(self, pair, 2, CORO_WAIT_FIRST, CORO_NEVER);

    trace_got("wait", rc, arg);
    trace_pair(coro_name(self));
    return 0;
}

static int takes_as_completed(coro_t *self, coro_value_t arg)
{
    coro_as_completed_t set;
    coro_awaited_t *done;

    coro_as_completed_begin(self, &set, pair, 2);
    while (coro_as_completed_next(
               self, &set, coro_deadline(self, CORO_SECONDS(9)), &done) == 0)
        trace_got(done == &pair[0] ? "first" : "second", done->status,
                  done->value);
    coro_as_completed_end(&set);
    (void)arg;
    return 0;
}

START_TEST(test_waiting_for_one_future_twice_gives_it_twice)
{
    static coro_fn_t *const ways[] = {gathers, waits_for_first,
                                      takes_as_completed};
    static const char *const words[] = {"gather=0 A=1 A=1", "wait=0 A=1 A=1",
                                        "first=1 second=1"};

    set_up();
    watch_pair(&future, &future);
    task("A", ways[_i], coro_none());
    task("B", sets_both, coro_none());
    ck_assert_run(words[_i]);
}
END_TEST

START_TEST(test_waiting_for_two_done_in_one_step_knows_of_both)
{
    static coro_fn_t *const ways[] = {gathers, waits_for_first,
                                      takes_as_completed};
    static const char *const words[] = {"gather=0 A=1 A=2", "wait=0 A=1 A=2",
                                        "second=2 first=1"};

    set_up();
    watch_pair(&future, &other);
    task("A", ways[_i], coro_none());
    task("B", sets_both, coro_none());
    ck_assert_run(words[_i]);
}
END_TEST

/* ---- Shield */

static int shields(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_shield(self, arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

START_TEST(test_shield_of_what_is_done_keeps_the_turn)
{
    set_up();
    coro_future_set(&future, coro_int(3));
    coro_future_fail(&other, -EIO, coro_int(4));
    task("A", shields, coro_ptr(&future));
    task("B", shields, coro_ptr(&other));
    task("C", steps, coro_int(1));
    ck_assert_run("A=3 B!-5/4 C1");
    coro_sched_free(sched);
    sched = NULL;
    ck_assert_trace("hook:B!-5/4");
}
END_TEST

START_TEST(test_shield_of_a_task_that_gathers_keeps_the_request_from_all)
{
    set_up();
    watch_pair(&future, &other);
    b = task("B", gathers, coro_none());
    a = task("A", shields, coro_ptr(coro_task_future(b)));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_task_cancel(a);
    task("C", sets_both, coro_none());
    ck_assert_run("A!ECANCELED gather=0 B=1 B=2");
}
END_TEST

START_TEST(test_gather_of_tasks_that_shield_stops_them_not_what_they_await)
{
    coro_task_t *outer;

    set_up();
    a = task("A", shields, coro_ptr(&future));
    b = task("B", shields, coro_ptr(&other));
    watch_pair(coro_task_future(a), coro_task_future(b));
    outer = task("G", gathers, coro_none());
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_task_cancel(outer);
    ck_assert_run("A!ECANCELED B!ECANCELED gather!ECANCELED "
                  "G!AWAITED_CANCELLED G!AWAITED_CANCELLED");
    ck_assert_int_eq(coro_future_is_done(&future), 0);
    ck_assert_int_eq(coro_future_is_done(&other), 0);
}
END_TEST

static int shields_for_5_ms(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc =
        coro_timeout_begin(self, &timeout, coro_deadline(self, CORO_MS(5)));

    ck_assert_int_eq(rc, 0);
    rc = coro_timeout_end(self, &timeout, shields(self, arg));
    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_shield_under_a_timeout_keeps_the_task)
{
    b = task("B", sleeps, coro_int(10));
    task("A", shields_for_5_ms, coro_ptr(coro_task_future(b)));
    ck_assert_run("A!ECANCELED A!ETIMEDOUT B@10");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_callback_can_forget_one_that_comes_after_it);
    tcase_add_test(tcase, test_callback_can_register_another);
    tcase_add_test(tcase,
                   test_callback_is_told_of_a_failure_and_of_a_cancellation);
    tcase_add_test(tcase, test_fini_of_one_that_was_never_done_is_silent);
    tcase_add_test(
        tcase, test_cancel_of_a_task_and_of_what_it_awaits_cancels_the_task);
    tcase_add_test(tcase,
                   test_uncancel_with_a_result_on_its_way_lets_it_arrive);
    tcase_add_test(tcase, test_current_task_is_whose_turn_it_is);
    tcase_add_test(
        tcase, test_wait_for_told_with_the_result_on_its_way_leaves_it_there);
    tcase_add_test(tcase, test_wait_for_no_time_keeps_a_task_from_starting);
    tcase_add_loop_test(tcase, test_waiting_for_one_future_twice_gives_it_twice,
                        0, 3);
    tcase_add_loop_test(
        tcase, test_waiting_for_two_done_in_one_step_knows_of_both, 0, 3);
    tcase_add_test(tcase, test_shield_of_what_is_done_keeps_the_turn);
    tcase_add_test(
        tcase, test_shield_of_a_task_that_gathers_keeps_the_request_from_all);
    tcase_add_test(
        tcase, test_gather_of_tasks_that_shield_stops_them_not_what_they_await);
    tcase_add_test(tcase, test_shield_under_a_timeout_keeps_the_task);
}

int main(void)
{
    return run_suite("asyncio's tests of tasks", add_tests);
}
