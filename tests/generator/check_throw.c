/* SPDX-License-Identifier: MIT */
/* coro_throw and coro_close, in every state and with every answer. */
#include "bodies.h"

/* At each of its yields: takes note, and passes on what is thrown in. */
static int passes(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    trace("begin");
    for (int64_t i = arg.i64; rc == 0; i++)
        rc = yield(self, i);
    trace("cleanup");
    return rc;
}

START_TEST(test_throw_at_a_yield_arrives_with_its_payload)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    throw(gen, -7, 70);
    tell_state(gen);
    next(gen);
    ck_assert_trace("begin yield:1 -7:70 cleanup -7:70 closed done:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_handled_by_yielding_gives_the_value)
{
    coro_t *gen = make(stubborn, 1);

    next(gen);
    throw(gen, -7, 70);
    tell_state(gen);
    ck_assert_trace("yield:1 -7:70 yield:2 suspended");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_handled_by_returning_is_done)
{
    coro_t *gen = make(returns, 1);

    next(gen);
    throw(gen, -7, 70);
    tell_state(gen);
    ck_assert_trace("yield:1 -7:70 done:100 closed");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_answered_with_another_error_gives_that)
{
    coro_t *gen = make(fails, 1);

    next(gen);
    throw(gen, -7, 70);
    ck_assert_trace("yield:1 -7:70 -9:90");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_unstarted_closes_and_gives_the_pair_back)
{
    const int errors[] = {-7, CORO_E_CLOSE, CORO_DONE, INT32_MIN};

    for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
        coro_t *gen = make(passes, 1);
        coro_value_t out;

        ck_assert_int_eq(coro_defer(gen, deferred, "deferred"), 0);
        ck_assert_int_eq(coro_throw(gen, errors[i], coro_int(5), &out),
                         errors[i]);
        ck_assert_int_eq(out.i64, 5);
        tell_state(gen);
        next(gen);
        ck_assert_trace("deferred closed done:0");
        coro_free(gen);
        ck_assert_trace("");
    }
}
END_TEST

START_TEST(test_throw_finished_gives_the_pair_back)
{
    coro_t *gen = make(returns, 1);

    next(gen);
    next(gen);
    trace_clear();
    throw(gen, -7, 70);
    throw(gen, CORO_E_CLOSE, 71);
    throw(gen, CORO_DONE, 72);
    next(gen);
    ck_assert_trace("-7:70 CLOSE:71 done:72 done:0");
    coro_free(gen);
}
END_TEST

/* GeneratorExit by throw: it is an error as any other, with a payload. */
START_TEST(test_throw_close_passed_on_comes_back)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    throw(gen, CORO_E_CLOSE, 6);
    tell_state(gen);
    ck_assert_trace("begin yield:1 CLOSE:6 cleanup CLOSE:6 closed");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_close_ignored_is_no_error)
{
    coro_t *gen = make(stubborn, 1);

    next(gen);
    throw(gen, CORO_E_CLOSE, 6);
    ck_assert_trace("yield:1 CLOSE:6 yield:2");
    coro_free(gen);
}
END_TEST

/* StopIteration thrown in and let out is PEP 479's error. */
START_TEST(test_throw_done_passed_on_is_stop_iteration)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    throw(gen, CORO_DONE, 33);
    tell_state(gen);
    ck_assert_trace("begin yield:1 done:33 cleanup STOP_ITERATION:33 closed");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_between_values_leaves_the_values_alone)
{
    coro_t *gen = make(stubborn, 1);

    next(gen);
    throw(gen, -7, 70);
    send(gen, 5);
    throw(gen, -8, 80);
    next(gen);
    ck_assert_trace("yield:1 -7:70 yield:2 got:5 yield:3 -8:80 yield:4 got:0 "
                    "yield:5");
    coro_free(gen);
}
END_TEST

