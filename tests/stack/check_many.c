/* SPDX-License-Identifier: MIT */
/*
 * 100,000 coroutines alive at once, each with its guard page, where the kernel
 * can mark guards without splitting mappings.
 */
#include "process.h"
#include "stack/guard.h"
#include "suite.h"

enum {
    MANY = 100 * 1000,
    SIZE = 16 * 1024,
    MAPPINGS = 200 /* more than that is one for each of many */
};

static coro_t *gens[MANY];

START_TEST(test_many_guarded_stacks_add_few_mappings)
{
    size_t size = coro_stack_min() > SIZE ? coro_stack_min() : SIZE;
    long before = process_mappings();

    for (int i = 0; i < MANY; i++) {
        gens[i] = new_echo(size, 0);
        ck_assert_ptr_nonnull(gens[i]);
    }
    for (int i = 0; i < MANY; i += 1000)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    ck_assert_int_lt(process_mappings(), before + MAPPINGS);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_free(gens[i]), 0);
    ck_assert_int_lt(process_mappings(), before + MAPPINGS);
}
END_TEST

int main(void)
{
    TCase *tcase;

    if (!coro__guard_is_light())
        return not_run("MADV_GUARD_INSTALL does not work on this kernel");
    if (RUNNING_ON_VALGRIND)
        return not_run("Valgrind places mappings in its own way");
    if (process_mappings() == 0)
        return not_run("there is no /proc/self/maps here");
    tcase = tcase_create("many");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_many_guarded_stacks_add_few_mappings);
    return run_case("many", tcase);
}
