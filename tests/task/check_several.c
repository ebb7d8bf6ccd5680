/* SPDX-License-Identifier: MIT */
/* Waiting for several: gather, wait, as completed. */
#include "sched/suite.h"

enum {
    COUNT = 3
};

static coro_task_t *tasks[COUNT], *waiter;
static coro_awaited_t list[COUNT];
static size_t count;

static void three(coro_fn_t *one, int64_t x, coro_fn_t *two, int64_t y,
                  coro_fn_t *last, int64_t z)
{
    tasks[0] = task("X", one, coro_int(x));
    tasks[1] = task("Y", two, coro_int(y));
    tasks[2] = task("Z", last, coro_int(z));
    count = COUNT;
}

static void fill(void)
{
    for (size_t i = 0; i < count; i++)
        list[i] = (coro_awaited_t){.future = coro_task_future(tasks[i])};
}

static int sleeps_and_fails(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_MS(arg.i64));

    return rc == 0 ? fails(self, arg) : rc;
}

static void trace_list(void)
{
    for (size_t i = 0; i < count; i++)
        trace_got(coro_task_name(tasks[i]), list[i].status, list[i].value);
}

/* ---- gather */

static int gathers(coro_t *self, coro_value_t arg)
{
    const coro_awaited_t *failed = &list[0];
    int rc;

    (void)arg;
    fill();
    rc = coro_gather(self, list, count, &failed);
    trace_got(coro_name(self), rc,
              failed != NULL ? failed->value : coro_none());
    trace_list();
    return rc;
}

START_TEST(test_gather_gives_all_results_in_the_order_of_the_array)
{
    three(sleeps, 30, sleeps, 10, sleeps, 20);
    task("G", gathers, coro_none());
    ck_assert_run("Y@10 Z@20 X@30 G=0 X=30 Y=10 Z=20");
}
END_TEST

START_TEST(test_gather_of_nothing_has_it_at_once)
{
    count = 0;
    task("G", gathers, coro_none());
    ck_assert_run("G=0");
}
END_TEST

START_TEST(test_gather_fails_with_the_first_and_lets_the_others_go_on)
{
    three(sleeps, 30, sleeps_and_fails, 10, sleeps, 5);
    coro_task_release(task("G", gathers, coro_none()));
    ck_assert_run("Z@5 G!-10000/10 X!PENDING Y!-10000/10 Z=5 "
                  "hook:G!-10000/10 X@30");
}
END_TEST

START_TEST(test_gather_given_up_leaves_later_failures_to_the_hook)
{
    three(sleeps_and_fails, 10, sleeps_and_fails, 20, returns, 1);
    waiter = task("G", gathers, coro_none());
    stage_run_until(5);
    coro_task_release(tasks[1]);
    ck_assert_run("G!-10000/10 X!-10000/10 Y!PENDING Z=1 hook:Y!-10000/20");
    coro_task_result(waiter, NULL);
}
END_TEST

START_TEST(test_gather_asked_to_stop_asks_all)
{
    three(sleeps, 30, sleeps, 10, sleeps, 5);
    waiter = task("G", gathers, coro_none());
    stage_run_until(7);
    coro_task_cancel(waiter);
    ck_assert_run("Z@5 X!ECANCELED Y!ECANCELED G!ECANCELED "
                  "X!AWAITED_CANCELLED Y!AWAITED_CANCELLED Z=5");
}
END_TEST

START_TEST(test_gather_of_one_cancelled_by_others_says_so)
{
    three(sleeps, 30, sleeps, 10, sleeps, 5);
    waiter = task("G", gathers, coro_none());
    stage_run_until(7);
    coro_task_cancel(tasks[1]);
    ck_assert_run("Z@5 Y!ECANCELED G!AWAITED_CANCELLED X!PENDING "
                  "Y!AWAITED_CANCELLED Z=5 X@30");
}
END_TEST

static int collects(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    fill();
    rc = coro_gather_collect(self, list, count);
    trace_got(coro_name(self), rc, coro_none());
    trace_list();
    return rc;
}

START_TEST(test_gather_collect_waits_for_all_and_takes_every_failure)
{
    three(sleeps_and_fails, 10, sleeps, 20, sleeps_and_fails, 5);
    task("G", collects, coro_none());
    ck_assert_run("Y@20 G=0 X!-10000/10 Y=20 Z!-10000/5");
}
END_TEST

/* ---- wait */

static coro_wait_mode_t mode;
static int64_t limit_ms;

static int waits(coro_t *self, coro_value_t arg)
{
    int64_t deadline_ns =
        limit_ms > 0 ? coro_deadline(self, CORO_MS(limit_ms)) : CORO_NEVER;
    int rc;

    (void)arg;
    fill();
    rc = coro_wait(self, list, count, mode, deadline_ns);
    trace_got(coro_name(self), rc, coro_none());
    trace_list();
    return rc == -ECANCELED ? rc : 0;
}

static void check_wait(coro_wait_mode_t which, int64_t limit, const char *text)
{
    mode = which;
    limit_ms = limit;
    three(sleeps, 30, sleeps_and_fails, 20, sleeps, 10);
    waiter = task("W", waits, coro_none());
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_trace(text);
    coro_task_result(tasks[1], NULL);
}

START_TEST(test_wait_first_is_over_when_one_is_done)
{
    check_wait(CORO_WAIT_FIRST, 0, "Z@10 W=0 X!PENDING Y!PENDING Z=10 X@30");
}
END_TEST

