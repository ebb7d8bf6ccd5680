/* SPDX-License-Identifier: MIT */
/*
 * Backtraces from inside coroutines. With the assembly switch they run on into
 * the driver, through any nesting and delegation; with ucontext(3) they end at
 * the coroutine's own first frame.
 */
#include "switch.h"
#include "walk.h"
#include <pthread.h>

static walk_t walk, plain_walk;

#define ADDRESS(function) (uintptr_t)(function)

/* Look around, from wherever this is called. */
static LANDMARK void look(void)
{
    walk_unwinding(&walk);
    walk_backtrace(&plain_walk, 0);
    STAY;
}

static LANDMARK int looking_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        look();
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static LANDMARK int driving_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    while (rc == 0) {
        coro_next(arg.ptr, NULL);
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static LANDMARK int delegating_body(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield_from(self, arg.ptr, NULL);

    STAY;
    return rc;
}

static LANDMARK int calling_body(coro_t *self, coro_value_t arg)
{
    int rc = coro_call(self, looking_body, arg, NULL);

    STAY;
    return rc;
}

static LANDMARK void drive(coro_t *gen)
{
    walk.depth = plain_walk.depth = 0;
    (void)coro_next(gen, NULL);
    STAY;
}

/* Where backtraces go on in the driver, these functions come in this order;
 * `own` of them are the innermost coroutine's. */
static void expect(int own, int count, const uintptr_t *functions)
{
    int expected = CORO_CONTEXT_ASM ? count : own;

    ck_assert_int_eq(walk_meets(&walk, functions, expected), 1);
    ck_assert_int_gt(walk.depth, 0);
#ifdef __GLIBC__
    ck_assert_int_eq(walk_meets(&plain_walk, functions, expected), 1);
#endif
}

#define EXPECT(own, ...)                                              \
    expect(own, sizeof(uintptr_t[]){__VA_ARGS__} / sizeof(uintptr_t), \
           (uintptr_t[]){__VA_ARGS__})

START_TEST(test_backtrace_in_a_body_meets_its_driver)
{
    coro_t *gen = new_generator(looking_body, coro_none());

    for (int i = 0; i < 2; i++) {
        drive(gen);
        EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(drive));
    }
    coro_free(gen);
}
END_TEST

START_TEST(test_backtrace_in_a_nested_body_meets_both_drivers)
{
    coro_t *inner = new_generator(looking_body, coro_none());
    coro_t *outer = new_generator(driving_body, coro_ptr(inner));

    for (int i = 0; i < 2; i++) {
        drive(outer);
        EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(driving_body),
               ADDRESS(drive));
    }
    coro_free(outer);
    coro_free(inner);
}
END_TEST

START_TEST(test_backtrace_in_a_delegate_meets_its_delegators)
{
    coro_t *inner = new_generator(looking_body, coro_none());
    coro_t *middle = new_generator(delegating_body, coro_ptr(inner));
    coro_t *outer = new_generator(delegating_body, coro_ptr(middle));

    for (int i = 0; i < 2; i++) {
        drive(outer);
        EXPECT(2, ADDRESS(look), ADDRESS(looking_body),
               ADDRESS(delegating_body), ADDRESS(delegating_body),
               ADDRESS(drive));
    }
    drive(inner); /* by an answerer, which cuts the delegation */
    EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(drive));
    drive(outer);
    EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(delegating_body),
           ADDRESS(delegating_body), ADDRESS(drive));
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
}
END_TEST

START_TEST(test_backtrace_in_a_called_body_meets_its_caller)
{
    coro_t *gen = new_generator(calling_body, coro_none());

    drive(gen);
    EXPECT(3, ADDRESS(look), ADDRESS(looking_body), ADDRESS(calling_body),
           ADDRESS(drive));
    coro_free(gen);
}
END_TEST

START_TEST(test_backtrace_on_own_memory_meets_the_driver)
{
    static char memory[64 * 1024 + 1];
    coro_options_t options = {.stack = memory + 1,
                              .stack_size = sizeof memory - 1};
    coro_t *gen = coro_new(looking_body, coro_none(), &options);

    drive(gen);
    EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(drive));
    coro_free(gen);
}
END_TEST

static LANDMARK void deferred(void *arg)
{
    (void)arg;
    look();
    STAY;
}

static LANDMARK int deferring_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_defer(self, deferred, NULL);
}

