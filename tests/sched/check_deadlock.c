/* SPDX-License-Identifier: MIT */
/* Tasks that wait for each other: found, listed, and what can be done then. */
#include "sched/scheduler.h"

#include "suite.h"

static coro_task_t *a, *b, *c;

#define ck_assert_deadlock(text)                                  \
    do {                                                          \
        ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK); \
        ck_assert_trace(text);                                    \
    } while (0)

static void trace_link(void *ctx, coro_task_t *each)
{
    const coro_task_t *awaited = coro_task_awaiting(each);

    (void)ctx;
    ck_assert_int_eq(coro_task_state(each), CORO_TASK_AWAITING);
    trace("%s->%s", coro_task_name(each), coro_task_name(awaited));
}

static void check_links(const char *text)
{
    coro_sched_each(sched, trace_link, NULL);
    ck_assert_trace(text);
}

/* Let the tasks of a test end, so that they need not be discarded. */
static void break_circle(coro_task_t *at, const char *text)
{
    ck_assert(coro__task_cancel(at));
    ck_assert_run(text);
}

START_TEST(test_two_tasks_awaiting_each_other_are_a_deadlock)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_deadlock("");
    check_links("A->B B->A");
    break_circle(a, "A!ECANCELED B!ECANCELED");
}
END_TEST

START_TEST(test_circle_that_others_wait_for_is_a_deadlock)
{
    coro_task_t *d;

    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&c));
    c = task("C", awaits, coro_ptr(&a));
    d = task("D", awaits, coro_ptr(&b));
    task("E", awaits, coro_ptr(&d));
    ck_assert_deadlock("");
    check_links("A->B B->C C->A D->B E->D");
    break_circle(c, "C!ECANCELED B!ECANCELED A!ECANCELED "
                    "D!AWAITED_CANCELLED E!AWAITED_CANCELLED");
}
END_TEST

START_TEST(test_all_others_end_before_a_deadlock_is_told)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    task("C", sleeps, coro_int(10));
    task("D", steps, coro_int(2));
    ck_assert_deadlock("D1 D2 C@10");
    break_circle(b, "B!ECANCELED A!ECANCELED");
}
END_TEST

START_TEST(test_deadlock_changes_nothing_and_is_told_again)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    for (int i = 0; i < 3; i++) {
        ck_assert_deadlock("");
        ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_PENDING);
        check_links("A->B B->A");
    }
    break_circle(a, "A!ECANCELED B!ECANCELED");
}
END_TEST

START_TEST(test_task_made_after_a_deadlock_runs)
{
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_deadlock("");
    task("C", steps, coro_int(2));
    ck_assert_deadlock("C1 C2");
    c = task("D", awaits, coro_ptr(&a));
    ck_assert_deadlock("");
    check_links("A->B B->A D->A");
    break_circle(b, "B!ECANCELED A!ECANCELED D!AWAITED_CANCELLED");
}
END_TEST

static int awaits_deeply(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", awaits, arg);
    int rc = coro_next(gen, NULL);

    coro_free(gen);
    trace("%s", coro_name(self));
    return rc == CORO_DONE ? 0 : rc;
}

START_TEST(test_deadlock_inside_generators_is_the_tasks)
{
    a = task("A", awaits_deeply, coro_ptr(&b));
    b = task("B", awaits_deeply, coro_ptr(&a));
    ck_assert_deadlock("");
    check_links("A->B B->A");
    break_circle(a, "g!ECANCELED A g!ECANCELED B");
}
END_TEST

START_TEST(test_failure_that_ends_a_wait_is_no_deadlock)
{
    a = task("A", fails, coro_int(1));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_run("B!-10000/1");
    coro_task_release(b);
    ck_assert_trace("hook:B!-10000/1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_two_tasks_awaiting_each_other_are_a_deadlock);
    tcase_add_test(tcase, test_circle_that_others_wait_for_is_a_deadlock);
    tcase_add_test(tcase, test_all_others_end_before_a_deadlock_is_told);
    tcase_add_test(tcase, test_deadlock_changes_nothing_and_is_told_again);
    tcase_add_test(tcase, test_task_made_after_a_deadlock_runs);
    tcase_add_test(tcase, test_deadlock_inside_generators_is_the_tasks);
    tcase_add_test(tcase, test_failure_that_ends_a_wait_is_no_deadlock);
}

int main(void)
{
    return run_suite("deadlock", add_tests);
}
