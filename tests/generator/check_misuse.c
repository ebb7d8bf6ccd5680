/* SPDX-License-Identifier: MIT */
/*
 * Wrong calls: each has its status and changes nothing. After every one of
 * them the state is as before, and the generator goes on as if nothing had
 * been.
 */
#include "suite.h"

#include <limits.h>

static coro_value_t out;

#define ck_assert_refused(call, status)            \
    do {                                           \
        out = coro_int(UNSET);                     \
        ck_assert_int_eq(call, status);            \
        ck_assert_msg(out.i64 == 0, "out " #call); \
    } while (0)

static int counter(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = arg.i64; i < arg.i64 + 3 && rc == 0; i++)
        rc = yield(self, i);
    return rc;
}

static void deferred_nothing(void *arg)
{
    (void)arg;
}

START_TEST(test_null_generator_is_invalid)
{
    ck_assert_refused(coro_next(NULL, &out), -EINVAL);
    ck_assert_refused(coro_send(NULL, coro_int(1), &out), -EINVAL);
    ck_assert_refused(coro_throw(NULL, -7, coro_int(1), &out), -EINVAL);
    ck_assert_refused(coro_close(NULL, &out), -EINVAL);
    ck_assert_int_eq(coro_next(NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_send(NULL, coro_none(), NULL), -EINVAL);
    ck_assert_int_eq(coro_throw(NULL, -7, coro_none(), NULL), -EINVAL);
    ck_assert_int_eq(coro_close(NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_free(NULL), 0);
}
END_TEST

START_TEST(test_null_self_is_invalid)
{
    coro_t *gen = make(counter, 1);

    ck_assert_refused(coro_yield(NULL, coro_int(1), &out), -EINVAL);
    ck_assert_refused(coro_yield_from(NULL, gen, &out), -EINVAL);
    ck_assert_refused(coro_call(NULL, counter, coro_int(1), &out), -EINVAL);
    ck_assert_int_eq(coro_yield(NULL, coro_none(), NULL), -EINVAL);
    ck_assert_int_eq(coro_defer(NULL, deferred_nothing, NULL), -EINVAL);
    ck_assert_int_eq(coro_state(gen), CORO_STATE_CREATED);
    coro_free(gen);
}
END_TEST

static int gives_null(coro_t *self, coro_value_t arg)
{
    (void)arg;
    from(self, NULL);
    call(self, NULL, 0);
    trace("defer:%s", status_word(coro_defer(self, NULL, NULL)));
    yield(self, 1);
    return 0;
}

START_TEST(test_null_operand_of_a_body_is_invalid)
{
    coro_t *gen = make(gives_null, 0);

    next(gen);
    next(gen);
    ck_assert_trace("EINVAL:0 EINVAL:0 defer:EINVAL yield:1 got:0 done:0");
    coro_free(gen);
}
END_TEST

START_TEST(test_throw_of_no_error_is_invalid_in_every_state)
{
    const int statuses[] = {0, 2, 4095, CORO__NEXT, CORO__SEND, INT_MAX};
    coro_t *gens[] = {make(counter, 1), make(counter, 1), make(counter, 1)};
    coro_state_t states[] = {CORO_STATE_CREATED, CORO_STATE_SUSPENDED,
                             CORO_STATE_CLOSED};

    next(gens[1]);
    shut(gens[2]);
    for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
        for (int state = 0; state < 3; state++) {
            ck_assert_refused(
                coro_throw(gens[state], statuses[i], coro_int(5), &out),
                -EINVAL);
            ck_assert_int_eq(coro_state(gens[state]), states[state]);
        }
    trace_clear();
    for (int state = 0; state < 3; state++) {
        next(gens[state]);
        coro_free(gens[state]);
    }
    ck_assert_trace("yield:1 CLOSE:0 got:0 yield:2 CLOSE:0 done:0");
}
END_TEST

/* Every wrong thing to do to a running generator, from wherever this is. */
static void misuse_running(coro_t *gen)
{
    next(gen);
    send(gen, 5);
    throw(gen, -7, 70);
    throw(gen, CORO_DONE, 70);
    throw(gen, CORO_E_CLOSE, 0);
    shut(gen);
    trace("free:%s", status_word(coro_free(gen)));
    tell_state(gen);
}

#define REFUSED_AS_RUNNING                                         \
    "RUNNING:0 RUNNING:0 RUNNING:0 RUNNING:0 RUNNING:0 RUNNING:0 " \
    "free:RUNNING running "

static int misuses_itself(coro_t *self, coro_value_t arg)
{
    int64_t on_the_stack = arg.i64 + 1;

    misuse_running(self);
    yield(self, arg.i64);
    misuse_running(self);
    yield(self, on_the_stack);
    return coro_return(self, coro_int(3));
}

START_TEST(test_running_driven_by_itself_is_refused)
{
    coro_t *gen = make(misuses_itself, 1);

    while (next(gen) == 0)
        ;
    ck_assert_trace(REFUSED_AS_RUNNING "yield:1 got:0 " REFUSED_AS_RUNNING
                                       "yield:2 got:0 done:3");
    coro_free(gen);
}
END_TEST

/* The same, each time resumed in another way. */
START_TEST(test_running_driven_by_itself_is_refused_however_it_was_resumed)
{
    coro_t *gen = make(misuses_itself, 1);

    next(gen);
    trace_clear();
    throw(gen, -7, 70);
    ck_assert_trace("-7:70 " REFUSED_AS_RUNNING "yield:2");
    send(gen, 4);
    ck_assert_trace("got:4 done:3");
    coro_free(gen);
    gen = make(misuses_itself, 1);
    next(gen);
    trace_clear();
    shut(gen);
    ck_assert_trace("CLOSE:0 " REFUSED_AS_RUNNING "IGNORED_CLOSE:0");
    coro_free(gen);
}
END_TEST

static coro_t *victim;

static int misuses_victim(coro_t *self, coro_value_t arg)
{
    misuse_running(victim);
    yield(self, arg.i64);
    return 0;
}

static int drives(coro_t *self, coro_value_t inner)
{
    next(inner.ptr);
    yield(self, 8);
    return 0;
}

START_TEST(test_running_driven_by_the_one_it_resumed_is_refused)
{
    coro_t *inner = make(misuses_victim, 1), *middle = make_on(drives, inner);
    coro_t *outer = make_on(drives, middle);

    victim = outer;
    next(outer);
    next(outer);
    ck_assert_trace(REFUSED_AS_RUNNING "yield:1 yield:8 yield:8 got:0 done:0");
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

static int delegates(coro_t *self, coro_value_t inner)
{
    from(self, inner.ptr);
    return 0;
}

START_TEST(test_delegator_driven_by_its_inner_is_refused)
{
    coro_t *inner = make(misuses_victim, 1);
    coro_t *middle = make_on(delegates, inner);
    coro_t *outer = make_on(delegates, middle);

    for (int i = 0; i < 2; i++) {
        victim = i == 0 ? middle : outer;
        next(outer);
        ck_assert_trace(REFUSED_AS_RUNNING "yield:1");
        while (next(outer) == 0)
            ;
        coro_free(outer);
        coro_free(middle);
        coro_free(inner);
        inner = make(misuses_victim, 1);
        middle = make_on(delegates, inner);
        outer = make_on(delegates, middle);
        trace_clear();
    }
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

START_TEST(test_inner_driven_by_itself_is_refused)
{
    coro_t *inner = make(misuses_itself, 1);
    coro_t *outer = make_on(delegates, inner);

    while (next(outer) == 0)
        ;
    ck_assert_trace(REFUSED_AS_RUNNING "yield:1 got:0 " REFUSED_AS_RUNNING
                                       "yield:2 got:0 from:3 done:0");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_free_of_one_delegated_to_is_refused)
{
    coro_t *inner = make(counter, 1), *outer = make_on(delegates, inner);

    next(outer);
    ck_assert_int_eq(coro_free(inner), CORO_E_RUNNING);
    tell_state(inner);
    next(outer);
    next(inner); /* the link is cut: outer still delegates to it */
    ck_assert_int_eq(coro_free(inner), CORO_E_RUNNING);
    shut(inner);
    ck_assert_int_eq(coro_free(inner), CORO_E_RUNNING);
    next(outer);
    ck_assert_trace("yield:1 suspended got:0 yield:2 got:0 yield:3 CLOSE:0 "
                    "closed:0 from:0 done:0");
    ck_assert_int_eq(coro_free(inner), 0);
    coro_free(outer);
}
END_TEST

START_TEST(test_free_of_one_delegated_to_twice_is_refused_till_both_are_done)
{
    coro_t *inner = make(counter, 1);
    coro_t *one = make_on(delegates, inner), *other = make_on(delegates, inner);

    next(one);
    next(other);
    shut(one);
    ck_assert_int_eq(coro_free(inner), CORO_E_RUNNING);
    coro_free(other);
    ck_assert_int_eq(coro_free(inner), 0);
    coro_free(one);
}
END_TEST

/* A body's calls with the self of another one. */
static int uses_victim(coro_t *self, coro_value_t arg)
{
    yield(victim, 1);
    from(victim, arg.ptr);
    call(victim, counter, 1);
    trace("defer:%s", status_word(coro_defer(victim, deferred_nothing, NULL)));
    yield(self, 1);
    return 0;
}

#define REFUSED_AS_NOT_CURRENT \
    "NOT_CURRENT:0 NOT_CURRENT:0 NOT_CURRENT:0 defer:NOT_CURRENT "

START_TEST(test_self_of_a_suspended_one_is_not_current)
{
    coro_t *third = make(counter, 1), *gen = make_on(uses_victim, third);

    victim = make(counter, 1);
    next(victim);
    next(gen);
    tell_state(victim);
    tell_state(third);
    next(victim);
    ck_assert_trace("yield:1 " REFUSED_AS_NOT_CURRENT
                    "yield:1 suspended created got:0 yield:2");
    coro_free(gen);
    coro_free(victim);
    coro_free(third);
}
END_TEST

START_TEST(test_self_of_the_driver_is_not_current)
{
    coro_t *third = make(counter, 1), *gen = make_on(uses_victim, third);

    victim = make_on(drives, gen);
    next(victim);
    next(victim);
    ck_assert_trace(REFUSED_AS_NOT_CURRENT "yield:1 yield:8 got:0 done:0");
    coro_free(victim);
    coro_free(gen);
    coro_free(third);
}
END_TEST

START_TEST(test_self_outside_of_all_bodies_is_not_current)
{
    coro_t *gen = make(counter, 1), *other = make(counter, 1);

    ck_assert_refused(coro_yield(gen, coro_none(), &out), CORO_E_NOT_CURRENT);
    next(gen);
    ck_assert_refused(coro_yield(gen, coro_none(), &out), CORO_E_NOT_CURRENT);
    ck_assert_refused(coro_yield_from(gen, other, &out), CORO_E_NOT_CURRENT);
    ck_assert_refused(coro_call(gen, counter, coro_none(), &out),
                      CORO_E_NOT_CURRENT);
    ck_assert_int_eq(coro_defer(gen, deferred_nothing, NULL),
                     CORO_E_NOT_CURRENT);
    shut(gen);
    ck_assert_int_eq(coro_defer(gen, deferred_nothing, NULL),
                     CORO_E_NOT_CURRENT);
    ck_assert_refused(coro_yield(gen, coro_none(), &out), CORO_E_NOT_CURRENT);
    next(other);
    ck_assert_trace("yield:1 CLOSE:0 closed:0 yield:1");
    coro_free(gen);
    coro_free(other);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_null_generator_is_invalid);
    tcase_add_test(tcase, test_null_self_is_invalid);
    tcase_add_test(tcase, test_null_operand_of_a_body_is_invalid);
    tcase_add_test(tcase, test_throw_of_no_error_is_invalid_in_every_state);
    tcase_add_test(tcase, test_running_driven_by_itself_is_refused);
    tcase_add_test(
        tcase, test_running_driven_by_itself_is_refused_however_it_was_resumed);
    tcase_add_test(tcase, test_running_driven_by_the_one_it_resumed_is_refused);
    tcase_add_test(tcase, test_delegator_driven_by_its_inner_is_refused);
    tcase_add_test(tcase, test_inner_driven_by_itself_is_refused);
    tcase_add_test(tcase, test_free_of_one_delegated_to_is_refused);
    tcase_add_test(
        tcase,
        test_free_of_one_delegated_to_twice_is_refused_till_both_are_done);
    tcase_add_test(tcase, test_self_of_a_suspended_one_is_not_current);
    tcase_add_test(tcase, test_self_of_the_driver_is_not_current);
    tcase_add_test(tcase, test_self_outside_of_all_bodies_is_not_current);
}

int main(void)
{
    return run_suite("misuse", add);
}
