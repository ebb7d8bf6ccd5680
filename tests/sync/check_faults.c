/* SPDX-License-Identifier: MIT */
/* Memory that runs out: a queue that cannot grow says so and keeps what it
 * has; nothing else needs any. */
#include "starve.h"
#include "suite.h"

static coro_queue_t queue;

START_TEST(test_queue_without_memory_keeps_what_it_has)
{
    coro_value_t value;
    int64_t in = 0, out = 0;
    int rc, failures = 0;

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    while (in < 100) {
        starve_nth(1);
        rc = coro_queue_try_put(&queue, coro_int(in));
        starve_end();
        if (rc != 0) {
            ck_assert_int_eq(rc, -ENOMEM);
            ck_assert_uint_eq(coro_queue_size(&queue), (size_t)in);
            failures++;
            rc = coro_queue_try_put(&queue, coro_int(in));
        }
        ck_assert_int_eq(rc, 0);
        in++;
    }
    ck_assert_int_eq(failures, 4); /* 16, 32, 64, 128 */
    while (out < in) {
        ck_assert_int_eq(coro_queue_try_get(&queue, &value), 0);
        ck_assert_int_eq(value.i64, out++);
    }
    coro_queue_fini(&queue);
}
END_TEST

static int puts_in(coro_t *self, coro_value_t arg)
{
    int rc = coro_queue_put(self, &queue, arg);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_queue_put_without_memory_says_so)
{
    int rc;

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_PRIORITY, 3);
    task("A", puts_in, coro_int(1));
    task("B", puts_in, coro_int(2));
    starve_nth(1);
    rc = coro_sched_run(sched);
    starve_end();
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("A!ENOMEM B=0");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_reserved_needs_no_memory)
{
    int rc;

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    starve_nth(1);
    rc = coro_queue_reserve(&queue, 100);
    starve_end();
    ck_assert_int_eq(rc, -ENOMEM);
    rc = coro_queue_reserve(&queue, 100);
    ck_assert_int_eq(rc, 0);
    starve_from(1);
    rc = coro_queue_reserve(&queue, 99); /* there is room */
    for (int i = 0; rc == 0 && i < 100; i++)
        rc = coro_queue_try_put(&queue, coro_int(i));
    starve_end();
    ck_assert_int_eq(rc, 0);
    coro_queue_fini(&queue);
}
END_TEST

/* ---- What needs no memory */

static coro_mutex_t mutex = CORO_MUTEX_INIT;
static coro_condition_t condition = CORO_CONDITION_INIT(&mutex);
static coro_event_t event = CORO_EVENT_INIT;
static coro_semaphore_t semaphore = CORO_SEMAPHORE_INIT(0);
static coro_barrier_t barrier = CORO_BARRIER_INIT(2);
static coro_channel_t channel = CORO_CHANNEL_INIT;

static int waits_for_all(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;

    coro_mutex_lock(self, &mutex);
    coro_condition_wait(self, &condition);
    coro_mutex_unlock(&mutex);
    coro_event_wait(self, &event);
    coro_semaphore_acquire(self, &semaphore);
    coro_barrier_wait(self, &barrier, NULL);
    coro_channel_receive(self, &channel, &value);
    coro_event_wait_until(self, &event, coro_deadline(self, CORO_MS(5)));
    trace_got(coro_name(self), 0, value);
    return 0;
}

static int gives_all(coro_t *self, coro_value_t arg)
{
    coro_mutex_lock(self, &mutex);
    coro_condition_notify_all(&condition);
    coro_mutex_unlock(&mutex);
    coro_sleep(self, CORO_MS(1));
    coro_event_set(&event);
    coro_event_clear(&event);
    coro_sleep(self, CORO_MS(1));
    coro_semaphore_release(&semaphore);
    coro_barrier_wait(self, &barrier, NULL);
    return coro_channel_send(self, &channel, arg);
}

START_TEST(test_waiting_at_sync_objects_needs_no_memory)
{
    int rc;

    task("A", waits_for_all, coro_int(1));
    task("B", gives_all, coro_int(7));
    starve_from(1);
    rc = coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0); /* nobody even asked */
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("A=7");
}
END_TEST

static coro_value_t places[1];

/* Each call that takes a deadline waits until it has passed. */
static int is_late_everywhere(coro_t *self, coro_value_t arg)
{
    coro_queue_t full = CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, places),
                 empty = CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    coro_case_t cases[] = {{.op = CORO_CASE_GET, .queue = &empty},
                           {.op = CORO_CASE_PUT, .queue = &full},
                           {.op = CORO_CASE_SEND, .channel = &channel},
                           {.op = CORO_CASE_RECEIVE, .channel = &channel}};
    int late = 0;

    coro_queue_try_put(&full, arg);
    coro_mutex_try_lock(&mutex);
#define LATE(call, ...) (late += call(self, __VA_ARGS__) == -ETIMEDOUT)
#define SOON coro_deadline(self, CORO_US(1))
    LATE(coro_mutex_lock_until, &mutex, SOON);
    LATE(coro_condition_wait_until, &condition, SOON);
    LATE(coro_event_wait_until, &event, SOON);
    LATE(coro_semaphore_acquire_until, &semaphore, SOON);
    LATE(coro_barrier_wait_until, &barrier, SOON, NULL);
    LATE(coro_queue_put_until, &full, arg, SOON);
    LATE(coro_queue_get_until, &empty, SOON, NULL);
    LATE(coro_queue_join_until, &full, SOON);
    LATE(coro_channel_send_until, &channel, arg, SOON);
    LATE(coro_channel_receive_until, &channel, SOON, NULL);
    LATE(coro_select, cases, 4, SOON, NULL);
    coro_mutex_unlock(&mutex);
    coro_barrier_abort(&barrier);
    coro_barrier_reset(&barrier);
    coro_queue_try_get(&full, NULL);
    coro_queue_done(&full);
    coro_queue_shutdown_now(&empty);
    coro_queue_shutdown(&full);
    trace_got(coro_name(self), 0, coro_int(late));
    return 0;
}

START_TEST(test_being_late_at_sync_objects_needs_no_memory)
{
    int rc;

    event = (coro_event_t)CORO_EVENT_INIT;
    task("A", is_late_everywhere, coro_int(1));
    starve_from(1);
    rc = coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0);
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("A=11");
}
END_TEST

static int selects(coro_t *self, coro_value_t arg)
{
    coro_queue_t none = CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    coro_case_t cases[] = {
        {.op = CORO_CASE_GET, .queue = &none},
        {.op = CORO_CASE_PUT, .queue = &queue, .value = arg}};
    size_t chosen;
    int rc = coro_select(self, cases, 2, CORO_NEVER, &chosen);

    trace_got(coro_name(self), rc, coro_int((int64_t)chosen));
    return 0;
}

START_TEST(test_select_without_memory_says_which)
{
    int rc;

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, 0);
    task("A", selects, coro_int(1));
    starve_nth(1);
    rc = coro_sched_run(sched);
    starve_end();
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("A!ENOMEM/1");
    ck_assert_uint_eq(coro_queue_size(&queue), 0);
    coro_queue_fini(&queue);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_queue_without_memory_keeps_what_it_has);
    tcase_add_test(tcase, test_queue_put_without_memory_says_so);
    tcase_add_test(tcase, test_select_without_memory_says_which);
    tcase_add_test(tcase, test_queue_reserved_needs_no_memory);
    tcase_add_test(tcase, test_waiting_at_sync_objects_needs_no_memory);
    tcase_add_test(tcase, test_being_late_at_sync_objects_needs_no_memory);
}

int main(void)
{
    return run_suite("sync faults", add_tests);
}
