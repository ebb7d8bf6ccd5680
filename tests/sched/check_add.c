/* SPDX-License-Identifier: MIT */
/* coro_sched_add: a task that drives a generator made elsewhere. */
#include "suite.h"

/* Yield 1 to `arg`, return 100. */
static int counts(coro_t *self, coro_value_t arg)
{
    for (int i = 1; i <= arg.i64; i++) {
        int rc;

        trace("%s%d", coro_name(self), i);
        rc = coro_yield(self, coro_int(i), NULL);
        if (rc != 0)
            return rc;
    }
    return coro_return(self, coro_int(100));
}

static coro_task_t *add(coro_t *gen)
{
    coro_task_t *added = coro_sched_add(sched, gen);

    ck_assert_ptr_nonnull(added);
    return added;
}

static void check_result(coro_task_t *of, int status, int64_t value)
{
    coro_value_t out = coro_int(99);

    ck_assert_int_eq(coro_task_result(of, &out), status);
    ck_assert_int_eq(out.i64, value);
}

START_TEST(test_generator_added_fresh_runs_a_turn_a_yield)
{
    coro_task_t *a = add(generator("A", counts, coro_int(3)));

    task("B", steps, coro_int(2));
    ck_assert_str_eq(coro_task_name(a), "A");
    ck_assert_run("A1 B1 A2 B2 A3");
    check_result(a, 0, 100);
}
END_TEST

START_TEST(test_generator_added_suspended_goes_on_from_there)
{
    coro_t *gen = generator("A", counts, coro_int(3));
    coro_task_t *a;

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    a = add(gen);
    task("B", steps, coro_int(2));
    ck_assert_run("A1 A2 B1 A3 B2");
    check_result(a, 0, 100);
}
END_TEST

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_value_t result = coro_none();
    int rc;

    trace("%s", coro_name(self));
    rc = coro_yield_from(self, arg.ptr, &result);
    trace_got(coro_name(self), rc, result);
    return rc == 0 ? coro_return(self, result) : rc;
}

START_TEST(test_generator_added_while_delegating_yields_from_within)
{
    coro_t *inner = generator("in", counts, coro_int(3));
    coro_t *gen = generator("A", delegates, coro_ptr(inner));
    coro_task_t *a;

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    a = add(gen);
    task("B", steps, coro_int(2));
    ck_assert_int_eq(coro_next(inner, NULL), CORO_E_RUNNING);
    ck_assert_int_eq(coro_free(inner), CORO_E_RUNNING);
    ck_assert_run("A in1 in2 B1 in3 B2 A=100");
    check_result(a, 0, 100);
    ck_assert_int_eq(coro_free(inner), 0);
}
END_TEST

START_TEST(test_generator_added_after_its_inner_was_driven_away_goes_on)
{
    coro_t *inner = generator("in", counts, coro_int(3));
    coro_t *gen = generator("A", delegates, coro_ptr(inner));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(inner, NULL), 0); /* cuts the link */
    add(gen);
    ck_assert_run("A in1 in2 in3 A=100");
    ck_assert_int_eq(coro_free(inner), 0);
}
END_TEST

START_TEST(test_generator_added_ended_is_over_at_once)
{
    coro_t *gen = generator("A", counts, coro_int(0));
    coro_task_t *a;

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    a = add(gen);
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_int_eq(coro_task_state(a), CORO_TASK_ENDED);
    ck_assert_str_eq(coro_task_name(a), "A");
    check_result(a, 0, 0); /* the 100 was its driver's */
    task("B", awaits, coro_ptr(&a));
    ck_assert_run("B=0");
    coro_task_release(a);
}
END_TEST

START_TEST(test_generator_added_and_failing_has_its_error_as_result)
{
    coro_task_t *a = add(generator("A", fails, coro_int(3)));

    ck_assert_run("");
    check_result(a, CORO_E_USER, 3);
}
END_TEST

START_TEST(test_generator_added_is_freed_when_it_ends)
{
    coro_task_t *a = add(generator("A", counts, coro_int(1)));

    ck_assert_uint_eq(stage_stacks(), 1);
    ck_assert_run("A1");
    ck_assert_uint_eq(stage_stacks(), 0);
    coro_task_release(a);
}
END_TEST

static int adds(coro_t *self, coro_value_t arg)
{
    coro_task_t *b = add(arg.ptr);

    trace("%s", coro_name(self));
    return awaits(self, coro_ptr(&b));
}

START_TEST(test_generator_added_by_a_task_can_be_awaited)
{
    task("A", adds, coro_ptr(generator("B", counts, coro_int(2))));
    ck_assert_run("A B1 B2 A=100");
}
END_TEST

