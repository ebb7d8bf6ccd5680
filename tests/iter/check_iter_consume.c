/* SPDX-License-Identifier: MIT */
/* What drives a source to its end: collect, reduce, for_each. */
#include "suite.h"

static int add(void *ctx, coro_value_t *total, coro_value_t value)
{
    const int *status_at_two = ctx;

    total->i64 += value.i64;
    return status_at_two != NULL && value.i64 == 2 ? *status_at_two : 0;
}

static int visit(void *ctx, coro_value_t value)
{
    const int *status_at_two = ctx;

    trace("=%d", (int)value.i64);
    return status_at_two != NULL && value.i64 == 2 ? *status_at_two : 0;
}

START_TEST(test_collect_stores_all)
{
    coro_value_t values[3];
    size_t count = 99;

    ck_assert_int_eq(coro_iter_collect(probe("a", 3), values, 3, &count), 0);
    ck_assert_uint_eq(count, 3);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(values[i].i64, i);
    ck_assert_trace("a0 a1 a2 a- a:freed");
}
END_TEST

START_TEST(test_collect_more_than_fits_stores_the_first)
{
    coro_value_t values[2];
    size_t count = 99;

    ck_assert_int_eq(coro_iter_collect(probe_endless("a"), values, 2, &count),
                     -ENOSPC);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(values[1].i64, 1);
    ck_assert_trace("a0 a1 a2 a:closed a:freed");
}
END_TEST