START_TEST(test_wait_error_is_over_when_one_has_failed)
{
    check_wait(CORO_WAIT_ERROR, 0, "Z@10 W=0 X!PENDING Y!-10000/20 Z=10 X@30");
}
END_TEST

START_TEST(test_wait_all_is_over_when_all_are_done)
{
    check_wait(CORO_WAIT_ALL, 0, "Z@10 X@30 W=0 X=30 Y!-10000/20 Z=10");
}
END_TEST

START_TEST(test_wait_late_cancels_nothing)
{
    check_wait(CORO_WAIT_ALL, 15,
               "Z@10 W!ETIMEDOUT X!PENDING Y!PENDING Z=10 X@30");
}
END_TEST

START_TEST(test_wait_asked_to_stop_cancels_nothing)
{
    mode = CORO_WAIT_ALL;
    limit_ms = 0;
    three(sleeps, 30, sleeps, 20, sleeps, 10);
    waiter = task("W", waits, coro_none());
    stage_run_until(15);
    coro_task_cancel(waiter);
    ck_assert_run("Z@10 W!ECANCELED X!PENDING Y!PENDING Z=10 Y@20 X@30");
}
END_TEST

START_TEST(test_wait_for_cancelled_ones_takes_them_as_done_not_as_failed)
{
    mode = CORO_WAIT_ERROR;
    limit_ms = 0;
    three(sleeps, 10, sleeps, 20, returns, 1);
    coro_task_cancel(tasks[2]);
    task("W", waits, coro_none());
    ck_assert_run("X@10 Y@20 W=0 X=10 Y=20 Z!AWAITED_CANCELLED");
}
END_TEST

/* ---- As completed */

static int completes(coro_t *self, coro_value_t arg)
{
    coro_as_completed_t set;
    coro_awaited_t *next;
    int rc;

    fill();
    rc = coro_as_completed_begin(self, &set, list, count);
    if (rc != 0)
        return rc;
    while (arg.i64-- > 0) {
        int64_t deadline_ns =
            limit_ms > 0 ? coro_deadline(self, CORO_MS(limit_ms)) : CORO_NEVER;

        rc = coro_as_completed_next(self, &set, deadline_ns, &next);
        if (rc == 0)
            trace_got(coro_task_name(tasks[next - list]), next->status,
                      next->value);
        else
            trace_got(coro_name(self), rc, coro_none());
    }
    coro_as_completed_end(&set);
    return 0;
}

START_TEST(test_completed_come_in_the_order_in_which_they_are_done)
{
    limit_ms = 0;
    three(sleeps, 30, sleeps_and_fails, 10, sleeps, 20);
    task("C", completes, coro_int(4));
    ck_assert_run("Y!-10000/10 Z@20 Z=20 X@30 X=30 C!done");
}
END_TEST

START_TEST(test_completed_meanwhile_keep_their_order)
{
    limit_ms = 0;
    three(returns, 1, sleeps, 1, returns, 3);
    ck_assert_run("Y@1");
    task("C", completes, coro_int(3));
    ck_assert_run("X=1 Y=1 Z=3");
}
END_TEST

START_TEST(test_completed_late_can_be_asked_for_again)
{
    limit_ms = 7;
    three(sleeps, 10, sleeps, 10, sleeps, 100);
    task("C", completes, coro_int(4));
    ck_assert_run("C!ETIMEDOUT X@10 Y@10 X=10 Y=10 C!ETIMEDOUT Z@100");
}
END_TEST

START_TEST(test_completed_given_up_is_forgotten)
{
    limit_ms = 0;
    three(sleeps, 10, sleeps, 20, sleeps, 30);
    task("C", completes, coro_int(1));
    ck_assert_run("X@10 X=10 Y@20 Z@30");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_gather_gives_all_results_in_the_order_of_the_array);
    tcase_add_test(tcase, test_gather_of_nothing_has_it_at_once);
    tcase_add_test(tcase,
                   test_gather_fails_with_the_first_and_lets_the_others_go_on);
    tcase_add_test(tcase,
                   test_gather_given_up_leaves_later_failures_to_the_hook);
    tcase_add_test(tcase, test_gather_asked_to_stop_asks_all);
    tcase_add_test(tcase, test_gather_of_one_cancelled_by_others_says_so);
    tcase_add_test(tcase,
                   test_gather_collect_waits_for_all_and_takes_every_failure);
    tcase_add_test(tcase, test_wait_first_is_over_when_one_is_done);
    tcase_add_test(tcase, test_wait_error_is_over_when_one_has_failed);
    tcase_add_test(tcase, test_wait_all_is_over_when_all_are_done);
    tcase_add_test(tcase, test_wait_late_cancels_nothing);
    tcase_add_test(tcase, test_wait_asked_to_stop_cancels_nothing);
    tcase_add_test(
        tcase, test_wait_for_cancelled_ones_takes_them_as_done_not_as_failed);
    tcase_add_test(tcase,
                   test_completed_come_in_the_order_in_which_they_are_done);
    tcase_add_test(tcase, test_completed_meanwhile_keep_their_order);
    tcase_add_test(tcase, test_completed_late_can_be_asked_for_again);
    tcase_add_test(tcase, test_completed_given_up_is_forgotten);
}

int main(void)
{
    return run_suite("waiting for several", add_tests);
}
