/* SPDX-License-Identifier: MIT */
/* The queue of deadlines: its order, alone and against a naive one. */
#include "time/timers.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    TIMERS = 200,
    OPERATIONS = 20000
};

static coro__timers_t queue;
static coro__timer_t timers[TIMERS];

static void open_queue(void)
{
    memset(&queue, 0, sizeof queue);
    memset(timers, 0, sizeof timers);
    ck_assert_int_eq(coro__timers_reserve(&queue, TIMERS), 0);
}

static void close_queue(void)
{
    coro__timers_fini(&queue);
}

static void arm(int timer, int64_t at_ns)
{
    coro__timers_arm(&queue, &timers[timer], at_ns, 0);
    ck_assert_uint_ne(timers[timer].place, 0);
}

/* The next that is due, by its number; -1: none. */
static int due(int64_t now_ns)
{
    const coro__timer_t *timer = coro__timers_due(&queue, now_ns);

    if (timer == NULL)
        return -1;
    ck_assert_uint_eq(timer->place, 0);
    return (int)(timer - timers);
}

START_TEST(test_empty_queue_has_none_due)
{
    ck_assert_int_eq(due(INT64_MAX), -1);
    ck_assert_uint_eq(queue.count, 0);
}
END_TEST

START_TEST(test_timer_is_due_at_its_time_and_once)
{
    arm(0, 10);
    ck_assert_int_eq(due(9), -1);
    ck_assert_uint_eq(queue.count, 1);
    ck_assert_int_eq(due(10), 0);
    ck_assert_int_eq(due(10), -1);
    arm(0, INT64_MAX);
    ck_assert_int_eq(due(INT64_MAX - 1), -1);
    ck_assert_int_eq(due(INT64_MAX), 0);
    arm(0, INT64_MIN);
    ck_assert_int_eq(due(INT64_MIN), 0);
}
END_TEST

START_TEST(test_timers_are_due_in_order_of_time)
{
    /* 7 has no factor in common with TIMERS: each time once. */
    for (int i = 0; i < TIMERS; i++)
        arm(i, i * 7 % TIMERS);
    for (int at = 0; at < TIMERS; at++) {
        ck_assert_int_eq(due(at) * 7 % TIMERS, at);
        ck_assert_int_eq(due(at), -1);
    }
}
END_TEST

START_TEST(test_timers_of_one_time_are_due_in_order_of_arming)
{
    for (int i = 0; i < TIMERS; i++)
        arm(i, 5);
    for (int i = 0; i < TIMERS / 2; i++)
        ck_assert_int_eq(due(5), i);
    for (int i = 0; i < TIMERS / 2; i++) /* armed anew, they are last */
        arm(i, 5);
    for (int i = 0; i < TIMERS; i++)
        ck_assert_int_eq(due(5), (i + TIMERS / 2) % TIMERS);
}
END_TEST

START_TEST(test_earliest_deadline_can_be_read)
{
    arm(0, 10);
    arm(1, 5);
    arm(2, 20);
    ck_assert_int_eq(queue.heap[0].at_ns, 5);
    ck_assert_int_eq(due(5), 1);
    ck_assert_int_eq(queue.heap[0].at_ns, 10);
}
END_TEST

START_TEST(test_timer_disarmed_anywhere_leaves_the_others_in_order)
{
    for (int gone = 0; gone < TIMERS; gone++) {
        for (int i = 0; i < TIMERS; i++)
            arm(i, i * 7 % TIMERS);
        coro__timers_disarm(&queue, &timers[gone]);
        ck_assert_uint_eq(timers[gone].place, 0);
        ck_assert_uint_eq(queue.count, TIMERS - 1);
        for (int at = 0; at < TIMERS; at++)
            if (at != gone * 7 % TIMERS)
                ck_assert_int_eq(due(TIMERS) * 7 % TIMERS, at);
        ck_assert_int_eq(due(TIMERS), -1);
    }
}
END_TEST

START_TEST(test_timer_not_armed_can_be_disarmed)
{
    arm(0, 10);
    coro__timers_disarm(&queue, &timers[1]);
    ck_assert_uint_eq(queue.count, 1);
    coro__timers_disarm(&queue, &timers[0]);
    coro__timers_disarm(&queue, &timers[0]);
    ck_assert_uint_eq(queue.count, 0);
    ck_assert_int_eq(due(INT64_MAX), -1);
}
END_TEST

