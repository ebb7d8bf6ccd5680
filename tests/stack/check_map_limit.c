/* SPDX-License-Identifier: MIT */
/*
 * The kernel's limit on mappings, reached for real with guards by mprotect(2),
 * and when it refuses a guard, a slab, or to take one back.
 */
#include "kernel.h"
#include "process.h"
#include "stack/slab.h"
#include "suite.h"
#include <errno.h>
#include <string.h>

enum {
    MANY = 40 * 1000, /* two mappings each are more than the usual limit */
    USUAL_LIMIT = 65530,
    SIZE = 16 * 1024
};

static coro_t *gens[MANY];

static size_t size(void)
{
    return coro_stack_min() > SIZE ? coro_stack_min() : SIZE;
}

/* Make up to `count`; how many there are then. */
static int make(int count)
{
    int made = 0;

    errno = 0;
    while (made < count && (gens[made] = new_echo(size(), 0)) != NULL)
        made++;
    return made;
}

static void drive_and_free(int count)
{
    for (int i = 0; i < count; i++)
        if (coro_next(gens[i], NULL) != 0)
            ck_abort_msg("a coroutine does not run");
    for (int i = 0; i < count; i++)
        if (coro_free(gens[i]) != 0)
            ck_abort_msg("a coroutine cannot be freed");
    ck_assert_uint_eq(coro__stack_in_use(), 0);
}

START_TEST(test_limit_of_mappings_reached_is_told_and_harmless)
{
    int made, error;

    kernel_guard_advice = ADVICE_REFUSED;
    for (int round = 0; round < 2; round++) {
        made = make(MANY);
        error = errno;
        drive_and_free(made);
        ck_assert_int_gt(made, 1000);
        ck_assert_int_lt(made, MANY);
        ck_assert(error == -CORO_E_MAP_LIMIT || error == ENOMEM);
    }
}
END_TEST

START_TEST(test_stacks_kept_make_room_for_others_at_the_limit)
{
    int made;

    kernel_guard_advice = ADVICE_REFUSED;
    made = make(MANY);
    ck_assert_int_lt(made, MANY);
    drive_and_free(made);
    for (int i = 0; i < 1000; i++) {
        gens[i] = new_echo(8 * size(), 0);
        ck_assert_ptr_nonnull(gens[i]);
    }
    drive_and_free(1000);
}
END_TEST

START_TEST(test_guard_refused_is_the_map_limit_and_changes_nothing)
{
    int made;

    kernel_guard_advice = ADVICE_REFUSED;
    kernel_mprotect_left = 100;
    made = make(MANY);
    ck_assert_int_eq(made, 100);
    ck_assert_int_eq(errno, -CORO_E_MAP_LIMIT);
    ck_assert_ptr_nonnull(
        strstr(coro_strerror(CORO_E_MAP_LIMIT), "vm.max_map_count"));
    ck_assert_uint_eq(coro__stack_in_use(), 100);
    drive_and_free(made);
    /* Guards that are in place serve again. */
    made = make(100);
    ck_assert_int_eq(made, 100);
    ck_assert_int_eq(kernel_mprotect_left, 0);
    kernel_mprotect_left = -1;
    drive_and_free(made);
}
END_TEST

START_TEST(test_unguarded_stacks_need_no_guard)
{
    coro_t *gen;

    kernel_guard_advice = ADVICE_REFUSED;
    kernel_mprotect_left = 0;
    gen = new_echo(size(), CORO_STACK_UNGUARDED);
    ck_assert_ptr_nonnull(gen);
    ck_assert_int_eq(coro_next(gen, NULL), 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_slab_refused_is_enomem_and_changes_nothing)
{
    int made;

    kernel_mmap_left = 2;
    made = make(MANY);
    ck_assert_int_gt(made, 0);
    ck_assert_int_lt(made, MANY);
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert_uint_eq(coro__stack_in_use(), (size_t)made);
    kernel_mmap_left = -1;
    gens[made] = new_echo(size(), 0);
    ck_assert_ptr_nonnull(gens[made]);
    drive_and_free(made + 1);
}
END_TEST

/* Why the limit cannot be reached here, or NULL. */
static const char *unreachable(void)
{
    FILE *file;
    long limit = 0;

    if (RUNNING_ON_VALGRIND)
        return "Valgrind itself cannot live at the limit of mappings";
    if (CORO__CHECKED)
        return "a sanitizer itself cannot live at the limit of mappings";
    file = fopen("/proc/sys/vm/max_map_count", "r");
    if (file == NULL)
        return "/proc does not tell vm.max_map_count";
    if (fscanf(file, "%ld", &limit) != 1)
        limit = 0;
    fclose(file);
    return limit > 0 && limit <= USUAL_LIMIT
               ? NULL
               : "vm.max_map_count is too high to be reached";
}

int main(void)
{
    TCase *tcase = tcase_create("map limit");
    int failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase,
                   test_guard_refused_is_the_map_limit_and_changes_nothing);
    tcase_add_test(tcase, test_unguarded_stacks_need_no_guard);
    tcase_add_test(tcase, test_slab_refused_is_enomem_and_changes_nothing);
    if (unreachable() == NULL) {
        tcase_add_test(tcase,
                       test_limit_of_mappings_reached_is_told_and_harmless);
        tcase_add_test(tcase,
                       test_stacks_kept_make_room_for_others_at_the_limit);
    }
    failed = run_case("map limit", tcase);
    return failed == 0 && unreachable() != NULL ? not_run(unreachable())
                                                : failed;
}
