/* SPDX-License-Identifier: MIT */
/* A group whose body passes on an error that came from somewhere else: waiting
 * for the tasks does not lose what goes with it. */
#include "sched/suite.h"

static int fails_with_7(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_fail(self, CORO_E_USER, coro_int(7));
}

static void failure(void *ctx, coro_task_t *failed, int status,
                    coro_value_t payload)
{
    ck_assert_ptr_null(failed);
    trace_got(ctx, status, payload);
}

static int passes_an_error_on(coro_t *self, coro_value_t arg)
{
    coro_group_t group;
    coro_task_t *failing = task("F", fails_with_7, coro_none());
    int rc = coro_group_begin(self, &group);

    if (rc != 0)
        return rc;
    if (arg.i64 != 0)
        coro_group_on_failure(&group, failure, "told");
    coro_task_release(coro_group_spawn(&group, sleeps, coro_int(20), NULL));
    rc = coro_await(self, failing, NULL);
    return coro_group_end(self, &group, rc);
}

static void run_group(int with_function, const char *text)
{
    coro_task_t *parent =
        task("P", passes_an_error_on, coro_int(with_function));
    coro_value_t value;

    ck_assert_run(text);
    ck_assert_int_eq(coro_task_result(parent, &value), CORO_E_USER);
    ck_assert_int_eq(value.i64, 7);
}

START_TEST(test_group_body_that_passes_an_error_on_keeps_its_payload)
{
    run_group(0, "!ECANCELED");
}
END_TEST

START_TEST(test_group_function_is_told_the_payload_of_the_bodys_error)
{
    run_group(1, "!ECANCELED told!-10000/7");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_group_body_that_passes_an_error_on_keeps_its_payload);
    tcase_add_test(tcase,
                   test_group_function_is_told_the_payload_of_the_bodys_error);
}

int main(void)
{
    return run_suite("group payloads", add_tests);
}
