/* SPDX-License-Identifier: MIT */
/* coro_self: the innermost running coroutine, found from the stack. */
#include "suite.h"

#include <pthread.h>

/* Tells whether coro_self() is the one expected. */
static void tell_self(const coro_t *expected)
{
    trace("%s", coro_self() == expected ? "self" : "other");
}

static int asks(coro_t *self, coro_value_t arg)
{
    (void)arg;
    tell_self(self);
    yield(self, 1);
    tell_self(self);
    return 0;
}

START_TEST(test_self_outside_is_null)
{
    coro_t *gen = make(asks, 0);

    ck_assert_ptr_null(coro_self());
    next(gen);
    ck_assert_ptr_null(coro_self());
    next(gen);
    ck_assert_ptr_null(coro_self());
    ck_assert_trace("self yield:1 got:0 self done:0");
    coro_free(gen);
    ck_assert_ptr_null(coro_self());
}
END_TEST

static int drives(coro_t *self, coro_value_t inner)
{
    next(inner.ptr);
    tell_self(self);
    from(self, inner.ptr);
    tell_self(self);
    return 0;
}

START_TEST(test_self_while_driving_or_delegating_is_the_innermost)
{
    coro_t *inner = make(asks, 0), *outer = make_on(drives, inner);

    next(outer);
    ck_assert_trace("self yield:1 self got:0 self from:0 self done:0");
    coro_free(outer);
    coro_free(inner);
}
END_TEST

static char memory[3][64 * 1024];

static coro_t *make_in(char *stack, coro_fn_t *fn, const coro_t *arg)
{
    coro_options_t options = {.stack = stack, .stack_size = sizeof(memory[0])};
    coro_t *gen = coro_new(fn, coro_ptr(arg), &options);

    ck_assert_ptr_nonnull(gen);
    return gen;
}

START_TEST(test_self_on_stacks_of_the_callers_is_found_as_well)
{
    coro_t *inner = make_in(memory[2], asks, NULL);
    coro_t *outer = make_in(memory[0], drives, inner);
    coro_t *other = make_in(memory[1], asks, NULL);

    next(outer);
    next(other);
    ck_assert_trace("self yield:1 self got:0 self from:0 self done:0 "
                    "self yield:1");
    ck_assert_ptr_null(coro_self());
    coro_free(other);
    coro_free(outer);
    coro_free(inner);
}
END_TEST

static void *ask_in_thread(void *gen)
{
    ck_assert_ptr_null(coro_self());
    next(gen);
    return NULL;
}

START_TEST(test_self_in_another_thread_is_its_own)
{
    coro_t *gen = make(asks, 0);
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, ask_in_thread, gen), 0);
    pthread_join(thread, NULL);
    ck_assert_trace("self yield:1");
    coro_free(gen);
}
END_TEST

static void tell_self_deferred(void *arg)
{
    tell_self(arg);
}

START_TEST(test_self_in_a_deferred_function_is_whose_stack_it_is)
{
    coro_t *gen = make(asks, 0), *unstarted = make(asks, 0);

    coro_defer(gen, tell_self_deferred, gen);
    coro_defer(unstarted, tell_self_deferred, NULL);
    next(gen);
    next(gen);
    ck_assert_trace("self yield:1 got:0 self self done:0");
    coro_free(unstarted); /* it runs here: outside */
    ck_assert_trace("self");
    coro_free(gen);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_self_outside_is_null);
    tcase_add_test(tcase,
                   test_self_while_driving_or_delegating_is_the_innermost);
    tcase_add_test(tcase, test_self_on_stacks_of_the_callers_is_found_as_well);
    tcase_add_test(tcase, test_self_in_another_thread_is_its_own);
    tcase_add_test(tcase,
                   test_self_in_a_deferred_function_is_whose_stack_it_is);
}

int main(void)
{
    return run_suite("self", add);
}
