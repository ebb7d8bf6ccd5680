/* SPDX-License-Identifier: MIT */
/* coro_free: it closes first, tells what goes wrong, and always frees. */
#include "bodies.h"
#include "stack/stack.h"

static int passes(coro_t *self, coro_value_t arg)
{
    int rc = yield(self, arg.i64);

    trace("cleanup");
    return rc;
}

static int leaks(coro_t *self, coro_value_t arg)
{
    yield(self, arg.i64);
    return coro_fail(self, CORO_DONE, coro_int(4));
}

static coro_t *make_named(const char *name, coro_fn_t *fn, const coro_t *arg)
{
    coro_options_t options = {.name = name};
    coro_t *gen = coro_new(fn, coro_ptr(arg), &options);

    ck_assert_ptr_nonnull(gen);
    return gen;
}

static size_t in_use;

static void count_stacks(void)
{
    in_use = coro__stack_in_use();
}

/* Free one that has not been refused; all stacks must be given back. */
static void free_last(coro_t *gen)
{
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_uint_eq(coro__stack_in_use(), in_use);
}

START_TEST(test_free_unstarted_runs_nothing)
{
    coro_t *gen = make(passes, 1);

    free_last(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_free_finished_runs_nothing)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    next(gen);
    trace_clear();
    free_last(gen);
    ck_assert_trace("");
}
END_TEST

START_TEST(test_free_suspended_closes_it)
{
    coro_t *gen = make(passes, 1);

    next(gen);
    free_last(gen);
    ck_assert_trace("yield:1 CLOSE:0 cleanup");
}
END_TEST

START_TEST(test_free_answered_with_a_value_is_no_error)
{
    coro_t *gen = make(returns, 1);

    next(gen);
    free_last(gen);
    ck_assert_trace("yield:1 CLOSE:0");
}
END_TEST

START_TEST(test_free_answered_with_an_error_tells_the_hook)
{
    coro_t *gen = make_named("failing", fails, NULL);

    next(gen);
    free_last(gen);
    ck_assert_trace("yield:0 CLOSE:0 unraisable(failing) -9:90");
}
END_TEST

START_TEST(test_free_answered_with_a_leaked_done_tells_the_hook)
{
    coro_t *gen = make(leaks, 1);

    next(gen);
    free_last(gen);
    ck_assert_trace("yield:1 CLOSE:0 unraisable() STOP_ITERATION:4");
}
END_TEST

START_TEST(test_free_ignored_tells_the_hook_once_and_discards)
{
    coro_t *gen = make_named("stubborn", stubborn, NULL);

    next(gen);
    free_last(gen);
    ck_assert_trace("yield:0 CLOSE:0 unraisable(stubborn) IGNORED_CLOSE:0");
}
END_TEST

START_TEST(test_free_without_a_hook_drops_the_error)
{
    coro_t *gen = make(fails, 1);

    coro_set_unraisable_hook(NULL, NULL);
    next(gen);
    free_last(gen);
    ck_assert_trace("yield:1 CLOSE:0");
}
END_TEST

static void remember(void *ctx, const char *name, int status,
                     coro_value_t payload)
{
    int *status_seen = ctx;

    (void)name;
    (void)payload;
    *status_seen = status;
}

START_TEST(test_hook_gets_its_context)
{
    coro_t *gen = make(fails, 1);
    int status = 0;

    coro_set_unraisable_hook(remember, &status);
    next(gen);
    free_last(gen);
    ck_assert_int_eq(status, -9);
}
END_TEST

static int delegates(coro_t *self, coro_value_t inner)
{
    int rc = from(self, inner.ptr);

    trace("outer:cleanup");
    return rc;
}

START_TEST(test_free_of_a_delegator_closes_its_inner_and_leaves_it)
{
    coro_t *inner = make(passes, 1), *outer = make_on(delegates, inner);

    next(outer);
    ck_assert_int_eq(coro_free(outer), 0);
    tell_state(inner);
    ck_assert_trace("yield:1 CLOSE:0 cleanup CLOSE:0 outer:cleanup closed");
    free_last(inner);
}
END_TEST

START_TEST(test_free_of_a_delegator_whose_inner_fails_tells_of_the_outer)
{
    coro_t *inner = make_named("inner", fails, NULL);
    coro_t *outer = make_named("outer", delegates, inner);

    next(outer);
    coro_free(outer);
    ck_assert_trace("yield:0 CLOSE:0 -9:90 outer:cleanup "
                    "unraisable(outer) -9:90");
    free_last(inner);
}
END_TEST

/* Ignores the close of its first inner one and delegates to another. */
static coro_t *second;

static int delegates_twice(coro_t *self, coro_value_t inner)
{
    from(self, inner.ptr);
    from(self, second);
    trace("never");
    return 0;
}

START_TEST(test_discarded_in_a_delegation_leaves_the_inner_usable)
{
    coro_t *inner = make(passes, 1);
    coro_t *outer = make_named("outer", delegates_twice, inner);

    second = make(stubborn, 5);
    next(outer);
    coro_free(outer);
    ck_assert_trace("yield:1 CLOSE:0 cleanup CLOSE:0 unraisable(outer) "
                    "IGNORED_CLOSE:0");
    tell_state(second);
    next(second);
    ck_assert_trace("suspended got:0 yield:6");
    ck_assert_int_eq(coro_free(second), 0); /* not busy any more */
    trace_clear();
    free_last(inner);
}
END_TEST

