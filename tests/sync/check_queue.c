/* SPDX-License-Identifier: MIT */
/* Queues. */
#include "suite.h"

#include <stdlib.h>

static coro_queue_t queue;
static coro_task_t *first;

static void set_up(size_t limit)
{
    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_FIFO, limit);
}

static void put_all(const int64_t *values, int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(coro_queue_try_put(&queue, coro_int(values[i])), 0);
}

static void check_get(int64_t wanted)
{
    coro_value_t value;

    ck_assert_int_eq(coro_queue_try_get(&queue, &value), 0);
    ck_assert_int_eq(value.i64, wanted);
}

static int gets(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc = coro_queue_get_until(self, &queue, deadline_of(self, arg), &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

static int puts_in(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_queue_put(self, &queue, arg));
}

/* ---- Order */

static const int64_t mixed[] = {5, 1, 4, 1, 3, 2, 9, -7};
enum {
    MIXED = sizeof mixed / sizeof mixed[0]
};

START_TEST(test_queue_gives_values_first_in_first_out)
{
    set_up(0);
    put_all(mixed, MIXED);
    ck_assert_uint_eq(coro_queue_size(&queue), MIXED);
    for (int i = 0; i < MIXED; i++)
        check_get(mixed[i]);
    ck_assert_int_eq(coro_queue_try_get(&queue, NULL), -EAGAIN);
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_lifo_gives_values_last_in_first_out)
{
    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_LIFO, 0);
    put_all(mixed, MIXED);
    for (int i = MIXED; i-- > 0;)
        check_get(mixed[i]);
    coro_queue_fini(&queue);
}
END_TEST

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

START_TEST(test_queue_by_priority_gives_the_least_first)
{
    int64_t values[200];

    queue = (coro_queue_t)CORO_QUEUE_INIT(CORO_QUEUE_PRIORITY, 0);
    for (int i = 0; i < 200; i++)
        values[i] = i * 7919 % 101;
    put_all(values, 200);
    qsort(values, 200, sizeof values[0], compare);
    for (int i = 0; i < 200; i++)
        check_get(values[i]);
    coro_queue_fini(&queue);
}
END_TEST

static int is_greater(coro_value_t a, coro_value_t b)
{
    return a.i64 > b.i64;
}

START_TEST(test_queue_by_a_function_gives_what_it_says)
{
    queue = (coro_queue_t)CORO_QUEUE_INIT_PRIORITY(0, is_greater);
    put_all(mixed, MIXED);
    check_get(9);
    check_get(5);
    check_get(4);
    coro_queue_fini(&queue);
}
END_TEST

/* Round the ring, and growing in the middle of it. */
START_TEST(test_queue_that_grows_keeps_the_order)
{
    int64_t in = 0, out = 0;

    set_up(0);
    for (int round = 1; round < 60; round++) {
        for (int i = 0; i < round; i++)
            ck_assert_int_eq(coro_queue_try_put(&queue, coro_int(in++)), 0);
        for (int i = 0; i < round / 2; i++)
            check_get(out++);
    }
    while (out < in)
        check_get(out++);
    coro_queue_fini(&queue);
    ck_assert_uint_eq(coro_queue_size(&queue), 0);
}
END_TEST

START_TEST(test_queue_in_an_array_is_as_big_as_that)
{
    coro_value_t array[3];

    queue = (coro_queue_t)CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, array);
    for (int64_t i = 0; i < 10; i++) {
        put_all(&i, 1);
        put_all(&i, 1);
        put_all(&i, 1);
        ck_assert_int_eq(coro_queue_try_put(&queue, coro_int(1)), -EAGAIN);
        check_get(i);
        check_get(i);
        check_get(i);
    }
    ck_assert_int_eq(coro_queue_reserve(&queue, 4), -EINVAL);
    coro_queue_fini(&queue);
}
END_TEST

/* ---- Waiting */

