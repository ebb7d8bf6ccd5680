/* SPDX-License-Identifier: MIT */
/* Futures of a program's own. */
#include "sched/suite.h"

static coro_future_t future;

static void set_up(void)
{
    future = (coro_future_t)CORO_FUTURE_INIT;
}

static int waits(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc = coro_future_await(self, arg.ptr, &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

START_TEST(test_future_set_gives_all_who_wait_the_value_in_order)
{
    set_up();
    task("A", waits, coro_ptr(&future));
    task("B", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert(!coro_future_is_done(&future));
    ck_assert_int_eq(coro_future_set(&future, coro_int(7)), 0);
    ck_assert(coro_future_is_done(&future));
    task("C", waits, coro_ptr(&future));
    ck_assert_run("A=7 B=7 C=7");
}
END_TEST

START_TEST(test_future_failed_gives_the_error_and_its_payload)
{
    coro_value_t value;

    set_up();
    task("A", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_future_fail(&future, -EIO, coro_int(3)), 0);
    ck_assert_run("A!-5/3");
    ck_assert_int_eq(coro_future_result(&future, &value), -EIO);
    ck_assert_int_eq(value.i64, 3);
}
END_TEST

START_TEST(test_future_cancelled_says_so_to_all_who_wait)
{
    set_up();
    task("A", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_future_cancel(&future), 0);
    ck_assert_run("A!AWAITED_CANCELLED");
    ck_assert_int_eq(coro_future_result(&future, NULL),
                     CORO_E_AWAITED_CANCELLED);
}
END_TEST

START_TEST(test_future_done_is_not_changed_any_more)
{
    coro_value_t value;

    set_up();
    ck_assert_int_eq(coro_future_result(&future, &value), CORO_E_PENDING);
    ck_assert_int_eq(coro_future_set(&future, coro_int(1)), 0);
    ck_assert_int_eq(coro_future_set(&future, coro_int(2)), CORO_E_FINISHED);
    ck_assert_int_eq(coro_future_fail(&future, -EIO, coro_none()),
                     CORO_E_FINISHED);
    ck_assert_int_eq(coro_future_cancel(&future), CORO_E_FINISHED);
    ck_assert_int_eq(coro_future_result(&future, &value), 0);
    ck_assert_int_eq(value.i64, 1);
}
END_TEST

START_TEST(test_future_refuses_what_is_no_error_or_says_cancelled)
{
    static const int statuses[] = {0, CORO_DONE, -ECANCELED,
                                   CORO_E_AWAITED_CANCELLED};

    set_up();
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        ck_assert_int_eq(coro_future_fail(&future, statuses[i], coro_none()),
                         -EINVAL);
    ck_assert(!coro_future_is_done(&future));
}
END_TEST

START_TEST(test_future_of_a_task_is_only_the_tasks_to_set)
{
    coro_future_t *of_task = coro_task_future(task("A", returns, coro_int(5)));
    coro_value_t value;

    ck_assert_int_eq(coro_future_set(of_task, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_future_fail(of_task, -EIO, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_future_fini(of_task), -EINVAL);
    task("B", waits, coro_ptr(of_task));
    ck_assert_run("B=5");
    ck_assert_int_eq(coro_future_result(of_task, &value), 0);
    ck_assert_int_eq(value.i64, 5);
}
END_TEST

/* The future is gone before the one who awaits it has his turn. */
static int sets_and_leaves(coro_t *self, coro_value_t arg)
{
    coro_future_t mine = CORO_FUTURE_INIT;
    int rc;

    *(coro_future_t **)arg.ptr = &mine;
    rc = coro_sched_yield(self);
    coro_future_set(&mine, coro_int(8));
    mine.value = coro_int(-1);
    mine.status = -EIO;
    return rc;
}

static int waits_at(coro_t *self, coro_value_t arg)
{
    return waits(self, coro_ptr(*(coro_future_t **)arg.ptr));
}

static int gathers_at(coro_t *self, coro_value_t arg)
{
    coro_awaited_t one = {.future = *(coro_future_t **)arg.ptr};
    int rc = coro_gather(self, &one, 1, NULL);

    trace_got(coro_name(self), rc, one.value);
    return rc;
}

static coro_task_t *one, *other;

static int gathers_two(coro_t *self, coro_value_t arg)
{
    coro_awaited_t two[] = {{.future = *(coro_future_t **)arg.ptr},
                            {.future = coro_task_future(other)}};
    int rc = coro_gather(self, two, 2, NULL);

    trace_got(coro_name(self), rc, two[0].value);
    return rc;
}

/* The one that is gone looks like anything. */
static int sets_leaves_and_cancels(coro_t *self, coro_value_t arg)
{
    coro_future_t mine = CORO_FUTURE_INIT;
    int rc;

    *(coro_future_t **)arg.ptr = &mine;
    rc = coro_sched_yield(self);
    coro_future_set(&mine, coro_int(8));
    mine.done = 0;
    mine.status = 77;
    if (rc == 0)
        rc = coro_sched_yield(self);
    coro_task_cancel(one);
    trace("%d", mine.status);
    return rc;
}

START_TEST(test_future_that_is_gone_is_not_asked_to_stop)
{
    coro_future_t *shared = NULL;

    task("A", sets_leaves_and_cancels, coro_ptr(&shared));
    other = task("B", sleeps, coro_int(10));
    one = task("C", gathers_two, coro_ptr(&shared));
    ck_assert_run("77 B!ECANCELED C!ECANCELED/8");
}
END_TEST

START_TEST(test_future_may_go_as_soon_as_it_is_done)
{
    coro_future_t *shared = NULL;

    task("A", sets_and_leaves, coro_ptr(&shared));
    task("B", waits_at, coro_ptr(&shared));
    task("C", gathers_at, coro_ptr(&shared));
    ck_assert_run("B=8 C=8");
}
END_TEST

/* ---- Parting with it */

START_TEST(test_fini_tells_the_hook_of_an_error_nobody_took)
{
    set_up();
    coro_future_fail(&future, -EIO, coro_int(2));
    ck_assert_int_eq(coro_future_fini(&future), 0);
    ck_assert_trace("hook:!-5/2");
    ck_assert_int_eq(coro_future_fini(&future), 0);
}
END_TEST

START_TEST(test_fini_of_what_was_taken_or_cancelled_is_silent)
{
    set_up();
    coro_future_fail(&future, -EIO, coro_none());
    coro_future_result(&future, NULL);
    ck_assert_int_eq(coro_future_fini(&future), 0);
    set_up();
    coro_future_cancel(&future);
    ck_assert_int_eq(coro_future_fini(&future), 0);
}
END_TEST

START_TEST(test_fini_while_somebody_waits_is_refused)
{
    set_up();
    task("A", waits, coro_ptr(&future));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_future_fini(&future), CORO_E_RUNNING);
    coro_future_set(&future, coro_int(1));
    ck_assert_run("A=1");
    ck_assert_int_eq(coro_future_fini(&future), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_future_set_gives_all_who_wait_the_value_in_order);
    tcase_add_test(tcase, test_future_failed_gives_the_error_and_its_payload);
    tcase_add_test(tcase, test_future_cancelled_says_so_to_all_who_wait);
    tcase_add_test(tcase, test_future_done_is_not_changed_any_more);
    tcase_add_test(tcase,
                   test_future_refuses_what_is_no_error_or_says_cancelled);
    tcase_add_test(tcase, test_future_of_a_task_is_only_the_tasks_to_set);
    tcase_add_test(tcase, test_future_that_is_gone_is_not_asked_to_stop);
    tcase_add_test(tcase, test_future_may_go_as_soon_as_it_is_done);
    tcase_add_test(tcase, test_fini_tells_the_hook_of_an_error_nobody_took);
    tcase_add_test(tcase, test_fini_of_what_was_taken_or_cancelled_is_silent);
    tcase_add_test(tcase, test_fini_while_somebody_waits_is_refused);
}

int main(void)
{
    return run_suite("futures", add_tests);
}