START_TEST(test_backtrace_in_a_deferred_function_meets_the_driver)
{
    coro_t *gen = new_generator(deferring_body, coro_none());

    drive(gen);
    EXPECT(2, ADDRESS(look), ADDRESS(deferred), ADDRESS(drive));
    coro_free(gen);
}
END_TEST

static LANDMARK void *thread(void *gen)
{
    drive(gen);
    STAY;
    return NULL;
}

START_TEST(test_backtrace_after_a_change_of_thread_meets_the_new_driver)
{
    coro_t *gen = new_generator(looking_body, coro_none());
    pthread_t other;

    drive(gen);
    ck_assert_int_eq(pthread_create(&other, NULL, thread, gen), 0);
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    EXPECT(2, ADDRESS(look), ADDRESS(looking_body), ADDRESS(drive),
           ADDRESS(thread));
    coro_free(gen);
}
END_TEST

/* ---- Along frame pointers, if the library and this unit keep them */

#ifdef KEEPS_FRAME_POINTERS

static walk_t frames;

static LANDMARK int walking_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0) {
        walk_frame_pointers(&frames, ADDRESS(drive));
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

START_TEST(test_frame_pointers_in_a_nested_body_lead_to_both_drivers)
{
    coro_t *inner = new_generator(walking_body, coro_none());
    coro_t *outer = new_generator(driving_body, coro_ptr(inner));

    for (int i = 0; i < 2; i++) {
        drive(outer);
        ck_assert_int_eq(
            walk_meets(&frames,
                       (uintptr_t[]){ADDRESS(walking_body),
                                     ADDRESS(driving_body), ADDRESS(drive)},
                       CORO_CONTEXT_ASM ? 3 : 1),
            1);
    }
    coro_free(outer);
    coro_free(inner);
}
END_TEST

#endif

#if defined(KEEPS_FRAME_POINTERS) && CORO_CONTEXT_ASM

/* generator/record.h, which would have nothing inlined here */
extern void (*volatile coro__opaque)(void);

static LANDMARK int watch_landing(coro_t *gen);

/* Called where the operation lands that ends a generator, if its driver is
 * another one. */
static void walk_here(void)
{
    walk_frame_pointers(&frames, ADDRESS(watch_landing));
}

static int ending_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static LANDMARK int drive_outline(coro_t *gen)
{
    int rc = outline_next(gen, NULL);

    STAY;
    return rc;
}

static LANDMARK int watch_landing(coro_t *gen)
{
    int rc;

    coro__opaque = walk_here;
    rc = drive_outline(gen);
    coro__opaque = NULL;
    return rc;
}

static int landed_on_body(coro_t *self, coro_value_t ending)
{
    (void)self;
    return watch_landing(ending.ptr) == CORO_DONE ? 0 : -1;
}

START_TEST(test_frame_pointers_of_a_landing_out_of_line_lead_to_its_driver)
{
    coro_t *gen = new_generator(ending_body, coro_none());
    coro_t *driver = new_generator(landed_on_body, coro_ptr(gen));

    ck_assert_int_eq(coro_next(driver, NULL), CORO_DONE);
    ck_assert(walk_meets(&frames, (uintptr_t[]){ADDRESS(watch_landing)}, 1));
    coro_free(driver);
    coro_free(gen);
}
END_TEST

#endif

TCase *backtrace_case(void)
{
    TCase *tcase = tcase_create("backtrace");

    tcase_add_test(tcase, test_backtrace_in_a_body_meets_its_driver);
    tcase_add_test(tcase, test_backtrace_in_a_nested_body_meets_both_drivers);
    tcase_add_test(tcase, test_backtrace_in_a_delegate_meets_its_delegators);
    tcase_add_test(tcase, test_backtrace_in_a_called_body_meets_its_caller);
    tcase_add_test(tcase, test_backtrace_on_own_memory_meets_the_driver);
    tcase_add_test(tcase,
                   test_backtrace_in_a_deferred_function_meets_the_driver);
    tcase_add_test(
        tcase, test_backtrace_after_a_change_of_thread_meets_the_new_driver);
#ifdef KEEPS_FRAME_POINTERS
    tcase_add_test(tcase,
                   test_frame_pointers_in_a_nested_body_lead_to_both_drivers);
#if CORO_CONTEXT_ASM
    tcase_add_test(
        tcase, test_frame_pointers_of_a_landing_out_of_line_lead_to_its_driver);
#endif
#endif
    return tcase;
}
