/* SPDX-License-Identifier: MIT */
/* Events. */
#include "suite.h"

static coro_event_t event;

static int waits(coro_t *self, coro_value_t arg)
{
    return waited(self,
                  coro_event_wait_until(self, &event, deadline_of(self, arg)));
}

static void two_wait(int64_t limit_ms)
{
    event = (coro_event_t)CORO_EVENT_INIT;
    task("A", waits, coro_int(limit_ms));
    task("B", waits, coro_int(limit_ms));
}

static int sets_and_clears(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    coro_event_set(&event);
    ck_assert(coro_event_is_set(&event));
    coro_event_clear(&event);
    ck_assert(!coro_event_is_set(&event));
    return 0;
}

START_TEST(test_event_set_and_cleared_lets_all_go_who_waited)
{
    two_wait(0);
    task("C", sets_and_clears, coro_none());
    task("D", waits, coro_int(1));
    ck_assert_run("A=0 B=0 D!ETIMEDOUT");
}
END_TEST

START_TEST(test_event_that_is_set_keeps_nobody)
{
    two_wait(0);
    coro_event_set(&event);
    ck_assert_run("A=0 B=0");
}
END_TEST

START_TEST(test_event_waited_for_too_long_is_late)
{
    two_wait(10);
    ck_assert_run("A!ETIMEDOUT B!ETIMEDOUT");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(10));
}
END_TEST

static int sets_late(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, CORO_MS(arg.i64));
    coro_event_set(&event);
    stage_time.now_ns += CORO_MS(100);
    return 0;
}

START_TEST(test_event_set_before_the_deadline_is_not_late)
{
    two_wait(10);
    task("C", sets_late, coro_int(5));
    ck_assert_run("A=0 B=0");
}
END_TEST

START_TEST(test_event_waiter_asked_to_stop_leaves_the_line)
{
    coro_task_t *b;

    event = (coro_event_t)CORO_EVENT_INIT;
    task("A", waits, coro_int(0));
    b = task("B", waits, coro_int(0));
    task("C", waits, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_task_state(b), CORO_TASK_WAITING);
    ck_assert_ptr_null(coro_task_awaiting(b));
    coro_task_cancel(b);
    coro_event_set(&event);
    ck_assert_run("B!ECANCELED A=0 C=0");
}
END_TEST

START_TEST(test_event_waiters_discarded_leave_the_line)
{
    two_wait(0);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("A!ECANCELED B!ECANCELED");
    coro_event_set(&event);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_event_set_and_cleared_lets_all_go_who_waited);
    tcase_add_test(tcase, test_event_that_is_set_keeps_nobody);
    tcase_add_test(tcase, test_event_waited_for_too_long_is_late);
    tcase_add_test(tcase, test_event_set_before_the_deadline_is_not_late);
    tcase_add_test(tcase, test_event_waiter_asked_to_stop_leaves_the_line);
    tcase_add_test(tcase, test_event_waiters_discarded_leave_the_line);
}

int main(void)
{
    return run_suite("events", add_tests);
}
