/* SPDX-License-Identifier: MIT */
/* Sizes of stacks: the least, the most, and what a request comes to. */
#define _GNU_SOURCE
#include "stack/size.h"
#include "suite.h"
#include <errno.h>
#include <unistd.h>

static size_t stride_of(size_t size, unsigned flags)
{
    coro__stack_request_t request = {size, flags, NULL, NULL};

    errno = 0;
    return coro__stack_stride(&request);
}

#define ck_assert_bad_size(size, flags)               \
    do {                                              \
        ck_assert_uint_eq(stride_of(size, flags), 0); \
        ck_assert_int_eq(errno, EINVAL);              \
    } while (0)

START_TEST(test_least_size_has_room_for_a_signal_frame)
{
    size_t least = coro_stack_min(), frame = 2048;

#ifdef _SC_MINSIGSTKSZ
    if (sysconf(_SC_MINSIGSTKSZ) > 0)
        frame = (size_t)sysconf(_SC_MINSIGSTKSZ);
#endif
    ck_assert_uint_ge(least, coro__page_size() + frame + 4096);
    ck_assert_uint_eq(least & (least - 1), 0);
    ck_assert_uint_eq(coro_stack_min(), least);
}
END_TEST

START_TEST(test_size_of_any_fit_number_becomes_a_power_of_two)
{
    const size_t kib = 1024;

    ck_assert_uint_eq(stride_of(64 * kib, 0), 64 * kib);
    ck_assert_uint_eq(stride_of(64 * kib + 1, 0), 128 * kib);
    ck_assert_uint_eq(stride_of(100 * kib - 1, 0), 128 * kib);
    ck_assert_uint_eq(stride_of(coro_stack_min(), 0), coro_stack_min());
    ck_assert_uint_eq(stride_of(CORO_STACK_MAX, 0), CORO_STACK_MAX);
    ck_assert_uint_eq(stride_of(CORO_STACK_MAX - 1, 0), CORO_STACK_MAX);
}
END_TEST

START_TEST(test_size_of_zero_is_the_default)
{
#ifdef CORO__DEFAULT_STACK
    ck_assert_uint_eq(stride_of(0, 0), CORO__DEFAULT_STACK);
#else
    ck_assert_uint_eq(stride_of(0, 0), CORO_STACK_DEFAULT);
#endif
}
END_TEST

START_TEST(test_size_out_of_range_is_refused)
{
    ck_assert_bad_size(1, 0);
    ck_assert_bad_size(coro_stack_min() - 1, 0);
    ck_assert_bad_size(CORO_STACK_MAX + 1, 0);
    ck_assert_bad_size(SIZE_MAX, 0);
    ck_assert_bad_size(SIZE_MAX / 2 + 1, 0);
    ck_assert_bad_size(CORO_STACK_TINY - 1, CORO_STACK_SMALL);
    ck_assert_bad_size(SIZE_MAX, CORO_STACK_SMALL | CORO_STACK_UNGUARDED);
}
END_TEST

START_TEST(test_small_size_guarded_has_a_page_to_work_in)
{
    ck_assert_uint_eq(stride_of(CORO_STACK_TINY, CORO_STACK_SMALL),
                      2 * coro__page_size());
    ck_assert_uint_eq(
        stride_of(CORO_STACK_TINY, CORO_STACK_SMALL | CORO_STACK_UNGUARDED),
        CORO_STACK_TINY);
    ck_assert_uint_eq(
        stride_of(CORO_STACK_TINY + 1, CORO_STACK_SMALL | CORO_STACK_UNGUARDED),
        2 * CORO_STACK_TINY);
}
END_TEST

/* Every size that coro_new takes works, and has the room it says. */
START_TEST(test_stack_of_any_size_can_be_used_to_the_full)
{
    for (size_t size = coro_stack_min(); size <= 16 << 20; size *= 4) {
        coro_t *gen = new_echo(size, 0);
        volatile char *lowest;

        ck_assert_ptr_nonnull(gen);
        ck_assert_uint_lt(gen->room, size);
        ck_assert_uint_gt(gen->room, size - coro__page_size() - 4096);
        lowest = (volatile char *)gen - gen->room;
        *lowest = 1;
        ck_assert_int_eq(coro_next(gen, NULL), 0);
        ck_assert_int_eq(coro_free(gen), 0);
    }
}
END_TEST

#if CORO_CONTEXT_ASM

/* So little that nothing but the switch itself fits. */
START_TEST(test_tiny_stack_yields)
{
    unsigned flags = CORO_STACK_SMALL | CORO_STACK_UNGUARDED;
    coro_t *gen = new_echo(CORO_STACK_TINY, flags);

    ck_assert_ptr_nonnull(gen);
    ck_assert_uint_lt(gen->room, CORO_STACK_TINY);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

#endif

int main(void)
{
    TCase *tcase = tcase_create("size");

    tcase_add_test(tcase, test_least_size_has_room_for_a_signal_frame);
    tcase_add_test(tcase, test_size_of_any_fit_number_becomes_a_power_of_two);
    tcase_add_test(tcase, test_size_of_zero_is_the_default);
    tcase_add_test(tcase, test_size_out_of_range_is_refused);
    tcase_add_test(tcase, test_small_size_guarded_has_a_page_to_work_in);
    tcase_add_test(tcase, test_stack_of_any_size_can_be_used_to_the_full);
#if CORO_CONTEXT_ASM
    tcase_add_test(tcase, test_tiny_stack_yields);
#endif
    return run_case("size", tcase);
}
