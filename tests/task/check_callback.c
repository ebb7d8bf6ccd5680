/* SPDX-License-Identifier: MIT */
/* Functions called when a future is done. */
#include "sched/suite.h"

static coro_future_t future;
static coro_task_t *one, *other;

static void set_up(void)
{
    future = (coro_future_t)CORO_FUTURE_INIT;
}

static void called(coro_awaited_t *node)
{
    const char *name = node->ctx;

    trace_got(name, node->status, node->value);
}

static coro_awaited_t node(const char *name, coro_future_t *of)
{
    return (coro_awaited_t){.future = of, .ctx = (void *)(uintptr_t)name};
}

static int sets_and_goes_on(coro_t *self, coro_value_t arg)
{
    coro_future_set(arg.ptr, coro_int(4));
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_callback_comes_after_the_step_in_order)
{
    coro_awaited_t x = node("x", &future), y = node("y", &future);

    set_up();
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    ck_assert_int_eq(coro_future_on_done(sched, &y, called), 0);
    task("A", sets_and_goes_on, coro_ptr(&future));
    task("B", steps, coro_int(1));
    ck_assert_run("A x=4 y=4 B1");
}
END_TEST

static int sets_and_yields(coro_t *self, coro_value_t arg)
{
    coro_future_set(arg.ptr, coro_int(4));
    coro_sched_yield(self);
    return 0;
}

static int sets_and_sleeps(coro_t *self, coro_value_t arg)
{
    coro_future_set(arg.ptr, coro_int(4));
    return coro_sleep(self, 1);
}

START_TEST(test_callback_comes_before_the_next_turn_however_the_step_ends)
{
    static coro_fn_t *const ways[] = {sets_and_goes_on, sets_and_yields,
                                      sets_and_sleeps};
    coro_awaited_t x = node("x", &future);

    set_up();
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    task("A", ways[_i], coro_ptr(&future));
    task("B", steps, coro_int(1));
    ck_assert_run(_i == 0 ? "A x=4 B1" : "x=4 B1");
}
END_TEST

START_TEST(test_callback_on_a_task_comes_before_the_next_turn)
{
    coro_awaited_t x =
        node("x", coro_task_future(task("A", returns, coro_int(2))));

    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    task("B", steps, coro_int(1));
    ck_assert_run("x=2 B1");
}
END_TEST

START_TEST(test_callback_on_what_is_done_comes_when_the_scheduler_runs)
{
    coro_awaited_t x = node("x", &future);

    set_up();
    coro_future_set(&future, coro_int(1));
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    ck_assert_trace("");
    ck_assert_run("x=1");
}
END_TEST

START_TEST(test_callback_on_a_task_is_told_its_outcome)
{
    coro_task_t *failing = task("A", fails, coro_int(6));
    coro_awaited_t x = node("x", coro_task_future(failing));

    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    coro_task_release(failing);
    ck_assert_run("x!-10000/6");
}
END_TEST

START_TEST(test_callback_on_a_discarded_task_is_told_nothing)
{
    coro_awaited_t x;

    one = task("A", insists, coro_ptr(&other));
    other = task("B", insists, coro_ptr(&one));
    x = node("x", coro_task_future(other));
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("hook:A!DEADLOCK hook:B!DEADLOCK");
    ck_assert_int_eq(x.status, CORO_E_PENDING);
    coro_future_forget(&x);
}
END_TEST

START_TEST(test_callback_forgotten_is_not_called)
{
    coro_awaited_t x = node("x", &future), y = node("y", &future);

    set_up();
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), 0);
    ck_assert_int_eq(coro_future_on_done(sched, &y, called), 0);
    coro_future_forget(&x);
    coro_future_set(&future, coro_int(1));
    coro_future_forget(&y);
    ck_assert_run("");
}
END_TEST

START_TEST(test_callback_is_forgotten_with_the_scheduler)
{
    coro_sched_t *on = stage_scheduler();
    coro_awaited_t x = node("x", &future), y;

    set_up();
    y = node("y", coro_task_future(task_on(on, "A", returns, coro_none())));
    coro_future_set(&future, coro_int(1));
    ck_assert_int_eq(coro_future_on_done(on, &x, called), 0);
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_trace("x=1");
    ck_assert_int_eq(coro_future_on_done(on, &x, called), 0);
    ck_assert_int_eq(coro_future_on_done(on, &y, called), 0);
    ck_assert_int_eq(coro_sched_free(on), 0);
    trace_clear();
    coro_future_forget(&x);
    coro_future_forget(&y);
}
END_TEST

START_TEST(test_callback_without_a_part_is_refused)
{
    coro_awaited_t x = node("x", NULL);

    set_up();
    ck_assert_int_eq(coro_future_on_done(sched, &x, called), -EINVAL);
    x.future = &future;
    ck_assert_int_eq(coro_future_on_done(sched, &x, NULL), -EINVAL);
    ck_assert_int_eq(coro_future_on_done(NULL, &x, called), -EINVAL);
    ck_assert_int_eq(coro_future_on_done(sched, NULL, called), -EINVAL);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_callback_comes_after_the_step_in_order);
    tcase_add_loop_test(
        tcase, test_callback_comes_before_the_next_turn_however_the_step_ends,
        0, 3);
    tcase_add_test(tcase, test_callback_on_a_task_comes_before_the_next_turn);
    tcase_add_test(tcase,
                   test_callback_on_what_is_done_comes_when_the_scheduler_runs);
    tcase_add_test(tcase, test_callback_on_a_task_is_told_its_outcome);
    tcase_add_test(tcase, test_callback_on_a_discarded_task_is_told_nothing);
    tcase_add_test(tcase, test_callback_forgotten_is_not_called);
    tcase_add_test(tcase, test_callback_is_forgotten_with_the_scheduler);
    tcase_add_test(tcase, test_callback_without_a_part_is_refused);
}

int main(void)
{
    return run_suite("callbacks", add_tests);
}
