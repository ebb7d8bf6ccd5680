/* SPDX-License-Identifier: MIT */
/*
 * With CORO_KEEP_FP, the other half of what check_shared_state.c has: rounding,
 * exception masks and exceptions raised belong to each coroutine, whatever way
 * it waits; a new one begins with those of whoever starts it.
 */
#define _GNU_SOURCE
#include "flushing.h"
#include "run.h"
#include <coro.h>
#include <fenv.h>
#include <stdbool.h>

#if !CORO_KEEP_FP
#error "compile this, and the library, with CORO_KEEP_FP"
#endif

enum {
    WAYS = 4
};

static const int modes[WAYS] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD,
                                FE_TOWARDZERO};

static bool can_trap; /* few processors of 64-bit Arm do */

/* Set everything, in one's own way; is it as it was left? */
static void set_all(int way)
{
    ck_assert_int_eq(fesetround(modes[way]), 0);
    set_flushing(way & 1);
    if (way & 1)
        feenableexcept(FE_DIVBYZERO);
    else
        fedisableexcept(FE_DIVBYZERO);
}

/* A third is rounded down to nearest, a tenth up. */
static int mode_of_divisions(void)
{
    volatile double one = 1.0, three = 3.0, ten = 10.0;
    const double third = 0x1.5555555555555p-2, tenth = 0x1.999999999999ap-4;

    if (one / three > third)
        return FE_UPWARD;
    if (-one / three < -third)
        return FE_DOWNWARD;
    return one / ten < tenth ? FE_TOWARDZERO : FE_TONEAREST;
}

static bool is_all(int way)
{
    return fegetround() == modes[way] && mode_of_divisions() == modes[way] &&
           get_flushing() == (way & 1) &&
           (!can_trap || ((fegetexcept() & FE_DIVBYZERO) != 0) == (way & 1));
}

static int yields(coro_t *self, coro_value_t arg)
{
    int way = (int)arg.i64, rc;
    bool good = is_all(0); /* the driver's, at first */

    do {
        set_all(way);
        rc = coro_yield(self, coro_none(), NULL);
        good = good && is_all(way);
    } while (rc == 0);
    return coro_return(self, coro_int(good));
}

static int delegates(coro_t *self, coro_value_t inner)
{
    int rc;

    set_all(3);
    rc = coro_yield_from(self, inner.ptr, NULL);
    return rc == CORO_E_CLOSE && is_all(3) ? coro_return(self, coro_int(1))
                                           : coro_return(self, coro_int(0));
}

START_TEST(test_kept_over_next_send_throw_and_close)
{
    coro_t *a, *b;
    coro_value_t good;

    set_all(0);
    a = coro_new(yields, coro_int(1), NULL);
    b = coro_new(yields, coro_int(2), NULL);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(coro_next(a, NULL), 0);
        ck_assert(is_all(0));
        ck_assert_int_eq(coro_next(b, NULL), 0);
        ck_assert(is_all(0));
        ck_assert_int_eq(coro_send(a, coro_none(), NULL), 0);
        ck_assert(is_all(0));
    }
    ck_assert_int_eq(coro_throw(a, CORO_E_USER, coro_none(), &good), CORO_DONE);
    ck_assert_int_eq(good.i64, 1);
    ck_assert(is_all(0));
    ck_assert_int_eq(coro_close(b, &good), 0);
    ck_assert_int_eq(good.i64, 1);
    ck_assert(is_all(0));
    ck_assert_int_eq(coro_free(a), 0);
    ck_assert_int_eq(coro_free(b), 0);
}
END_TEST

START_TEST(test_kept_through_a_delegation)
{
    coro_t *inner = coro_new(yields, coro_int(1), NULL);
    coro_t *outer = coro_new(delegates, coro_ptr(inner), NULL);
    coro_value_t good;

    set_all(0);
    ck_assert_int_eq(coro_next(inner, NULL), 0);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(coro_next(outer, NULL), 0);
        ck_assert(is_all(0));
    }
    ck_assert_int_eq(coro_close(outer, &good), 0);
    ck_assert_int_eq(good.i64, 1);
    ck_assert_int_eq(coro_free(outer), 0);
    ck_assert_int_eq(coro_free(inner), 0);
}
END_TEST

static int takes_turns(coro_t *self, coro_value_t arg)
{
    int way = (int)arg.i64;
    bool good = true;

    set_all(way);
    for (int i = 0; i < 20; i++) {
        if (i % 2 == 0)
            coro_sched_yield(self);
        else
            coro_sleep(self, i);
        good = good && is_all(way);
    }
    return coro_return(self, coro_int(good));
}

START_TEST(test_kept_by_tasks)
{
    coro_sched_t *sched = coro_sched_new(NULL);
    coro_task_t *tasks[WAYS];
    coro_value_t good;

    set_all(2);
    for (int i = 0; i < WAYS; i++)
        tasks[i] = coro_spawn(sched, takes_turns, coro_int(i), NULL);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert(is_all(2));
    for (int i = 0; i < WAYS; i++) {
        ck_assert_int_eq(coro_task_result(tasks[i], &good), 0);
        ck_assert_int_eq(good.i64, 1);
        coro_task_release(tasks[i]);
    }
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

int main(void)
{
    TCase *tcase;

    can_trap =
        feenableexcept(FE_DIVBYZERO) != -1 && fegetexcept() == FE_DIVBYZERO;
    fedisableexcept(FE_DIVBYZERO);
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_UPWARD);
    if (mode_of_divisions() != FE_UPWARD || fetestexcept(FE_INEXACT) == 0)
        return not_run("floating-point control, which is emulated here");
    fesetround(FE_TONEAREST);
    tcase = tcase_create("kept fp");
    tcase_add_test(tcase, test_kept_over_next_send_throw_and_close);
    tcase_add_test(tcase, test_kept_through_a_delegation);
    tcase_add_test(tcase, test_kept_by_tasks);
    return run_cases("kept fp", &tcase, 1);
}
