/* SPDX-License-Identifier: MIT */
/* Generators without a source: range, count, array, values, until. */
#include "suite.h"

START_TEST(test_range_upwards_ends_before_stop)
{
    trace_all(coro_iter_range(0, 5, 2));
    trace_all(coro_iter_range(0, 6, 2));
    ck_assert_trace("=0 =2 =4 done =0 =2 =4 done");
}
END_TEST

START_TEST(test_range_downwards_ends_before_stop)
{
    trace_all(coro_iter_range(3, 0, -1));
    trace_all(coro_iter_range(2, -4, -3));
    ck_assert_trace("=3 =2 =1 done =2 =-1 done");
}
END_TEST

START_TEST(test_range_away_from_stop_is_empty)
{
    trace_all(coro_iter_range(3, 3, 1));
    trace_all(coro_iter_range(0, 5, -1));
    trace_all(coro_iter_range(5, 0, 1));
    ck_assert_trace("done done done");
}
END_TEST

START_TEST(test_range_step_zero_is_refused)
{
    ck_assert_refused(coro_iter_range(0, 1, 0), EINVAL);
}
END_TEST

START_TEST(test_range_at_limits_does_not_overflow)
{
    trace_all(coro_iter_range(INT64_MAX - 2, INT64_MAX, 2));
    trace_all(coro_iter_range(INT64_MIN + 1, INT64_MIN, -2));
    ck_assert_trace("=9223372036854775805 done =-9223372036854775807 done");
    trace_all(coro_iter_range(INT64_MIN, INT64_MAX, INT64_MAX));
    ck_assert_trace("=-9223372036854775808 =-1 =9223372036854775806 done");
    trace_all(coro_iter_range(INT64_MAX, INT64_MIN, INT64_MIN));
    ck_assert_trace("=9223372036854775807 =-1 done");
}
END_TEST

START_TEST(test_range_over_all_integers_is_not_empty)
{
    coro_t *gen = coro_iter_range(INT64_MIN, INT64_MAX, 1);

    trace_items(gen, 1);
    ck_assert_trace("=-9223372036854775808");
    coro_free(gen);
}
END_TEST

START_TEST(test_count_has_no_end)
{
    coro_t *gen = coro_iter_count(10, -5);

    trace_items(gen, 4);
    ck_assert_trace("=10 =5 =0 =-5");
    ck_assert_int_eq(coro_close(gen, NULL), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_count_step_zero_repeats)
{
    coro_t *gen = coro_iter_count(7, 0);

    trace_items(gen, 3);
    ck_assert_trace("=7 =7 =7");
    coro_free(gen);
}
END_TEST

START_TEST(test_count_at_limit_fails)
{
    coro_t *gen = coro_iter_count(INT64_MAX - 1, 1);

    ck_assert_int_eq(trace_items(gen, 3), -ERANGE);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    trace_clear();
    gen = coro_iter_count(INT64_MIN + 1, INT64_MIN);
    ck_assert_int_eq(trace_items(gen, 2), -ERANGE);
    ck_assert_trace("=-9223372036854775807 error:-34/0");
    coro_free(gen);
}
END_TEST

START_TEST(test_array_yields_pointers_into_it)
{
    const char triples[3][3] = {{0}};
    coro_t *gen = coro_iter_array(triples, 3, sizeof(triples[0]));
    coro_value_t value;

    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(coro_next(gen, &value), 0);
        ck_assert_ptr_eq(value.ptr, triples[i]);
    }
    ck_assert_int_eq(coro_next(gen, &value), CORO_DONE);
    coro_free(gen);
}
END_TEST

START_TEST(test_array_of_nothing_is_empty)
{
    trace_all(coro_iter_array(NULL, 0, 1));
    trace_all(coro_iter_values(NULL, 0));
    ck_assert_trace("done done");
}
END_TEST

START_TEST(test_array_that_cannot_be_is_refused)
{
    int element = 0;

    ck_assert_refused(coro_iter_array(NULL, 1, sizeof(element)), EINVAL);
    ck_assert_refused(coro_iter_array(&element, 1, 0), EINVAL);
    ck_assert_refused(coro_iter_array(&element, SIZE_MAX / 2, 3), EINVAL);
    ck_assert_refused(coro_iter_values(NULL, 1), EINVAL);
}
END_TEST

START_TEST(test_values_are_read_when_asked_for)
{
    coro_value_t values[] = {coro_int(1), coro_int(2)};
    coro_t *gen = coro_iter_values(values, 2);

    trace_items(gen, 1);
    values[1] = coro_int(20);
    trace_all(gen);
    ck_assert_trace("=1 =20 done");
}
END_TEST

