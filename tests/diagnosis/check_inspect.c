/* SPDX-License-Identifier: MIT */
/* What is known of a task beside what it waits for. */
#include "inspected.h"

static coro_event_t event = CORO_EVENT_INIT;

static int in_event(coro_t *self)
{
    return coro_event_wait(self, &event);
}

static int asleep_in_timeouts(coro_t *self)
{
    coro_timeout_t outer, earliest, never, inner;
    int rc;

    coro_timeout_begin(self, &outer, CORO_MS(40));
    coro_timeout_begin(self, &earliest, CORO_MS(30));
    coro_timeout_begin(self, &never, CORO_NEVER);
    coro_timeout_begin(self, &inner, CORO_MS(35));
    rc = coro_sleep(self, CORO_MS(50));
    rc = coro_timeout_end(self, &inner, rc);
    rc = coro_timeout_end(self, &never, rc);
    rc = coro_timeout_end(self, &earliest, rc);
    return coro_timeout_end(self, &outer, rc);
}

START_TEST(test_inspect_tells_of_sleep_and_timeouts)
{
    const coro_task_info_t info = of_one_in(asleep_in_timeouts);

    ck_assert_int_eq(info.state, CORO_TASK_SLEEPING);
    ck_assert_ptr_null(info.waits_for);
    ck_assert_int_eq(info.deadline_ns, CORO_MS(53));
    ck_assert_int_eq(info.timeout_ns, CORO_MS(30));
}
END_TEST

static int leaves_timeouts(coro_t *self)
{
    coro_timeout_t outer, inner;

    coro_timeout_begin(self, &outer, CORO_MS(30));
    coro_timeout_begin(self, &inner, CORO_MS(20));
    coro_timeout_end(self, &outer, 0); /* in the wrong order */
    coro_sleep(self, CORO_MS(1));
    coro_timeout_end(self, &inner, 0);
    return coro_sleep(self, CORO_MS(50));
}

START_TEST(test_inspect_forgets_timeouts_that_were_left)
{
    coro_task_t *a;
    static wait_fn_t *const fn = leaves_timeouts;

    a = task("A", waits, coro_ptr(&fn));
    coro_sched_step(sched, 0);
    ck_assert_int_eq(inspect(a).timeout_ns, CORO_MS(20));
    stage_run_until(10);
    ck_assert(inspect(a).timeout_ns == CORO_NEVER);
}
END_TEST

START_TEST(test_inspect_tells_of_what_does_not_wait)
{
    coro_task_t *a = task("A", steps, coro_int(1)), *b;
    coro_task_info_t info = inspect(a);

    ck_assert_uint_eq(info.number, 1);
    ck_assert_str_eq(info.name, "A");
    ck_assert_int_eq(info.state, CORO_TASK_READY);
    ck_assert_ptr_null(info.waits_for);
    ck_assert_uint_eq(info.cancelling, 0);
    coro_task_cancel(a);
    ck_assert_uint_eq(inspect(a).cancelling, 1);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(inspect(a).state, CORO_TASK_ENDED);
    b = task("", steps, coro_int(0));
    ck_assert_uint_eq(inspect(b).number, 2);
    ck_assert_str_eq(inspect(b).name, "");
}
END_TEST

START_TEST(test_inspect_tells_of_one_woken_that_it_is_ready)
{
    static wait_fn_t *const fn = in_event;
    coro_task_t *a = task("A", waits, coro_ptr(&fn));
    coro_task_info_t info;

    coro_sched_step(sched, 0);
    coro_task_cancel(a);
    info = inspect(a);
    ck_assert_int_eq(info.state, CORO_TASK_READY);
    ck_assert_ptr_null(info.waits_for);
    ck_assert_ptr_null(info.object);
}
END_TEST

START_TEST(test_inspect_misused_is_refused)
{
    coro_task_info_t info;

    ck_assert_int_eq(coro_task_inspect(NULL, &info), -EINVAL);
    ck_assert_int_eq(coro_task_inspect(task("A", steps, coro_int(0)), NULL),
                     -EINVAL);
}
END_TEST

/* ---- Who made it */

static coro_task_t *made;

