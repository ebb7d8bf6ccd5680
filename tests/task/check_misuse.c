/* SPDX-License-Identifier: MIT */
/* Every call that takes a `self`: without one, with somebody else's, outside
 * of tasks, and with NULL in place of what it needs. */
#include "sched/suite.h"

static coro_t *self_of_call;
static coro_future_t done = {{NULL, NULL}, {0}, 0, 1, 0, 0};
static coro_awaited_t list[1];
static coro_timeout_t timeout;
static coro_group_t group;
static coro_as_completed_t set;
static const coro_local_t local = CORO_LOCAL_INIT;

static int do_await(void)
{
    return coro_future_await(self_of_call, &done, NULL);
}

static int do_shield(void)
{
    return coro_shield(self_of_call, &done, NULL);
}

static int do_wait_for(void)
{
    return coro_wait_for(self_of_call, &done, CORO_NEVER, NULL);
}

static int do_gather(void)
{
    return coro_gather(self_of_call, list, 1, NULL);
}

static int do_collect(void)
{
    return coro_gather_collect(self_of_call, list, 1);
}

static int do_wait(void)
{
    return coro_wait(self_of_call, list, 1, CORO_WAIT_ALL, CORO_NEVER);
}

static int do_begin_set(void)
{
    int rc = coro_as_completed_begin(self_of_call, &set, list, 1);

    if (rc == 0)
        coro_as_completed_end(&set);
    return rc;
}

static int do_next(void)
{
    static coro_as_completed_t empty;
    coro_awaited_t *next;
    int rc = coro_as_completed_next(self_of_call, &empty, CORO_NEVER, &next);

    return rc == CORO_DONE ? 0 : rc;
}

static int do_timeout(void)
{
    int rc = coro_timeout_begin(self_of_call, &timeout, CORO_NEVER);

    return rc == 0 ? coro_timeout_end(self_of_call, &timeout, 0) : rc;
}

static int do_timeout_end(void)
{
    int rc = coro_timeout_end(self_of_call, &timeout, 0);

    return rc == CORO_E_FINISHED ? 0 : rc;
}

static int do_group(void)
{
    int rc = coro_group_begin(self_of_call, &group);

    return rc == 0 ? coro_group_end(self_of_call, &group, 0) : rc;
}

static int do_group_end(void)
{
    int rc = coro_group_end(self_of_call, &group, 0);

    return rc == CORO_E_FINISHED ? 0 : rc;
}

static int do_set_local(void)
{
    return coro_local_set(self_of_call, &local, coro_none());
}

static int do_get_local(void)
{
    return coro_local_get(self_of_call, &local, NULL);
}

typedef int call_t(void);
static call_t *const calls[] = {
    do_await, do_shield,    do_wait_for,    do_gather,    do_collect,
    do_wait,  do_timeout,   do_timeout_end, do_begin_set, do_next,
    do_group, do_group_end, do_set_local,   do_get_local};
enum {
    CALLS = sizeof calls / sizeof calls[0]
};

static void check_all(coro_t *self, int status)
{
    self_of_call = self;
    list[0] = (coro_awaited_t){.future = &done};
    for (int i = 0; i < CALLS; i++)
        ck_assert_msg(calls[i]() == status, "call %d gave %d, not %d", i,
                      calls[i](), status);
}

static int outside(coro_t *self, coro_value_t arg)
{
    (void)arg;
    check_all(self, CORO_E_NO_SCHED);
    return 0;
}

START_TEST(test_call_outside_of_tasks_is_refused)
{
    coro_t *gen = generator("g", outside, coro_none());

    check_all(NULL, -EINVAL);
    check_all(gen, CORO_E_NOT_CURRENT);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    coro_free(gen);
}
END_TEST

static int inside(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", returns, arg);

    check_all(NULL, -EINVAL);
    check_all(gen, CORO_E_NOT_CURRENT);
    check_all(self, 0);
    coro_free(gen);
    return 0;
}

START_TEST(test_call_in_a_task_is_for_its_own_self)
{
    coro_task_t *a = task("A", inside, coro_none());

    ck_assert_run("");
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

static int without_parts(coro_t *self, coro_value_t arg)
{
    coro_awaited_t nothing = {.future = NULL}, *next;

    (void)arg;
    ck_assert_int_eq(coro_future_await(self, NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_shield(self, NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_wait_for(self, NULL, 1, NULL), -EINVAL);
    ck_assert_int_eq(coro_gather(self, NULL, 1, NULL), -EINVAL);
    ck_assert_int_eq(coro_gather(self, &nothing, 1, NULL), -EINVAL);
    ck_assert_int_eq(coro_gather_collect(self, NULL, 1), -EINVAL);
    ck_assert_int_eq(coro_wait(self, NULL, 1, CORO_WAIT_ALL, 1), -EINVAL);
    ck_assert_int_eq(coro_wait(self, NULL, 0, CORO_WAIT_ALL, 1), -EINVAL);
    ck_assert_int_eq(coro_as_completed_begin(self, NULL, list, 1), -EINVAL);
    ck_assert_int_eq(coro_as_completed_begin(self, &set, NULL, 1), -EINVAL);
    ck_assert_int_eq(coro_as_completed_next(self, NULL, 1, &next), -EINVAL);
    ck_assert_int_eq(coro_as_completed_next(self, &set, 1, NULL), -EINVAL);
    ck_assert_int_eq(coro_timeout_begin(self, NULL, 1), -EINVAL);
    ck_assert_int_eq(coro_timeout_end(self, NULL, 1), -EINVAL);
    return 0;
}

START_TEST(test_call_without_what_it_needs_is_refused)
{
    task("A", without_parts, coro_none());
    ck_assert_run("");
    ck_assert_int_eq(coro_future_set(NULL, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_future_fail(NULL, -EIO, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_future_cancel(NULL), -EINVAL);
    ck_assert_int_eq(coro_future_fini(NULL), -EINVAL);
}
END_TEST

/* ---- Tasks of another scheduler */

static int awaits_abroad(coro_t *self, coro_value_t arg)
{
    coro_future_t *abroad = coro_task_future(arg.ptr);

    list[0] = (coro_awaited_t){.future = abroad};
    ck_assert_int_eq(coro_future_await(self, abroad, NULL), CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_shield(self, abroad, NULL), CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_wait_for(self, abroad, 1, NULL), CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_gather(self, list, 1, NULL), CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_gather_collect(self, list, 1), CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_wait(self, list, 1, CORO_WAIT_ALL, 1),
                     CORO_E_WRONG_SCHED);
    ck_assert_int_eq(coro_as_completed_begin(self, &set, list, 1),
                     CORO_E_WRONG_SCHED);
    return 0;
}

START_TEST(test_task_of_another_scheduler_is_not_awaited_in_any_way)
{
    coro_sched_t *other = stage_scheduler();
    coro_task_t *abroad = task_on(other, "X", returns, coro_int(1));

    task("A", awaits_abroad, coro_ptr(abroad));
    ck_assert_run("");
    ck_assert_int_eq(coro_sched_free(other), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_call_outside_of_tasks_is_refused);
    tcase_add_test(tcase, test_call_in_a_task_is_for_its_own_self);
    tcase_add_test(tcase, test_call_without_what_it_needs_is_refused);
    tcase_add_test(tcase,
                   test_task_of_another_scheduler_is_not_awaited_in_any_way);
}

int main(void)
{
    return run_suite("misuse of tasks", add_tests);
}
