/* SPDX-License-Identifier: MIT */
/*
 * Wide guards: a frame that steps over a page of guard faults in one as big as
 * the stack. This suite is compiled without -fstack-clash-protection.
 */
#include "kernel.h"
#include "stack/size.h"
#include "stack/slab.h"
#include "suite.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SIZE = 64 * 1024,
    IN_GUARD = 42 /* exit statuses */
};

static const char *guard;

/* The first of these frames fits; the next one begins in it and ends far
 * below the stack, where alone it is touched. */
static __attribute__((noinline)) void leap(size_t bytes, int again)
{
    char *memory = __builtin_alloca(bytes);

    if (again)
        leap(bytes, 0);
    else
        *(volatile char *)memory = 1;
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static int leaping_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    leap(arg.u64, 1);
    return 0;
}

static coro_t *new_leaper(size_t bytes)
{
    coro_options_t options = {.stack_size = SIZE,
                              .flags = CORO_STACK_WIDE_GUARD};
    coro_t *gen = coro_new(leaping_body, coro_uint(bytes), &options);

    ck_assert_ptr_nonnull(gen);
    guard = (char *)gen - gen->room - SIZE;
    return gen;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *at = info->si_addr;

    (void)number;
    (void)context;
    _exit(at >= guard && at < guard + SIZE ? IN_GUARD : EXIT_FAILURE);
}

static void catch_faults(void)
{
    static char handler_stack[64 * 1024];
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK};

    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
}

/* The exit status of a child in which the body runs. */
static int status_of(coro_t *gen)
{
    pid_t child = fork();
    int status;

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        catch_faults();
        coro_next(gen, NULL);
        _exit(EXIT_SUCCESS);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* By little more than a page, and by nearly the stack. */
static void check_leaps(void)
{
    const size_t bytes[] = {SIZE / 2 + 4096, SIZE - 8192};

    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        coro_t *gen = new_leaper(bytes[i]);

        ck_assert_int_eq(status_of(gen), IN_GUARD);
        ck_assert_int_eq(coro_free(gen), 0);
    }
}

START_TEST(test_leap_over_a_page_faults_in_a_wide_guard)
{
    check_leaps();
    check_leaps(); /* on a stack used before */
}
END_TEST

START_TEST(test_leap_where_guards_are_unknown_faults_in_a_wide_guard)
{
    kernel_guard_advice = ADVICE_REFUSED;
    check_leaps();
    ck_assert_int_ge(kernel_mprotect_calls, 1);
}
END_TEST

START_TEST(test_leap_that_fits_the_stack_is_none)
{
    coro_t *gen = new_leaper(SIZE / 4);

    ck_assert_int_eq(status_of(gen), EXIT_SUCCESS);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_stack_with_a_wide_guard_has_its_whole_size)
{
    coro_t *gen = new_echo(SIZE, CORO_STACK_WIDE_GUARD);
    coro_t *small = new_echo(1, CORO_STACK_WIDE_GUARD);

    ck_assert_ptr_nonnull(gen);
    ck_assert_ptr_null(small); /* too small, as without */
    ck_assert_uint_eq(((uintptr_t)gen - gen->room) % (2 * SIZE), SIZE);
    ck_assert_uint_gt(gen->room, SIZE - 4096);
    memset((char *)gen - gen->room, 1, gen->room - 4096);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_stacks_of_each_guard_are_kept_apart)
{
    coro_t *wide = new_echo(SIZE, CORO_STACK_WIDE_GUARD), *narrow;

    ck_assert_int_eq(coro_free(wide), 0);
    narrow = new_echo(2 * SIZE, 0);
    ck_assert_ptr_ne(narrow, wide);
    ck_assert_uint_gt(narrow->room, 2 * SIZE - 3 * 4096);
    ck_assert_int_eq(coro_free(narrow), 0);
}
END_TEST

START_TEST(test_kinds_of_stacks_are_numbers_of_their_own)
{
    int seen[CORO__SLAB_KINDS] = {1};

    for (size_t size = CORO_STACK_TINY; size <= 2 * CORO_STACK_MAX; size *= 2)
        for (int i = CORO__UNGUARDED; i <= CORO__GUARDED_WIDE; i++) {
            unsigned kind = coro__slab_kind(size, (coro__guarding_t)i);

            ck_assert_uint_lt(kind, CORO__SLAB_KINDS);
            ck_assert_int_eq(seen[kind]++, 0);
        }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("wide_guard");

    tcase_add_test(tcase, test_leap_over_a_page_faults_in_a_wide_guard);
    tcase_add_test(tcase,
                   test_leap_where_guards_are_unknown_faults_in_a_wide_guard);
    tcase_add_test(tcase, test_leap_that_fits_the_stack_is_none);
    tcase_add_test(tcase, test_stack_with_a_wide_guard_has_its_whole_size);
    tcase_add_test(tcase, test_stacks_of_each_guard_are_kept_apart);
    tcase_add_test(tcase, test_kinds_of_stacks_are_numbers_of_their_own);
    return run_case("wide_guard", tcase);
}
