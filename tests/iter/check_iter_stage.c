/* SPDX-License-Identifier: MIT */
/* Stages that look at each item: map, filter, take_while, enumerate. */
#include "suite.h"

/* The context of a callback: it answers `status` to the value `at`. NULL: it
 * answers as usual. */
typedef struct answer {
    int64_t at;
    int status;
} answer_t;

static int answer_of(const answer_t *answer, int64_t value, int usual)
{
    return answer != NULL && value == answer->at ? answer->status : usual;
}

static int times_ten(void *ctx, coro_value_t value, coro_value_t *out)
{
    ck_assert_uint_eq(out->u64, 0);
    *out = coro_int(value.i64 * 10);
    return answer_of(ctx, value.i64, 0);
}

static int is_even(void *ctx, coro_value_t value)
{
    return answer_of(ctx, value.i64, value.i64 % 2 == 0);
}

static int is_below_two(void *ctx, coro_value_t value)
{
    return answer_of(ctx, value.i64, value.i64 < 2);
}

START_TEST(test_map_makes_one_item_of_each)
{
    trace_all(coro_iter_map(probe("a", 2), times_ten, NULL));
    ck_assert_trace("a0 =0 a1 =10 a- a:freed done");
}
END_TEST

START_TEST(test_map_done_from_function_ends)
{
    answer_t answer = {1, CORO_DONE};

    trace_all(coro_iter_map(probe_endless("a"), times_ten, &answer));
    ck_assert_trace("a0 =0 a1 a:closed a:freed done");
}
END_TEST

START_TEST(test_map_error_from_function_fails_with_payload)
{
    answer_t answer = {1, -EIO};

    trace_all(coro_iter_map(probe_endless("a"), times_ten, &answer));
    ck_assert_trace("a0 =0 a1 a:closed a:freed error:-5/10");
}
END_TEST

START_TEST(test_filter_yields_what_passes)
{
    trace_all(coro_iter_filter(probe("a", 4), is_even, NULL));
    ck_assert_trace("a0 =0 a1 a2 =2 a3 a- a:freed done");
}
END_TEST

START_TEST(test_filter_error_from_predicate_fails)
{
    answer_t answer = {1, -EIO};

    trace_all(coro_iter_filter(probe_endless("a"), is_even, &answer));
    ck_assert_trace("a0 =0 a1 a:closed a:freed error:-5/0");
}
END_TEST

START_TEST(test_take_while_takes_one_item_more)
{
    trace_all(coro_iter_take_while(probe_endless("a"), is_below_two, NULL));
    ck_assert_trace("a0 =0 a1 =1 a2 a:closed a:freed done");
}
END_TEST

START_TEST(test_take_while_source_ending_first_ends)
{
    trace_all(coro_iter_take_while(probe("a", 1), is_below_two, NULL));
    ck_assert_trace("a0 =0 a- a:freed done");
}
END_TEST

START_TEST(test_take_while_error_from_predicate_fails)
{
    answer_t answer = {1, -EIO};

    trace_all(coro_iter_take_while(probe_endless("a"), is_below_two, &answer));
    ck_assert_trace("a0 =0 a1 a:closed a:freed error:-5/0");
}
END_TEST

START_TEST(test_enumerate_yields_numbers_with_items)
{
    coro_t *gen = coro_iter_enumerate(probe("a", 2), -1);
    coro_value_t value;

    for (int64_t i = 0; i < 2; i++) {
        const coro_iter_item_t *item;

        ck_assert_int_eq(coro_next(gen, &value), 0);
        item = value.ptr;
        ck_assert_int_eq(item->index, i - 1);
        ck_assert_int_eq(item->value.i64, i);
    }
    ck_assert_int_eq(coro_next(gen, &value), CORO_DONE);
    ck_assert_uint_eq(value.u64, 0);
    coro_free(gen);
    ck_assert_trace("a0 a1 a- a:freed");
}
END_TEST

START_TEST(test_enumerate_without_numbers_left_fails)
{
    coro_t *gen = coro_iter_enumerate(probe("a", 2), INT64_MAX);

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(trace_items(gen, 1), -ERANGE);
    ck_assert_trace("a0 a1 a:closed a:freed error:-34/0");
    coro_free(gen);
}
END_TEST

START_TEST(test_enumerate_with_last_number_and_last_item_ends)
{
    coro_t *gen = coro_iter_enumerate(probe("a", 1), INT64_MAX);

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    trace_all(gen);
    ck_assert_trace("a0 a- a:freed done");
}
END_TEST

