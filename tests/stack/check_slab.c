/* SPDX-License-Identifier: MIT */
/*
 * Slabs: where in them stacks lie (coloured, aligned), and that their memory
 * goes back to the kernel when the stacks are not used any more.
 */
#include "kernel.h"
#include "process.h"
#include "stack/pool.h"
#include "stack/registry.h"
#include "stack/size.h"
#include "stack/slab.h"
#include "suite.h"
#include <string.h>

enum {
    SIZE = 64 * 1024,
    LINE = 64,
    SETS = 64,   /* cache lines in a page */
    A_SLAB = 64, /* stacks of SIZE in a slab */
    MANY = 30 * A_SLAB
};

static coro_t *gens[MANY];

static void make(int count, size_t size)
{
    for (int i = 0; i < count; i++) {
        gens[i] = new_echo(size, 0);
        ck_assert_ptr_nonnull(gens[i]);
    }
}

/* And give the memory back, but for what a pool always keeps. */
static void free_all(int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(coro_free(gens[i]), 0);
    coro_stack_trim(CORO__POOL_LIMIT);
}

/* ---- Where they lie */

START_TEST(test_records_of_neighbours_fall_into_different_cache_sets)
{
    int uses[SETS] = {0};

    make(48, SIZE);
    for (int i = 0; i < 48; i++) {
        ck_assert_uint_eq((uintptr_t)gens[i] % LINE, 0);
        uses[(uintptr_t)gens[i] / LINE % SETS]++;
    }
    for (int i = 0; i < SETS; i++)
        ck_assert_int_le(uses[i], 1);
    free_all(48);
}
END_TEST

/* What a switch touches should take one entry of the TLB. */
START_TEST(test_record_and_first_frame_share_a_page)
{
    make(A_SLAB, SIZE);
    for (int i = 0; i < A_SLAB; i++) {
        uintptr_t record = (uintptr_t)gens[i];

        ck_assert_uint_eq(record / coro__page_size(),
                          (record + SIZE - record % SIZE - 1) /
                              coro__page_size());
        ck_assert_uint_ge(record % coro__page_size(), 512);
    }
    free_all(A_SLAB);
}
END_TEST

START_TEST(test_colour_of_a_small_stack_takes_little_of_it)
{
    size_t size = coro_stack_min();

    make(A_SLAB, size);
    for (int i = 0; i < A_SLAB; i++)
        ck_assert_uint_ge(gens[i]->room,
                          size - coro__page_size() - size / 16 - 1024);
    free_all(A_SLAB);
}
END_TEST

/* ---- Memory given back */

static uintptr_t slab_of(const coro_t *gen)
{
    return (uintptr_t)gen & ~(uintptr_t)(CORO__SLAB_UNIT - 1);
}

static int is_first_of_its_slab(int index)
{
    for (int i = 0; i < index; i++)
        if (slab_of(gens[i]) == slab_of(gens[index]))
            return 0;
    return 1;
}

/* How many of the slabs that held the generators are still mapped. */
static int slabs_mapped(void)
{
    int mapped = 0;

    for (int i = 0; i < MANY; i++) {
        if (!is_first_of_its_slab(i))
            continue;
        if (process_maps(slab_of(gens[i])))
            mapped++;
        else
            ck_assert_ptr_null(coro__registry_slab(slab_of(gens[i])));
    }
    return mapped;
}

/* Slabs that the pool of this thread may keep. */
static int slabs_of_the_pool(void)
{
    return (int)(coro__slab_in_use() + 1);
}

START_TEST(test_slabs_without_a_stack_in_use_are_unmapped)
{
    make(MANY, SIZE);
    ck_assert_int_ge(slabs_mapped(), MANY / A_SLAB);
    free_all(MANY);
    ck_assert_int_le(slabs_mapped(), slabs_of_the_pool());
    ck_assert_int_lt(slabs_mapped(), MANY / A_SLAB);
}
END_TEST

/* Leaves one stack in each slab, so that none can go as a whole. */
static void free_all_but_one_in_each_slab(void)
{
    for (int i = 0; i < MANY; i++)
        if (i % A_SLAB != 0)
            ck_assert_int_eq(coro_free(gens[i]), 0);
    coro_stack_trim(CORO__POOL_LIMIT);
}

static void touch_all(void)
{
    for (int i = 0; i < MANY; i++)
        memset((char *)gens[i] - gens[i]->room, 1, gens[i]->room - 8192);
}

START_TEST(test_memory_after_a_burst_is_given_back)
{
    size_t before, peak, after;

    before = process_resident();
    make(MANY, SIZE);
    touch_all();
    peak = process_resident();
    free_all_but_one_in_each_slab();
    after = process_resident();
    ck_assert_uint_gt(peak, before + (size_t)MANY * SIZE / 2);
    /* The pool keeps some, and a sanitizer keeps notes. */
    ck_assert_uint_lt(after, before + (peak - before) / 2);
    for (int i = 0; i < MANY; i += A_SLAB)
        ck_assert_int_eq(coro_free(gens[i]), 0);
}
END_TEST

START_TEST(test_stack_used_again_after_a_burst_is_zero_or_as_it_was)
{
    make(MANY, SIZE);
    touch_all();
    free_all(MANY);
    make(MANY, SIZE);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    free_all(MANY);
}
END_TEST

START_TEST(test_slab_that_cannot_be_unmapped_is_used_again)
{
    make(MANY, SIZE);
    kernel_munmap_left = 0;
    free_all(MANY);
    ck_assert_int_eq(slabs_mapped(), MANY / A_SLAB);
    kernel_mmap_left = 0;
    make(MANY, SIZE);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    kernel_munmap_left = -1;
    free_all(MANY);
    ck_assert_int_le(slabs_mapped(), slabs_of_the_pool());
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("slab");

    tcase_add_test(tcase,
                   test_records_of_neighbours_fall_into_different_cache_sets);
    tcase_add_test(tcase, test_record_and_first_frame_share_a_page);
    tcase_add_test(tcase, test_colour_of_a_small_stack_takes_little_of_it);
    tcase_add_test(tcase, test_slabs_without_a_stack_in_use_are_unmapped);
    tcase_add_test(tcase, test_memory_after_a_burst_is_given_back);
    tcase_add_test(tcase,
                   test_stack_used_again_after_a_burst_is_zero_or_as_it_was);
    tcase_add_test(tcase, test_slab_that_cannot_be_unmapped_is_used_again);
    return run_case("slab", tcase);
}
