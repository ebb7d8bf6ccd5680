/* SPDX-License-Identifier: MIT */
/*
 * Frames of every shape around a switch: of a size known only at run time,
 * aligned more than the stack is, both (then the compilers need one more
 * register to find their locals), and very many of them.
 */
#include "switch.h"
#include <alloca.h>

static NOINLINE void fill(volatile char *bytes, size_t size, char with)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = with;
}

static NOINLINE int differs(const volatile char *bytes, size_t size, char from)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != from)
            return 1;
    return 0;
}

static volatile int passing; /* to the next task, not to the driver */

/* From either side: self is NULL in a driver. */
#define SWITCH                             \
    (self == NULL ? coro_next(gen, NULL)   \
     : passing    ? coro_sched_yield(self) \
                  : coro_yield(self, coro_none(), NULL))

static NOINLINE int over_vla(coro_t *gen, coro_t *self, size_t size)
{
    char bytes[size];

    fill(bytes, size, (char)size);
    (void)SWITCH;
    return differs(bytes, size, (char)size);
}

static NOINLINE int over_alloca(coro_t *gen, coro_t *self, size_t size)
{
    int wrong = 0;

    for (int i = 0; i < 3; i++) {
        char *bytes = alloca(size);

        fill(bytes, size, (char)size);
        (void)SWITCH;
        wrong += differs(bytes, size, (char)size);
    }
    return wrong;
}

static NOINLINE int over_aligned(coro_t *gen, coro_t *self, size_t size)
{
    _Alignas(64) char bytes[128];

    fill(bytes, sizeof bytes, (char)size);
    (void)SWITCH;
    return differs(bytes, sizeof bytes, (char)size);
}

static NOINLINE int over_aligned_vla(coro_t *gen, coro_t *self, size_t size)
{
    _Alignas(64) char aligned[128];
    char bytes[size];

    fill(aligned, sizeof aligned, (char)size);
    fill(bytes, size, (char)~size);
    (void)SWITCH;
    return differs(aligned, sizeof aligned, (char)size) +
           differs(bytes, size, (char)~size);
}

static NOINLINE int over_many(coro_t *gen, coro_t *self, size_t size)
{
    volatile size_t here = size;
    int wrong = 0;

    if (size > 0)
        wrong = over_many(gen, self, size - 1);
    if (size % 8 == 0)
        (void)SWITCH;
    return wrong + (here != size);
}

typedef int shape_t(coro_t *gen, coro_t *self, size_t size);

static shape_t *const shapes[] = {over_vla, over_alloca, over_aligned,
                                  over_aligned_vla, over_many};

enum {
    SHAPES = sizeof shapes / sizeof shapes[0]
};

static int shape_body(coro_t *self, coro_value_t arg)
{
    shape_t *shape = shapes[arg.i64];
    int wrong = 0;

    for (size_t size = 33; size < 99; size += 9)
        wrong += shape(NULL, self, size);
    return coro_return(self, coro_int(wrong));
}

START_TEST(test_frame_of_any_shape_is_kept)
{
    coro_t *gen = new_generator(shape_body, coro_int(_i));
    coro_value_t wrong;
    int in_driver = 0, rc;

    for (size_t size = 36; size < 72; size += 9)
        in_driver += shapes[_i](gen, NULL, size);
    do
        rc = coro_next(gen, &wrong);
    while (rc == 0);
    ck_assert_int_eq(in_driver, 0);
    ck_assert_int_eq(rc, CORO_DONE);
    ck_assert_int_eq(wrong.i64, 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

static int outline_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0)
        rc = outline_yield(self);
    return rc;
}

/* One side gets its frame pointer back from the other's form. */
START_TEST(test_frame_of_any_shape_is_kept_over_switches_of_mixed_forms)
{
    coro_t *inlined = new_generator(shape_body, coro_int(_i));
    coro_t *outline = new_generator(outline_body, coro_none());
    coro_value_t wrong;
    int in_driver = 0, rc;

    for (size_t size = 36; size < 72; size += 9)
        in_driver += shapes[_i](outline, NULL, size);
    do
        rc = outline_next(inlined, &wrong);
    while (rc == 0);
    ck_assert_int_eq(rc, CORO_DONE);
    ck_assert_int_eq(in_driver, 0);
    ck_assert_int_eq(wrong.i64, 0);
    ck_assert_int_eq(coro_free(inlined), 0);
    ck_assert_int_eq(coro_free(outline), 0);
}
END_TEST

START_TEST(test_frame_of_any_shape_is_kept_over_turns)
{
    static const coro_options_t options = {.stack_size = ROOMY_STACK};
    coro_sched_t *sched = coro_sched_new(NULL);
    coro_task_t *tasks[2];
    coro_value_t wrong;

    passing = 1;
    for (int i = 0; i < 2; i++)
        tasks[i] = coro_spawn(sched, shape_body, coro_int((_i + i) % SHAPES),
                              &options);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(coro_task_result(tasks[i], &wrong), 0);
        ck_assert_int_eq(wrong.i64, 0);
        coro_task_release(tasks[i]);
    }
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

TCase *frames_case(void)
{
    TCase *tcase = tcase_create("frames");

    tcase_add_loop_test(tcase, test_frame_of_any_shape_is_kept, 0, SHAPES);
    tcase_add_loop_test(tcase, test_frame_of_any_shape_is_kept_over_turns, 0,
                        SHAPES);
    tcase_add_loop_test(
        tcase, test_frame_of_any_shape_is_kept_over_switches_of_mixed_forms, 0,
        SHAPES);
    return tcase;
}
