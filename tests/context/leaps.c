/* SPDX-License-Identifier: MIT */
/*
 * What leaves a function other than by return: longjmp(3) within a coroutine,
 * over switches, whose fortified form checks that it goes up the stack; and
 * pthread_exit(3). And what enters one: a signal on the least of stacks.
 */
#include "switch.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Yields with the jump buffer set, then jumps from a deeper frame. */
static NOINLINE void jump(coro_t *self, jmp_buf back)
{
    coro_yield(self, coro_int(1), NULL);
    longjmp(back, 2);
}

static int jumping_body(coro_t *self, coro_value_t arg)
{
    jmp_buf back;
    volatile int64_t turns = 0;

    (void)arg;
    while (turns++ < 3)
        if (setjmp(back) == 0)
            jump(self, back);
    return coro_return(self, coro_int(turns));
}

START_TEST(test_longjmp_within_a_body_goes_back)
{
    coro_t *gen = new_generator(jumping_body, coro_none());
    coro_value_t turns;

    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_next(gen, &turns), CORO_DONE);
    ck_assert_int_eq(turns.i64, 4);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

/* In a driver: the jump leaves nothing of the generator behind. */
START_TEST(test_longjmp_within_a_driver_goes_back)
{
    coro_t *volatile gen = new_generator(jumping_body, coro_none());
    static jmp_buf back;
    volatile int turns = 0;

    if (setjmp(back) < 3) {
        ck_assert_int_eq(coro_next(gen, NULL), 0);
        longjmp(back, ++turns);
    }
    ck_assert_int_eq(turns, 3);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

/* ---- Signals */

static volatile uintptr_t handler_stack;
static char handler_text[32];

/* Uses about as much stack as a modest handler does. */
static void on_signal(int number)
{
    char text[32];

    handler_stack = (uintptr_t)__builtin_frame_address(0);
    snprintf(text, sizeof text, "signal %d", number);
    memcpy(handler_text, text, sizeof text);
}

static int raising_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    raise(SIGUSR1);
    coro_yield(self, coro_none(), NULL);
    raise(SIGUSR1);
    return 0;
}

/* Under a sanitizer the frames are bigger than the least stack is meant for. */
static size_t least_stack(void)
{
    return CORO__CHECKED ? 4 * coro_stack_min() : coro_stack_min();
}

START_TEST(test_signal_on_the_least_stack_is_handled)
{
    struct sigaction action = {.sa_handler = on_signal};
    coro_options_t options = {.stack_size = least_stack()};
    coro_t *gen = coro_new(raising_body, coro_none(), &options);

    ck_assert_ptr_nonnull(gen);
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    for (int i = 0; i < 2; i++) {
        handler_stack = 0;
        ck_assert_int_eq(coro_next(gen, NULL), i == 0 ? 0 : CORO_DONE);
        ck_assert_uint_lt((uintptr_t)gen - handler_stack, options.stack_size);
    }
    ck_assert_int_eq(strncmp(handler_text, "signal ", 7), 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

/* ---- The end of a thread, from within a body */

static int cleaned;

static void clean_up(void *arg)
{
    (void)arg;
    cleaned++;
}

static int exiting_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    pthread_cleanup_push(clean_up, NULL);
    pthread_exit(arg.ptr);
    pthread_cleanup_pop(0);
    return 0;
}

static void *exiting_thread(void *gen)
{
    (void)coro_next(gen, NULL);
    return NULL;
}

START_TEST(test_pthread_exit_within_a_body_ends_the_thread)
{
    coro_t *gen = new_generator(exiting_body, coro_ptr(&cleaned));
    pthread_t thread;
    void *result;

    ck_assert_int_eq(pthread_create(&thread, NULL, exiting_thread, gen), 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_eq(result, &cleaned);
    ck_assert_int_eq(cleaned, 1);
}
END_TEST

TCase *leaps_case(void)
{
    TCase *tcase = tcase_create("leaps");

    tcase_add_test(tcase, test_longjmp_within_a_body_goes_back);
    tcase_add_test(tcase, test_longjmp_within_a_driver_goes_back);
    /* AddressSanitizer is not told that unwinding leaves the stack. */
    if (!CORO__CHECKED)
        tcase_add_test(tcase, test_pthread_exit_within_a_body_ends_the_thread);
    tcase_add_test(tcase, test_signal_on_the_least_stack_is_handled);
    return tcase;
}