START_TEST(test_close_at_a_yield_ends_it)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    shut(gen);
    tell_state(gen);
    next(gen);
    ck_assert_trace("begin yield:1 CLOSE:0 cleanup closed:0 closed done:0");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_close_answered_with_a_value_gives_it)
{
    coro_t *gen = make(returns, 1);

    next(gen);
    shut(gen);
    tell_state(gen);
    shut(gen); /* only once */
    ck_assert_trace("yield:1 CLOSE:0 closed:100 closed closed:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_close_answered_with_an_error_gives_it_and_its_payload)
{
    coro_t *gen = make(fails, 1);

    next(gen);
    shut(gen);
    tell_state(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 -9:90 closed closed:0");
    coro_free(gen);
}
END_TEST

static int leaks_done(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return CORO_DONE;
}

START_TEST(test_close_answered_with_a_leaked_done_is_stop_iteration)
{
    coro_t *gen = make(leaks_done, 1);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 STOP_ITERATION:0");
    coro_free(gen);
}
END_TEST

static int passes_close_with_payload(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_fail(self, CORO_E_CLOSE, coro_int(44));
}

START_TEST(test_close_answered_with_any_close_has_no_value)
{
    coro_t *gen = make(passes_close_with_payload, 1);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 closed:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_close_unstarted_runs_nothing)
{
    coro_t *gen = make(passes, 1);

    ck_assert_int_eq(coro_defer(gen, deferred, "deferred"), 0);
    shut(gen);
    tell_state(gen);
    next(gen);
    ck_assert_trace("deferred closed:0 closed done:0");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_close_finished_gives_none)
{
    coro_t *gen = make(returns, 1);

    next(gen);
    next(gen);
    trace_clear();
    shut(gen);
    shut(gen);
    ck_assert_trace("closed:0 closed:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_close_ignored_leaves_it_suspended_where_it_yielded)
{
    coro_t *gen = make(stubborn, 1);

    next(gen);
    shut(gen);
    tell_state(gen);
    send(gen, 5);
    shut(gen); /* it may be asked again */
    ck_assert_trace("yield:1 CLOSE:0 IGNORED_CLOSE:0 suspended got:5 yield:3 "
                    "CLOSE:0 IGNORED_CLOSE:0");
    coro_free(gen);
}
END_TEST

static int ignores_once(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    yield(self, arg.i64 + 1);
    return coro_return(self, coro_int(3));
}

START_TEST(test_close_ignored_once_can_still_end)
{
    coro_t *gen = make(ignores_once, 1);

    next(gen);
    shut(gen);
    next(gen);
    ck_assert_trace("yield:1 CLOSE:0 IGNORED_CLOSE:0 got:0 done:3");
    coro_free(gen);
}
END_TEST

static int closes_another(coro_t *self, coro_value_t other)
{
    yield(self, shut(other.ptr));
    yield(self, throw(other.ptr, -7, 70));
    return 0;
}

START_TEST(test_close_and_throw_from_a_body_are_as_from_outside)
{
    coro_t *other = make(stubborn, 1);
    coro_t *gen = make_on(closes_another, other);

    next(other);
    next(gen);
    next(gen);
    ck_assert_trace("yield:1 CLOSE:0 IGNORED_CLOSE:0 yield:-5003 got:0 -7:70 "
                    "yield:3 yield:0");
    coro_free(gen);
    coro_free(other);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_throw_at_a_yield_arrives_with_its_payload);
    tcase_add_test(tcase, test_throw_handled_by_yielding_gives_the_value);
    tcase_add_test(tcase, test_throw_handled_by_returning_is_done);
    tcase_add_test(tcase, test_throw_answered_with_another_error_gives_that);
    tcase_add_test(tcase, test_throw_unstarted_closes_and_gives_the_pair_back);
    tcase_add_test(tcase, test_throw_finished_gives_the_pair_back);
    tcase_add_test(tcase, test_throw_close_passed_on_comes_back);
    tcase_add_test(tcase, test_throw_close_ignored_is_no_error);
    tcase_add_test(tcase, test_throw_done_passed_on_is_stop_iteration);
    tcase_add_test(tcase, test_throw_between_values_leaves_the_values_alone);
    tcase_add_test(tcase, test_close_at_a_yield_ends_it);
    tcase_add_test(tcase, test_close_answered_with_a_value_gives_it);
    tcase_add_test(tcase,
                   test_close_answered_with_an_error_gives_it_and_its_payload);
    tcase_add_test(tcase,
                   test_close_answered_with_a_leaked_done_is_stop_iteration);
    tcase_add_test(tcase, test_close_answered_with_any_close_has_no_value);
    tcase_add_test(tcase, test_close_unstarted_runs_nothing);
    tcase_add_test(tcase, test_close_finished_gives_none);
    tcase_add_test(tcase,
                   test_close_ignored_leaves_it_suspended_where_it_yielded);
    tcase_add_test(tcase, test_close_ignored_once_can_still_end);
    tcase_add_test(tcase, test_close_and_throw_from_a_body_are_as_from_outside);
}

int main(void)
{
    return run_suite("throw", add);
}
