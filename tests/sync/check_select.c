/* SPDX-License-Identifier: MIT */
/* Select: what is done, and when. */
#include "choice.h"

static coro_task_t *first;

/* ---- What can be done at once */

START_TEST(test_select_of_several_ready_does_the_first_of_the_array)
{
    choice_t choice = {.cases = {case_get(&queue), case_receive(&channel),
                                 case_put(&other, 7)},
                       .count = 3};

    choice_begin();
    put_now(&queue, 1);
    task("S", sends, coro_int(5));
    ck_assert_all_wait();
    task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    ck_assert_trace("A.0=1");
    task("B", selects, coro_ptr(&choice));
    ck_assert_run("B.1=5 S=0");
    ck_assert_uint_eq(coro_queue_size(&other), 0);
    task("C", selects, coro_ptr(&choice));
    ck_assert_run("C.2=7");
    ck_assert_uint_eq(coro_queue_size(&other), 1);
    choice_check_lines();
}
END_TEST

START_TEST(test_select_that_can_go_on_keeps_its_turn)
{
    choice_t choice = {.cases = {case_get(&queue)}, .count = 1};

    choice_begin();
    put_now(&queue, 1);
    task("A", selects, coro_ptr(&choice));
    task("B", steps, coro_int(1));
    ck_assert_run("A.0=1 B1");
}
END_TEST

START_TEST(test_select_try_never_waits)
{
    choice_t choice = {.cases = {case_receive(&channel),
                                 case_get(&queue),
                                 {.op = CORO_CASE_NONE}},
                       .count = 3};
    size_t chosen = 99;

    choice_begin();
    ck_assert_int_eq(coro_try_select(choice.cases, 3, &chosen), -EAGAIN);
    ck_assert_uint_eq(chosen, 3);
    put_now(&queue, 4);
    ck_assert_int_eq(coro_try_select(choice.cases, 3, &chosen), 0);
    ck_assert_uint_eq(chosen, 1);
    ck_assert_int_eq(choice.cases[1].value.i64, 4);
    ck_assert_int_eq(coro_try_select(choice.cases, 3, NULL), -EAGAIN);
    coro_channel_close(&channel);
    ck_assert_int_eq(coro_try_select(choice.cases, 3, &chosen),
                     CORO_E_SHUTDOWN);
    ck_assert_uint_eq(chosen, 0);
    choice_check_lines();
}
END_TEST

/* ---- Waiting */

START_TEST(test_select_that_waits_does_what_comes_first)
{
    choice_t choice = {
        .cases = {case_get(&queue), case_get(&other), case_receive(&channel)},
        .count = 3};

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    put_now(&other, 2);
    put_now(&queue, 1); /* too late */
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(3)), -EAGAIN);
    choice_check_lines();
    ck_assert_run("A.1=2");
    ck_assert_uint_eq(coro_queue_size(&queue), 1);
    ck_assert_uint_eq(coro_queue_size(&other), 0);
}
END_TEST

START_TEST(test_select_waits_to_put_or_send)
{
    choice_t choice = {.cases = {case_put(&queue, 6), case_send(&channel, 7)},
                       .count = 2};
    coro_value_t value;

    choice_begin();
    put_now(&queue, 1);
    put_now(&queue, 2);
    task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_queue_try_get(&queue, NULL), 0);
    ck_assert_run("A.0=6");
    task("B", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), 0);
    ck_assert_int_eq(value.i64, 7);
    ck_assert_run("B.1=7");
    choice_check_lines();
    ck_assert_uint_eq(coro_queue_size(&queue), 2);
}
END_TEST

START_TEST(test_select_stands_in_line_first_come_first_served)
{
    choice_t choice = {.cases = {case_receive(&channel), case_get(&queue)},
                       .count = 2};
    choice_t same = choice;

    choice_begin();
    task("A", receives, coro_ptr(&channel));
    task("B", selects, coro_ptr(&choice));
    task("C", receives, coro_ptr(&channel));
    ck_assert_all_wait();
    for (int64_t i = 1; i <= 3; i++)
        send_now(&channel, i);
    ck_assert_run("A=1 B.0=2 C=3");
    task("D", gets, coro_ptr(&queue));
    task("E", selects, coro_ptr(&same));
    task("F", gets, coro_ptr(&queue));
    ck_assert_all_wait();
    put_now(&queue, 4);
    put_now(&queue, 5);
    ck_assert_all_wait();
    ck_assert_trace("D=4 E.1=5");
    put_now(&queue, 6);
    ck_assert_run("F=6");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_who_was_forestalled_waits_again_for_all)
{
    choice_t choice = {.cases = {case_get(&other), case_get(&queue)},
                       .count = 2};

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    put_now(&queue, 1);
    ck_assert_int_eq(coro_queue_try_get(&queue, NULL), 0);
    ck_assert_all_wait();
    put_now(&other, 2);
    ck_assert_run("A.0=2");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_of_nothing_only_waits)
{
    choice_t choice = {.cases = {{.op = CORO_CASE_NONE}}, .count = 1, .ms = 5};

    choice_begin();
    task("A", selects, coro_ptr(&choice));
    ck_assert_run("A.1!ETIMEDOUT");
    choice.ms = 0;
    first = task("B", selects, coro_ptr(&choice));
    ck_assert_all_wait();
    coro_task_cancel(first);
    ck_assert_run("B.1!ECANCELED");
    choice.count = 0;
    choice.ms = 1;
    task("C", selects, coro_ptr(&choice));
    ck_assert_run("C.0!ETIMEDOUT");
}
END_TEST

/* ---- Against each other */

START_TEST(test_select_meets_select_once)
{
    choice_t left = {.cases = {case_receive(&second), case_send(&channel, 5)},
                     .count = 2};
    choice_t right = {.cases = {case_send(&second, 6), case_receive(&channel)},
                      .count = 2};

    choice_begin();
    task("A", selects, coro_ptr(&left));
    task("B", selects, coro_ptr(&right));
    ck_assert_run("B.0=6 A.0=6");
    choice_check_lines();
    right.cases[0] = (coro_case_t){.op = CORO_CASE_NONE};
    task("C", selects, coro_ptr(&left));
    task("D", selects, coro_ptr(&right));
    ck_assert_run("D.1=5 C.1=5");
    choice_check_lines();
}
END_TEST

START_TEST(test_select_of_both_ends_meets_others_not_itself)
{
    choice_t left = {.cases = {case_send(&channel, 1), case_receive(&channel)},
                     .count = 2};
    choice_t right = {.cases = {case_send(&channel, 2), case_receive(&channel)},
                      .count = 2};

    choice_begin();
    task("A", selects, coro_ptr(&left));
    ck_assert_all_wait();
    task("B", selects, coro_ptr(&right));
    ck_assert_run("B.0=2 A.1=2");
    choice_check_lines();
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_select_of_several_ready_does_the_first_of_the_array);
    tcase_add_test(tcase, test_select_that_can_go_on_keeps_its_turn);
    tcase_add_test(tcase, test_select_try_never_waits);
    tcase_add_test(tcase, test_select_that_waits_does_what_comes_first);
    tcase_add_test(tcase, test_select_waits_to_put_or_send);
    tcase_add_test(tcase, test_select_stands_in_line_first_come_first_served);
    tcase_add_test(tcase, test_select_who_was_forestalled_waits_again_for_all);
    tcase_add_test(tcase, test_select_of_nothing_only_waits);
    tcase_add_test(tcase, test_select_meets_select_once);
    tcase_add_test(tcase, test_select_of_both_ends_meets_others_not_itself);
}

int main(void)
{
    return run_suite("select", add_tests);
}
