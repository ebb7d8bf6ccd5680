/* SPDX-License-Identifier: MIT */
/* What CPython's test_queues shows, as far as the other suites do not:
 * docs/asyncio.md has the list. */
#include "suite.h"

#define ck_assert_all_wait() \
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK)

static coro_task_t *first;

static coro_queue_t queue;

static int gets(coro_t *self, coro_value_t arg)
{
    coro_value_t value = arg;
    int rc = coro_queue_get(self, &queue, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

static int puts_in(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_queue_put(self, &queue, arg));
}

static int joins(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return waited(self, coro_queue_join(self, &queue));
}

static void new_queue(size_t limit)
{
    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, limit);
}

static void put_now(int64_t value)
{
    ck_assert_int_eq(coro_queue_try_put(&queue, coro_int(value)), 0);
}

static void check_get(int64_t wanted)
{
    coro_value_t value;

    ck_assert_int_eq(coro_queue_try_get(&queue, &value), 0);
    ck_assert_int_eq(value.i64, wanted);
}

START_TEST(test_queue_of_three_readers_loses_nothing_if_one_is_asked_to_stop)
{
    new_queue(0);
    first = task("A", gets, coro_none());
    task("B", gets, coro_none());
    task("C", gets, coro_none());
    ck_assert_all_wait();
    put_now(1);
    put_now(2);
    coro_task_cancel(first);
    ck_assert_run("A!ECANCELED B=1 C=2");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_forgets_one_asked_to_stop_among_those_who_put)
{
    coro_task_t *last;

    new_queue(1);
    task("A", puts_in, coro_int(1));
    task("B", puts_in, coro_int(2));
    last = task("C", puts_in, coro_int(9));
    ck_assert_all_wait();
    coro_task_cancel(last);
    ck_assert_all_wait();
    ck_assert_trace("A=0 C!ECANCELED");
    check_get(1);
    ck_assert_run("B=0");
    check_get(2);
    ck_assert_uint_eq(coro_queue_size(&queue), 0);
    coro_queue_fini(&queue);
}
END_TEST

static int drains(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    for (size_t left = coro_queue_size(&queue); left > 0; left--)
        coro_queue_try_get(&queue, NULL);
    (void)arg;
    return 0;
}

START_TEST(test_queue_emptied_at_once_lets_all_put_that_have_room)
{
    new_queue(2);
    task("G", drains, coro_none());
    for (int64_t i = 1; i <= 4; i++)
        task("P", puts_in, coro_int(i));
    ck_assert_run("P=0 P=0 P=0 P=0");
    check_get(3);
    check_get(4);
    coro_queue_fini(&queue);
}
END_TEST

static int puts_five(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < 5; i++)
        rc = coro_queue_put(self, &queue, coro_int(i));
    (void)arg;
    return rc;
}

static int gets_five(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int i = 0; rc == 0 && i < 5; i++)
        rc = gets(self, arg);
    return rc;
}

START_TEST(test_queue_of_one_place_keeps_nobody_waiting_in_vain)
{
    new_queue(1);
    task("P", puts_five, coro_none());
    task("G", gets_five, coro_none());
    ck_assert_run("G=0 G=1 G=2 G=3 G=4");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_shut_down_is_joined_when_what_was_left_is_dealt_with)
{
    new_queue(1);
    put_now(1);
    task("J", joins, coro_none());
    task("P", puts_in, coro_int(2));
    ck_assert_all_wait();
    coro_queue_shutdown(&queue);
    ck_assert_all_wait();
    ck_assert_trace("P!SHUTDOWN");
    check_get(1);
    ck_assert_all_wait();
    ck_assert_int_eq(coro_queue_done(&queue), 0);
    ck_assert_run("J=0");
    ck_assert_int_eq(coro_queue_done(&queue), -EOVERFLOW);
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_shut_down_now_is_joined_when_what_was_taken_is_dealt_with)
{
    new_queue(0);
    put_now(1);
    put_now(2);
    task("J", joins, coro_none());
    check_get(1);
    ck_assert_all_wait();
    coro_queue_shutdown_now(&queue);
    ck_assert_all_wait();
    ck_assert_uint_eq(coro_queue_size(&queue), 0);
    ck_assert_int_eq(coro_queue_done(&queue), 0);
    ck_assert_run("J=0");
    ck_assert_int_eq(coro_queue_done(&queue), -EOVERFLOW);
    coro_queue_fini(&queue);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(
        tcase,
        test_queue_of_three_readers_loses_nothing_if_one_is_asked_to_stop);
    tcase_add_test(tcase,
                   test_queue_forgets_one_asked_to_stop_among_those_who_put);
    tcase_add_test(tcase,
                   test_queue_emptied_at_once_lets_all_put_that_have_room);
    tcase_add_test(tcase, test_queue_of_one_place_keeps_nobody_waiting_in_vain);
    tcase_add_test(
        tcase, test_queue_shut_down_is_joined_when_what_was_left_is_dealt_with);
    tcase_add_test(
        tcase,
        test_queue_shut_down_now_is_joined_when_what_was_taken_is_dealt_with);
}

int main(void)
{
    return run_suite("asyncio's tests of queues", add_tests);
}