/* ---- How late the first may be */

START_TEST(test_slack_is_a_thousandth_of_the_time_armed_for)
{
    const struct {
        int64_t ns, slack_ns;
    } cases[] = {
        {0, 0},
        {-5, 0},
        {INT64_MIN, 0},
        {1023, 0},
        {1024, 1},
        {2047, 1},
        {2048, 2},
        {CORO_MS(1), 512},
        {CORO_SECONDS(1), 1 << 19},
        {CORO_SECONDS(137), 1 << 26},
        {CORO_SECONDS(138), CORO_MS(100)},
        {INT64_MAX, CORO_MS(100)},
    };

    ck_assert_int_eq(coro__timers_slack(&queue), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arm(0, cases[i].ns);
        ck_assert_int_eq(coro__timers_slack(&queue), cases[i].slack_ns);
        coro__timers_disarm(&queue, &timers[0]);
        ck_assert_int_eq(coro__timers_slack(&queue), 0);
    }
}
END_TEST

START_TEST(test_slack_counts_from_when_a_timer_is_armed)
{
    coro__timers_arm(&queue, &timers[0], INT64_MAX, INT64_MAX - 1024);
    ck_assert_int_eq(coro__timers_slack(&queue), 1);
    coro__timers_arm(&queue, &timers[1], INT64_MIN + 1, INT64_MIN);
    ck_assert_int_eq(coro__timers_slack(&queue), 0);
    coro__timers_disarm(&queue, &timers[1]);
    coro__timers_disarm(&queue, &timers[0]);
    coro__timers_arm(&queue, &timers[0], INT64_MAX, INT64_MIN);
    ck_assert_int_eq(coro__timers_slack(&queue), CORO_MS(100));
}
END_TEST

START_TEST(test_slack_is_that_of_the_shortest)
{
    arm(0, 4096);
    arm(1, 2048);
    arm(2, 4097);
    arm(3, 2049);
    ck_assert_int_eq(coro__timers_slack(&queue), 2);
    ck_assert_int_eq(due(2048), 1);
    ck_assert_int_eq(coro__timers_slack(&queue), 2);
    coro__timers_disarm(&queue, &timers[3]);
    ck_assert_int_eq(coro__timers_slack(&queue), 4);
    ck_assert_int_eq(due(INT64_MAX), 0);
    ck_assert_int_eq(coro__timers_slack(&queue), 4);
    ck_assert_int_eq(due(INT64_MAX), 2);
    ck_assert_int_eq(coro__timers_slack(&queue), 0);
}
END_TEST

/* ---- Room */

START_TEST(test_reserve_keeps_what_is_armed)
{
    coro__timers_t small = {.heap = NULL};

    for (int i = 0; i < TIMERS; i++) {
        ck_assert_int_eq(coro__timers_reserve(&small, (size_t)i + 1), 0);
        ck_assert_uint_ge(small.capacity, (size_t)i + 1);
        coro__timers_arm(&small, &timers[i], TIMERS - i, 0);
    }
    for (int i = TIMERS - 1; i >= 0; i--)
        ck_assert_ptr_eq(coro__timers_due(&small, TIMERS), &timers[i]);
    coro__timers_fini(&small);
}
END_TEST

START_TEST(test_reserve_of_what_there_is_changes_nothing)
{
    const coro__timers_t before = queue;

    ck_assert_int_eq(coro__timers_reserve(&queue, 0), 0);
    ck_assert_int_eq(coro__timers_reserve(&queue, before.capacity), 0);
    ck_assert_ptr_eq(queue.heap, before.heap);
    ck_assert_uint_eq(queue.capacity, before.capacity);
}
END_TEST

static int starving;

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_realloc(void *memory, size_t size)
{
    return starving ? NULL : __real_realloc(memory, size);
}