START_TEST(test_stage_before_first_next_asks_nothing)
{
    coro_t *gen = probe_endless("a");

    gen = coro_iter_map(gen, times_ten, NULL);
    gen = coro_iter_filter(gen, is_even, NULL);
    gen = coro_iter_take_while(gen, is_below_two, NULL);
    gen = coro_iter_enumerate(gen, 0);
    ck_assert_int_eq(coro_state(gen), CORO_STATE_CREATED);
    ck_assert_trace("");
    coro_free(gen);
    ck_assert_trace("a:freed");
}
END_TEST

START_TEST(test_stages_in_a_row_work_item_by_item)
{
    coro_t *gen = probe_endless("a");

    gen = coro_iter_filter(gen, is_even, NULL);
    gen = coro_iter_map(gen, times_ten, NULL);
    trace_items(gen, 2);
    ck_assert_trace("a0 =0 a1 a2 =20");
    coro_free(gen);
    ck_assert_trace("a:closed a:freed");
}
END_TEST

START_TEST(test_stage_of_failing_source_fails_with_payload)
{
    trace_all(coro_iter_map(probe_ending("a", 1, -EIO), times_ten, NULL));
    ck_assert_trace("a0 =0 a- a:freed error:-5/1");
    trace_all(coro_iter_filter(probe_ending("a", 1, -EIO), is_even, NULL));
    ck_assert_trace("a0 =0 a- a:freed error:-5/1");
    trace_all(
        coro_iter_take_while(probe_ending("a", 1, -EIO), is_below_two, NULL));
    ck_assert_trace("a0 =0 a- a:freed error:-5/1");
    trace_all(coro_iter_enumerate(probe_ending("a", 0, CORO_E_USER), 0));
    ck_assert_trace("a- a:freed error:-10000/0");
}
END_TEST

START_TEST(test_stage_of_partly_consumed_source_goes_on)
{
    coro_t *source = probe("a", 3);

    trace_items(source, 1);
    trace_all(coro_iter_map(source, times_ten, NULL));
    ck_assert_trace("a0 =0 a1 =10 a2 =20 a- a:freed done");
}
END_TEST

START_TEST(test_stage_of_ended_source_is_empty)
{
    coro_t *source = probe("a", 0);

    trace_items(source, 1);
    trace_all(coro_iter_map(source, times_ten, NULL));
    ck_assert_trace("a- a:freed done done");
}
END_TEST

START_TEST(test_stage_that_ended_stays_ended)
{
    coro_t *gen = coro_iter_map(probe("a", 0), times_ten, NULL);

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    ck_assert_trace("a- a:freed");
}
END_TEST

START_TEST(test_stage_sent_to_drops_the_value)
{
    coro_t *gen = coro_iter_map(probe_endless("a"), times_ten, NULL);

    ck_assert_int_eq(coro_send(gen, coro_int(5), NULL), CORO_E_NOT_STARTED);
    trace_items(gen, 1);
    ck_assert_int_eq(coro_send(gen, coro_int(5), NULL), 0);
    ck_assert_trace("a0 =0 a1");
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_without_callback_is_refused_and_frees)
{
    ck_assert_refused(coro_iter_map(probe("a", 1), NULL, NULL), EINVAL);
    ck_assert_refused(coro_iter_filter(probe("b", 1), NULL, NULL), EINVAL);
    ck_assert_refused(coro_iter_take_while(probe("c", 1), NULL, NULL), EINVAL);
    ck_assert_trace("a:freed b:freed c:freed");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_map_makes_one_item_of_each);
    tcase_add_test(tcase, test_map_done_from_function_ends);
    tcase_add_test(tcase, test_map_error_from_function_fails_with_payload);
    tcase_add_test(tcase, test_filter_yields_what_passes);
    tcase_add_test(tcase, test_filter_error_from_predicate_fails);
    tcase_add_test(tcase, test_take_while_takes_one_item_more);
    tcase_add_test(tcase, test_take_while_source_ending_first_ends);
    tcase_add_test(tcase, test_take_while_error_from_predicate_fails);
    tcase_add_test(tcase, test_enumerate_yields_numbers_with_items);
    tcase_add_test(tcase, test_enumerate_without_numbers_left_fails);
    tcase_add_test(tcase, test_enumerate_with_last_number_and_last_item_ends);
    tcase_add_test(tcase, test_stage_before_first_next_asks_nothing);
    tcase_add_test(tcase, test_stages_in_a_row_work_item_by_item);
    tcase_add_test(tcase, test_stage_of_failing_source_fails_with_payload);
    tcase_add_test(tcase, test_stage_of_partly_consumed_source_goes_on);
    tcase_add_test(tcase, test_stage_of_ended_source_is_empty);
    tcase_add_test(tcase, test_stage_that_ended_stays_ended);
    tcase_add_test(tcase, test_stage_sent_to_drops_the_value);
    tcase_add_test(tcase, test_stage_without_callback_is_refused_and_frees);
}

int main(void)
{
    return run_suite("iter stage", add_tests);
}
