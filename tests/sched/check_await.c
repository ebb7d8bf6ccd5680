/* SPDX-License-Identifier: MIT */
/* Awaiting a task: early, late, often, at any depth; and what is refused. */
#include "suite.h"

/* ---- When */

static coro_task_t *a, *b;

START_TEST(test_await_before_it_has_started_waits_for_the_result)
{
    b = task("B", awaits, coro_ptr(&a));
    a = task("A", returns, coro_int(5));
    ck_assert_run("B=5");
}
END_TEST

START_TEST(test_await_while_it_sleeps_waits_for_the_result)
{
    a = task("A", sleeps, coro_int(10));
    b = task("B", awaits, coro_ptr(&a));
    task("C", sleeps, coro_int(5));
    ck_assert_run("C@5 A@10 B=10");
}
END_TEST

START_TEST(test_await_after_it_has_ended_answers_at_once)
{
    a = task("A", returns, coro_int(5));
    ck_assert_run("");
    b = task("B", awaits, coro_ptr(&a));
    task("C", steps, coro_int(1));
    ck_assert_run("B=5 C1"); /* B kept its turn */
    ck_assert_int_eq(stage_time.now_ns, 0);
}
END_TEST

static int awaits_twice(coro_t *self, coro_value_t arg)
{
    awaits(self, arg);
    return awaits(self, arg);
}

START_TEST(test_await_twice_gives_the_same_result)
{
    a = task("A", sleeps, coro_int(5));
    b = task("B", awaits_twice, coro_ptr(&a));
    ck_assert_run("A@5 B=5 B=5");
}
END_TEST

START_TEST(test_await_twice_gives_the_same_error_and_payload)
{
    a = task("A", fails, coro_int(3));
    b = task("B", awaits_twice, coro_ptr(&a));
    task("C", awaits, coro_ptr(&a));
    ck_assert_run("B!-10000/3 B!-10000/3 C!-10000/3");
    coro_task_release(a); /* taken, so nobody is told */
    coro_task_release(b);
    ck_assert_trace("hook:B!-10000/3");
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("hook:C!-10000/3");
}
END_TEST

START_TEST(test_await_by_many_is_answered_in_order)
{
    a = task("A", sleeps, coro_int(5));
    for (int i = 0; i < 5; i++)
        task((const char *[]){"B", "C", "D", "E", "F"}[i], awaits,
             coro_ptr(&a));
    ck_assert_run("A@5 B=5 C=5 D=5 E=5 F=5");
}
END_TEST

START_TEST(test_await_of_a_task_that_awaits_gets_what_it_got)
{
    coro_task_t *c;

    a = task("A", sleeps, coro_int(5));
    b = task("B", awaits, coro_ptr(&a));
    c = task("C", awaits, coro_ptr(&b));
    task("D", awaits, coro_ptr(&c));
    ck_assert_run("A@5 B=5 C=5 D=5");
}
END_TEST

static int yields_then_awaits(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    return awaits(self, arg);
}

START_TEST(test_await_wakes_after_all_that_are_ready)
{
    a = task("A", steps, coro_int(2));
    b = task("B", awaits, coro_ptr(&a));
    task("C", steps, coro_int(4));
    task("D", yields_then_awaits, coro_ptr(&a));
    ck_assert_run("A1 C1 A2 C2 C3 B=0 D=0 C4");
}
END_TEST

static int releases_then_sleeps(coro_t *self, coro_value_t arg)
{
    coro_task_release(a);
    return sleeps(self, arg);
}

START_TEST(test_await_of_a_task_released_meanwhile_gets_the_result)
{
    a = task("A", sleeps, coro_int(5));
    b = task("B", awaits, coro_ptr(&a));
    task("C", releases_then_sleeps, coro_int(1));
    ck_assert_run("C@1 A@5 B=5");
}
END_TEST

static int fails_asleep(coro_t *self, coro_value_t arg)
{
    coro_sleep(self, arg.i64);
    return fails(self, arg);
}

START_TEST(test_await_of_a_failing_task_released_meanwhile_gets_the_error)
{
    a = task("A", fails_asleep, coro_int(3));
    b = task("B", awaits, coro_ptr(&a));
    task("C", releases_then_sleeps, coro_int(1));
    ck_assert_run("B!-10000/3 C@1"); /* and no hook for A */
    coro_task_release(b);
    ck_assert_trace("hook:B!-10000/3");
}
END_TEST

/* ---- What comes out */

static int awaits_and_ignores(coro_t *self, coro_value_t arg)
{
    coro_task_t **task_at = arg.ptr;
    int rc = coro_await(self, *task_at, NULL);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_await_without_a_place_for_the_result_works)
{
    a = task("A", returns, coro_int(3));
    b = task("B", fails, coro_int(3));
    task("C", awaits_and_ignores, coro_ptr(&a));
    task("D", awaits_and_ignores, coro_ptr(&b));
    ck_assert_run("C=0 D!-10000");
}
END_TEST

static int fails_anew(coro_t *self, coro_value_t arg)
{
    int rc = awaits(self, arg);

    return coro_fail(self, rc, coro_int(4));
}

