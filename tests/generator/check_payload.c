/* SPDX-License-Identifier: MIT */
/* What leaves with the return of a body: coro_return, coro_fail, passing on. */
#include "suite.h"

/* What a body does before it returns, in this order, and its status. */
typedef enum step {
    END,
    RETURN_5,   /* coro_return(5) */
    RETURN_6,   /* coro_return(6) */
    FAIL_7,     /* coro_fail(-7, 70) */
    FAIL_8,     /* coro_fail(-8, 80) */
    YIELD,      /* resumed by coro_next */
    YIELD_7,    /* -7 with 77 is thrown in */
    YIELD_8,    /* -8 with 88 */
    YIELD_DONE, /* CORO_DONE with 99 */
    CALL        /* coro_call of a body that does nothing */
} step_t;

typedef struct script {
    step_t steps[4];
    int status;
} script_t;

static int does_nothing(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static int perform(coro_t *self, coro_value_t arg)
{
    const script_t *script = arg.ptr;

    for (const step_t *step = script->steps; *step != END; step++)
        switch (*step) {
        case RETURN_5:
        case RETURN_6:
            if (coro_return(self, coro_int(*step == RETURN_5 ? 5 : 6)) != 0)
                trace("coro_return:bad");
            break;
        case FAIL_7:
            if (coro_fail(self, -7, coro_int(70)) != -7)
                trace("coro_fail:bad");
            break;
        case FAIL_8:
            coro_fail(self, -8, coro_int(80));
            break;
        case CALL:
            coro_call(self, does_nothing, coro_none(), NULL);
            break;
        default:
            coro_yield(self, coro_none(), NULL);
            break;
        }
    return script->status;
}

static int perform_in_a_call(coro_t *self, coro_value_t arg)
{
    coro_value_t result;
    int status = coro_call(self, perform, arg, &result);

    if (status == 0)
        return coro_return(self, result);
    return status;
}

/* Drive a body through its steps; return its last status. */
static int drive(coro_t *gen, const step_t *step, coro_value_t *out)
{
    int status = coro_next(gen, out);

    for (; *step != END; step++)
        if (*step == YIELD)
            status = coro_next(gen, out);
        else if (*step == YIELD_7)
            status = coro_throw(gen, -7, coro_int(77), out);
        else if (*step == YIELD_8)
            status = coro_throw(gen, -8, coro_int(88), out);
        else if (*step == YIELD_DONE)
            status = coro_throw(gen, CORO_DONE, coro_int(99), out);
    return status;
}

/* Each rule: what the body does, and the pair that leaves. */
static const struct {
    script_t script;
    int status;
    int64_t payload;
} rules[] = {
    /* coro_return and coro_fail set what leaves. */
    {{{END}, 0}, CORO_DONE, 0},
    {{{RETURN_5, END}, 0}, CORO_DONE, 5},
    {{{FAIL_7, END}, -7}, -7, 70},
    /* The last one wins. */
    {{{RETURN_5, RETURN_6, END}, 0}, CORO_DONE, 6},
    {{{FAIL_7, RETURN_5, END}, 0}, CORO_DONE, 5},
    {{{RETURN_5, FAIL_7, END}, -7}, -7, 70},
    {{{FAIL_7, FAIL_8, END}, -8}, -8, 80},
    /* A value set for another status than the one returned does not count. */
    {{{RETURN_5, END}, -7}, -7, 0},
    {{{FAIL_7, END}, -8}, -8, 0},
    {{{FAIL_7, END}, 0}, CORO_DONE, 0},
    {{{FAIL_7, FAIL_8, END}, -7}, -7, 0},
    {{{FAIL_7, RETURN_5, END}, -7}, -7, 0},
    {{{RETURN_5, FAIL_7, END}, 0}, CORO_DONE, 0},
    /* What was delivered is passed on, with neither call since. */
    {{{YIELD_7, END}, -7}, -7, 77},
    {{{YIELD_7, YIELD_8, END}, -8}, -8, 88},
    {{{FAIL_7, YIELD_7, END}, -7}, -7, 77},
    {{{FAIL_8, YIELD_7, END}, -7}, -7, 77},
    {{{RETURN_5, YIELD_7, END}, -7}, -7, 77},
    {{{YIELD_7, FAIL_7, END}, -7}, -7, 70},
    {{{YIELD_7, FAIL_8, END}, -7}, -7, 0},
    {{{YIELD_7, RETURN_5, END}, -7}, -7, 0},
    /* The last delivered, and the very status. */
    {{{YIELD_7, YIELD_8, END}, -7}, -7, 0},
    {{{YIELD_7, END}, -8}, -8, 0},
    {{{YIELD_7, END}, 0}, CORO_DONE, 0},
    /* Not once a value has been delivered: it was the thrower's. */
    {{{YIELD_7, YIELD, END}, -7}, -7, 0},
    {{{YIELD_7, YIELD, YIELD_8, END}, -8}, -8, 88},
    /* A call is no suspension. */
    {{{YIELD_7, CALL, END}, -7}, -7, 77},
    {{{RETURN_5, CALL, END}, 0}, CORO_DONE, 5},
    /* What is set lasts over a suspension. */
    {{{RETURN_5, YIELD, END}, 0}, CORO_DONE, 5},
    {{{RETURN_5, YIELD_7, END}, 0}, CORO_DONE, 5},
    {{{FAIL_8, YIELD_7, END}, -8}, -8, 80},
    /* The same holds for a leaked CORO_DONE. */
    {{{YIELD_DONE, END}, CORO_DONE}, CORO_E_STOP_ITERATION, 99},
    {{{YIELD_DONE, RETURN_5, END}, CORO_DONE}, CORO_E_STOP_ITERATION, 0},
    {{{YIELD_7, YIELD, END}, CORO_DONE}, CORO_E_STOP_ITERATION, 0},
    {{{END}, CORO_DONE}, CORO_E_STOP_ITERATION, 0},
    {{{END}, 2}, CORO_E_STOP_ITERATION, 0},
};
enum {
    RULES = sizeof(rules) / sizeof(rules[0])
};

START_TEST(test_body_ending_by_each_rule_leaves_its_pair)
{
    coro_t *gen = make(perform, coro_ptr(&rules[_i].script).i64);
    coro_value_t out;

    ck_assert_int_eq(drive(gen, rules[_i].script.steps, &out),
                     rules[_i].status);
    ck_assert_int_eq(out.i64, rules[_i].payload);
    ck_assert_trace("");
    coro_free(gen);
}
END_TEST

/* The same rules hold for a body in a call, with its caller passing on. */
START_TEST(test_call_ending_by_each_rule_gives_its_pair)
{
    coro_t *gen = make(perform_in_a_call, coro_ptr(&rules[_i].script).i64);
    coro_value_t out;

    ck_assert_int_eq(drive(gen, rules[_i].script.steps, &out),
                     rules[_i].status);
    ck_assert_int_eq(out.i64, rules[_i].payload);
    coro_free(gen);
}
END_TEST

static int returns_40(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_return(self, coro_int(40));
}

/* The bug of PEP 479: the status of an exhausted generator is returned. */
static int leaks(coro_t *self, coro_value_t inner)
{
    (void)self;
    return coro_next(inner.ptr, NULL);
}

START_TEST(test_leaked_done_has_the_leaked_value_as_payload)
{
    coro_t *inner = make(returns_40, 0);
    coro_t *gen = make_on(leaks, inner), *again = make_on(leaks, inner);

    next(gen);
    next(again); /* the second time it was none that leaked */
    ck_assert_trace("STOP_ITERATION:40 STOP_ITERATION:0");
    coro_free(gen);
    coro_free(again);
    coro_free(inner);
}
END_TEST

static int sets_for_done(coro_t *self, coro_value_t inner)
{
    coro_next(inner.ptr, NULL);
    return coro_fail(self, CORO_DONE, coro_int(41));
}

static int throws_done_at_an_ended_one(coro_t *self, coro_value_t ended)
{
    (void)self;
    return coro_throw(ended.ptr, CORO_DONE, coro_int(9), NULL);
}

START_TEST(test_leaked_done_thrown_at_an_ended_one_has_its_payload)
{
    coro_t *ended = make(does_nothing, 0);
    coro_t *gen = make_on(throws_done_at_an_ended_one, ended);

    coro_close(ended, NULL);
    next(gen);
    ck_assert_trace("STOP_ITERATION:9");
    coro_free(gen);
    coro_free(ended);
}
END_TEST

START_TEST(test_leaked_done_with_a_payload_set_has_that)
{
    coro_t *inner = make(returns_40, 0);
    coro_t *gen = make_on(sets_for_done, inner);

    next(gen);
    ck_assert_trace("STOP_ITERATION:41");
    coro_free(gen);
    coro_free(inner);
}
END_TEST

static int fails_with_7(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_fail(self, -7, coro_int(70));
}

static int returns_status_of_from(coro_t *self, coro_value_t inner)
{
    return coro_yield_from(self, inner.ptr, NULL);
}

static int returns_status_of_next(coro_t *self, coro_value_t inner)
{
    (void)self;
    return coro_next(inner.ptr, NULL);
}

START_TEST(test_error_of_a_delegation_is_passed_on_with_its_payload)
{
    coro_t *inner = make(fails_with_7, 0);
    coro_t *gen = make_on(returns_status_of_from, inner);

    next(gen);
    ck_assert_trace("-7:70");
    coro_free(gen);
    coro_free(inner);
}
END_TEST

/* What a body gets as a driver was not delivered to it at a suspension. */
START_TEST(test_error_got_as_a_driver_is_not_passed_on)
{
    coro_t *inner = make(fails_with_7, 0);
    coro_t *gen = make_on(returns_status_of_next, inner);

    next(gen);
    ck_assert_trace("-7:0");
    coro_free(gen);
    coro_free(inner);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_loop_test(tcase, test_body_ending_by_each_rule_leaves_its_pair, 0,
                        RULES);
    tcase_add_loop_test(tcase, test_call_ending_by_each_rule_gives_its_pair, 0,
                        RULES);
    tcase_add_test(tcase, test_leaked_done_has_the_leaked_value_as_payload);
    tcase_add_test(tcase, test_leaked_done_with_a_payload_set_has_that);
    tcase_add_test(tcase,
                   test_leaked_done_thrown_at_an_ended_one_has_its_payload);
    tcase_add_test(tcase,
                   test_error_of_a_delegation_is_passed_on_with_its_payload);
    tcase_add_test(tcase, test_error_got_as_a_driver_is_not_passed_on);
}

int main(void)
{
    return run_suite("payload", add);
}
