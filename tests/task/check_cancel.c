/* SPDX-License-Identifier: MIT */
/* Requests to stop, taken back, counted, and passed on however far. */
#include "sched/suite.h"

#include <stdbool.h>

static coro_task_t *a;

START_TEST(test_cancel_and_cancelling_of_a_task_are_what_they_say)
{
    a = task("A", sleeps, coro_int(10));
    stage_run_until(5);
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
    ck_assert_int_eq(coro_task_cancel(a), 0);
    ck_assert_uint_eq(coro_task_cancelling(a), 1);
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(coro_task_cancel(a), CORO_E_FINISHED);
    ck_assert_uint_eq(coro_task_cancelling(a), 1);
    ck_assert_int_eq(coro_task_cancel(NULL), -EINVAL);
}
END_TEST

START_TEST(test_uncancel_before_the_start_lets_the_task_run)
{
    a = task("A", steps, coro_int(1));
    ck_assert_int_eq(coro_task_cancel(a), 0);
    ck_assert_int_eq(coro_task_cancel(a), 0);
    ck_assert_uint_eq(coro_task_uncancel(a), 1);
    ck_assert_uint_eq(coro_task_uncancel(a), 0);
    ck_assert_uint_eq(coro_task_uncancel(a), 0);
    ck_assert_run("A1");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

START_TEST(test_uncancel_of_one_of_two_requests_changes_nothing)
{
    a = task("A", steps, coro_int(1));
    coro_task_cancel(a);
    coro_task_cancel(a);
    coro_task_uncancel(a);
    ck_assert_run("");
    ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_AWAITED_CANCELLED);
}
END_TEST

static int cancels_and_uncancels(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    coro_task_cancel(a);
    coro_task_uncancel(a);
    return 0;
}

START_TEST(test_uncancel_of_one_that_gave_up_its_turn_takes_it_back)
{
    a = task("A", steps, coro_int(2));
    task("B", cancels_and_uncancels, coro_none());
    ck_assert_run("A1 A2");
}
END_TEST

START_TEST(test_uncancel_does_not_undo_what_a_sleeper_was_told)
{
    a = task("A", sleeps, coro_int(10));
    task("B", cancels_and_uncancels, coro_none());
    ck_assert_run("A!ECANCELED");
    ck_assert_uint_eq(coro_task_cancelling(a), 0);
}
END_TEST

static int cancels_itself(coro_t *self, coro_value_t arg)
{
    coro_task_t *me = coro_task_current(self);

    (void)arg;
    ck_assert_ptr_eq(me, a);
    coro_task_cancel(me);
    coro_task_uncancel(me);
    return steps(self, coro_int(1));
}

START_TEST(test_uncancel_of_itself_takes_it_back)
{
    a = task("A", cancels_itself, coro_none());
    ck_assert_run("A1");
}
END_TEST

START_TEST(test_current_task_outside_of_tasks_is_none)
{
    coro_t *gen = generator("g", returns, coro_none());

    ck_assert_ptr_null(coro_task_current(NULL));
    ck_assert_ptr_null(coro_task_current(gen));
    coro_free(gen);
}
END_TEST

/* ---- Chains */

static coro_task_t *chain[CHAIN];

static int quietly_awaits(coro_t *self, coro_value_t arg)
{
    return coro_await(self, *(coro_task_t **)arg.ptr, NULL);
}

static int quietly_gathers(coro_t *self, coro_value_t arg)
{
    coro_awaited_t list[2];
    coro_task_t **next = arg.ptr;

    for (int i = 0; i < 2; i++)
        list[i] = (coro_awaited_t){.future = coro_task_future(*next)};
    return coro_gather(self, list, 2, NULL);
}

static void check_chain(coro_fn_t *link, unsigned last_cancels)
{
    int present = 1;

    chain[0] = task("end", sleeps, coro_int(10));
    for (; present < CHAIN && (last_cancels == 1 || present < 11); present++) {
        chain[present] =
            coro_spawn(sched, link, coro_ptr(&chain[present - 1]), NULL);
        ck_assert_ptr_nonnull(chain[present]);
    }
    stage_run_until(5);
    ck_assert_int_eq(coro_task_cancel(chain[present - 1]), 0);
    ck_assert_run("end!ECANCELED");
    ck_assert_uint_eq(coro_task_cancelling(chain[0]), last_cancels);
    for (int i = 0; i < present; i++)
        ck_assert_int_eq(coro_task_result(chain[i], NULL),
                         CORO_E_AWAITED_CANCELLED);
}

START_TEST(test_cancel_reaches_the_end_of_a_long_chain_of_awaits)
{
    check_chain(quietly_awaits, 1);
}
END_TEST

/* Each names the next one twice, so that is asked twice. */
START_TEST(test_cancel_through_gathers_counts_each_way)
{
    check_chain(quietly_gathers, 1024);
}
END_TEST

static int gathers_one(coro_t *self, coro_value_t arg)
{
    coro_awaited_t one = {.future = coro_task_future(*(coro_task_t **)arg.ptr)};

    return coro_gather(self, &one, 1, NULL);
}

START_TEST(test_cancel_reaches_the_end_of_a_long_chain_of_gathers)
{
    check_chain(gathers_one, 1);
}
END_TEST

/* What was asked of it has happened, but is not noted: the task is told. */
static coro_future_t future = CORO_FUTURE_INIT;

static int gathers_future(coro_t *self, coro_value_t arg)
{
    coro_awaited_t one = {.future = &future};
    int rc = coro_gather(self, &one, 1, NULL);

    (void)arg;
    trace_got(coro_name(self), rc, one.value);
    return rc;
}

static int sets_cancels(coro_t *self, coro_value_t arg)
{
    (void)self;
    coro_future_set(&future, coro_int(3));
    coro_task_cancel(a);
    if (arg.i64 != 0)
        coro_task_uncancel(a);
    return 0;
}

START_TEST(test_cancel_of_a_gather_that_is_done_beats_its_values)
{
    bool taken_back = _i != 0;

    future = (coro_future_t)CORO_FUTURE_INIT;
    a = task("A", gathers_future, coro_none());
    task("B", sets_cancels, coro_int(taken_back));
    ck_assert_run(taken_back ? "A=3" : "A!ECANCELED/3");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_cancel_and_cancelling_of_a_task_are_what_they_say);
    tcase_add_test(tcase, test_uncancel_before_the_start_lets_the_task_run);
    tcase_add_test(tcase, test_uncancel_of_one_of_two_requests_changes_nothing);
    tcase_add_test(tcase,
                   test_uncancel_of_one_that_gave_up_its_turn_takes_it_back);
    tcase_add_test(tcase, test_uncancel_does_not_undo_what_a_sleeper_was_told);
    tcase_add_test(tcase, test_uncancel_of_itself_takes_it_back);
    tcase_add_test(tcase, test_current_task_outside_of_tasks_is_none);
    tcase_add_test(tcase,
                   test_cancel_reaches_the_end_of_a_long_chain_of_awaits);
    tcase_add_test(tcase, test_cancel_through_gathers_counts_each_way);
    tcase_add_test(tcase,
                   test_cancel_reaches_the_end_of_a_long_chain_of_gathers);
    tcase_add_loop_test(
        tcase, test_cancel_of_a_gather_that_is_done_beats_its_values, 0, 2);
}

int main(void)
{
    return run_suite("cancelling", add_tests);
}
