/* SPDX-License-Identifier: MIT */
/* Handles of tasks: what they tell, and what giving them up means. */
#include "suite.h"

#include <string.h>

static coro_task_t *a, *b;

static void trace_state(const coro_task_t *of)
{
    static const char *const names[] = {"ready",    "running", "sleeping",
                                        "awaiting", "waiting", "ended"};

    trace("%s:%s", coro_task_name(of), names[coro_task_state(of)]);
}

static int tells_states(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace_state(a);
    coro_sched_yield(self);
    trace_state(a);
    trace_state(b);
    coro_sleep(self, CORO_MS(7));
    return 0;
}

static int tells_all_states(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < 3; i++) {
        trace_state(a);
        trace_state(b);
        coro_sleep(self, arg.i64);
    }
    return 0;
}

START_TEST(test_state_of_task_is_what_it_does)
{
    a = task("A", tells_states, coro_none());
    b = task("B", awaits, coro_ptr(&a));
    task("C", tells_all_states, coro_int(CORO_MS(5)));
    trace_state(a);
    ck_assert_run("A:ready A:running A:ready B:awaiting A:running B:awaiting "
                  "A:sleeping B:awaiting B=0 A:ended B:ended");
}
END_TEST

/* Whom B awaits: now, and in a moment. */
static int tells_awaited(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < arg.i64; i++) {
        const coro_task_t *awaited = coro_task_awaiting(b);

        trace("%s", awaited != NULL ? coro_task_name(awaited) : "nobody");
        coro_sched_yield(self);
    }
    return 0;
}

START_TEST(test_awaited_task_is_told_while_it_is_awaited)
{
    a = task("A", steps, coro_int(2));
    task("C", tells_awaited, coro_int(4));
    b = task("B", awaits, coro_ptr(&a));
    /* B has not begun; awaits A; may go on; has ended. */
    ck_assert_run("A1 nobody A2 A nobody B=0 nobody");
}
END_TEST

START_TEST(test_name_of_task_is_a_copy_that_outlives_its_coroutine)
{
    char name[] = "given";
    const coro_options_t options = {.name = name};
    coro_task_t *named = coro_spawn(sched, returns, coro_none(), &options);
    coro_task_t *nameless = coro_spawn(sched, returns, coro_none(), NULL);

    memset(name, 'x', sizeof name - 1);
    ck_assert_str_eq(coro_task_name(named), "given");
    ck_assert_run("");
    ck_assert_str_eq(coro_task_name(named), "given");
    ck_assert_str_eq(coro_task_name(nameless), "");
}
END_TEST

