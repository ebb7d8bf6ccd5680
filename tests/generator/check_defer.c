/* SPDX-License-Identifier: MIT */
/* coro_defer: however a body ends, once, last first; and never a suspension. */
#include "suite.h"

#include <stdint.h>

/* Defers two words, yields 1 and returns what came. */
static int body(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    trace("defer:%d", coro_defer(self, deferred, "first"));
    coro_defer(self, deferred, "last");
    rc = yield(self, 1);
    trace("end");
    return rc;
}

START_TEST(test_deferred_runs_last_first_between_the_end_and_the_driver)
{
    coro_t *gen = make(body, 0);

    next(gen);
    ck_assert_trace("defer:0 yield:1");
    next(gen);
    ck_assert_trace("got:0 end last first done:0");
    next(gen);
    shut(gen);
    coro_free(gen);
    ck_assert_trace("done:0 closed:0");
}
END_TEST

START_TEST(test_deferred_runs_when_the_body_fails)
{
    coro_t *gen = make(body, 0);

    next(gen);
    throw(gen, -7, 70);
    ck_assert_trace("defer:0 yield:1 -7:70 end last first -7:70");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_deferred_runs_when_the_body_is_closed)
{
    coro_t *gen = make(body, 0);

    next(gen);
    shut(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end last first closed:0");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_deferred_runs_when_a_suspended_one_is_freed)
{
    coro_t *gen = make(body, 0);

    next(gen);
    coro_free(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end last first");
}
END_TEST

static int stubborn(coro_t *self, coro_value_t arg)
{
    body(self, arg);
    for (;;)
        yield(self, 2);
    return 0;
}

START_TEST(test_deferred_runs_when_the_body_is_discarded)
{
    coro_t *gen = make(stubborn, 0);

    next(gen);
    coro_free(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end unraisable() IGNORED_CLOSE:0 "
                    "last first");
}
END_TEST

START_TEST(test_deferred_does_not_run_when_a_close_is_ignored)
{
    coro_t *gen = make(stubborn, 0);

    next(gen);
    shut(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end IGNORED_CLOSE:0");
    coro_free(gen);
    ck_assert_trace("CLOSE:0 unraisable() IGNORED_CLOSE:0 last first");
}
END_TEST

START_TEST(test_deferred_on_an_unstarted_one_runs_after_the_bodys_own)
{
    coro_t *gen = make(body, 0);

    ck_assert_int_eq(coro_defer(gen, deferred, "maker"), 0);
    next(gen);
    next(gen);
    ck_assert_trace("defer:0 yield:1 got:0 end last first maker done:0");
    coro_free(gen);
}
END_TEST

static coro_t *make_deferring(void)
{
    coro_t *gen = make(body, 0);

    ck_assert_int_eq(coro_defer(gen, deferred, "first"), 0);
    ck_assert_int_eq(coro_defer(gen, deferred, "last"), 0);
    return gen;
}

START_TEST(test_deferred_on_an_unstarted_one_runs_once_however_it_goes)
{
    coro_t *gen = make_deferring();

    coro_free(gen);
    ck_assert_trace("last first");
    gen = make_deferring();
    shut(gen);
    ck_assert_trace("last first closed:0");
    coro_free(gen);
    gen = make_deferring();
    throw(gen, -7, 70);
    ck_assert_trace("last first -7:70");
    coro_free(gen);
    ck_assert_trace("");
}
END_TEST

enum {
    MANY = 1000
};
static int64_t last_number;

static void count_down(void *number)
{
    ck_assert_int_eq((intptr_t)number, --last_number);
}

START_TEST(test_deferred_many_run_last_first)
{
    coro_t *gen = make(body, 0);

    for (intptr_t i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_defer(gen, count_down, (void *)i), 0);
    last_number = MANY;
    coro_free(gen);
    ck_assert_int_eq(last_number, 0);
}
END_TEST

static int delegates(coro_t *self, coro_value_t inner)
{
    int rc = from(self, inner.ptr);

    trace("outer:end");
    return rc;
}

START_TEST(test_deferred_in_an_inner_one_runs_before_its_delegator_goes_on)
{
    coro_t *inner = make(body, 0), *outer = make_on(delegates, inner);

    next(outer);
    next(outer);
    ck_assert_trace("defer:0 yield:1 got:0 end last first from:0 outer:end "
                    "done:0");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

/* Tries everything that a deferred function must not, on its coroutine. */
static coro_t *spare;

static int quiet(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static void try_to_suspend(void *arg)
{
    coro_t *self = arg;

    yield(self, 5);
    from(self, spare);
    call(self, quiet, 0);
    trace("defer:%s", status_word(coro_defer(self, deferred, "never")));
    tell_state(spare);
}

static void try_to_drive(void *gen)
{
    next(gen);
    send(gen, 1);
    throw(gen, -7, 70);
    shut(gen);
    trace("free:%s", status_word(coro_free(gen)));
    tell_state(gen);
}

#define SUSPENSIONS_REFUSED \
    "NOT_CURRENT:0 NOT_CURRENT:0 NOT_CURRENT:0 defer:NOT_CURRENT created"
#define DRIVING_REFUSED \
    "RUNNING:0 RUNNING:0 RUNNING:0 RUNNING:0 free:RUNNING running"

START_TEST(test_deferred_at_the_end_of_a_body_cannot_suspend_it)
{
    coro_t *gen = make(quiet, 0);

    spare = make(quiet, 0);
    coro_defer(gen, try_to_suspend, gen);
    coro_defer(gen, try_to_drive, gen);
    next(gen);
    ck_assert_trace(DRIVING_REFUSED " " SUSPENSIONS_REFUSED " done:0");
    coro_free(gen);
    coro_free(spare);
}
END_TEST

START_TEST(test_deferred_in_an_inner_one_cannot_drive_its_delegator)
{
    coro_t *inner = make(quiet, 0), *outer = make_on(delegates, inner);

    coro_defer(inner, try_to_drive, outer);
    coro_defer(inner, try_to_drive, inner);
    next(outer);
    ck_assert_trace(DRIVING_REFUSED " " DRIVING_REFUSED
                                    " from:0 outer:end done:0");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_deferred_on_an_unstarted_one_cannot_suspend_it)
{
    coro_t *gen = make(quiet, 0);

    spare = make(quiet, 0);
    coro_defer(gen, try_to_suspend, gen);
    coro_free(gen);
    ck_assert_trace(SUSPENSIONS_REFUSED);
    gen = make(quiet, 0);
    coro_defer(gen, try_to_suspend, gen);
    throw(gen, -7, 70);
    ck_assert_trace(SUSPENSIONS_REFUSED " -7:70");
    coro_free(gen);
    coro_free(spare);
}
END_TEST

START_TEST(test_deferred_of_a_discarded_one_cannot_suspend_it)
{
    coro_t *gen = make(stubborn, 0);

    spare = make(quiet, 0);
    coro_defer(gen, try_to_suspend, gen);
    next(gen);
    coro_free(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end unraisable() IGNORED_CLOSE:0 "
                    "last first " SUSPENSIONS_REFUSED);
    coro_free(spare);
}
END_TEST

static void try_to_free(void *gen)
{
    trace("free:%s %s", status_word(coro_free(gen)),
          coro_next(gen, NULL) == CORO_DONE ? "done" : "alive");
    tell_state(gen);
}

START_TEST(test_deferred_while_being_freed_cannot_free_it_again)
{
    coro_t *gen = make(quiet, 0);

    coro_defer(gen, try_to_free, gen);
    coro_free(gen);
    ck_assert_trace("free:RUNNING done closed");
}
END_TEST

static int defers_in_a_call(coro_t *self, coro_value_t arg)
{
    (void)arg;
    coro_defer(self, try_to_drive, self);
    coro_defer(self, try_to_suspend, self);
    return 0;
}

static int calls(coro_t *self, coro_value_t arg)
{
    call(self, defers_in_a_call, arg.i64);
    yield(self, 1);
    return 0;
}

START_TEST(test_deferred_at_the_end_of_a_call_cannot_suspend_but_the_body_can)
{
    coro_t *gen = make(calls, 0);

    spare = make(quiet, 0);
    next(gen);
    next(gen);
    ck_assert_trace(SUSPENSIONS_REFUSED " " DRIVING_REFUSED
                                        " call:0 yield:1 got:0 done:0");
    coro_free(gen);
    coro_free(spare);
}
END_TEST

static void drive_and_free(void *gen)
{
    next(gen);
    trace("free:%d", coro_free(gen));
}

START_TEST(test_deferred_may_drive_and_free_another)
{
    coro_t *gen = make(quiet, 0), *other = make(body, 0);

    coro_defer(gen, drive_and_free, other);
    next(gen);
    ck_assert_trace("defer:0 yield:1 CLOSE:0 end last first free:0 done:0");
    coro_free(gen);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(
        tcase, test_deferred_runs_last_first_between_the_end_and_the_driver);
    tcase_add_test(tcase, test_deferred_runs_when_the_body_fails);
    tcase_add_test(tcase, test_deferred_runs_when_the_body_is_closed);
    tcase_add_test(tcase, test_deferred_runs_when_a_suspended_one_is_freed);
    tcase_add_test(tcase, test_deferred_runs_when_the_body_is_discarded);
    tcase_add_test(tcase, test_deferred_does_not_run_when_a_close_is_ignored);
    tcase_add_test(tcase,
                   test_deferred_on_an_unstarted_one_runs_after_the_bodys_own);
    tcase_add_test(tcase,
                   test_deferred_on_an_unstarted_one_runs_once_however_it_goes);
    tcase_add_test(tcase, test_deferred_many_run_last_first);
    tcase_add_test(
        tcase, test_deferred_in_an_inner_one_runs_before_its_delegator_goes_on);
    tcase_add_test(tcase, test_deferred_at_the_end_of_a_body_cannot_suspend_it);
    tcase_add_test(tcase,
                   test_deferred_in_an_inner_one_cannot_drive_its_delegator);
    tcase_add_test(tcase, test_deferred_on_an_unstarted_one_cannot_suspend_it);
    tcase_add_test(tcase, test_deferred_of_a_discarded_one_cannot_suspend_it);
    tcase_add_test(tcase, test_deferred_while_being_freed_cannot_free_it_again);
    tcase_add_test(
        tcase,
        test_deferred_at_the_end_of_a_call_cannot_suspend_but_the_body_can);
    tcase_add_test(tcase, test_deferred_may_drive_and_free_another);
}

int main(void)
{
    return run_suite("defer", add);
}
