/* SPDX-License-Identifier: MIT */
/*
 * The operations that are inlined, as functions: for CORO_NO_INLINE and for
 * other languages. Those that other suites call so are not here.
 */
#define CORO_NO_INLINE
#include "../sched/suite.h"

static int adds_up(coro_t *self, coro_value_t arg)
{
    const int64_t *terms = arg.ptr;

    return coro_return(self, coro_int(terms[0] + terms[1]));
}

static int fails_with_7(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_fail(self, CORO_E_USER, coro_int(7));
}

static const int64_t terms[] = {40, 2};

START_TEST(test_generators_made_and_failing_by_calls)
{
    coro_t *copied = coro_new_copy(adds_up, terms, sizeof terms, NULL),
           *failing = coro_new(fails_with_7, coro_none(), NULL);
    coro_value_t value;

    ck_assert_int_eq(coro_next(copied, &value), CORO_DONE);
    ck_assert_int_eq(value.i64, 42);
    ck_assert_int_eq(coro_next(failing, &value), CORO_E_USER);
    ck_assert_int_eq(value.i64, 7);
    coro_free(copied);
    coro_free(failing);
}
END_TEST

static coro_value_t result_of(coro_task_t *done)
{
    coro_value_t value;

    ck_assert_int_eq(coro_task_result(done, &value), 0);
    coro_task_release(done);
    return value;
}

START_TEST(test_task_spawned_by_a_call_with_a_copy)
{
    coro_task_t *made =
        coro_spawn_copy(sched, adds_up, terms, sizeof terms, NULL);

    ck_assert_run("");
    ck_assert_int_eq(result_of(made).i64, 42);
}
END_TEST

static int runs_group(coro_t *self, coro_value_t arg)
{
    coro_group_t group;
    coro_task_t *copied, *other;
    int rc = coro_group_begin(self, &group);

    (void)arg;
    copied = coro_group_spawn_copy(&group, adds_up, terms, sizeof terms, NULL);
    other = coro_group_spawn(&group, adds_up, coro_ptr((void *)terms), NULL);
    rc = coro_group_end(self, &group, rc);
    trace("%d", (int)(result_of(copied).i64 + result_of(other).i64));
    return rc;
}

START_TEST(test_group_spawns_by_calls)
{
    task("A", runs_group, coro_none());
    ck_assert_run("84");
}
END_TEST

static int negates(coro_value_t arg, coro_value_t *result)
{
    *result = coro_int(-arg.i64);
    return 0;
}

static int offloads(coro_t *self, coro_value_t workers)
{
    coro_value_t value;
    int rc = coro_offload(self, workers.ptr, negates, coro_int(5), &value);

    trace("%d", (int)value.i64);
    return rc;
}

START_TEST(test_workers_made_by_a_call)
{
    coro_workers_t *workers = coro_workers_new(NULL);

    task("A", offloads, coro_ptr(workers));
    ck_assert_run("-5");
    coro_workers_free(workers);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_generators_made_and_failing_by_calls);
    tcase_add_test(tcase, test_task_spawned_by_a_call_with_a_copy);
    tcase_add_test(tcase, test_group_spawns_by_calls);
    tcase_add_test(tcase, test_workers_made_by_a_call);
}

int main(void)
{
    return run_suite("called", add_tests);
}
