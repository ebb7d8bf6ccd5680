/* SPDX-License-Identifier: MIT */
/*
 * What MemorySanitizer must not be led astray by: it hands the shadows of
 * arguments and results over in thread-local memory, of which assembly knows
 * nothing; and a stack's shadow outlives the coroutine.
 */
#include "runner.h"
#include <check.h>
#include <coro.h>
#include <sanitizer/msan_interface.h>
#include <stdint.h>
#include <stdlib.h>

#define UNSEEN __attribute__((noinline, no_sanitize("memory")))

enum {
    SHADOWS = 8, /* words: the first arguments */
    LOOKED_AT = 4096
};

extern _Thread_local uint64_t __msan_param_tls[], __msan_retval_tls[];

/* As whoever passes, and returns, what is not initialised leaves them. */
UNSEEN static void spoil(void)
{
    for (int i = 0; i < SHADOWS; i++)
        __msan_param_tls[i] = __msan_retval_tls[i] = UINT64_MAX;
}

static int yields_three(coro_t *self, coro_value_t arg)
{
    (void)arg;
    for (int i = 1; i <= 3; i++) {
        spoil();
        if (coro_yield(self, coro_int(i), NULL) != 0)
            return coro_return(self, coro_int(i));
    }
    return 0;
}

static int delegates(coro_t *self, coro_value_t inner)
{
    spoil();
    return coro_yield_from(self, inner.ptr, NULL);
}

static int64_t next_of(coro_t *gen)
{
    coro_value_t value;

    spoil();
    if (coro_next(gen, &value) != 0)
        return -1;
    return value.i64;
}

START_TEST(test_generator_is_entered_left_and_answers_silently)
{
    coro_t *gen = coro_new(yields_three, coro_none(), NULL);

    spoil();
    ck_assert_int_eq(coro_send(gen, coro_none(), NULL), CORO_E_NOT_STARTED);
    for (int i = 1; i <= 3; i++)
        ck_assert_int_eq(next_of(gen), i);
    ck_assert_int_eq(next_of(gen), -1);
    ck_assert_int_eq(next_of(gen), -1); /* answered: it has ended */
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_generator_that_is_lent_answers_silently)
{
    coro_t *inner = coro_new(yields_three, coro_none(), NULL);
    coro_t *outer = coro_new(delegates, coro_ptr(inner), NULL);

    ck_assert_int_eq(next_of(outer), 1);
    ck_assert_int_eq(next_of(inner), 2);
    ck_assert_int_eq(next_of(outer), 3);
    ck_assert_int_eq(coro_free(outer), 0);
    ck_assert_int_eq(coro_free(inner), 0);
}
END_TEST

static int waits(coro_t *self, coro_value_t arg)
{
    for (int i = 0; i < 3; i++) {
        spoil();
        if (coro_next(self, NULL) != CORO_E_RUNNING)
            return CORO_E_USER;
        spoil();
        if (coro_sched_yield(self) != 0 || coro_sleep(self, 1) != 0)
            return CORO_E_USER;
    }
    return coro_return(self, arg);
}

START_TEST(test_tasks_take_turns_and_end_silently)
{
    coro_sched_t *sched = coro_sched_new(NULL);
    coro_task_t *tasks[3];
    coro_value_t got;

    for (int i = 0; i < 3; i++)
        tasks[i] = coro_spawn(sched, waits, coro_int(i), NULL);
    spoil();
    ck_assert_int_eq(coro_sched_run(sched), 0);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(coro_task_result(tasks[i], &got), 0);
        ck_assert_int_eq(got.i64, i);
        coro_task_release(tasks[i]);
    }
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

static int leaves_nothing_initialised(coro_t *self, coro_value_t arg)
{
    volatile char below[LOOKED_AT];

    (void)self;
    (void)arg;
    __msan_poison(below, sizeof below);
    return 0;
}

/* What lies below it, in `*arg`: an offset, or -1 if all is initialised. */
static int looks_below(coro_t *self, coro_value_t arg)
{
    char *here = __builtin_frame_address(0);

    (void)self;
    *(intptr_t *)arg.ptr = __msan_test_shadow(here - 2 * LOOKED_AT, LOOKED_AT);
    return 0;
}

static void run(coro_fn_t *fn, void *arg, const coro_options_t *options)
{
    coro_t *gen = coro_new(fn, coro_ptr(arg), options);

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
}

START_TEST(test_stack_that_was_used_before_is_like_new)
{
    intptr_t first = 0;

    for (int i = 0; i < 3; i++) {
        run(leaves_nothing_initialised, NULL, NULL);
        run(looks_below, &first, NULL);
        ck_assert_int_eq(first, -1);
    }
}
END_TEST

START_TEST(test_stack_of_the_programs_own_is_like_new)
{
    const size_t size = 1 << 17;
    coro_options_t options = {.stack_size = size};
    intptr_t first = 0;

    options.stack = aligned_alloc(64, size);
    __msan_poison(options.stack, size);
    run(looks_below, &first, &options);
    ck_assert_int_eq(first, -1);
    free(options.stack);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_generator_is_entered_left_and_answers_silently);
    tcase_add_test(tcase, test_generator_that_is_lent_answers_silently);
    tcase_add_test(tcase, test_tasks_take_turns_and_end_silently);
    tcase_add_test(tcase, test_stack_that_was_used_before_is_like_new);
    tcase_add_test(tcase, test_stack_of_the_programs_own_is_like_new);
}

int main(void)
{
    static const fixture_t none = {NULL, NULL};

    return run_with(&none, "msan", add);
}
