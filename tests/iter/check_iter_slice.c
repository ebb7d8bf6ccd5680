/* SPDX-License-Identifier: MIT */
/* Stages that choose by position: slice, take; checked against islice. */
#include "suite.h"

START_TEST(test_take_asks_for_no_more_than_it_gives)
{
    trace_all(coro_iter_take(probe_endless("a"), 2));
    ck_assert_trace("a0 =0 a1 =1 a:closed a:freed done");
}
END_TEST

START_TEST(test_take_nothing_asks_for_nothing)
{
    trace_all(coro_iter_take(probe_endless("a"), 0));
    ck_assert_trace("a:freed done");
}
END_TEST

START_TEST(test_take_more_than_there_is_takes_all)
{
    trace_all(coro_iter_take(probe("a", 1), 9));
    ck_assert_trace("a0 =0 a- a:freed done");
    trace_all(coro_iter_take(probe("a", 1), SIZE_MAX));
    ck_assert_trace("a0 =0 a- a:freed done");
}
END_TEST

START_TEST(test_slice_with_step_reads_as_islice_does)
{
    trace_all(coro_iter_slice(probe_endless("a"), 1, 6, 3));
    ck_assert_trace("a0 a1 =1 a2 a3 a4 =4 a5 a:closed a:freed done");
}
END_TEST

START_TEST(test_slice_after_its_last_item_reads_on_only_when_asked)
{
    coro_t *gen = coro_iter_slice(probe_endless("a"), 0, 3, 2);

    trace_items(gen, 2);
    ck_assert_trace("a0 =0 a1 a2 =2");
    coro_free(gen);
    ck_assert_trace("a:closed a:freed");
}
END_TEST

START_TEST(test_slice_without_stop_ends_with_source)
{
    trace_all(coro_iter_slice(probe("a", 4), 1, SIZE_MAX, 2));
    ck_assert_trace("a0 a1 =1 a2 a3 =3 a- a:freed done");
}
END_TEST

START_TEST(test_slice_start_behind_stop_drops_up_to_start)
{
    trace_all(coro_iter_slice(probe_endless("a"), 2, 1, 1));
    ck_assert_trace("a0 a1 a:closed a:freed done");
    trace_all(coro_iter_slice(probe_endless("a"), 1, 1, 1));
    ck_assert_trace("a0 a:closed a:freed done");
}
END_TEST

START_TEST(test_slice_source_ending_before_start_is_empty)
{
    trace_all(coro_iter_slice(probe("a", 1), 5, 9, 1));
    ck_assert_trace("a0 a- a:freed done");
}
END_TEST

START_TEST(test_slice_with_biggest_step_does_not_overflow)
{
    trace_all(coro_iter_slice(probe("a", 3), 1, SIZE_MAX, SIZE_MAX));
    ck_assert_trace("a0 a1 =1 a2 a- a:freed done");
    trace_all(coro_iter_slice(probe("a", 3), 1, 3, SIZE_MAX));
    ck_assert_trace("a0 a1 =1 a2 a:closed a:freed done");
}
END_TEST

START_TEST(test_slice_of_failing_source_fails_with_payload)
{
    trace_all(coro_iter_slice(probe_ending("a", 1, -EIO), 0, 9, 1));
    ck_assert_trace("a0 =0 a- a:freed error:-5/1");
    trace_all(coro_iter_slice(probe_ending("a", 1, -EIO), 5, 9, 1));
    ck_assert_trace("a0 a- a:freed error:-5/1");
}
END_TEST

START_TEST(test_slice_step_zero_is_refused_and_frees)
{
    ck_assert_refused(coro_iter_slice(probe("a", 1), 0, 1, 0), EINVAL);
    ck_assert_trace("a:freed");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_take_asks_for_no_more_than_it_gives);
    tcase_add_test(tcase, test_take_nothing_asks_for_nothing);
    tcase_add_test(tcase, test_take_more_than_there_is_takes_all);
    tcase_add_test(tcase, test_slice_with_step_reads_as_islice_does);
    tcase_add_test(tcase,
                   test_slice_after_its_last_item_reads_on_only_when_asked);
    tcase_add_test(tcase, test_slice_without_stop_ends_with_source);
    tcase_add_test(tcase, test_slice_start_behind_stop_drops_up_to_start);
    tcase_add_test(tcase, test_slice_source_ending_before_start_is_empty);
    tcase_add_test(tcase, test_slice_with_biggest_step_does_not_overflow);
    tcase_add_test(tcase, test_slice_of_failing_source_fails_with_payload);
    tcase_add_test(tcase, test_slice_step_zero_is_refused_and_frees);
}

int main(void)
{
    return run_suite("iter slice", add_tests);
}
