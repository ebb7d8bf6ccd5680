/* SPDX-License-Identifier: MIT */
/* coro_yield_from to a generator in each state, and what passes through. */
#include "suite.h"

/* Yields 1 to 3, telling what it got, and returns 30. */
static int inner_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    for (int64_t i = 1; i <= 3 && rc == 0; i++)
        rc = yield(self, i);
    trace("inner:end");
    if (rc != 0)
        return rc;
    return coro_return(self, coro_int(30));
}

/* Delegates, tells the outcome, yields 9, returns 90. */
static int outer_body(coro_t *self, coro_value_t inner)
{
    from(self, inner.ptr);
    yield(self, 9);
    return coro_return(self, coro_int(90));
}

/* Delegates and passes the outcome on. */
static int pipe_body(coro_t *self, coro_value_t inner)
{
    coro_value_t result;
    int rc = coro_yield_from(self, inner.ptr, &result);

    if (rc != 0)
        return rc;
    return coro_return(self, result);
}

static coro_t *inner, *outer;

static void pair_of(coro_fn_t *inner_fn, coro_fn_t *outer_fn)
{
    inner = make(inner_fn, 0);
    outer = make_on(outer_fn, inner);
}

static void free_pair(void)
{
    ck_assert_int_eq(coro_free(outer), 0);
    ck_assert_int_eq(coro_free(inner), 0);
}

START_TEST(test_from_fresh_gives_all_its_values_and_its_result)
{
    pair_of(inner_body, outer_body);
    for (int i = 0; i < 5; i++)
        next(outer);
    ck_assert_trace("yield:1 got:0 yield:2 got:0 yield:3 got:0 inner:end "
                    "from:30 yield:9 got:0 done:90");
    free_pair();
}
END_TEST

START_TEST(test_from_partly_consumed_gives_the_rest)
{
    pair_of(inner_body, outer_body);
    next(inner);
    next(inner);
    trace_clear();
    next(outer);
    next(outer);
    ck_assert_trace("got:0 yield:3 got:0 inner:end from:30 yield:9");
    free_pair();
}
END_TEST

START_TEST(test_from_finished_gives_none_at_once)
{
    pair_of(inner_body, outer_body);
    shut(inner);
    next(outer);
    ck_assert_trace("closed:0 from:0 yield:9");
    free_pair();
}
END_TEST

START_TEST(test_from_while_it_lasts_both_are_suspended)
{
    pair_of(inner_body, outer_body);
    next(outer);
    tell_state(outer);
    tell_state(inner);
    ck_assert_trace("yield:1 suspended suspended");
    shut(outer);
    tell_state(outer);
    tell_state(inner);
    ck_assert_trace("CLOSE:0 inner:end CLOSE:0 IGNORED_CLOSE:0 suspended "
                    "closed");
    free_pair();
}
END_TEST

static int asks_both(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    tell_state(outer);
    tell_state(inner);
    return 0;
}

START_TEST(test_from_while_the_inner_runs_both_are_running)
{
    pair_of(asks_both, outer_body);
    next(outer);
    ck_assert_trace("running running from:0 yield:9");
    free_pair();
}
END_TEST

START_TEST(test_send_through_a_delegator_arrives_inside)
{
    pair_of(inner_body, outer_body);
    next(outer);
    send(outer, 11);
    send(outer, 12);
    send(outer, 13);
    send(outer, 14);
    ck_assert_trace("yield:1 got:11 yield:2 got:12 yield:3 got:13 inner:end "
                    "from:30 yield:9 got:14 done:90");
    free_pair();
}
END_TEST

START_TEST(test_throw_through_a_delegator_arrives_inside)
{
    pair_of(inner_body, outer_body);
    next(outer);
    throw(outer, -7, 70);
    ck_assert_trace("yield:1 -7:70 inner:end -7:70 yield:9");
    tell_state(inner);
    ck_assert_trace("closed");
    free_pair();
}
END_TEST

static int resilient(coro_t *self, coro_value_t arg)
{
    (void)arg;
    for (int64_t i = 1;; i++)
        if (yield(self, i) == CORO_E_CLOSE)
            return coro_return(self, coro_int(50));
}

START_TEST(test_throw_handled_inside_stays_there)
{
    pair_of(resilient, outer_body);
    next(outer);
    throw(outer, -7, 70);
    throw(outer, CORO_DONE, 71);
    next(outer);
    ck_assert_trace("yield:1 -7:70 yield:2 done:71 yield:3 got:0 yield:4");
    free_pair();
}
END_TEST

START_TEST(test_close_of_a_delegator_closes_the_inner_first)
{
    pair_of(inner_body, pipe_body);
    next(outer);
    shut(outer);
    tell_state(outer);
    ck_assert_trace("yield:1 CLOSE:0 inner:end closed:0 closed");
    free_pair();
}
END_TEST

START_TEST(test_close_answered_inside_with_a_value_still_reaches_the_outer)
{
    pair_of(resilient, outer_body);
    next(outer);
    shut(outer);
    ck_assert_trace("yield:1 CLOSE:0 CLOSE:0 IGNORED_CLOSE:0");
    next(outer);
    ck_assert_trace("got:0 done:90");
    free_pair();
}
END_TEST

/* The GeneratorExit that was thrown goes on, not a new one. */
START_TEST(test_throw_close_through_a_delegator_keeps_its_payload)
{
    pair_of(inner_body, pipe_body);
    next(outer);
    throw(outer, CORO_E_CLOSE, 66);
    ck_assert_trace("yield:1 CLOSE:0 inner:end CLOSE:66");
    free_pair();
}
END_TEST

