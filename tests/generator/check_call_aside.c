/* SPDX-License-Identifier: MIT */
/*
 * What coro_call keeps apart: the caller's and the called body's results,
 * leaks and deferred functions.
 */
#include "bodies.h"

static int sets_and_calls(coro_t *self, coro_value_t arg)
{
    coro_return(self, coro_int(5));
    coro_call(self, two, arg, NULL);
    return 0;
}

START_TEST(test_call_leaves_what_its_caller_had_set)
{
    coro_t *gen = make(sets_and_calls, 1);

    while (next(gen) == 0)
        ;
    ck_assert_trace("yield:1 got:0 yield:2 got:0 done:5");
    coro_free(gen);
}
END_TEST

static int calls_and_returns(coro_t *self, coro_value_t arg)
{
    coro_call(self, two, arg, NULL);
    return 0;
}

START_TEST(test_call_result_is_not_the_callers)
{
    coro_t *gen = make(calls_and_returns, 1);

    while (next(gen) == 0)
        ;
    ck_assert_trace("yield:1 got:0 yield:2 got:0 done:0");
    coro_free(gen);
}
END_TEST

static int says_nothing(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static int sets_and_calls_one_that_does_not(coro_t *self, coro_value_t arg)
{
    coro_return(self, coro_int(5));
    call(self, says_nothing, arg.i64);
    return 0;
}

START_TEST(test_call_does_not_return_what_its_caller_had_set)
{
    coro_t *gen = make(sets_and_calls_one_that_does_not, 0);

    next(gen);
    ck_assert_trace("call:0 done:5");
    coro_free(gen);
}
END_TEST

static int returns_its_argument(coro_t *self, coro_value_t arg)
{
    return coro_return(self, arg);
}

/* Gets CORO_DONE of a generator that returned `value`. */
static void exhaust(int64_t value)
{
    coro_t *gen = make(returns_its_argument, value);

    coro_next(gen, NULL);
    coro_free(gen);
}

static int leaks(coro_t *self, coro_value_t exhausted)
{
    (void)self;
    if (exhausted.i64 != 0)
        exhaust(exhausted.i64);
    return CORO_DONE;
}

static int exhausts_and_calls(coro_t *self, coro_value_t exhausted)
{
    exhaust(40);
    call(self, leaks, exhausted.i64);
    return CORO_DONE;
}

START_TEST(test_call_leaks_its_own_done_and_its_caller_another)
{
    coro_t *gen = make(exhausts_and_calls, 41);
    coro_t *other = make(exhausts_and_calls, 0);

    next(gen);
    next(other);
    ck_assert_trace("STOP_ITERATION:41 STOP_ITERATION:40 STOP_ITERATION:0 "
                    "STOP_ITERATION:40");
    coro_free(gen);
    coro_free(other);
}
END_TEST

static int defers(coro_t *self, coro_value_t arg)
{
    coro_defer(self, deferred, "callee-first");
    coro_defer(self, deferred, "callee-last");
    yield(self, arg.i64);
    trace("callee-end");
    return 0;
}

static int defers_around(coro_t *self, coro_value_t arg)
{
    coro_defer(self, deferred, "caller-first");
    call(self, defers, arg.i64);
    coro_defer(self, deferred, "caller-last");
    yield(self, 9);
    return 0;
}

START_TEST(test_deferred_in_a_call_runs_when_it_ends)
{
    coro_t *gen = make(defers_around, 1);

    next(gen);
    next(gen);
    ck_assert_trace("yield:1 got:0 callee-end callee-last callee-first call:0 "
                    "yield:9");
    next(gen);
    ck_assert_trace("got:0 caller-last caller-first done:0");
    coro_free(gen);
}
END_TEST

static int ignores_close(coro_t *self, coro_value_t arg)
{
    defers(self, arg);
    yield(self, 2);
    return 0;
}

static int calls_one_that_ignores(coro_t *self, coro_value_t arg)
{
    return call(self, ignores_close, arg.i64);
}

START_TEST(test_body_discarded_in_a_call_runs_all_that_was_deferred)
{
    coro_t *gen = make(calls_one_that_ignores, 1);

    ck_assert_int_eq(coro_defer(gen, deferred, "first"), 0);
    next(gen);
    coro_free(gen);
    ck_assert_trace("yield:1 CLOSE:0 callee-end unraisable() IGNORED_CLOSE:0 "
                    "callee-last callee-first first");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_call_leaves_what_its_caller_had_set);
    tcase_add_test(tcase, test_call_result_is_not_the_callers);
    tcase_add_test(tcase, test_call_does_not_return_what_its_caller_had_set);
    tcase_add_test(tcase, test_call_leaks_its_own_done_and_its_caller_another);
    tcase_add_test(tcase, test_deferred_in_a_call_runs_when_it_ends);
    tcase_add_test(tcase,
                   test_body_discarded_in_a_call_runs_all_that_was_deferred);
}

int main(void)
{
    return run_suite("call_aside", add);
}