START_TEST(test_error_passed_on_carries_its_payload_unless_set_anew)
{
    coro_task_t *c;

    a = task("A", fails, coro_int(3));
    b = task("B", awaits, coro_ptr(&a)); /* returns the status */
    c = task("C", fails_anew, coro_ptr(&a));
    task("D", awaits_and_ignores, coro_ptr(&b));
    ck_assert_run("B!-10000/3 C!-10000/3 D!-10000");
    coro_task_release(b);
    coro_task_release(c);
    ck_assert_trace("hook:C!-10000/4");
}
END_TEST

static int gives_up(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return -ECANCELED;
}

START_TEST(test_await_of_a_task_that_was_cancelled_says_so)
{
    coro_value_t out = coro_int(1);

    a = task("A", gives_up, coro_none());
    b = task("B", awaits_and_ignores, coro_ptr(&a));
    ck_assert_run("B!AWAITED_CANCELLED");
    ck_assert_int_eq(coro_task_result(a, &out), CORO_E_AWAITED_CANCELLED);
    ck_assert_int_eq(out.i64, 0);
    coro_task_release(a); /* no failure: nobody is told */
}
END_TEST

START_TEST(test_task_that_passes_on_a_cancellation_is_cancelled_itself)
{
    a = task("A", gives_up, coro_none());
    b = task("B", awaits, coro_ptr(&a));
    task("C", awaits_and_ignores, coro_ptr(&b));
    ck_assert_run("B!AWAITED_CANCELLED C!AWAITED_CANCELLED");
    coro_task_release(b);
}
END_TEST

static int leaks_done(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", returns, arg);
    int rc = coro_next(gen, NULL);

    (void)self;
    coro_free(gen);
    return rc;
}

START_TEST(test_await_of_a_body_that_leaked_done_gets_stop_iteration)
{
    a = task("A", leaks_done, coro_int(3));
    task("B", awaits_and_ignores, coro_ptr(&a));
    ck_assert_run("B!STOP_ITERATION");
}
END_TEST

/* ---- From any depth */

static int awaits_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", awaits, arg);
    coro_value_t value;
    int rc = coro_next(gen, &value);

    coro_free(gen);
    trace_got(coro_name(self), rc, value);
    return 0;
}

static int delegates_await(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", awaits_in_generator, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    return rc;
}

static int calls_await(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_call(self, awaits, arg, &value);

    trace_got(coro_name(self), rc, value);
    return 0;
}

START_TEST(test_await_in_a_generator_parks_the_task)
{
    a = task("A", sleeps, coro_int(5));
    task("B", awaits_in_generator, coro_ptr(&a));
    task("C", steps, coro_int(1));
    ck_assert_run("C1 A@5 g=5 B!done/5");
}
END_TEST

START_TEST(test_await_inside_delegation_parks_the_task)
{
    a = task("A", sleeps, coro_int(5));
    task("B", delegates_await, coro_ptr(&a));
    task("C", steps, coro_int(1));
    ck_assert_run("C1 A@5 g=5 d!done/5");
}
END_TEST

START_TEST(test_await_in_a_called_body_parks_the_task)
{
    a = task("A", fails, coro_int(5));
    task("B", calls_await, coro_ptr(&a));
    ck_assert_run("B!-10000/5 B!-10000/5");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_await_before_it_has_started_waits_for_the_result);
    tcase_add_test(tcase, test_await_while_it_sleeps_waits_for_the_result);
    tcase_add_test(tcase, test_await_after_it_has_ended_answers_at_once);
    tcase_add_test(tcase, test_await_twice_gives_the_same_result);
    tcase_add_test(tcase, test_await_twice_gives_the_same_error_and_payload);
    tcase_add_test(tcase, test_await_by_many_is_answered_in_order);
    tcase_add_test(tcase, test_await_of_a_task_that_awaits_gets_what_it_got);
    tcase_add_test(tcase, test_await_wakes_after_all_that_are_ready);
    tcase_add_test(tcase,
                   test_await_of_a_task_released_meanwhile_gets_the_result);
    tcase_add_test(
        tcase, test_await_of_a_failing_task_released_meanwhile_gets_the_error);
    tcase_add_test(tcase, test_await_without_a_place_for_the_result_works);
    tcase_add_test(tcase,
                   test_error_passed_on_carries_its_payload_unless_set_anew);
    tcase_add_test(tcase, test_await_of_a_task_that_was_cancelled_says_so);
    tcase_add_test(tcase,
                   test_task_that_passes_on_a_cancellation_is_cancelled_itself);
    tcase_add_test(tcase,
                   test_await_of_a_body_that_leaked_done_gets_stop_iteration);
    tcase_add_test(tcase, test_await_in_a_generator_parks_the_task);
    tcase_add_test(tcase, test_await_inside_delegation_parks_the_task);
    tcase_add_test(tcase, test_await_in_a_called_body_parks_the_task);
}

int main(void)
{
    return run_suite("await", add_tests);
}