START_TEST(test_queue_empty_keeps_who_gets_in_order)
{
    set_up(0);
    task("A", gets, coro_int(0));
    task("B", gets, coro_int(0));
    task("C", puts_in, coro_int(1));
    task("D", puts_in, coro_int(2));
    ck_assert_run("C=0 D=0 A=1 B=2");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_full_keeps_who_puts_in_order)
{
    set_up(1);
    task("A", puts_in, coro_int(1));
    task("B", puts_in, coro_int(2));
    task("C", puts_in, coro_int(3));
    task("D", gets, coro_int(0));
    task("E", gets, coro_int(0));
    task("F", gets, coro_int(0));
    ck_assert_run("A=0 D=1 B=0 E=2 C=0 F=3");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_waited_for_too_long_is_late_and_takes_nothing)
{
    set_up(0);
    task("A", gets, coro_int(5));
    ck_assert_run("A!ETIMEDOUT");
    put_all(mixed, 1);
    check_get(5);
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_value_of_one_asked_to_stop_is_the_nexts)
{
    set_up(0);
    first = task("A", gets, coro_int(0));
    task("B", gets, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    put_all(mixed, 1);
    coro_task_cancel(first);
    ck_assert_run("A!ECANCELED B=5");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_place_of_one_asked_to_stop_is_the_nexts)
{
    set_up(1);
    put_all(mixed, 1);
    first = task("A", puts_in, coro_int(1));
    task("B", puts_in, coro_int(2));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    check_get(5);
    coro_task_cancel(first);
    ck_assert_run("A!ECANCELED B=0");
    check_get(2);
    coro_queue_fini(&queue);
}
END_TEST

/* ---- Join, shut down */

static int joins(coro_t *self, coro_value_t arg)
{
    return waited(self,
                  coro_queue_join_until(self, &queue, deadline_of(self, arg)));
}

START_TEST(test_queue_join_waits_until_all_is_dealt_with)
{
    set_up(0);
    put_all(mixed, 2);
    task("A", joins, coro_int(0));
    task("B", joins, coro_int(5));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("B!ETIMEDOUT");
    check_get(5);
    ck_assert_int_eq(coro_queue_done(&queue), 0);
    check_get(1);
    ck_assert_int_eq(coro_queue_done(&queue), 0);
    put_all(mixed, 1); /* does not hold A up any more */
    ck_assert_run("A=0");
    check_get(5);
    ck_assert_int_eq(coro_queue_done(&queue), 0);
    ck_assert_int_eq(coro_queue_done(&queue), -EOVERFLOW);
    task("C", joins, coro_int(0));
    ck_assert_run("C=0");
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_shut_down_gives_what_is_left)
{
    set_up(2);
    put_all(mixed, 2);
    task("A", puts_in, coro_int(8));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_queue_shutdown(&queue);
    ck_assert_run("A!SHUTDOWN");
    ck_assert_int_eq(coro_queue_try_put(&queue, coro_none()), CORO_E_SHUTDOWN);
    task("B", gets, coro_int(0));
    task("C", gets, coro_int(0));
    task("D", gets, coro_int(0));
    ck_assert_run("B=5 C=1 D!SHUTDOWN");
    ck_assert_int_eq(coro_queue_try_get(&queue, NULL), CORO_E_SHUTDOWN);
    coro_queue_fini(&queue);
}
END_TEST

START_TEST(test_queue_shut_down_now_drops_what_is_left)
{
    set_up(0);
    put_all(mixed, 3);
    task("A", joins, coro_int(0));
    task("B", gets, coro_int(0));
    task("C", gets, coro_int(0));
    task("D", gets, coro_int(0));
    task("E", gets, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("B=5 C=1 D=4");
    for (int i = 0; i < 3; i++)
        coro_queue_done(&queue);
    coro_queue_shutdown_now(&queue);
    ck_assert_run("A=0 E!SHUTDOWN");
    coro_queue_fini(&queue);
    set_up(0);
    put_all(mixed, 3);
    coro_queue_shutdown_now(&queue);
    ck_assert_uint_eq(coro_queue_size(&queue), 0);
    task("F", joins, coro_int(0));
    ck_assert_run("F=0");
    coro_queue_fini(&queue);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_queue_gives_values_first_in_first_out);
    tcase_add_test(tcase, test_queue_lifo_gives_values_last_in_first_out);
    tcase_add_test(tcase, test_queue_by_priority_gives_the_least_first);
    tcase_add_test(tcase, test_queue_by_a_function_gives_what_it_says);
    tcase_add_test(tcase, test_queue_that_grows_keeps_the_order);
    tcase_add_test(tcase, test_queue_in_an_array_is_as_big_as_that);
    tcase_add_test(tcase, test_queue_empty_keeps_who_gets_in_order);
    tcase_add_test(tcase, test_queue_full_keeps_who_puts_in_order);
    tcase_add_test(tcase,
                   test_queue_waited_for_too_long_is_late_and_takes_nothing);
    tcase_add_test(tcase, test_queue_value_of_one_asked_to_stop_is_the_nexts);
    tcase_add_test(tcase, test_queue_place_of_one_asked_to_stop_is_the_nexts);
    tcase_add_test(tcase, test_queue_join_waits_until_all_is_dealt_with);
    tcase_add_test(tcase, test_queue_shut_down_gives_what_is_left);
    tcase_add_test(tcase, test_queue_shut_down_now_drops_what_is_left);
}

int main(void)
{
    return run_suite("queues", add_tests);
}