START_TEST(test_generator_added_answers_others_that_it_runs)
{
    coro_t *gen = generator("A", counts, coro_int(1));
    coro_value_t out = coro_int(1);

    add(gen);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(coro_next(gen, &out), CORO_E_RUNNING);
        ck_assert_int_eq(out.i64, 0);
        ck_assert_int_eq(coro_send(gen, coro_int(1), &out), CORO_E_RUNNING);
        ck_assert_int_eq(coro_throw(gen, -EIO, coro_none(), &out),
                         CORO_E_RUNNING);
        ck_assert_int_eq(coro_close(gen, &out), CORO_E_RUNNING);
        ck_assert_int_eq(coro_free(gen), CORO_E_RUNNING);
        ck_assert_int_eq(coro_state(gen), CORO_STATE_RUNNING);
    }
    ck_assert_run("A1");
}
END_TEST

static int adds_self(coro_t *self, coro_value_t arg)
{
    (void)arg;
    errno = 0;
    if (coro_sched_add(sched, self) == NULL && errno == -CORO_E_RUNNING)
        trace("%s:refused", coro_name(self));
    return 0;
}

START_TEST(test_generator_running_is_not_added)
{
    coro_t *gen = generator("A", adds_self, coro_none());

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    task("B", adds_self, coro_none());
    ck_assert_run("A:refused B:refused");
}
END_TEST

START_TEST(test_generator_of_another_task_is_not_added)
{
    coro_t *gen = generator("A", counts, coro_int(1));
    coro_sched_t *other = stage_scheduler();

    add(gen);
    ck_assert_refused(coro_sched_add(sched, gen), -CORO_E_RUNNING);
    ck_assert_refused(coro_sched_add(other, gen), -CORO_E_RUNNING);
    ck_assert_uint_eq(stage_alive(other), 0);
    ck_assert_run("A1");
    ck_assert_int_eq(coro_sched_free(other), 0);
}
END_TEST

START_TEST(test_generator_delegated_to_is_not_added)
{
    coro_t *inner = generator("in", counts, coro_int(2));
    coro_t *gen = generator("A", delegates, coro_ptr(inner));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_refused(coro_sched_add(sched, inner), -CORO_E_RUNNING);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    add(inner); /* nobody's now */
    coro_free(gen);
    ck_assert_run("A in1 in2 A=100");
}
END_TEST

START_TEST(test_generator_ended_and_still_delegated_to_is_not_added)
{
    coro_t *inner = generator("in", counts, coro_int(1));
    coro_t *gen = generator("A", delegates, coro_ptr(inner));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(inner, NULL), CORO_DONE);
    ck_assert_refused(coro_sched_add(sched, inner), -CORO_E_RUNNING);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_int_eq(coro_free(inner), 0);
    ck_assert_trace("A in1 A=0");
}
END_TEST

START_TEST(test_generator_refused_stays_the_callers)
{
    coro_t *gen = generator("A", counts, coro_int(2));
    coro_value_t out;

    ck_assert_refused(coro_sched_add(NULL, gen), EINVAL);
    ck_assert_refused(coro_sched_add(sched, NULL), EINVAL);
    ck_assert_int_eq(coro_next(gen, &out), 0);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_trace("A1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_generator_added_fresh_runs_a_turn_a_yield);
    tcase_add_test(tcase, test_generator_added_suspended_goes_on_from_there);
    tcase_add_test(tcase,
                   test_generator_added_while_delegating_yields_from_within);
    tcase_add_test(
        tcase, test_generator_added_after_its_inner_was_driven_away_goes_on);
    tcase_add_test(tcase, test_generator_added_ended_is_over_at_once);
    tcase_add_test(tcase,
                   test_generator_added_and_failing_has_its_error_as_result);
    tcase_add_test(tcase, test_generator_added_is_freed_when_it_ends);
    tcase_add_test(tcase, test_generator_added_by_a_task_can_be_awaited);
    tcase_add_test(tcase, test_generator_added_answers_others_that_it_runs);
    tcase_add_test(tcase, test_generator_running_is_not_added);
    tcase_add_test(tcase, test_generator_of_another_task_is_not_added);
    tcase_add_test(tcase, test_generator_delegated_to_is_not_added);
    tcase_add_test(tcase,
                   test_generator_ended_and_still_delegated_to_is_not_added);
    tcase_add_test(tcase, test_generator_refused_stays_the_callers);
}

int main(void)
{
    return run_suite("add", add_tests);
}
