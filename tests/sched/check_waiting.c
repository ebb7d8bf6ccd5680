/* SPDX-License-Identifier: MIT */
/* A scheduler and its clock: what it asks of it, and when that fails. */
#include "suite.h"

/* A clock that may be woken early, and may fail. */
typedef struct moody {
    int64_t now_ns;
    int early;  /* waits that end before the time has come */
    int status; /* of the next wait, once */
    int waits;
} moody_t;

static int64_t moody_now(void *ctx)
{
    const moody_t *moody = ctx;

    return moody->now_ns;
}

static int moody_wait_until(void *ctx, int64_t deadline_ns)
{
    moody_t *moody = ctx;
    int status = moody->status;

    moody->waits++;
    moody->status = 0;
    if (status != 0)
        return status;
    if (moody->early-- > 0)
        moody->now_ns = (moody->now_ns + deadline_ns) / 2;
    else
        moody->now_ns = deadline_ns;
    return 0;
}

static coro_sched_t *scheduler(moody_t *moody)
{
    const coro_sched_options_t options = {
        .clock = {moody_now, moody_wait_until, moody}};
    coro_sched_t *made = coro_sched_new(&options);

    ck_assert_ptr_nonnull(made);
    return made;
}

static int sleeps_by_moody(coro_t *self, coro_value_t arg)
{
    const moody_t *moody = arg.ptr;
    int rc = coro_sleep(self, 1000);

    trace_got(coro_name(self), rc, coro_int(moody->now_ns));
    return rc;
}

START_TEST(test_clock_that_wakes_early_is_asked_again)
{
    moody_t moody = {.early = 3};
    coro_sched_t *on = scheduler(&moody);

    task_on(on, "A", sleeps_by_moody, coro_ptr(&moody));
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_int_eq(moody.now_ns, 1000);
    ck_assert_int_eq(moody.waits, 4);
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_trace("A=1000");
}
END_TEST

START_TEST(test_clock_that_fails_ends_the_run_and_keeps_the_tasks)
{
    moody_t moody = {.status = -EIO};
    coro_sched_t *on = scheduler(&moody);
    coro_task_t *a = task_on(on, "A", sleeps_by_moody, coro_ptr(&moody));

    ck_assert_int_eq(coro_sched_run(on), -EIO);
    ck_assert_int_eq(coro_task_state(a), CORO_TASK_SLEEPING);
    ck_assert_uint_eq(stage_alive(on), 1);
    ck_assert_trace("");
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_trace("A=1000");
    ck_assert_int_eq(coro_sched_free(on), 0);
}
END_TEST

START_TEST(test_clock_is_not_asked_to_wait_by_those_who_do_not_sleep)
{
    moody_t moody = {.status = -EIO};
    coro_sched_t *on = scheduler(&moody);

    task_on(on, "A", steps, coro_int(2));
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_int_eq(moody.waits, 0);
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_trace("A1 A2");
}
END_TEST

static int sleeps_when_cancelled(coro_t *self, coro_value_t arg)
{
    moody_t *moody = arg.ptr;

    coro_sleep(self, 1000);
    moody->status = -EIO;
    trace("%s", coro_name(self));
    return coro_sleep(self, 1000);
}

START_TEST(test_clock_that_fails_while_freeing_discards_the_sleepers)
{
    moody_t moody = {0};
    coro_sched_t *on = scheduler(&moody);

    moody.status = -EIO;
    task_on(on, "A", sleeps_when_cancelled, coro_ptr(&moody));
    ck_assert_int_eq(coro_sched_run(on), -EIO);
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_trace("A hook:A!-5");
}
END_TEST

START_TEST(test_clock_with_one_function_is_refused)
{
    coro_sched_options_t options = {.clock = {moody_now, NULL, NULL}};

    ck_assert_refused(coro_sched_new(&options), EINVAL);
    options.clock = (coro_clock_t){NULL, moody_wait_until, NULL};
    ck_assert_refused(coro_sched_new(&options), EINVAL);
}
END_TEST

START_TEST(test_options_of_an_older_program_are_filled_up)
{
    const coro_sched_options_t options = {.clock = {moody_now, NULL, NULL}};
    coro_sched_t *on = coro__sched_new(&options, 0);

    ck_assert_ptr_nonnull(on);
    ck_assert_int_eq(coro_sched_free(on), 0);
}
END_TEST

static int sleeps_a_microsecond(coro_t *self, coro_value_t arg)
{
    const coro_clock_t clock = coro_monotonic_clock();
    int64_t before = clock.now(clock.ctx);
    int rc = coro_sleep(self, CORO_US(1));

    (void)arg;
    trace("%d", clock.now(clock.ctx) - before >= CORO_US(1));
    return rc;
}

START_TEST(test_scheduler_without_options_lives_by_the_machines_clock)
{
    coro_sched_options_t zero = {.clock = {NULL, NULL, NULL}};
    coro_sched_t *on = coro_sched_new(_i == 0 ? NULL : &zero);

    task_on(on, "A", sleeps_a_microsecond, coro_none());
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_trace("1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_clock_that_wakes_early_is_asked_again);
    tcase_add_test(tcase,
                   test_clock_that_fails_ends_the_run_and_keeps_the_tasks);
    tcase_add_test(tcase,
                   test_clock_is_not_asked_to_wait_by_those_who_do_not_sleep);
    tcase_add_test(tcase,
                   test_clock_that_fails_while_freeing_discards_the_sleepers);
    tcase_add_test(tcase, test_clock_with_one_function_is_refused);
    tcase_add_test(tcase, test_options_of_an_older_program_are_filled_up);
    tcase_add_loop_test(
        tcase, test_scheduler_without_options_lives_by_the_machines_clock, 0,
        2);
}

int main(void)
{
    return run_suite("waiting", add_tests);
}
