/* SPDX-License-Identifier: MIT */
/* What is told without being asked: deadlocks, slow turns, and whose an error
 * is that nobody took. */
#include "../sched/suite.h"

static void trace_task(void *ctx, coro_task_t *each)
{
    (void)ctx;
    trace("%s", coro_task_name(each));
}

static void on_deadlock(void *ctx, coro_sched_t *on)
{
    trace("%s", (const char *)ctx);
    ck_assert_ptr_eq(on, sched);
    coro_sched_each(on, trace_task, NULL);
}

static void on_slow_turn(void *ctx, coro_task_t *task_, int64_t turn_ns)
{
    (void)ctx;
    trace("slow:%s:%d", coro_task_name(task_), (int)(turn_ns / CORO_MS(1)));
}

/* The stage's scheduler, made anew. */
static void use(coro_sched_options_t options)
{
    ck_assert_int_eq(coro_sched_free(sched), 0);
    options.clock = coro_virtual_clock(&stage_time);
    sched = coro_sched_new(&options);
    ck_assert_ptr_nonnull(sched);
}

static void use_limit_ms(int64_t ms)
{
    use((coro_sched_options_t){.on_slow_turn = on_slow_turn,
                               .slow_turn_ns = CORO_MS(ms)});
}

/* ---- Deadlocks */

static coro_task_t *a, *b;

START_TEST(test_deadlock_is_told_with_all_tasks_there)
{
    use((coro_sched_options_t){.on_deadlock = on_deadlock, .ctx = "stuck:"});
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    task("C", steps, coro_int(1));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("C1 stuck: A B");
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_trace("");
    ck_assert_int_eq(coro_sched_step(sched, CORO_NEVER), CORO_E_DEADLOCK);
    ck_assert_trace("stuck: A B");
    coro_task_cancel(a);
    ck_assert_run("A!ECANCELED B!ECANCELED");
}
END_TEST