START_TEST(test_collect_into_nothing_tells_whether_there_is_any)
{
    size_t count = 99;

    ck_assert_int_eq(coro_iter_collect(probe("a", 0), NULL, 0, &count), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(coro_iter_collect(probe("b", 1), NULL, 0, NULL), -ENOSPC);
    ck_assert_trace("a- a:freed b0 b:closed b:freed");
}
END_TEST

START_TEST(test_collect_of_failing_source_keeps_what_it_got)
{
    coro_value_t values[9];
    size_t count = 99;

    ck_assert_int_eq(
        coro_iter_collect(probe_ending("a", 2, -EIO), values, 9, &count), -EIO);
    ck_assert_uint_eq(count, 2);
    ck_assert_trace("a0 a1 a- a:freed");
}
END_TEST

START_TEST(test_collect_misused_answers_einval)
{
    size_t count = 99;

    ck_assert_int_eq(coro_iter_collect(probe("a", 1), NULL, 1, &count),
                     -EINVAL);
    ck_assert_uint_eq(count, 0);
    ck_assert_trace("a:freed");
    errno = 0;
    count = 99;
    ck_assert_int_eq(coro_iter_collect(NULL, NULL, 0, &count), -EINVAL);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(test_collect_of_a_pipeline_needs_no_names)
{
    coro_value_t values[3];
    size_t count;

    ck_assert_int_eq(coro_iter_collect(coro_iter_take(coro_iter_count(0, 1), 3),
                                       values, 3, &count),
                     0);
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(values[2].i64, 2);
    ck_assert_int_eq(
        coro_iter_collect(coro_iter_take(coro_iter_range(0, 9, 0), 3), values,
                          3, &count),
        -EINVAL);
}
END_TEST

START_TEST(test_reduce_folds_all)
{
    coro_value_t total = coro_int(100);

    ck_assert_int_eq(coro_iter_reduce(probe("a", 4), add, NULL, &total), 0);
    ck_assert_int_eq(total.i64, 106);
    ck_assert_trace("a0 a1 a2 a3 a- a:freed");
}
END_TEST

START_TEST(test_reduce_stopped_by_fold_succeeds)
{
    coro_value_t total = coro_int(0);
    int status = CORO_DONE;

    ck_assert_int_eq(coro_iter_reduce(probe_endless("a"), add, &status, &total),
                     0);
    ck_assert_int_eq(total.i64, 3);
    ck_assert_trace("a0 a1 a2 a:closed a:freed");
}
END_TEST

START_TEST(test_reduce_failing_answers_the_error)
{
    coro_value_t total = coro_int(0);
    int status = -EIO;

    ck_assert_int_eq(coro_iter_reduce(probe_endless("a"), add, &status, &total),
                     -EIO);
    ck_assert_int_eq(
        coro_iter_reduce(probe_ending("b", 2, CORO_E_USER), add, NULL, &total),
        CORO_E_USER);
    ck_assert_int_eq(total.i64, 4);
    ck_assert_trace("a0 a1 a2 a:closed a:freed b0 b1 b- b:freed");
}
END_TEST

START_TEST(test_reduce_misused_answers_einval_and_frees)
{
    coro_value_t total = coro_int(0);

    ck_assert_int_eq(coro_iter_reduce(probe("a", 1), NULL, NULL, &total),
                     -EINVAL);
    ck_assert_int_eq(coro_iter_reduce(probe("b", 1), add, NULL, NULL), -EINVAL);
    errno = 0;
    ck_assert_int_eq(coro_iter_reduce(NULL, add, NULL, &total), -EINVAL);
    ck_assert_trace("a:freed b:freed");
}
END_TEST

START_TEST(test_for_each_visits_all)
{
    ck_assert_int_eq(coro_iter_for_each(probe("a", 2), visit, NULL), 0);
    ck_assert_trace("a0 =0 a1 =1 a- a:freed");
}
END_TEST

START_TEST(test_for_each_stopped_by_visit_succeeds)
{
    int status = CORO_DONE;

    ck_assert_int_eq(coro_iter_for_each(probe_endless("a"), visit, &status), 0);
    ck_assert_trace("a0 =0 a1 =1 a2 =2 a:closed a:freed");
}
END_TEST

START_TEST(test_for_each_failing_answers_the_error)
{
    int status = -EIO;

    ck_assert_int_eq(coro_iter_for_each(probe_endless("a"), visit, &status),
                     -EIO);
    ck_assert_int_eq(
        coro_iter_for_each(probe_ending("b", 1, -EPERM), visit, &status),
        -EPERM);
    ck_assert_trace("a0 =0 a1 =1 a2 =2 a:closed a:freed b0 =0 b- b:freed");
}
END_TEST

START_TEST(test_for_each_misused_answers_einval_and_frees)
{
    ck_assert_int_eq(coro_iter_for_each(probe("a", 1), NULL, NULL), -EINVAL);
    ck_assert_trace("a:freed");
}
END_TEST

START_TEST(test_consumer_of_null_answers_errno)
{
    coro_value_t total;

    errno = ENOMEM;
    ck_assert_int_eq(coro_iter_collect(NULL, NULL, 0, NULL), -ENOMEM);
    ck_assert_int_eq(coro_iter_reduce(NULL, add, NULL, &total), -ENOMEM);
    ck_assert_int_eq(coro_iter_for_each(NULL, visit, NULL), -ENOMEM);
    ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_collect_stores_all);
    tcase_add_test(tcase, test_collect_more_than_fits_stores_the_first);
    tcase_add_test(tcase, test_collect_into_nothing_tells_whether_there_is_any);
    tcase_add_test(tcase, test_collect_of_failing_source_keeps_what_it_got);
    tcase_add_test(tcase, test_collect_misused_answers_einval);
    tcase_add_test(tcase, test_collect_of_a_pipeline_needs_no_names);
    tcase_add_test(tcase, test_reduce_folds_all);
    tcase_add_test(tcase, test_reduce_stopped_by_fold_succeeds);
    tcase_add_test(tcase, test_reduce_failing_answers_the_error);
    tcase_add_test(tcase, test_reduce_misused_answers_einval_and_frees);
    tcase_add_test(tcase, test_for_each_visits_all);
    tcase_add_test(tcase, test_for_each_stopped_by_visit_succeeds);
    tcase_add_test(tcase, test_for_each_failing_answers_the_error);
    tcase_add_test(tcase, test_for_each_misused_answers_einval_and_frees);
    tcase_add_test(tcase, test_consumer_of_null_answers_errno);
}

int main(void)
{
    return run_suite("iter consume", add_tests);
}