/* Between the close that is ignored and the discarding. */
static void drive_second(void *ctx, const char *name, int status,
                         coro_value_t payload)
{
    tell_unraisable(ctx, name, status, payload);
    next(second);
}

START_TEST(test_discarded_in_a_cut_delegation_leaves_the_inner_usable)
{
    coro_t *inner = make(passes, 1);
    coro_t *outer = make_on(delegates_twice, inner);

    second = make(stubborn, 5);
    next(outer);
    coro_set_unraisable_hook(drive_second, NULL);
    coro_free(outer);
    next(second);
    ck_assert_trace("yield:1 CLOSE:0 cleanup CLOSE:0 unraisable() "
                    "IGNORED_CLOSE:0 got:0 yield:6 got:0 yield:7");
    coro_set_unraisable_hook(NULL, NULL);
    ck_assert_int_eq(coro_free(second), 0);
    free_last(inner);
}
END_TEST

static int frees_another(coro_t *self, coro_value_t other)
{
    trace("free:%d", coro_free(other.ptr));
    yield(self, 1);
    return 0;
}

START_TEST(test_free_from_inside_another_body_is_as_from_outside)
{
    coro_t *other = make(fails, 1), *gen = make_on(frees_another, other);

    next(other);
    next(gen);
    next(gen);
    ck_assert_trace("yield:1 CLOSE:0 unraisable() -9:90 free:0 yield:1 got:0 "
                    "done:0");
    free_last(gen);
}
END_TEST

static int frees_inner_after(coro_t *self, coro_value_t inner)
{
    from(self, inner.ptr);
    trace("free:%d", coro_free(inner.ptr));
    return 0;
}

START_TEST(test_free_of_the_inner_right_after_its_delegation_is_allowed)
{
    coro_t *inner = make(passes, 1);
    coro_t *outer = make_on(frees_inner_after, inner);

    next(outer);
    next(outer);
    ck_assert_trace("yield:1 got:0 cleanup from:0 free:0 done:0");
    free_last(outer);
}
END_TEST

static int resumes_while_closing(coro_t *self, coro_value_t other)
{
    yield(self, 1);
    next(other.ptr);
    tell_state(self);
    trace("free:%s", status_word(coro_free(self)));
    return 0;
}

START_TEST(test_body_closed_by_free_is_running_and_may_drive_others)
{
    coro_t *other = make(stubborn, 5);
    coro_t *gen = make_on(resumes_while_closing, other);

    next(gen);
    coro_free(gen);
    ck_assert_trace("yield:1 CLOSE:0 yield:5 running free:RUNNING");
    free_last(other);
}
END_TEST

START_TEST(test_many_made_and_freed_give_every_stack_back)
{
    enum {
        MANY = 600
    }; /* more than any pool keeps */
    coro_t *gens[MANY];

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            gens[i] = make(stubborn, i);
            if (i % 2 == 0)
                coro_next(gens[i], NULL);
        }
        ck_assert_uint_eq(coro__stack_in_use(), in_use + MANY);
        for (int i = 0; i < MANY; i++)
            ck_assert_int_eq(coro_free(gens[i]), 0);
        ck_assert_uint_eq(coro__stack_in_use(), in_use);
    }
}
END_TEST

static coro_t *doomed;

static void free_doomed(void *ctx, const char *name, int status,
                        coro_value_t payload)
{
    (void)ctx;
    (void)name;
    (void)status;
    (void)payload;
    trace("free:%s", status_word(coro_free(doomed)));
    throw(doomed, -7, 70);
}

START_TEST(test_free_in_the_hook_of_a_free_is_refused)
{
    doomed = make(stubborn, 1);
    coro_set_unraisable_hook(free_doomed, NULL);
    next(doomed);
    free_last(doomed);
    ck_assert_trace("yield:1 CLOSE:0 free:RUNNING RUNNING:0");
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, count_stacks, NULL);
    tcase_add_test(tcase, test_free_unstarted_runs_nothing);
    tcase_add_test(tcase, test_free_finished_runs_nothing);
    tcase_add_test(tcase, test_free_suspended_closes_it);
    tcase_add_test(tcase, test_free_answered_with_a_value_is_no_error);
    tcase_add_test(tcase, test_free_answered_with_an_error_tells_the_hook);
    tcase_add_test(tcase, test_free_answered_with_a_leaked_done_tells_the_hook);
    tcase_add_test(tcase, test_free_ignored_tells_the_hook_once_and_discards);
    tcase_add_test(tcase, test_free_without_a_hook_drops_the_error);
    tcase_add_test(tcase, test_hook_gets_its_context);
    tcase_add_test(tcase,
                   test_free_of_a_delegator_closes_its_inner_and_leaves_it);
    tcase_add_test(
        tcase, test_free_of_a_delegator_whose_inner_fails_tells_of_the_outer);
    tcase_add_test(tcase,
                   test_discarded_in_a_delegation_leaves_the_inner_usable);
    tcase_add_test(tcase,
                   test_discarded_in_a_cut_delegation_leaves_the_inner_usable);
    tcase_add_test(tcase,
                   test_free_from_inside_another_body_is_as_from_outside);
    tcase_add_test(
        tcase, test_free_of_the_inner_right_after_its_delegation_is_allowed);
    tcase_add_test(tcase,
                   test_body_closed_by_free_is_running_and_may_drive_others);
    tcase_add_test(tcase, test_many_made_and_freed_give_every_stack_back);
    tcase_add_test(tcase, test_free_in_the_hook_of_a_free_is_refused);
}

int main(void)
{
    return run_suite("free", add);
}
