/* SPDX-License-Identifier: MIT */
/* Select: given up, closed, cancelled at the moment it is served; and many at
 * once. */
#include "choice.h"

static coro_task_t *first;

/* ---- Given up */

START_TEST(test_select_late_has_done_nothing)
{
    choice_t choice = {.cases = {case_get(&queue), case_receive(&channel),
                                 case_send(&second, 1)},
                       .count = 3,
                       .ms = 5};

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    ck_assert_run("A.3!ETIMEDOUT");
    choice_check_lines();
    put_now(&queue, 1);
    ck_assert_uint_eq(coro_queue_size(&queue), 1);
}
END_TEST

START_TEST(test_select_served_before_the_deadline_is_not_late)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue)},
                       .count = 2,
                       .ms = 5};
    choice_t same = choice;

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    task("B", selects, coro_ptr(&same));
    task("S", sleeps, coro_int(20));
    stage_run_until(4);
    send_now(&channel, 1);
    put_now(&queue, 2);
    stage_time.now_ns = CORO_MS(10);
    ck_assert_run("A.0=1 B.1=2 S@20");
}
END_TEST

START_TEST(test_select_by_a_deadline_that_has_passed_lets_others_go_first)
{
    choice_t choice = {.cases = {case_receive(&channel)}, .count = 1, .ms = -1};
    choice_t same = choice;

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    task("B", steps, coro_int(1));
    ck_assert_run("B1 A.1!ETIMEDOUT");
    task("C", selects, coro_ptr(&same));
    task("D", sends, coro_int(5));
    ck_assert_run("D=0 C.0=5");
}
END_TEST

START_TEST(test_select_asked_to_stop_leaves_all_lines_at_once)
{
    choice_t choice = {.cases = {case_send(&channel, 1), case_receive(&second),
                                 case_get(&queue)},
                       .count = 3};

    choice_begin();
    first = task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    coro_task_cancel(first);
    choice_check_lines();
    ck_assert_int_eq(coro_channel_try_receive(&channel, NULL), -EAGAIN);
    put_now(&queue, 1);
    ck_assert_run("A.3!ECANCELED");
    ck_assert_uint_eq(coro_queue_size(&queue), 1);
}
END_TEST

/* ---- Served, and asked to stop before it has run */

static int selects_then_sleeps(coro_t *self, coro_value_t arg)
{
    int rc = selects(self, arg);

    return rc == 0 ? sleeps(self, coro_int(1)) : rc;
}

/* As for any that receives or sends: it is told where it waits next. */
START_TEST(test_select_over_a_channel_beats_a_request_to_stop)
{
    choice_t choice = {.cases = {case_get(&queue), case_receive(&channel)},
                       .count = 2};
    choice_t to = {.cases = {case_get(&queue), case_send(&channel, 6)},
                   .count = 2};
    coro_value_t value;

    choice_begin();
    first = task("A", selects_then_sleeps, coro_ptr(&choice));
    ck_assert_all_wait();
    send_now(&channel, 5);
    coro_task_cancel(first);
    ck_assert_run("A.1=5 A!ECANCELED");
    first = task("B", selects_then_sleeps, coro_ptr(&to));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), 0);
    ck_assert_int_eq(value.i64, 6);
    coro_task_cancel(first);
    ck_assert_run("B.1=6 B!ECANCELED");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_value_of_one_asked_to_stop_is_the_nexts)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue)},
                       .count = 2};
    choice_t same = choice;

    choice_begin();
    first = task("A", selects, coro_ptr(&choice));
    task("B", selects, coro_ptr(&same));
    ck_assert_all_wait();
    put_now(&queue, 5);
    coro_task_cancel(first);
    ck_assert_run("A.2!ECANCELED B.1=5");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_place_of_one_asked_to_stop_is_the_nexts)
{
    choice_t choice = {.cases = {case_receive(&channel), case_put(&queue, 3)},
                       .count = 2};

    choice_begin();
    put_now(&queue, 1);
    put_now(&queue, 2);
    first = task("A", selects, coro_ptr(&choice));
    task("B", puts_in, coro_int(4));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_queue_try_get(&queue, NULL), 0);
    coro_task_cancel(first);
    ck_assert_run("A.2!ECANCELED B=0");
    choice_check_lines();
}
END_TEST

/* ---- Shut down and closed */

START_TEST(test_select_from_a_queue_shut_down_says_which)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue)},
                       .count = 2};
    choice_t to = {.cases = {case_get(&other), case_put(&queue, 3)},
                   .count = 2};
    choice_t same = choice;

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_queue_shutdown(&queue), 0);
    choice_check_lines();
    task("B", selects, coro_ptr(&same));
    ck_assert_run("A.1!SHUTDOWN B.1!SHUTDOWN");
    choice_begin();
    put_now(&queue, 1);
    put_now(&queue, 2);
    task("C", selects, coro_ptr(&to));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_queue_shutdown(&queue), 0);
    ck_assert_run("C.1!SHUTDOWN/3");
    task("D", selects, coro_ptr(&choice));
    ck_assert_run("D.1=1"); /* what is in it comes first */
    choice_check_lines();
}
END_TEST

