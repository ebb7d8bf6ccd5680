/* SPDX-License-Identifier: MIT */
/* Awaits that are refused; each leaves everything as it was. */
#include "suite.h"

static coro_task_t *a, *b;

static int awaits_and_goes_on(coro_t *self, coro_value_t arg)
{
    awaits(self, arg);
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_await_of_itself_is_refused)
{
    a = task("A", awaits_and_goes_on, coro_ptr(&a));
    task("B", steps, coro_int(1));
    ck_assert_run("A!EDEADLK A B1"); /* at once */
}
END_TEST

static int awaits_itself_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", awaits_and_goes_on, arg);

    coro_next(gen, NULL);
    coro_free(gen);
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_await_of_itself_in_a_generator_is_refused)
{
    a = task("A", awaits_itself_in_generator, coro_ptr(&a));
    ck_assert_run("g!EDEADLK g A");
}
END_TEST

START_TEST(test_await_of_another_schedulers_task_is_refused)
{
    coro_sched_t *other = stage_scheduler();

    a = task_on(other, "A", sleeps, coro_int(5));
    b = task_on(other, "B", returns, coro_int(5));
    task("C", awaits_and_goes_on, coro_ptr(&a));
    ck_assert_run("C!WRONG_SCHED C");
    ck_assert_int_eq(coro_sched_run(other), 0);
    ck_assert_trace("A@5");
    task("D", awaits_and_goes_on, coro_ptr(&b)); /* ended: no matter */
    ck_assert_run("D!WRONG_SCHED D");
    ck_assert_int_eq(coro_sched_free(other), 0);
}
END_TEST

static int awaits_null(coro_t *self, coro_value_t arg)
{
    coro_value_t out = coro_int(1);

    (void)arg;
    trace_got(coro_name(self), coro_await(self, NULL, &out), out);
    return 0;
}

START_TEST(test_await_of_null_is_refused)
{
    task("A", awaits_null, coro_none());
    ck_assert_run("A!EINVAL");
}
END_TEST

START_TEST(test_await_outside_of_tasks_is_refused)
{
    coro_t *gen = generator("g", awaits_and_goes_on, coro_ptr(&a));

    a = task("A", returns, coro_int(5));
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    gen = generator("h", awaits_null, coro_none());
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
    ck_assert_trace("g!NO_SCHED g h!NO_SCHED");
    ck_assert_run("");
}
END_TEST

START_TEST(test_await_by_nobody_is_refused)
{
    coro_value_t out = coro_int(1);

    a = task("A", returns, coro_int(5));
    ck_assert_int_eq(coro_await(NULL, a, &out), -EINVAL);
    ck_assert_int_eq(out.i64, 0);
    ck_assert_int_eq(coro_await(NULL, NULL, NULL), -EINVAL);
    ck_assert_run("");
}
END_TEST

static int awaits_for_another(coro_t *self, coro_value_t arg)
{
    coro_value_t out = coro_int(1);
    int rc = coro_await(arg.ptr, a, &out);

    (void)self;
    trace_got("other", rc, out);
    return 0;
}

static int lends_self(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", awaits_for_another, coro_ptr(self));

    (void)arg;
    coro_next(gen, NULL);
    coro_free(gen);
    return 0;
}

START_TEST(test_await_for_another_coroutine_is_refused)
{
    a = task("A", returns, coro_int(5));
    task("B", lends_self, coro_none());
    ck_assert_run("other!NOT_CURRENT");
}
END_TEST

/* What runs when a body has ended, and must not suspend. */
static void suspends_deferred(void *arg)
{
    trace_got("yield", coro_sched_yield(coro_self()), coro_none());
    trace_got("sleep", coro_sleep(arg, 1), coro_none());
    trace_got("await", coro_await(arg, a, NULL), coro_none());
}

static int defers(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_defer(self, suspends_deferred, self);
}

START_TEST(test_await_in_a_deferred_function_is_refused)
{
    a = task("A", returns, coro_int(5));
    task("B", defers, coro_none());
    ck_assert_run("yield!NOT_CURRENT sleep!NOT_CURRENT await!NOT_CURRENT");
}
END_TEST

/* A clock that suspends whom it can. */
static int64_t clock_that_yields(void *ctx)
{
    coro_t *gen = generator("clock", steps, coro_int(1));

    (void)ctx;
    coro_next(gen, NULL);
    coro_free(gen);
    return stage_time.now_ns;
}

static int sleeps_once(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, 1);
}

START_TEST(test_turn_given_up_in_the_schedulers_loop_is_refused)
{
    const coro_clock_t clock = coro_virtual_clock(&stage_time);
    const coro_sched_options_t options = {
        .clock = {clock_that_yields, clock.wait_until, &stage_time}};
    coro_sched_t *on = coro_sched_new(&options);

    task_on(on, "A", sleeps_once, coro_none());
    task_on(on, "B", steps, coro_int(1));
    ck_assert_int_eq(coro_sched_run(on), 0);
    /* In coro_sleep of A it is A's turn; then nobody's, before the wait and
     * after it. */
    ck_assert_trace("clock1 B1 clock1 clock!NO_SCHED clock1 clock!NO_SCHED");
    ck_assert_int_eq(coro_sched_free(on), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_await_of_itself_is_refused);
    tcase_add_test(tcase, test_await_of_itself_in_a_generator_is_refused);
    tcase_add_test(tcase, test_await_of_another_schedulers_task_is_refused);
    tcase_add_test(tcase, test_await_of_null_is_refused);
    tcase_add_test(tcase, test_await_outside_of_tasks_is_refused);
    tcase_add_test(tcase, test_await_by_nobody_is_refused);
    tcase_add_test(tcase, test_await_for_another_coroutine_is_refused);
    tcase_add_test(tcase, test_await_in_a_deferred_function_is_refused);
    tcase_add_test(tcase, test_turn_given_up_in_the_schedulers_loop_is_refused);
}

int main(void)
{
    return run_suite("refused", add_tests);
}
