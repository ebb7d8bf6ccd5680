/* SPDX-License-Identifier: MIT */
/*
 * What a coroutine shares with its driver, as a called function would:
 * floating-point control words and exceptions, the signal mask, errno. Each
 * test changes it in turn on both sides, and each side looks at what the
 * other has done.
 */
#define _GNU_SOURCE
#include "flushing.h"
#include "run.h"
#include "switch.h"
#include <errno.h>
#include <fenv.h>
#include <signal.h>

/* One kind of state, which has two settings. */
typedef struct state {
    void (*set)(int on);
    int (*get)(void);
} state_t;

/* Yields after its driver set it to 1, having set it back to 0, and so on;
 * returns how often it was not as its driver left it. */
static int state_body(coro_t *self, coro_value_t arg)
{
    const state_t *state = arg.ptr;
    int64_t wrong = 0;
    int rc;

    do {
        wrong += state->get() != 1;
        state->set(0);
        rc = coro_yield(self, coro_none(), NULL);
    } while (rc == 0);
    wrong += state->get() != 1;
    state->set(0);
    return coro_return(self, coro_int(wrong));
}

static void check_shared(const state_t *state)
{
    coro_t *gen = new_generator(state_body, coro_ptr(state));
    coro_value_t wrong;

    for (int i = 0; i < 3; i++) {
        state->set(1);
        ck_assert_int_eq(coro_next(gen, NULL), 0);
        ck_assert_int_eq(state->get(), 0);
    }
    state->set(1);
    ck_assert_int_eq(coro_throw(gen, CORO_E_USER, coro_none(), &wrong),
                     CORO_DONE);
    ck_assert_int_eq(wrong.i64, 0);
    ck_assert_int_eq(state->get(), 0);
    ck_assert_int_eq(coro_free(gen), 0);

    gen = new_generator(state_body, coro_ptr(state));
    state->set(1);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    state->set(1);
    ck_assert_int_eq(coro_close(gen, &wrong), 0);
    ck_assert_int_eq(wrong.i64, 0);
    ck_assert_int_eq(state->get(), 0);
    ck_assert_int_eq(coro_free(gen), 0);
}

static void set_rounding(int on)
{
    ck_assert_int_eq(fesetround(on ? FE_TOWARDZERO : FE_TONEAREST), 0);
}

static int get_rounding(void)
{
    volatile double one = 1.0, ten = 10.0;
    volatile long double long_one = 1.0L, long_ten = 10.0L;
    /* Toward zero, a tenth is smaller than it is rounded to nearest. */
    int of_double = one / ten < 0.1;
    int of_long =
        long_one / long_ten < 0.1L; /* the x87 unit's, if there is one */

    ck_assert_int_eq(of_double, of_long);
    ck_assert_int_eq(of_double, fegetround() == FE_TOWARDZERO);
    return of_double;
}

START_TEST(test_rounding_over_a_switch_is_shared)
{
    static const state_t rounding = {set_rounding, get_rounding};

    check_shared(&rounding);
}
END_TEST

static void set_trapping(int on)
{
    if (on)
        feenableexcept(FE_DIVBYZERO);
    else
        fedisableexcept(FE_DIVBYZERO);
}

static int get_trapping(void)
{
    return fegetexcept() == FE_DIVBYZERO;
}

START_TEST(test_exception_masks_over_a_switch_are_shared)
{
    static const state_t trapping = {set_trapping, get_trapping};

    check_shared(&trapping);
}
END_TEST

START_TEST(test_flushing_to_zero_over_a_switch_is_shared)
{
    static const state_t flushing = {set_flushing, get_flushing};

    check_shared(&flushing);
}
END_TEST

static volatile double three = 3.0, third;
static volatile long double long_three = 3.0L, long_third;

static void set_raised(int on)
{
    feclearexcept(FE_ALL_EXCEPT);
    if (on)
        third = 1.0 / three;
}

static int get_raised(void)
{
    return fetestexcept(FE_INEXACT) != 0;
}

START_TEST(test_exceptions_raised_over_a_switch_are_shared)
{
    static const state_t raised = {set_raised, get_raised};

    check_shared(&raised);
}
END_TEST

static void set_long_raised(int on)
{
    feclearexcept(FE_ALL_EXCEPT);
    if (on)
        long_third = 1.0L / long_three;
}

START_TEST(test_long_exceptions_raised_over_a_switch_are_shared)
{
    static const state_t raised = {set_long_raised, get_raised};

    check_shared(&raised);
}
END_TEST

static void set_blocked(int on)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    ck_assert_int_eq(pthread_sigmask(on ? SIG_BLOCK : SIG_UNBLOCK, &mask, NULL),
                     0);
}

static int get_blocked(void)
{
    sigset_t mask;

    ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &mask), 0);
    return sigismember(&mask, SIGUSR1);
}

START_TEST(test_signal_mask_over_a_switch_is_shared)
{
    static const state_t blocked = {set_blocked, get_blocked};

    check_shared(&blocked);
}
END_TEST

static void set_errno(int on)
{
    errno = on;
}

static int get_errno(void)
{
    return errno;
}

START_TEST(test_errno_over_a_switch_is_shared)
{
    static const state_t error = {set_errno, get_errno};

    check_shared(&error);
}
END_TEST

/* Valgrind, for one, neither rounds as it is told nor notes exceptions. */
static int is_emulated(void)
{
    static volatile double ten = 10.0, tenth;

    fesetround(FE_TOWARDZERO);
    tenth = 1.0 / ten;
    fesetround(FE_TONEAREST);
    return tenth == 0.1 || fetestexcept(FE_INEXACT) == 0;
}

/* Few processors of 64-bit Arm do. */
static int can_trap(void)
{
    int can = feenableexcept(FE_DIVBYZERO) != -1;

    fedisableexcept(FE_DIVBYZERO);
    return can;
}

int main(void)
{
    TCase *tcase = tcase_create("shared state");
    int failed;

    tcase_add_test(tcase, test_signal_mask_over_a_switch_is_shared);
    tcase_add_test(tcase, test_errno_over_a_switch_is_shared);
    if (!is_emulated()) {
        tcase_add_test(tcase, test_rounding_over_a_switch_is_shared);
        tcase_add_test(tcase, test_flushing_to_zero_over_a_switch_is_shared);
        if (can_trap())
            tcase_add_test(tcase,
                           test_exception_masks_over_a_switch_are_shared);
        tcase_add_test(tcase, test_exceptions_raised_over_a_switch_are_shared);
        tcase_add_test(tcase,
                       test_long_exceptions_raised_over_a_switch_are_shared);
    }
    failed = run_cases("shared state", &tcase, 1);
    if (failed == 0 && is_emulated())
        return not_run("floating-point control, which is emulated here");
    if (failed == 0 && !can_trap())
        return not_run("masks of exceptions, which never trap here");
    return failed;
}
