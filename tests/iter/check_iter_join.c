/* SPDX-License-Identifier: MIT */
/* Stages of many sources: chain, zip. */
#include "suite.h"

/* Append each row of a zip as "(0 0)", then how it ended, and free it. */
static void trace_rows(coro_t *zip, size_t count)
{
    coro_value_t value;
    int rc;

    while ((rc = coro_next(zip, &value)) == 0) {
        const coro_value_t *row = value.ptr;

        trace("(");
        for (size_t i = 0; i < count; i++)
            trace("%d", (int)row[i].i64);
        trace(")");
    }
    trace(rc == CORO_DONE ? "done" : "error:%d/%d", rc, (int)value.i64);
    coro_free(zip);
}

/* Yields what it was sent, or the number it was thrown with. */
static int echo(coro_t *self, coro_value_t arg)
{
    coro_value_t got = arg;
    int rc = 0;

    while (rc != CORO_E_CLOSE && got.i64 != 0)
        rc = coro_yield(self, got, &got);
    return rc == CORO_E_CLOSE ? rc : 0;
}

START_TEST(test_chain_yields_one_source_after_the_other)
{
    coro_t *sources[] = {probe("a", 2), probe("b", 0), probe("c", 1)};

    trace_all(coro_iter_chain(sources, 3));
    ck_assert_trace("a0 =0 a1 =1 a- a:freed b- b:freed c0 =0 c- c:freed done");
}
END_TEST

START_TEST(test_chain_of_nothing_is_empty)
{
    trace_all(coro_iter_chain(NULL, 0));
    ck_assert_trace("done");
}
END_TEST

START_TEST(test_chain_copies_the_array)
{
    coro_t *sources[] = {probe("a", 1), probe("b", 1)};
    coro_t *gen = coro_iter_chain(sources, 2);

    sources[0] = sources[1] = NULL;
    trace_all(gen);
    ck_assert_trace("a0 =0 a- a:freed b0 =0 b- b:freed done");
}
END_TEST

START_TEST(test_chain_of_failing_source_fails_with_payload)
{
    coro_t *sources[] = {probe_ending("a", 1, -EIO), probe("b", 1)};

    trace_all(coro_iter_chain(sources, 2));
    ck_assert_trace("a0 =0 a- a:freed b:freed error:-5/1");
}
END_TEST

START_TEST(test_chain_sent_to_reaches_the_source)
{
    coro_t *sources[] = {coro_new(echo, coro_int(1), NULL), probe("b", 1)};
    coro_t *gen = coro_iter_chain(sources, 2);
    coro_value_t value;

    ck_assert_int_eq(coro_next(gen, &value), 0);
    ck_assert_int_eq(value.i64, 1);
    ck_assert_int_eq(coro_send(gen, coro_int(5), &value), 0);
    ck_assert_int_eq(value.i64, 5);
    trace_all(gen);
    ck_assert_trace("b0 =0 b- b:freed done");
}
END_TEST

START_TEST(test_chain_thrown_into_reaches_the_source)
{
    coro_t *sources[] = {coro_new(echo, coro_int(1), NULL), probe("b", 2)};
    coro_t *gen = coro_iter_chain(sources, 2);
    coro_value_t value;

    ck_assert_int_eq(coro_next(gen, &value), 0);
    ck_assert_int_eq(coro_throw(gen, -EIO, coro_int(7), &value), 0);
    ck_assert_int_eq(value.i64, 7);
    trace_items(gen, 1);
    ck_assert_int_eq(coro_throw(gen, -EIO, coro_int(8), &value), -EIO);
    ck_assert_int_eq(value.i64, 8);
    coro_free(gen);
    ck_assert_trace("b0 =0 b:freed");
}
END_TEST

START_TEST(test_chain_closed_closes_the_source_and_frees_all)
{
    coro_t *sources[] = {probe("a", 2), probe("b", 2)};
    coro_t *gen = coro_iter_chain(sources, 2);

    trace_items(gen, 1);
    ck_assert_int_eq(coro_close(gen, NULL), 0);
    ck_assert_trace("a0 =0 a:closed a:freed b:freed");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_chain_of_chains_works_item_by_item)
{
    coro_t *inner[] = {probe("a", 1), probe("b", 1)};
    coro_t *outer[] = {coro_iter_chain(inner, 2), probe("c", 1)};

    trace_all(coro_iter_chain(outer, 2));
    ck_assert_trace("a0 =0 a- a:freed b0 =0 b- b:freed c0 =0 c- c:freed done");
}
END_TEST

START_TEST(test_chain_of_same_source_twice_frees_it_once)
{
    coro_t *source = probe("a", 2);
    coro_t *sources[] = {source, source};
    coro_t *gen = coro_iter_chain(sources, 2);

    trace_all(gen);
    ck_assert_trace("a0 =0 a1 =1 a- a:freed done");
    sources[0] = sources[1] = probe("b", 1);
    coro_free(coro_iter_chain(sources, 2));
    ck_assert_trace("b:freed");
}
END_TEST