START_TEST(test_deadlock_of_tasks_that_insist_is_told_before_they_go)
{
    use((coro_sched_options_t){.on_deadlock = on_deadlock, .ctx = "stuck:"});
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("stuck: A B hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

/* ---- Slow turns */

/* Take `arg` ms of the clock, without letting anybody else go on. */
static int hogs(coro_t *self, coro_value_t arg)
{
    trace("%s", coro_name(self));
    stage_time.now_ns += CORO_MS(arg.i64);
    return 0;
}

static int hogs_in_steps(coro_t *self, coro_value_t arg)
{
    int rc = hogs(self, arg);

    if (rc == 0)
        rc = coro_sched_yield(self);
    if (rc == 0)
        rc = hogs(self, arg);
    return rc == 0 ? coro_sleep(self, CORO_MS(100)) : rc;
}

START_TEST(test_turn_that_is_slow_is_told_by_name)
{
    use_limit_ms(5);
    task("A", hogs_in_steps, coro_int(5));
    task("B", hogs_in_steps, coro_int(4));
    task("C", steps, coro_int(1));
    ck_assert_run("A slow:A:5 B C1 A slow:A:5 B");
}
END_TEST

static int hogs_and_fails(coro_t *self, coro_value_t arg)
{
    int rc = hogs(self, arg);

    return rc == 0 ? coro_fail(self, CORO_E_USER, coro_int(1)) : rc;
}

START_TEST(test_turn_that_is_slow_and_the_last_is_told)
{
    use_limit_ms(5);
    coro_task_release(task("A", hogs_and_fails, coro_int(7)));
    ck_assert_run("A slow:A:7 hook:A!-10000/1");
}
END_TEST

START_TEST(test_turns_that_are_measured_are_in_the_same_order)
{
    use_limit_ms(5);
    task("A", steps, coro_int(3));
    task("B", steps, coro_int(2));
    ck_assert_run("A1 B1 A2 B2 A3");
}
END_TEST

START_TEST(test_turns_are_not_measured_without_a_limit_or_a_function)
{
    use_limit_ms(0);
    task("A", hogs, coro_int(7));
    ck_assert_run("A");
    use((coro_sched_options_t){.slow_turn_ns = 1});
    task("A", hogs, coro_int(7));
    ck_assert_run("A");
}
END_TEST

START_TEST(test_turns_that_are_slow_are_counted)
{
    coro_sched_stats_t stats;

    use_limit_ms(5);
    task("A", hogs_in_steps, coro_int(6));
    ck_assert_run("A slow:A:6 A slow:A:6");
    ck_assert_int_eq(coro_sched_stats(sched, &stats), 0);
    ck_assert_uint_eq(stats.slow_turns, 2);
}
END_TEST

/* ---- Errors that nobody took */

static void tells_origin(void *ctx, const char *name, int status,
                         coro_value_t payload)
{
    const coro_task_t *failed = coro_unraisable_task();
    coro_task_info_t info;

    (void)ctx;
    (void)payload;
    if (failed == NULL) {
        trace("(%s)%d", name, status);
        return;
    }
    ck_assert_int_eq(coro_task_inspect(failed, &info), 0);
    trace("(%s)%d:%s<%s", name, status, info.name,
          info.made_by != NULL ? info.made_by : "outside");
}

static int spawns_one_that_fails(coro_t *self, coro_value_t arg)
{
    (void)self;
    coro_task_release(task("B", fails, arg));
    return 0;
}

START_TEST(test_error_nobody_took_comes_with_its_task_and_maker)
{
    coro_set_unraisable_hook(tells_origin, NULL);
    coro_task_release(task("A", spawns_one_that_fails, coro_int(1)));
    coro_task_release(task("C", fails, coro_int(1)));
    ck_assert_run("(C)-10000:C<outside (B)-10000:B<A");
}
END_TEST

static int drops_a_future(coro_t *self, coro_value_t arg)
{
    coro_future_t future = CORO_FUTURE_INIT;

    (void)self;
    coro_future_fail(&future, -EIO, arg);
    return coro_future_fini(&future);
}

START_TEST(test_error_of_a_future_comes_with_the_task_that_dropped_it)
{
    coro_future_t future = CORO_FUTURE_INIT;

    coro_set_unraisable_hook(tells_origin, NULL);
    task("A", drops_a_future, coro_none());
    ck_assert_run("()-5:A<outside");
    coro_future_fail(&future, -EIO, coro_none());
    coro_future_fini(&future);
    ck_assert_trace("()-5");
}
END_TEST

static int fails_twice(coro_t *self, coro_value_t arg)
{
    coro_group_t group;
    int rc = coro_group_begin(self, &group);

    coro_task_release(coro_group_spawn(&group, fails, arg, NULL));
    if (rc == 0)
        rc = coro_sched_yield(self);
    return coro_group_end(self, &group, -EIO);
}

START_TEST(test_second_error_of_a_group_comes_with_its_task)
{
    coro_set_unraisable_hook(tells_origin, NULL);
    a = task("A", fails_twice, coro_int(1));
    ck_assert_run("(A)-5:A<outside");
    ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_USER);
}
END_TEST

START_TEST(test_task_discarded_comes_with_its_name)
{
    coro_set_unraisable_hook(tells_origin, NULL);
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("(A)-5008:A<outside (B)-5008:B<outside");
    ck_assert_ptr_null(coro_unraisable_task());
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_deadlock_is_told_with_all_tasks_there);
    tcase_add_test(tcase,
                   test_deadlock_of_tasks_that_insist_is_told_before_they_go);
    tcase_add_test(tcase, test_turn_that_is_slow_is_told_by_name);
    tcase_add_test(tcase, test_turn_that_is_slow_and_the_last_is_told);
    tcase_add_test(tcase, test_turns_that_are_measured_are_in_the_same_order);
    tcase_add_test(tcase,
                   test_turns_are_not_measured_without_a_limit_or_a_function);
    tcase_add_test(tcase, test_turns_that_are_slow_are_counted);
    tcase_add_test(tcase, test_error_nobody_took_comes_with_its_task_and_maker);
    tcase_add_test(tcase,
                   test_error_of_a_future_comes_with_the_task_that_dropped_it);
    tcase_add_test(tcase, test_second_error_of_a_group_comes_with_its_task);
    tcase_add_test(tcase, test_task_discarded_comes_with_its_name);
}

int main(void)
{
    return run_suite("trouble", add_tests);
}