static int makes(coro_t *self, coro_value_t arg)
{
    made = task("B", steps, coro_int(0));
    (void)self;
    (void)arg;
    return 0;
}

START_TEST(test_inspect_tells_the_maker_even_after_its_end)
{
    coro_task_t *a = task("A", makes, coro_none());
    coro_task_info_t info = inspect(a);

    ck_assert_uint_eq(info.maker, 0);
    ck_assert_ptr_null(info.made_by);
    coro_task_release(a);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    info = inspect(made);
    ck_assert_uint_eq(info.maker, 1);
    ck_assert_str_eq(info.made_by, "A");
    ck_assert_str_eq(info.name, "B");
}
END_TEST

static coro_sched_t *elsewhere;

static int makes_elsewhere(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    made = task_on(elsewhere, "B", steps, coro_int(0));
    return 0;
}

START_TEST(test_inspect_tells_the_maker_of_another_scheduler_by_name)
{
    elsewhere = stage_scheduler();
    task("A", makes_elsewhere, coro_none());
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_uint_eq(inspect(made).maker, 0);
    ck_assert_str_eq(inspect(made).made_by, "A");
    ck_assert_int_eq(coro_sched_free(elsewhere), 0);
}
END_TEST

enum {
    LARGEST = 4096 /* bytes of code of the function below */
};

/* Is it right behind `function`'s beginning? */
static int is_in(const void *at, uintptr_t function)
{
    return (uintptr_t)at > function && (uintptr_t)at < function + LARGEST;
}

__attribute__((noinline)) static void makes_all(coro_t *self)
{
    coro_group_t own;

    ck_assert(
        is_in(inspect(coro_spawn(sched, returns, coro_int(0), NULL)).made_at,
              (uintptr_t)makes_all));
    ck_assert(
        is_in(inspect(coro_spawn_copy(sched, returns, NULL, 0, NULL)).made_at,
              (uintptr_t)makes_all));
    ck_assert(is_in(
        inspect(coro_sched_add(sched, generator("g", returns, coro_int(0))))
            .made_at,
        (uintptr_t)makes_all));
    coro_group_begin(self, &own);
    made = coro_group_spawn(&own, returns, coro_int(0), NULL);
    ck_assert(is_in(inspect(made).made_at, (uintptr_t)makes_all));
    coro_task_release(made);
    made = coro_group_spawn_copy(&own, returns, NULL, 0, NULL);
    ck_assert(is_in(inspect(made).made_at, (uintptr_t)makes_all));
    coro_task_release(made);
    ck_assert_int_eq(coro_group_end(self, &own, 0), 0);
}

static int has_all_made(coro_t *self, coro_value_t arg)
{
    makes_all(self);
    (void)arg;
    return 0;
}

START_TEST(test_inspect_tells_where_it_was_made)
{
    task("A", has_all_made, coro_none());
    ck_assert_run("");
}
END_TEST

static int looks_at_itself(coro_t *self, coro_value_t arg)
{
    *(const void **)arg.ptr = inspect(coro_task_current(self)).made_at;
    return 0;
}

START_TEST(test_inspect_tells_where_coro_run_was_called)
{
    const void *at = NULL;

    ck_assert_int_eq(coro_run(looks_at_itself, coro_ptr(&at), NULL), 0);
    ck_assert(
        is_in(at, (uintptr_t)test_inspect_tells_where_coro_run_was_called_fn));
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_inspect_tells_of_sleep_and_timeouts);
    tcase_add_test(tcase, test_inspect_forgets_timeouts_that_were_left);
    tcase_add_test(tcase, test_inspect_tells_of_what_does_not_wait);
    tcase_add_test(tcase, test_inspect_tells_of_one_woken_that_it_is_ready);
    tcase_add_test(tcase, test_inspect_misused_is_refused);
    tcase_add_test(tcase, test_inspect_tells_the_maker_even_after_its_end);
    tcase_add_test(tcase,
                   test_inspect_tells_the_maker_of_another_scheduler_by_name);
    tcase_add_test(tcase, test_inspect_tells_where_it_was_made);
    tcase_add_test(tcase, test_inspect_tells_where_coro_run_was_called);
}

int main(void)
{
    return run_suite("inspect", add_tests);
}
