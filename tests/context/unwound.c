/* SPDX-License-Identifier: MIT */
/*
 * What a backtrace from inside a coroutine finds in the registers of its
 * drivers: what they will find there themselves when it comes back.
 */
#include "probes.h"
#include "switch.h"
#include "walk.h"
#include "words.h"

#if HAS_PROBES && CORO_CONTEXT_ASM

#define ADDRESS(function) (uintptr_t)(function)

static walk_t walk;

static LANDMARK int walking_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        TRASH_WORDS;
        walk_unwinding(&walk);
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static int frame_of(uintptr_t function)
{
    int frame = 0;

    ck_assert(walk_meets(&walk, &function, 1));
    while (walk.function[frame] != function)
        frame++;
    return frame;
}

enum {
    SEED = 0x5eed
};

static LANDMARK void set_out(void *gen)
{
    walk.depth = 0;
    (void)coro_next(gen, NULL);
    STAY;
}

static LANDMARK void set_out_outline(void *gen)
{
    walk.depth = 0;
    (void)outline_next(gen, NULL);
    STAY;
}

/* Those of a frame of variable size: it is found by its frame pointer. */

static LANDMARK void set_out_variable(void *gen)
{
    volatile char bytes[1 + driver_values[0] % 64];

    __asm__ volatile("" : : "r"(bytes) : "memory");
    walk.depth = 0;
    (void)coro_next(gen, NULL);
    STAY;
}

static LANDMARK void set_out_variable_outline(void *gen)
{
    volatile char bytes[1 + driver_values[0] % 64];

    __asm__ volatile("" : : "r"(bytes) : "memory");
    walk.depth = 0;
    (void)outline_next(gen, NULL);
    STAY;
}

static void check_kept(void (*function)(void *gen), coro_t *gen)
{
    machine_t after;

    probe_call(function, gen, SEED, &after);
    ck_assert(walk_finds_kept(&walk, frame_of(ADDRESS(function)) + 1, SEED));
}

START_TEST(test_backtrace_finds_what_was_in_the_registers_of_its_driver)
{
    coro_t *gen = new_generator(walking_body, coro_none());

    for (int i = 0; i < 2; i++) {
        check_kept(set_out, gen);
        check_kept(set_out_outline, gen);
        check_kept(set_out_variable, gen);
        check_kept(set_out_variable_outline, gen);
    }
    coro_free(gen);
}
END_TEST

#if defined(__aarch64__) && !defined(__clang__) && !defined(CORO_NO_INLINE) && \
    !CORO__CHECKED

/* x19 alone may hold something over an inlined switch. */
static LANDMARK void set_out_holding(coro_t *gen, uint64_t value)
{
    register uint64_t held __asm__("x19") = value;

    __asm__ volatile("" : "+r"(held));
    walk.depth = 0;
    (void)coro_next(gen, NULL);
    __asm__ volatile("" : "+r"(held));
    ck_assert_uint_eq(held, value);
}

START_TEST(test_backtrace_finds_what_was_held_over_the_switch)
{
    coro_t *gen = new_generator(walking_body, coro_none());

    /* The body begins with the first one in its own x19. */
    for (uint64_t value = SEED; value < SEED + 2; value++) {
        set_out_holding(gen, value);
        ck_assert_uint_eq(walk.kept[frame_of(ADDRESS(set_out_holding))][0],
                          value);
    }
    coro_free(gen);
}
END_TEST

#define HAS_HELD 1
#endif

#endif

TCase *unwound_case(void)
{
    TCase *tcase = tcase_create("unwound");

#if HAS_PROBES && CORO_CONTEXT_ASM
    tcase_add_test(
        tcase, test_backtrace_finds_what_was_in_the_registers_of_its_driver);
#ifdef HAS_HELD
    tcase_add_test(tcase, test_backtrace_finds_what_was_held_over_the_switch);
#endif
#endif
    return tcase;
}