typedef struct script {
    int64_t next;
    int64_t end;
    int status; /* given at `end`, if not 0 */
} script_t;

static int read_script(void *ctx, coro_value_t *out)
{
    script_t *script = ctx;

    trace("call");
    ck_assert_uint_eq(out->u64, 0);
    *out = coro_int(script->next);
    if (script->next++ == script->end)
        return script->status;
    return 0;
}

START_TEST(test_until_ends_at_sentinel_and_keeps_it)
{
    script_t script = {1, -1, 0};

    trace_all(coro_iter_until(read_script, &script, coro_int(3)));
    ck_assert_trace("call =1 call =2 call done");
}
END_TEST

START_TEST(test_until_calls_only_when_asked)
{
    script_t script = {1, -1, 0};
    coro_t *gen = coro_iter_until(read_script, &script, coro_int(3));

    ck_assert_trace("");
    trace_items(gen, 1);
    ck_assert_trace("call =1");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_until_done_from_function_ends)
{
    script_t script = {1, 2, CORO_DONE};

    trace_all(coro_iter_until(read_script, &script, coro_int(100)));
    ck_assert_trace("call =1 call done");
}
END_TEST

START_TEST(test_until_error_from_function_fails_with_payload)
{
    script_t script = {1, 2, -EIO};

    trace_all(coro_iter_until(read_script, &script, coro_int(100)));
    ck_assert_trace("call =1 call error:-5/2");
}
END_TEST

static int give_minus_zero(void *ctx, coro_value_t *out)
{
    (void)ctx;
    *out = coro_real(-0.0);
    return 0;
}

START_TEST(test_until_sentinel_of_other_bits_does_not_end)
{
    coro_t *gen = coro_iter_until(give_minus_zero, NULL, coro_real(0.0));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    coro_free(gen);
    trace_all(coro_iter_until(give_minus_zero, NULL, coro_real(-0.0)));
    ck_assert_trace("done");
}
END_TEST

START_TEST(test_until_without_function_is_refused)
{
    ck_assert_refused(coro_iter_until(NULL, NULL, coro_none()), EINVAL);
}
END_TEST

START_TEST(test_source_thrown_into_ends_with_that)
{
    const coro_value_t values[] = {coro_int(1), coro_int(2)};
    script_t script = {1, -1, 0};
    coro_t *gens[] = {
        coro_iter_range(0, 9, 1),
        coro_iter_count(0, 1),
        coro_iter_array(values, 2, sizeof(values[0])),
        coro_iter_values(values, 2),
        coro_iter_until(read_script, &script, coro_int(9)),
    };
    coro_value_t value;

    for (size_t i = 0; i < sizeof(gens) / sizeof(gens[0]); i++) {
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
        ck_assert_int_eq(coro_throw(gens[i], -EIO, coro_int(4), &value), -EIO);
        ck_assert_int_eq(value.i64, 4);
        ck_assert_int_eq(coro_state(gens[i]), CORO_STATE_CLOSED);
        coro_free(gens[i]);
    }
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_range_upwards_ends_before_stop);
    tcase_add_test(tcase, test_range_downwards_ends_before_stop);
    tcase_add_test(tcase, test_range_away_from_stop_is_empty);
    tcase_add_test(tcase, test_range_step_zero_is_refused);
    tcase_add_test(tcase, test_range_at_limits_does_not_overflow);
    tcase_add_test(tcase, test_range_over_all_integers_is_not_empty);
    tcase_add_test(tcase, test_count_has_no_end);
    tcase_add_test(tcase, test_count_step_zero_repeats);
    tcase_add_test(tcase, test_count_at_limit_fails);
    tcase_add_test(tcase, test_array_yields_pointers_into_it);
    tcase_add_test(tcase, test_array_of_nothing_is_empty);
    tcase_add_test(tcase, test_array_that_cannot_be_is_refused);
    tcase_add_test(tcase, test_values_are_read_when_asked_for);
    tcase_add_test(tcase, test_until_ends_at_sentinel_and_keeps_it);
    tcase_add_test(tcase, test_until_calls_only_when_asked);
    tcase_add_test(tcase, test_until_done_from_function_ends);
    tcase_add_test(tcase, test_until_error_from_function_fails_with_payload);
    tcase_add_test(tcase, test_until_sentinel_of_other_bits_does_not_end);
    tcase_add_test(tcase, test_until_without_function_is_refused);
    tcase_add_test(tcase, test_source_thrown_into_ends_with_that);
}

int main(void)
{
    return run_suite("iter source", add_tests);
}