START_TEST(test_result_of_task_is_pending_until_it_ends)
{
    coro_value_t out = coro_int(1);

    a = task("A", sleeps, coro_int(5));
    ck_assert_int_eq(coro_task_result(a, &out), CORO_E_PENDING);
    ck_assert_int_eq(out.i64, 0);
    ck_assert_run("A@5");
    ck_assert_int_eq(coro_task_result(a, &out), 0);
    ck_assert_int_eq(out.i64, 5);
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

START_TEST(test_result_of_failed_task_is_its_error_and_taken)
{
    coro_value_t out = coro_int(1);

    a = task("A", fails, coro_int(3));
    b = task("B", fails, coro_int(4));
    ck_assert_run("");
    ck_assert_int_eq(coro_task_result(a, &out), CORO_E_USER);
    ck_assert_int_eq(out.i64, 3);
    ck_assert_int_eq(coro_task_result(b, NULL), CORO_E_USER);
    coro_task_release(a);
    coro_task_release(b);
    ck_assert_trace(""); /* nothing for the hook */
}
END_TEST

/* ---- Giving a handle up */

START_TEST(test_task_released_at_once_runs_all_the_same)
{
    coro_task_release(task("A", sleeps, coro_int(5)));
    ck_assert_run("A@5");
    coro_task_release(NULL);
}
END_TEST

START_TEST(test_failure_of_released_task_is_told_when_it_ends)
{
    coro_task_release(task("A", fails, coro_int(3)));
    task("B", steps, coro_int(1));
    ck_assert_run("hook:A!-10000/3 B1");
}
END_TEST

START_TEST(test_failure_nobody_took_is_told_on_release)
{
    a = task("A", fails, coro_int(3));
    ck_assert_run("");
    coro_task_release(a);
    ck_assert_trace("hook:A!-10000/3");
}
END_TEST

START_TEST(test_failure_of_held_task_is_told_when_the_scheduler_is_freed)
{
    a = task("A", fails, coro_int(3));
    ck_assert_run("");
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("hook:A!-10000/3");
}
END_TEST

START_TEST(test_success_nobody_took_is_not_told)
{
    coro_task_release(task("A", returns, coro_int(3)));
    ck_assert_run("");
}
END_TEST

static int releases_itself(coro_t *self, coro_value_t arg)
{
    (void)self;
    coro_task_release(a);
    return arg.i64 != 0 ? fails(self, arg) : 0;
}

START_TEST(test_task_that_releases_itself_goes_on)
{
    a = task("A", releases_itself, coro_none());
    ck_assert_run("");
    a = task("A", releases_itself, coro_int(3));
    ck_assert_run("hook:A!-10000/3");
}
END_TEST

/* The task has ended, but its stack is still in use. */
static void suspending_hook(void *ctx, const char *name, int status,
                            coro_value_t payload)
{
    ck_assert_int_eq(coro_state(coro_self()), CORO_STATE_CLOSED);
    ck_assert_int_eq(coro_next(coro_self(), NULL), CORO_DONE);
    trace_got(name, status, payload);
    ck_assert_ptr_null(coro_sched_of(coro_self()));
    trace_got("sleep", coro_sleep(coro_self(), 1), coro_none());
    trace_got("yield", coro_sched_yield(coro_self()), coro_none());
    trace_got("await", coro_await(coro_self(), ctx, NULL), coro_none());
}

START_TEST(test_hook_told_of_a_released_task_cannot_suspend_it)
{
    b = task("B", sleeps, coro_int(1));
    coro_set_unraisable_hook(suspending_hook, b);
    coro_task_release(task("A", fails, coro_int(3)));
    ck_assert_run("A!-10000/3 sleep!NO_SCHED yield!NO_SCHED await!NO_SCHED "
                  "B@1");
}
END_TEST

/* ---- All of them */

static void trace_name(void *ctx, coro_task_t *each)
{
    trace("%s%s", (const char *)ctx, coro_task_name(each));
}

static void check_all(size_t count, const char *names)
{
    ck_assert_uint_eq(coro_sched_each(sched, trace_name, ""), count);
    ck_assert_trace(names);
}

START_TEST(test_all_tasks_are_visited_in_the_order_they_were_made)
{
    coro_task_t *c;

    check_all(0, "");
    a = task("A", sleeps, coro_int(5));
    b = task("B", returns, coro_int(5));
    c = task("C", awaits, coro_ptr(&a));
    task("D", steps, coro_int(1));
    check_all(4, "A B C D");
    ck_assert_run("D1 A@5 C=5");
    check_all(0, "");
    coro_task_release(b); /* from the middle, the front and the end */
    coro_task_release(a);
    coro_task_release(c);
    task("E", returns, coro_none());
    check_all(1, "E");
    ck_assert_run("");
}
END_TEST

static int visits(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    trace("%u", (unsigned)coro_sched_each(sched, trace_name, arg.ptr));
    return 0;
}

START_TEST(test_tasks_that_have_ended_are_not_visited)
{
    task("A", returns, coro_none());
    task("B", visits, coro_ptr("+"));
    task("C", returns, coro_none());
    task("D", sleeps, coro_int(1));
    task("E", returns, coro_none());
    ck_assert_run("+B +D 2 D@1");
}
END_TEST

START_TEST(test_visit_of_nothing_or_by_nobody_is_zero)
{
    task("A", returns, coro_none());
    ck_assert_uint_eq(coro_sched_each(NULL, trace_name, ""), 0);
    ck_assert_uint_eq(coro_sched_each(sched, NULL, NULL), 0);
    ck_assert_run("");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_state_of_task_is_what_it_does);
    tcase_add_test(tcase, test_awaited_task_is_told_while_it_is_awaited);
    tcase_add_test(tcase,
                   test_name_of_task_is_a_copy_that_outlives_its_coroutine);
    tcase_add_test(tcase, test_result_of_task_is_pending_until_it_ends);
    tcase_add_test(tcase, test_result_of_failed_task_is_its_error_and_taken);
    tcase_add_test(tcase, test_task_released_at_once_runs_all_the_same);
    tcase_add_test(tcase, test_failure_of_released_task_is_told_when_it_ends);
    tcase_add_test(tcase, test_failure_nobody_took_is_told_on_release);
    tcase_add_test(
        tcase, test_failure_of_held_task_is_told_when_the_scheduler_is_freed);
    tcase_add_test(tcase, test_success_nobody_took_is_not_told);
    tcase_add_test(tcase, test_task_that_releases_itself_goes_on);
    tcase_add_test(tcase, test_hook_told_of_a_released_task_cannot_suspend_it);
    tcase_add_test(tcase,
                   test_all_tasks_are_visited_in_the_order_they_were_made);
    tcase_add_test(tcase, test_tasks_that_have_ended_are_not_visited);
    tcase_add_test(tcase, test_visit_of_nothing_or_by_nobody_is_zero);
}

int main(void)
{
    return run_suite("handles", add_tests);
}
