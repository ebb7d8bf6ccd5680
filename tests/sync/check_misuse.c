/* SPDX-License-Identifier: MIT */
/* Every call that waits: without a `self`, with somebody else's, outside of
 * tasks; and every call without its object. */
#include "suite.h"

static coro_t *self_of_call;
static coro_event_t event = {{NULL, NULL}, 1};
static coro_mutex_t mutex = CORO_MUTEX_INIT;
static coro_semaphore_t semaphore = CORO_SEMAPHORE_INIT(100);
static coro_condition_t condition = CORO_CONDITION_INIT(&mutex);
static coro_barrier_t barrier = CORO_BARRIER_INIT(1);
static coro_value_t storage[4];
static coro_queue_t queue = CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, storage);
static coro_channel_t channel = CORO_CHANNEL_INIT;

static int do_event(void)
{
    return coro_event_wait(self_of_call, &event);
}

static int do_mutex(void)
{
    int rc = coro_mutex_lock(self_of_call, &mutex);

    if (rc == 0)
        coro_mutex_unlock(&mutex);
    return rc;
}

static int do_semaphore(void)
{
    return coro_semaphore_acquire(self_of_call, &semaphore);
}

static int do_condition(void)
{
    int rc = coro_condition_wait(self_of_call, &condition);

    return rc == -EPERM ? 0 : rc;
}

static int do_barrier(void)
{
    return coro_barrier_wait(self_of_call, &barrier, NULL);
}

static int do_put(void)
{
    int rc = coro_queue_put(self_of_call, &queue, coro_none());

    if (rc == 0)
        coro_queue_try_get(&queue, NULL);
    return rc;
}

static int do_get(void)
{
    coro_queue_try_put(&queue, coro_none());
    return coro_queue_get(self_of_call, &queue, NULL);
}

static int do_join(void)
{
    while (coro_queue_done(&queue) == 0)
        ;
    return coro_queue_join(self_of_call, &queue);
}

static int do_send(void)
{
    int rc;

    coro_channel_close(&channel);
    rc = coro_channel_send(self_of_call, &channel, coro_none());
    return rc == CORO_E_SHUTDOWN ? 0 : rc;
}

static int do_receive(void)
{
    int rc;

    coro_channel_close(&channel);
    rc = coro_channel_receive(self_of_call, &channel, NULL);
    return rc == CORO_E_SHUTDOWN ? 0 : rc;
}

static int do_select(void)
{
    coro_case_t one = {.op = CORO_CASE_PUT, .queue = &queue};
    int rc = coro_select(self_of_call, &one, 1, CORO_NEVER, NULL);

    if (rc == 0)
        coro_queue_try_get(&queue, NULL);
    return rc;
}

typedef int call_t(void);
static call_t *const calls[] = {
    do_event, do_mutex, do_semaphore, do_condition, do_barrier, do_put,
    do_get,   do_join,  do_send,      do_receive,   do_select};
enum {
    CALLS = sizeof calls / sizeof calls[0]
};

static void check_all(coro_t *self, int status)
{
    self_of_call = self;
    queue.count = 0;
    for (int i = 0; i < CALLS; i++) {
        int rc = calls[i]();

        ck_assert_msg(rc == status, "call %d gave %d, not %d", i, rc, status);
    }
}

static int outside(coro_t *self, coro_value_t arg)
{
    (void)arg;
    check_all(self, CORO_E_NO_SCHED);
    return 0;
}

START_TEST(test_wait_outside_of_tasks_is_refused)
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

START_TEST(test_wait_in_a_task_is_for_its_own_self)
{
    task("A", inside, coro_none());
    ck_assert_run("");
}
END_TEST

static int without_objects(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;

    ck_assert_int_eq(coro_event_wait(self, NULL), -EINVAL);
    ck_assert_int_eq(coro_mutex_lock(self, NULL), -EINVAL);
    ck_assert_int_eq(coro_semaphore_acquire(self, NULL), -EINVAL);
    ck_assert_int_eq(coro_condition_wait(self, NULL), -EINVAL);
    ck_assert_int_eq(coro_barrier_wait(self, NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_put(self, NULL, arg), -EINVAL);
    ck_assert_int_eq(coro_queue_get(self, NULL, &value), -EINVAL);
    ck_assert_int_eq(value.i64, 0);
    ck_assert_int_eq(coro_queue_join(self, NULL), -EINVAL);
    ck_assert_int_eq(coro_channel_send(self, NULL, arg), -EINVAL);
    ck_assert_int_eq(coro_channel_receive(self, NULL, &value), -EINVAL);
    ck_assert_int_eq(coro_select(self, NULL, 1, CORO_NEVER, NULL), -EINVAL);
    return 0;
}

START_TEST(test_call_without_its_object_is_refused)
{
    task("A", without_objects, coro_int(3));
    ck_assert_run("");
    ck_assert_int_eq(coro_event_set(NULL), -EINVAL);
    ck_assert_int_eq(coro_event_clear(NULL), -EINVAL);
    ck_assert_int_eq(coro_mutex_try_lock(NULL), -EINVAL);
    ck_assert_int_eq(coro_mutex_unlock(NULL), -EINVAL);
    ck_assert_int_eq(coro_semaphore_try_acquire(NULL), -EINVAL);
    ck_assert_int_eq(coro_semaphore_release(NULL), -EINVAL);
    ck_assert_int_eq(coro_condition_notify(NULL, 1), -EINVAL);
    ck_assert_int_eq(coro_condition_notify_all(NULL), -EINVAL);
    ck_assert_int_eq(coro_barrier_abort(NULL), -EINVAL);
    ck_assert_int_eq(coro_barrier_reset(NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_try_put(NULL, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_queue_try_get(NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_done(NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_shutdown(NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_shutdown_now(NULL), -EINVAL);
    ck_assert_int_eq(coro_queue_reserve(NULL, 1), -EINVAL);
    ck_assert_int_eq(coro_channel_try_send(NULL, coro_none()), -EINVAL);
    ck_assert_int_eq(coro_channel_try_receive(NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_channel_close(NULL), -EINVAL);
    coro_queue_fini(NULL);
}
END_TEST

/* The case before it could be done, and is not. */
START_TEST(test_select_with_a_case_that_is_none_does_nothing)
{
    static const coro_case_t wrong[] = {
        {.op = CORO_CASE_GET, .channel = &channel},
        {.op = CORO_CASE_PUT},
        {.op = CORO_CASE_RECEIVE, .queue = &queue},
        {.op = CORO_CASE_SEND},
        {.op = (coro_case_op_t)5, .queue = &queue, .channel = &channel},
        {.op = (coro_case_op_t)-1, .queue = &queue, .channel = &channel}};

    queue.count = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        coro_case_t cases[] = {{.op = CORO_CASE_PUT, .queue = &queue},
                               wrong[i]};
        size_t chosen = 99;

        ck_assert_int_eq(coro_try_select(cases, 2, &chosen), -EINVAL);
        ck_assert_uint_eq(chosen, 2);
        ck_assert_uint_eq(coro_queue_size(&queue), 0);
    }
    ck_assert_int_eq(coro_try_select(NULL, 1, NULL), -EINVAL);
    ck_assert_int_eq(coro_try_select(NULL, 0, NULL), -EAGAIN);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_wait_outside_of_tasks_is_refused);
    tcase_add_test(tcase, test_wait_in_a_task_is_for_its_own_self);
    tcase_add_test(tcase, test_call_without_its_object_is_refused);
    tcase_add_test(tcase, test_select_with_a_case_that_is_none_does_nothing);
}

int main(void)
{
    return run_suite("misuse of sync objects", add_tests);
}
