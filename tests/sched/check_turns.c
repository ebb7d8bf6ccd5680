/* SPDX-License-Identifier: MIT */
/* Whose turn it is: round robin, and what gives a turn up. */
#include "suite.h"

#include <string.h>

START_TEST(test_two_tasks_yielding_alternate)
{
    task("A", steps, coro_int(3));
    task("B", steps, coro_int(2));
    ck_assert_run("A1 B1 A2 B2 A3");
}
END_TEST

START_TEST(test_task_alone_yielding_goes_on)
{
    task("A", steps, coro_int(3));
    ck_assert_run("A1 A2 A3");
}
END_TEST

START_TEST(test_no_task_runs_before_the_scheduler)
{
    task("A", steps, coro_int(1));
    ck_assert_trace("");
    ck_assert_run("A1");
}
END_TEST

START_TEST(test_scheduler_without_tasks_ends_at_once)
{
    ck_assert_run("");
    ck_assert_run("");
}
END_TEST

START_TEST(test_scheduler_that_ran_dry_runs_again)
{
    task("A", steps, coro_int(2));
    ck_assert_run("A1 A2");
    task("B", steps, coro_int(2));
    ck_assert_run("B1 B2");
}
END_TEST

static int hogs(coro_t *self, coro_value_t arg)
{
    for (int i = 1; i <= arg.i64; i++)
        trace("%s%d", coro_name(self), i);
    return 0;
}

START_TEST(test_task_that_never_yields_keeps_its_turn)
{
    task("A", steps, coro_int(2));
    task("B", hogs, coro_int(3));
    ck_assert_run("A1 B1 B2 B3 A2");
}
END_TEST

/* As `steps`, by coro_yield, whose value nobody gets. */
static int yields(coro_t *self, coro_value_t arg)
{
    coro_value_t in = coro_int(1);

    for (int i = 1; i <= arg.i64; i++) {
        trace("%s%d", coro_name(self), i);
        if (coro_yield(self, coro_int(7), &in) != 0 || in.i64 != 0)
            trace("wrong");
    }
    return 0;
}

START_TEST(test_yield_in_task_gives_up_the_turn)
{
    task("A", yields, coro_int(3));
    task("B", yields, coro_int(2));
    ck_assert_run("A1 B1 A2 B2 A3");
}
END_TEST

static int yields_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", yields, coro_int(2));
    int rc;

    (void)arg;
    while ((rc = coro_next(gen, NULL)) == 0)
        trace("%s", coro_name(self));
    coro_free(gen);
    return rc == CORO_DONE ? 0 : rc;
}

START_TEST(test_yield_in_generator_of_task_goes_to_its_driver)
{
    task("A", yields_in_generator, coro_none());
    task("B", steps, coro_int(1));
    ck_assert_run("g1 A g2 A B1");
}
END_TEST

static int yields_from_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", yields, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    return rc;
}

START_TEST(test_yield_in_generator_delegated_to_gives_up_the_turn)
{
    task("A", yields_from_generator, coro_int(2));
    task("B", steps, coro_int(2));
    ck_assert_run("g1 B1 g2 B2");
}
END_TEST

static int calls_steps(coro_t *self, coro_value_t arg)
{
    return coro_call(self, steps, arg, NULL);
}

static int drives_steps(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", steps, arg);
    int rc = coro_next(gen, NULL);

    (void)self;
    coro_free(gen);
    return rc == CORO_DONE ? 0 : rc;
}

static int delegates_steps(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", drives_steps, arg);
    int rc = coro_yield_from(self, gen, NULL);

    coro_free(gen);
    return rc;
}

START_TEST(test_turn_given_up_at_any_depth_is_the_tasks)
{
    task("A", calls_steps, coro_int(2));
    task("B", drives_steps, coro_int(2));
    task("C", delegates_steps, coro_int(2));
    ck_assert_run("A1 g1 g1 A2 g2 g2");
}
END_TEST

static int spawns(coro_t *self, coro_value_t arg)
{
    trace("%s1", coro_name(self));
    ck_assert_ptr_eq(coro_sched_of(self), sched);
    task("S", steps, arg);
    trace("%s2", coro_name(self));
    coro_sched_yield(self);
    trace("%s3", coro_name(self));
    return 0;
}

START_TEST(test_task_spawned_by_task_goes_after_all_that_are_ready)
{
    task("A", spawns, coro_int(2));
    task("B", steps, coro_int(2));
    ck_assert_run("A1 A2 B1 S1 A3 B2 S2");
}
END_TEST

static int tells_copy(coro_t *self, coro_value_t arg)
{
    char *name = arg.ptr;

    trace("%s", name);
    name[0] = '*'; /* its own */
    coro_sched_yield(self);
    trace("%s", name);
    return 0;
}

START_TEST(test_spawn_copy_gives_each_task_its_own)
{
    char name[] = "-one";

    ck_assert_ptr_nonnull(
        coro_spawn_copy(sched, tells_copy, name, sizeof name, NULL));
    memcpy(name, "-two", sizeof name);
    ck_assert_ptr_nonnull(
        coro_spawn_copy(sched, tells_copy, name, sizeof name, NULL));
    memset(name, 0, sizeof name);
    ck_assert_run("-one -two *one *two");
}
END_TEST

