/* SPDX-License-Identifier: MIT */
/* coro_call: a fresh body on the caller's own stack. */
#include "bodies.h"

/* Calls the body it is given as its argument, and ends with what came. */
static coro_fn_t *callee;

static int caller(coro_t *self, coro_value_t arg)
{
    coro_value_t result;
    int rc = coro_call(self, callee, arg, &result);

    tell("call", rc, result);
    if (rc != 0)
        return rc;
    return coro_return(self, result);
}

static coro_t *make_caller(coro_fn_t *fn)
{
    callee = fn;
    return make(caller, 1);
}

START_TEST(test_call_yields_in_the_callers_place)
{
    coro_t *gen = make_caller(two);

    next(gen);
    send(gen, 5);
    tell_state(gen);
    send(gen, 6);
    ck_assert_trace("yield:1 got:5 yield:2 suspended got:6 call:20 done:20");
    coro_free(gen);
}
END_TEST

static int compares_self(coro_t *self, coro_value_t outer)
{
    trace("%s", self == outer.ptr && coro_self() == self ? "same" : "other");
    return 0;
}

static int calls_with_self(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_call(self, compares_self, coro_ptr(self), NULL);
}

START_TEST(test_call_passes_the_callers_self)
{
    coro_t *gen = make(calls_with_self, 0);

    next(gen);
    ck_assert_trace("same done:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_call_thrown_at_gives_the_error_and_its_payload)
{
    coro_t *gen = make_caller(two);

    next(gen);
    throw(gen, -7, 70);
    ck_assert_trace("yield:1 -7:70 -7:70 -7:70");
    coro_free(gen);
}
END_TEST

static int returns_status(coro_t *self, coro_value_t status)
{
    (void)self;
    return (int)status.i64;
}

START_TEST(test_call_returning_a_positive_status_is_stop_iteration)
{
    coro_t *gen = make_caller(returns_status);

    next(gen);
    ck_assert_trace("STOP_ITERATION:0 STOP_ITERATION:0");
    coro_free(gen);
}
END_TEST

static int walk(coro_t *self, coro_value_t node)
{
    int rc = 0;

    if (node.i64 < 4)
        rc = coro_call(self, walk, coro_int(2 * node.i64), NULL);
    if (rc == 0)
        rc = coro_yield(self, node, NULL);
    if (rc == 0 && node.i64 < 4)
        rc = coro_call(self, walk, coro_int(2 * node.i64 + 1), NULL);
    return rc;
}

START_TEST(test_call_recursive_walks_a_tree)
{
    coro_t *gen = make(walk, 1);

    while (next(gen) == 0)
        ;
    ck_assert_trace(
        "yield:4 yield:2 yield:5 yield:1 yield:6 yield:3 yield:7 done:0");
    coro_free(gen);
}
END_TEST

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *inner = make(two, arg.i64);
    int rc = from(self, inner);

    coro_free(inner);
    return rc;
}

START_TEST(test_call_may_delegate)
{
    coro_t *gen = make_caller(delegates);

    next(gen);
    send(gen, 5);
    throw(gen, -7, 70);
    ck_assert_trace("yield:1 got:5 yield:2 -7:70 -7:70 -7:70 -7:70");
    coro_free(gen);
}
END_TEST

START_TEST(test_close_passed_on_by_a_call_reaches_the_caller)
{
    coro_t *gen = make_caller(two);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 CLOSE:0 closed:0");
    coro_free(gen);
}
END_TEST

static int returns_on_close(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_return(self, coro_int(30));
}

/* As PEP 380 has it: the delegator is asked to close in any case. */
START_TEST(test_close_answered_in_a_call_with_a_value_still_reaches_the_caller)
{
    coro_t *gen = make_caller(returns_on_close);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 CLOSE:0 closed:0");
    coro_free(gen);
}
END_TEST

static int calls_a_caller(coro_t *self, coro_value_t arg)
{
    call(self, caller, arg.i64);
    return coro_return(self, coro_int(40));
}

START_TEST(test_close_answered_in_nested_calls_reaches_every_caller)
{
    coro_t *gen = make(calls_a_caller, 1);

    callee = returns_on_close;
    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 CLOSE:0 CLOSE:0 closed:40");
    coro_free(gen);
}
END_TEST

static int fails_on_close(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_fail(self, -9, coro_int(90));
}

START_TEST(test_close_answered_in_a_call_with_an_error_gives_that)
{
    coro_t *gen = make_caller(fails_on_close);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 -9:90 -9:90");
    coro_free(gen);
}
END_TEST

static int ignores_once(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    yield(self, arg.i64 + 1);
    return coro_return(self, coro_int(60));
}

/* The difference from PEP 380 that coro_call documents: whoever closes sees
 * that it was ignored. The caller learns that it was asked when fn returns. */
START_TEST(test_close_ignored_in_a_call_is_seen_by_the_closer)
{
    coro_t *gen = make_caller(ignores_once);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 IGNORED_CLOSE:0");
    next(gen);
    ck_assert_trace("got:0 CLOSE:0 CLOSE:0");
    coro_free(gen);
}
END_TEST

/* Cleans up by a call after it was asked to close. */
static int cleans_up(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    call(self, returns_status, 0);
    return coro_return(self, coro_int(50));
}

START_TEST(test_call_made_while_closing_is_not_asked_itself)
{
    coro_t *gen = make(cleans_up, 1);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 call:0 closed:50");
    coro_free(gen);
}
END_TEST

START_TEST(test_call_made_while_a_call_closes_leaves_its_caller_asked)
{
    coro_t *gen = make_caller(cleans_up);

    next(gen);
    shut(gen);
    ck_assert_trace("yield:1 CLOSE:0 call:0 CLOSE:0 closed:0");
    coro_free(gen);
}
END_TEST

static int fails_with_close(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return CORO_E_CLOSE;
}

static int handles_close(coro_t *self, coro_value_t arg)
{
    coro_t *inner = make(fails_with_close, 0);

    call(self, fails_with_close, arg.i64);
    from(self, inner);
    coro_free(inner);
    return coro_return(self, coro_int(7));
}

/* Nobody asked it to: it is an error as any other. */
START_TEST(test_close_raised_by_a_body_itself_asks_no_caller_to_close)
{
    coro_t *gen = make_caller(handles_close);

    next(gen);
    ck_assert_trace("CLOSE:0 CLOSE:0 call:7 done:7");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_close_answered_in_a_call_keeps_its_payload)
{
    coro_t *gen = make_caller(returns_on_close);

    next(gen);
    throw(gen, CORO_E_CLOSE, 66);
    ck_assert_trace("yield:1 CLOSE:66 CLOSE:66 CLOSE:66");
    coro_free(gen);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_call_yields_in_the_callers_place);
    tcase_add_test(tcase, test_call_passes_the_callers_self);
    tcase_add_test(tcase, test_call_thrown_at_gives_the_error_and_its_payload);
    tcase_add_test(tcase,
                   test_call_returning_a_positive_status_is_stop_iteration);
    tcase_add_test(tcase, test_call_recursive_walks_a_tree);
    tcase_add_test(tcase, test_call_may_delegate);
    tcase_add_test(tcase, test_close_passed_on_by_a_call_reaches_the_caller);
    tcase_add_test(
        tcase,
        test_close_answered_in_a_call_with_a_value_still_reaches_the_caller);
    tcase_add_test(tcase,
                   test_close_answered_in_nested_calls_reaches_every_caller);
    tcase_add_test(tcase,
                   test_close_answered_in_a_call_with_an_error_gives_that);
    tcase_add_test(tcase, test_close_ignored_in_a_call_is_seen_by_the_closer);
    tcase_add_test(tcase, test_call_made_while_closing_is_not_asked_itself);
    tcase_add_test(tcase,
                   test_call_made_while_a_call_closes_leaves_its_caller_asked);
    tcase_add_test(tcase,
                   test_close_raised_by_a_body_itself_asks_no_caller_to_close);
    tcase_add_test(tcase,
                   test_throw_close_answered_in_a_call_keeps_its_payload);
}

int main(void)
{
    return run_suite("call", add);
}