START_TEST(test_zip_yields_rows_until_the_shortest_ends)
{
    coro_t *sources[] = {probe("a", 9), probe("b", 1), probe("c", 9)};

    trace_rows(coro_iter_zip(sources, 3), 3);
    ck_assert_trace("a0 b0 c0 ( 0 0 0 ) a1 b- b:freed "
                    "a:closed a:freed c:closed c:freed done");
}
END_TEST

START_TEST(test_zip_of_nothing_is_empty)
{
    trace_rows(coro_iter_zip(NULL, 0), 0);
    ck_assert_trace("done");
}
END_TEST

START_TEST(test_zip_of_one_yields_rows_of_one)
{
    coro_t *sources[] = {probe("a", 2)};

    trace_rows(coro_iter_zip(sources, 1), 1);
    ck_assert_trace("a0 ( 0 ) a1 ( 1 ) a- a:freed done");
}
END_TEST

START_TEST(test_zip_of_same_source_twice_makes_pairs)
{
    coro_t *source = probe("a", 5);
    coro_t *sources[] = {source, source};

    trace_rows(coro_iter_zip(sources, 2), 2);
    ck_assert_trace("a0 a1 ( 0 1 ) a2 a3 ( 2 3 ) a4 a- a:freed done");
}
END_TEST

START_TEST(test_zip_of_failing_source_fails_with_payload)
{
    coro_t *sources[] = {probe("a", 9), probe_ending("b", 0, -EIO)};

    trace_rows(coro_iter_zip(sources, 2), 2);
    ck_assert_trace("a0 b- b:freed a:closed a:freed error:-5/0");
}
END_TEST

START_TEST(test_zip_of_very_many_sources_works)
{
    enum {
        MANY = 2000
    };
    coro_t *sources[MANY];
    coro_t *gen;
    coro_value_t value;

    for (int i = 0; i < MANY; i++)
        sources[i] = coro_iter_count(i, 1);
    gen = coro_iter_zip(sources, MANY);
    ck_assert_int_eq(coro_next(gen, &value), 0);
    ck_assert_int_eq(coro_next(gen, &value), 0);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(((const coro_value_t *)value.ptr)[i].i64, i + 1);
    coro_free(gen);
}
END_TEST

START_TEST(test_join_before_first_next_asks_nothing)
{
    coro_t *first[] = {probe("a", 1), probe("b", 1)};
    coro_t *second[] = {NULL, probe("c", 1)};

    second[0] = coro_iter_chain(first, 2);
    coro_free(coro_iter_zip(second, 2));
    ck_assert_trace("a:freed b:freed c:freed");
}
END_TEST

START_TEST(test_join_with_null_source_is_refused_and_frees_the_others)
{
    coro_t *sources[] = {probe("a", 1), NULL, probe("c", 1)};

    ck_assert_refused(coro_iter_chain(sources, 3), EINVAL);
    ck_assert_trace("a:freed c:freed");
    sources[0] = sources[2] = probe("d", 1);
    errno = ENOMEM;
    ck_assert_ptr_null(coro_iter_zip(sources, 3));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_trace("d:freed");
}
END_TEST

START_TEST(test_join_without_array_is_refused)
{
    ck_assert_refused(coro_iter_chain(NULL, 1), EINVAL);
    ck_assert_refused(coro_iter_zip(NULL, 1), EINVAL);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_chain_yields_one_source_after_the_other);
    tcase_add_test(tcase, test_chain_of_nothing_is_empty);
    tcase_add_test(tcase, test_chain_copies_the_array);
    tcase_add_test(tcase, test_chain_of_failing_source_fails_with_payload);
    tcase_add_test(tcase, test_chain_sent_to_reaches_the_source);
    tcase_add_test(tcase, test_chain_thrown_into_reaches_the_source);
    tcase_add_test(tcase, test_chain_closed_closes_the_source_and_frees_all);
    tcase_add_test(tcase, test_chain_of_chains_works_item_by_item);
    tcase_add_test(tcase, test_chain_of_same_source_twice_frees_it_once);
    tcase_add_test(tcase, test_zip_yields_rows_until_the_shortest_ends);
    tcase_add_test(tcase, test_zip_of_nothing_is_empty);
    tcase_add_test(tcase, test_zip_of_one_yields_rows_of_one);
    tcase_add_test(tcase, test_zip_of_same_source_twice_makes_pairs);
    tcase_add_test(tcase, test_zip_of_failing_source_fails_with_payload);
    tcase_add_test(tcase, test_zip_of_very_many_sources_works);
    tcase_add_test(tcase, test_join_before_first_next_asks_nothing);
    tcase_add_test(tcase,
                   test_join_with_null_source_is_refused_and_frees_the_others);
    tcase_add_test(tcase, test_join_without_array_is_refused);
}

int main(void)
{
    return run_suite("iter join", add_tests);
}
