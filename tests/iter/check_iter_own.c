/* SPDX-License-Identifier: MIT */
/* Who owns a source, and when it is freed. */
#include "makers.h"
#include "suite.h"

START_TEST(test_stage_freed_unused_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 1));

    ck_assert_int_ge(probes_alive(), 1);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_int_eq(probes_alive(), 0);
}
END_TEST

START_TEST(test_stage_closed_unused_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 1));

    ck_assert_int_eq(coro_close(gen, NULL), 0);
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_that_ends_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 2));
    int rc;

    while ((rc = coro_next(gen, NULL)) == 0)
        ck_assert_int_ge(probes_alive(), 1);
    ck_assert_int_eq(rc, CORO_DONE);
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_closed_closes_and_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 2));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_close(gen, NULL), 0);
    ck_assert_ptr_nonnull(strstr(trace_text(), "a0 "));
    ck_assert_ptr_nonnull(strstr(trace_text(), "a:closed a:freed"));
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_freed_closes_and_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 2));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_ptr_nonnull(strstr(trace_text(), "a:closed a:freed"));
    ck_assert_int_eq(probes_alive(), 0);
}
END_TEST

START_TEST(test_stage_thrown_into_ends_with_that_and_frees)
{
    coro_t *gen = makers[_i](probe("a", 2));
    coro_value_t value;

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_throw(gen, -EIO, coro_int(4), &value), -EIO);
    ck_assert_int_eq(value.i64, 4);
    ck_assert_int_eq(probes_alive(), 0);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_thrown_stop_iteration_into_fails_and_frees)
{
    coro_t *gen = makers[_i](probe("a", 2));
    coro_value_t value;

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_throw(gen, CORO_DONE, coro_int(4), &value),
                     CORO_E_STOP_ITERATION);
    ck_assert_int_eq(value.i64, 4);
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_thrown_into_unused_frees_its_source)
{
    coro_t *gen = makers[_i](probe("a", 2));

    ck_assert_int_eq(coro_throw(gen, -EIO, coro_none(), NULL), -EIO);
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_of_failing_source_fails_with_that_and_frees)
{
    coro_t *gen = makers[_i](probe_ending("a", 1, CORO_E_USER));
    coro_value_t value;

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(gen, &value), CORO_E_USER);
    ck_assert_int_eq(value.i64, 1);
    ck_assert_int_eq(probes_alive(), 0);
    coro_free(gen);
}
END_TEST

START_TEST(test_stage_of_null_is_null_with_errno_kept)
{
    errno = 0;
    ck_assert_ptr_null(makers[_i](NULL));
    ck_assert_int_eq(errno, EINVAL);
    errno = -CORO_E_MAP_LIMIT;
    ck_assert_ptr_null(makers[_i](NULL));
    ck_assert_int_eq(errno, -CORO_E_MAP_LIMIT);
    ck_assert_int_eq(probes_alive(), 0);
}
END_TEST

static int unraisable_status;

static void note_unraisable(void *ctx, const char *name, int status,
                            coro_value_t payload)
{
    (void)ctx;
    (void)name;
    (void)payload;
    unraisable_status = status;
}

static int fails_on_close(coro_t *self, coro_value_t arg)
{
    return coro_yield(self, arg, NULL) != 0 ? -EIO : 0;
}

START_TEST(test_source_failing_on_close_is_reported)
{
    coro_set_unraisable_hook(note_unraisable, NULL);
    trace_all(coro_iter_take(coro_new(fails_on_close, coro_int(1), NULL), 1));
    coro_set_unraisable_hook(NULL, NULL);
    ck_assert_trace("=1 done");
    ck_assert_int_eq(unraisable_status, -EIO);
}
END_TEST

static int maps_itself(coro_t *self, coro_value_t arg)
{
    coro_t *gen = make_map(self);

    (void)arg;
    ck_assert_int_eq(coro_next(gen, NULL), CORO_E_RUNNING);
    coro_free(gen);
    return coro_yield(self, coro_int(7), NULL);
}

START_TEST(test_stage_of_running_generator_fails_and_leaves_it)
{
    trace_all(coro_new(maps_itself, coro_none(), NULL));
    ck_assert_trace("=7 done");
}
END_TEST

enum {
    DEPTH = 500
};

static coro_t *make_deep(coro_t *gen)
{
    for (int i = 0; i < DEPTH; i++)
        gen = make_map(gen);
    return gen;
}

START_TEST(test_deep_pipeline_works_and_frees_from_any_state)
{
    coro_t *gen = make_deep(probe("a", 1));

    coro_free(gen);
    ck_assert_trace("a:freed");
    trace_all(make_deep(probe("a", 1)));
    ck_assert_trace("a0 =0 a- a:freed done");
    gen = make_deep(probe("a", 1));
    trace_items(gen, 1);
    coro_free(gen);
    ck_assert_trace("a0 =0 a:closed a:freed");
    ck_assert_int_eq(probes_alive(), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_loop_test(tcase, test_stage_freed_unused_frees_its_source, 0,
                        MAKERS);
    tcase_add_loop_test(tcase, test_stage_closed_unused_frees_its_source, 0,
                        MAKERS);
    tcase_add_loop_test(tcase, test_stage_that_ends_frees_its_source, 0,
                        MAKERS);
    tcase_add_loop_test(tcase, test_stage_closed_closes_and_frees_its_source, 0,
                        MAKERS);
    tcase_add_loop_test(tcase, test_stage_freed_closes_and_frees_its_source, 0,
                        MAKERS);
    tcase_add_loop_test(tcase, test_stage_thrown_into_ends_with_that_and_frees,
                        0, MAKERS);
    tcase_add_loop_test(tcase,
                        test_stage_thrown_stop_iteration_into_fails_and_frees,
                        0, MAKERS);
    tcase_add_loop_test(tcase, test_stage_thrown_into_unused_frees_its_source,
                        0, MAKERS);
    tcase_add_loop_test(tcase,
                        test_stage_of_failing_source_fails_with_that_and_frees,
                        0, MAKERS);
    tcase_add_loop_test(tcase, test_stage_of_null_is_null_with_errno_kept, 0,
                        MAKERS);
    tcase_add_test(tcase, test_source_failing_on_close_is_reported);
    tcase_add_test(tcase, test_stage_of_running_generator_fails_and_leaves_it);
    tcase_add_test(tcase, test_deep_pipeline_works_and_frees_from_any_state);
}

int main(void)
{
    return run_suite("iter own", add_tests);
}