START_TEST(test_select_from_a_channel_closed_says_which)
{
    choice_t choice = {.cases = {case_get(&queue), case_send(&channel, 0),
                                 case_receive(&channel)},
                       .count = 3};

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    task("B", receives, coro_ptr(&second));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_channel_close(&channel), 0);
    ck_assert_all_wait();
    ck_assert_trace("A.1!SHUTDOWN");
    ck_assert_int_eq(coro_channel_close(&second), 0);
    ck_assert_run("B!SHUTDOWN");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_closed_and_asked_to_stop_is_told_to_stop)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue)},
                       .count = 2};

    choice_begin();
    first = task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_channel_close(&channel), 0);
    coro_task_cancel(first);
    ck_assert_run("A.2!ECANCELED");
}
END_TEST

/* ---- Discarded */

static int selects_for_ever(coro_t *self, coro_value_t arg)
{
    choice_t *choice = arg.ptr;
    int rc;

    do
        rc = coro_select(self, choice->cases, choice->count, CORO_NEVER, NULL);
    while (rc == -ECANCELED);
    return rc;
}

static int receives_for_ever(coro_t *self, coro_value_t arg)
{
    int rc;

    do
        rc = coro_channel_receive(self, arg.ptr, NULL);
    while (rc == -ECANCELED);
    return rc;
}

START_TEST(test_select_of_a_discarded_task_leaves_all_lines)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue),
                                 case_send(&second, 1)},
                       .count = 3};

    choice_begin();
    task("A", selects_for_ever, coro_ptr(&choice));
    task("B", receives_for_ever, coro_ptr(&channel));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("hook:A!DEADLOCK hook:B!DEADLOCK");
    choice_check_lines();
}
END_TEST

/* ---- Many */

enum {
    CHOOSERS = 12,
    CHOICES = 300
};

static uint32_t state;
static int64_t values_in, values_out;

static uint32_t draw(uint32_t below)
{
    state = state * 1664525 + 1013904223;
    return state / 65536 % below;
}

/* One of all that there is, with a value of its own. */
static coro_case_t any_case(void)
{
    coro_queue_t *const queues[] = {&queue, &other};
    coro_channel_t *const channels[] = {&channel, &second};

    return (coro_case_t){.op = (coro_case_op_t)draw(CORO_CASE_SEND + 1),
                         .queue = queues[draw(2)],
                         .channel = channels[draw(2)],
                         .value = coro_int(draw(1000))};
}

static void count(const coro_case_t *done)
{
    if (done->op == CORO_CASE_PUT || done->op == CORO_CASE_SEND)
        values_in += done->value.i64;
    else
        values_out += done->value.i64;
}

static int chooses(coro_t *self, coro_value_t arg)
{
    coro_task_t **tasks = arg.ptr;

    for (int i = 0; i < CHOICES; i++) {
        coro_case_t cases[4] = {any_case(), any_case(), any_case(), any_case()};
        size_t count_of = 1 + draw(4), chosen;
        int64_t deadline = coro_deadline(self, CORO_US(draw(50)));
        int rc = coro_select(self, cases, count_of, deadline, &chosen);

        ck_assert(rc == 0 || rc == -ETIMEDOUT || rc == -ECANCELED);
        ck_assert((rc == 0) == (chosen < count_of));
        if (rc == 0)
            count(&cases[chosen]);
        if (draw(4) == 0)
            coro_task_cancel(tasks[draw(CHOOSERS)]);
    }
    return 0;
}

static int64_t left_in(coro_queue_t *from)
{
    coro_value_t value;
    int64_t sum = 0;

    while (coro_queue_try_get(from, &value) == 0)
        sum += value.i64;
    return sum;
}

START_TEST(test_select_of_many_loses_and_doubles_nothing)
{
    coro_task_t *tasks[CHOOSERS];

    choice_begin();
    state = (uint32_t)_i;
    values_in = values_out = 0;
    for (int i = 0; i < CHOOSERS; i++)
        tasks[i] = task("chooser", chooses, coro_ptr(tasks));
    ck_assert_run("");
    choice_check_lines();
    ck_assert_int_eq(values_in, values_out + left_in(&queue) + left_in(&other));
    ck_assert_int_gt(values_out, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_select_late_has_done_nothing);
    tcase_add_test(tcase, test_select_served_before_the_deadline_is_not_late);
    tcase_add_test(
        tcase, test_select_by_a_deadline_that_has_passed_lets_others_go_first);
    tcase_add_test(tcase, test_select_asked_to_stop_leaves_all_lines_at_once);
    tcase_add_test(tcase, test_select_over_a_channel_beats_a_request_to_stop);
    tcase_add_test(tcase, test_select_value_of_one_asked_to_stop_is_the_nexts);
    tcase_add_test(tcase, test_select_place_of_one_asked_to_stop_is_the_nexts);
    tcase_add_test(tcase, test_select_from_a_queue_shut_down_says_which);
    tcase_add_test(tcase, test_select_from_a_channel_closed_says_which);
    tcase_add_test(tcase, test_select_closed_and_asked_to_stop_is_told_to_stop);
    tcase_add_test(tcase, test_select_of_a_discarded_task_leaves_all_lines);
    tcase_add_loop_test(tcase, test_select_of_many_loses_and_doubles_nothing, 0,
                        10);
}

int main(void)
{
    return run_suite("the ends of select", add_tests);
}