START_TEST(test_spawn_that_coro_new_refuses_is_null_with_its_errno)
{
    const coro_options_t tiny = {.stack_size = 1};

    ck_assert_refused(coro_spawn(sched, NULL, coro_none(), NULL), EINVAL);
    ck_assert_refused(coro_spawn(sched, steps, coro_none(), &tiny), EINVAL);
    ck_assert_refused(coro_spawn(NULL, steps, coro_none(), NULL), EINVAL);
    ck_assert_refused(coro_spawn_copy(sched, NULL, "", 1, NULL), EINVAL);
    ck_assert_refused(coro_spawn_copy(sched, steps, NULL, 1, NULL), EINVAL);
    ck_assert_refused(coro_spawn_copy(NULL, steps, "", 1, NULL), EINVAL);
    ck_assert_run("");
}
END_TEST

static int yields_for_another(coro_t *self, coro_value_t arg)
{
    (void)self;
    trace_got("other", coro_sched_yield(arg.ptr), coro_none());
    trace_got("NULL", coro_sched_yield(NULL), coro_none());
    return 0;
}

static int lends_self(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", yields_for_another, coro_ptr(self));

    (void)arg;
    coro_next(gen, NULL);
    coro_free(gen);
    return 0;
}

START_TEST(test_turn_given_up_for_another_coroutine_is_refused)
{
    task("A", lends_self, coro_none());
    task("B", steps, coro_int(1));
    ck_assert_run("other!NOT_CURRENT NULL!EINVAL B1");
}
END_TEST

START_TEST(test_turn_given_up_outside_of_tasks_is_refused)
{
    coro_t *gen = generator("g", steps, coro_int(2));

    ck_assert_int_eq(coro_next(gen, NULL), CORO_E_NO_SCHED);
    coro_free(gen);
    ck_assert_int_eq(coro_sched_yield(NULL), -EINVAL);
    ck_assert_trace("g1 g!NO_SCHED");
}
END_TEST

START_TEST(test_run_of_null_is_refused)
{
    ck_assert_int_eq(coro_sched_run(NULL), -EINVAL);
}
END_TEST

static int runs_own_scheduler(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace_got(coro_name(self), coro_sched_run(sched), coro_none());
    return 0;
}

START_TEST(test_run_inside_itself_is_refused)
{
    task("A", runs_own_scheduler, coro_none());
    task("B", steps, coro_int(1));
    ck_assert_run("A!RUNNING B1");
}
END_TEST

/* Whether it, and the coroutine in `arg`, is run by the scheduler. */
static int tells_scheduler(coro_t *self, coro_value_t arg)
{
    trace("%s%d", coro_name(self), coro_sched_of(self) == sched);
    trace("other%d", coro_sched_of(arg.ptr) != NULL);
    return 0;
}

static int drives_teller(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", tells_scheduler, coro_ptr(self));

    (void)arg;
    trace("%s%d", coro_name(self), coro_sched_of(self) == sched);
    coro_next(gen, NULL);
    coro_free(gen);
    return 0;
}

START_TEST(test_scheduler_of_body_is_the_one_that_runs_it)
{
    coro_t *gen = generator("out", tells_scheduler, coro_none());

    task("A", drives_teller, coro_none());
    coro_next(gen, NULL);
    coro_free(gen);
    ck_assert_trace("out0 other0");
    ck_assert_run("A1 g1 other0");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_two_tasks_yielding_alternate);
    tcase_add_test(tcase, test_task_alone_yielding_goes_on);
    tcase_add_test(tcase, test_no_task_runs_before_the_scheduler);
    tcase_add_test(tcase, test_scheduler_without_tasks_ends_at_once);
    tcase_add_test(tcase, test_scheduler_that_ran_dry_runs_again);
    tcase_add_test(tcase, test_task_that_never_yields_keeps_its_turn);
    tcase_add_test(tcase, test_yield_in_task_gives_up_the_turn);
    tcase_add_test(tcase, test_yield_in_generator_of_task_goes_to_its_driver);
    tcase_add_test(tcase,
                   test_yield_in_generator_delegated_to_gives_up_the_turn);
    tcase_add_test(tcase, test_turn_given_up_at_any_depth_is_the_tasks);
    tcase_add_test(tcase,
                   test_task_spawned_by_task_goes_after_all_that_are_ready);
    tcase_add_test(tcase, test_spawn_copy_gives_each_task_its_own);
    tcase_add_test(tcase,
                   test_spawn_that_coro_new_refuses_is_null_with_its_errno);
    tcase_add_test(tcase, test_turn_given_up_for_another_coroutine_is_refused);
    tcase_add_test(tcase, test_turn_given_up_outside_of_tasks_is_refused);
    tcase_add_test(tcase, test_run_of_null_is_refused);
    tcase_add_test(tcase, test_run_inside_itself_is_refused);
    tcase_add_test(tcase, test_scheduler_of_body_is_the_one_that_runs_it);
}

int main(void)
{
    return run_suite("turns", add_tests);
}