static int fails_on_close(coro_t *self, coro_value_t arg)
{
    (void)arg;
    yield(self, 1);
    return coro_fail(self, -9, coro_int(90));
}

START_TEST(test_close_failing_inside_is_an_error_of_the_outer)
{
    pair_of(fails_on_close, pipe_body);
    next(outer);
    shut(outer);
    ck_assert_trace("yield:1 CLOSE:0 -9:90");
    free_pair();
}
END_TEST

static int stubborn(coro_t *self, coro_value_t arg)
{
    (void)arg;
    for (int64_t i = 1;; i++)
        yield(self, i);
    return 0;
}

START_TEST(test_close_ignored_inside_is_an_error_of_the_outer)
{
    pair_of(stubborn, pipe_body);
    next(outer);
    shut(outer);
    tell_state(outer);
    tell_state(inner);
    ck_assert_trace("yield:1 CLOSE:0 IGNORED_CLOSE:0 closed suspended");
    next(inner);
    ck_assert_trace("got:0 yield:3");
    ck_assert_int_eq(coro_free(outer), 0);
    ck_assert_int_eq(coro_free(inner), 0);
    ck_assert_trace("CLOSE:0 unraisable() IGNORED_CLOSE:0");
}
END_TEST

static int leaks(coro_t *self, coro_value_t arg)
{
    (void)arg;
    yield(self, 1);
    return coro_fail(self, CORO_DONE, coro_int(44));
}

START_TEST(test_inner_leaking_done_is_an_error_of_the_outer)
{
    pair_of(leaks, outer_body);
    next(outer);
    next(outer);
    ck_assert_trace("yield:1 got:0 STOP_ITERATION:44 yield:9");
    free_pair();
}
END_TEST

START_TEST(test_throw_done_through_a_delegator_is_let_out_as_a_leak)
{
    pair_of(inner_body, pipe_body);
    next(outer);
    throw(outer, CORO_DONE, 44);
    ck_assert_trace("yield:1 done:44 inner:end STOP_ITERATION:44");
    free_pair();
}
END_TEST

/* Delegates to itself, tells, and yields 9. */
static int narcissus(coro_t *self, coro_value_t arg)
{
    (void)arg;
    from(self, self);
    yield(self, 9);
    return 0;
}

START_TEST(test_from_itself_is_running)
{
    coro_t *gen = make(narcissus, 0);

    next(gen);
    tell_state(gen);
    next(gen);
    ck_assert_trace("RUNNING:0 yield:9 suspended got:0 done:0");
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

static int from_outer(coro_t *self, coro_value_t arg)
{
    (void)arg;
    from(self, outer);
    yield(self, 8);
    return coro_return(self, coro_int(80));
}

START_TEST(test_from_its_own_delegator_is_running)
{
    pair_of(from_outer, outer_body);
    for (int i = 0; i < 3; i++)
        next(outer);
    ck_assert_trace("RUNNING:0 yield:8 got:0 from:80 yield:9 got:0 done:90");
    free_pair();
}
END_TEST

static int drives_inner(coro_t *self, coro_value_t arg)
{
    (void)self;
    next(arg.ptr);
    return 0;
}

START_TEST(test_from_its_own_driver_is_running)
{
    inner = make(from_outer, 0);
    outer = make_on(drives_inner, inner);
    next(outer);
    ck_assert_trace("RUNNING:0 yield:8 done:0");
    next(inner);
    ck_assert_trace("got:0 done:80");
    free_pair();
}
END_TEST

/* Delegates twice in a row to the same generator. */
static int twice(coro_t *self, coro_value_t arg)
{
    from(self, arg.ptr);
    from(self, arg.ptr);
    return 0;
}

START_TEST(test_from_twice_has_the_result_once)
{
    pair_of(inner_body, twice);
    while (next(outer) == 0)
        ;
    ck_assert_trace("yield:1 got:0 yield:2 got:0 yield:3 got:0 inner:end "
                    "from:30 from:0 done:0");
    free_pair();
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_from_fresh_gives_all_its_values_and_its_result);
    tcase_add_test(tcase, test_from_partly_consumed_gives_the_rest);
    tcase_add_test(tcase, test_from_finished_gives_none_at_once);
    tcase_add_test(tcase, test_from_while_it_lasts_both_are_suspended);
    tcase_add_test(tcase, test_from_while_the_inner_runs_both_are_running);
    tcase_add_test(tcase, test_send_through_a_delegator_arrives_inside);
    tcase_add_test(tcase, test_throw_through_a_delegator_arrives_inside);
    tcase_add_test(tcase, test_throw_handled_inside_stays_there);
    tcase_add_test(tcase, test_close_of_a_delegator_closes_the_inner_first);
    tcase_add_test(
        tcase, test_close_answered_inside_with_a_value_still_reaches_the_outer);
    tcase_add_test(tcase,
                   test_throw_close_through_a_delegator_keeps_its_payload);
    tcase_add_test(tcase, test_close_failing_inside_is_an_error_of_the_outer);
    tcase_add_test(tcase, test_close_ignored_inside_is_an_error_of_the_outer);
    tcase_add_test(tcase, test_inner_leaking_done_is_an_error_of_the_outer);
    tcase_add_test(tcase,
                   test_throw_done_through_a_delegator_is_let_out_as_a_leak);
    tcase_add_test(tcase, test_from_itself_is_running);
    tcase_add_test(tcase, test_from_its_own_delegator_is_running);
    tcase_add_test(tcase, test_from_its_own_driver_is_running);
    tcase_add_test(tcase, test_from_twice_has_the_result_once);
}

int main(void)
{
    return run_suite("delegation", add);
}