START_TEST(test_reserve_without_memory_changes_nothing)
{
    size_t capacity = queue.capacity;
    int rc;

    arm(0, 10);
    arm(1, 5);
    starving = 1;
    rc = coro__timers_reserve(&queue, capacity + 1);
    starving = 0;
    ck_assert_int_eq(rc, -ENOMEM);
    ck_assert_uint_eq(queue.capacity, capacity);
    ck_assert_int_eq(due(10), 1);
    ck_assert_int_eq(due(10), 0);
    ck_assert_int_eq(coro__timers_reserve(&queue, capacity + 1), 0);
    ck_assert_uint_gt(queue.capacity, capacity);
}
END_TEST

/* ---- Against a naive queue: an array that is searched */

typedef struct naive {
    int armed;
    int64_t at_ns;
    int order;
} naive_t;

static naive_t model[TIMERS];
static int order;

/* Few times, so that many are equal; some at the ends of the range. */
static int64_t any_time(void)
{
    int time = rand() % 24;

    if (time >= 20)
        return (int64_t[]){INT64_MIN, INT64_MIN + 1, INT64_MAX - 1,
                           INT64_MAX}[time - 20];
    return time - 10;
}

static int naive_due(int64_t now_ns)
{
    int first = -1;

    for (int i = 0; i < TIMERS; i++)
        if (model[i].armed && model[i].at_ns <= now_ns &&
            (first < 0 || model[i].at_ns < model[first].at_ns ||
             (model[i].at_ns == model[first].at_ns &&
              model[i].order < model[first].order)))
            first = i;
    if (first >= 0)
        model[first].armed = 0;
    return first;
}

static void any_operation(void)
{
    int timer = rand() % TIMERS;
    int64_t now = any_time();

    if (rand() % 3 == 0) {
        ck_assert_int_eq(due(now), naive_due(now));
    } else if (model[timer].armed) {
        model[timer].armed = 0;
        coro__timers_disarm(&queue, &timers[timer]);
    } else {
        model[timer] = (naive_t){1, now, order++};
        arm(timer, now);
    }
}

static void check_heap(void)
{
    size_t armed = 0;

    for (int i = 0; i < TIMERS; i++) {
        ck_assert_int_eq(timers[i].place != 0, model[i].armed);
        if (model[i].armed) {
            ck_assert_ptr_eq(queue.heap[timers[i].place - 1].timer, &timers[i]);
            armed++;
        }
    }
    ck_assert_uint_eq(queue.count, armed);
}

START_TEST(test_random_operations_agree_with_a_naive_queue)
{
    int last;

    srand((unsigned)_i);
    memset(model, 0, sizeof model);
    for (int i = 0; i < OPERATIONS; i++) {
        any_operation();
        if (i % 100 == 0)
            check_heap();
    }
    do {
        last = naive_due(INT64_MAX);
        ck_assert_int_eq(due(INT64_MAX), last);
    } while (last >= 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_checked_fixture(tcase, open_queue, close_queue);
    tcase_add_test(tcase, test_empty_queue_has_none_due);
    tcase_add_test(tcase, test_timer_is_due_at_its_time_and_once);
    tcase_add_test(tcase, test_timers_are_due_in_order_of_time);
    tcase_add_test(tcase, test_timers_of_one_time_are_due_in_order_of_arming);
    tcase_add_test(tcase, test_earliest_deadline_can_be_read);
    tcase_add_test(tcase,
                   test_timer_disarmed_anywhere_leaves_the_others_in_order);
    tcase_add_test(tcase, test_timer_not_armed_can_be_disarmed);
    tcase_add_test(tcase, test_slack_is_a_thousandth_of_the_time_armed_for);
    tcase_add_test(tcase, test_slack_counts_from_when_a_timer_is_armed);
    tcase_add_test(tcase, test_slack_is_that_of_the_shortest);
    tcase_add_test(tcase, test_reserve_keeps_what_is_armed);
    tcase_add_test(tcase, test_reserve_of_what_there_is_changes_nothing);
    tcase_add_test(tcase, test_reserve_without_memory_changes_nothing);
    tcase_add_loop_test(tcase, test_random_operations_agree_with_a_naive_queue,
                        1, 6);
}

int main(void)
{
    Suite *suite = suite_create("timers");
    TCase *tcase = tcase_create("timers");
    SRunner *runner = srunner_create(suite);
    int failed;

    add_tests(tcase);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
