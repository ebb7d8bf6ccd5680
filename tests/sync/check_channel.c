/* SPDX-License-Identifier: MIT */
/* Channels. */
#include "suite.h"

static coro_channel_t channel;
static coro_task_t *first;

static int sends(coro_t *self, coro_value_t arg)
{
    return waited(self, coro_channel_send(self, &channel, arg));
}

static int receives(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_int(99);
    int rc = coro_channel_receive_until(self, &channel, deadline_of(self, arg),
                                        &value);

    trace_got(coro_name(self), rc, value);
    return rc == -ECANCELED ? rc : 0;
}

static void set_up(void)
{
    channel = (coro_channel_t)CORO_CHANNEL_INIT;
}

START_TEST(test_channel_hands_values_over_in_order)
{
    set_up();
    task("A", sends, coro_int(1));
    task("B", sends, coro_int(2));
    task("C", receives, coro_int(0));
    task("D", receives, coro_int(0));
    task("E", receives, coro_int(0));
    task("F", sends, coro_int(3));
    ck_assert_run("C=1 D=2 F=0 A=0 B=0 E=3");
}
END_TEST

START_TEST(test_channel_try_needs_the_other_side)
{
    coro_value_t value;

    set_up();
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(1)), -EAGAIN);
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), -EAGAIN);
    task("A", sends, coro_int(4));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), 0);
    ck_assert_int_eq(value.i64, 4);
    ck_assert_run("A=0");
    task("B", receives, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(6)), 0);
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(7)), -EAGAIN);
    ck_assert_run("B=6");
}
END_TEST

START_TEST(test_channel_waited_at_too_long_is_late)
{
    set_up();
    task("A", receives, coro_int(5));
    ck_assert_run("A!ETIMEDOUT");
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(1)), -EAGAIN);
}
END_TEST

START_TEST(test_channel_waiter_asked_to_stop_exchanges_nothing)
{
    set_up();
    first = task("A", sends, coro_int(1));
    task("B", sends, coro_int(2));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_task_cancel(first);
    task("C", receives, coro_int(0));
    ck_assert_run("A!ECANCELED C=2 B=0");
}
END_TEST

/* The exchange is over when the request comes: both sides have succeeded. */
static int receives_then_sleeps(coro_t *self, coro_value_t arg)
{
    int rc = receives(self, arg);

    return rc == 0 ? sleeps(self, coro_int(1)) : rc;
}

/* Here the yield is inlined, which in bodies.c it is not. */
static int sends_then_yields(coro_t *self, coro_value_t arg)
{
    int rc = sends(self, arg);

    return rc == 0 ? waited(self, coro_sched_yield(self)) : rc;
}

START_TEST(test_channel_value_handed_over_beats_a_request_to_stop)
{
    coro_value_t value;

    set_up();
    first = task("A", receives_then_sleeps, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(5)), 0);
    coro_task_cancel(first);
    ck_assert_run("A=5 A!ECANCELED");
    first = task("B", sends_then_yields, coro_int(6));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), 0);
    coro_task_cancel(first);
    task("C", steps, coro_int(1)); /* so that the turn could be passed on */
    ck_assert_run("B=0 C1 B!ECANCELED");
}
END_TEST

START_TEST(test_channel_that_gives_nothing_gives_none)
{
    coro_value_t value = coro_int(7);

    set_up();
    ck_assert_int_eq(coro_channel_try_receive(&channel, &value), -EAGAIN);
    ck_assert_int_eq(value.i64, 0);
    value = coro_int(7);
    ck_assert_int_eq(coro_channel_receive(NULL, &channel, &value), -EINVAL);
    ck_assert_int_eq(value.i64, 0);
}
END_TEST

START_TEST(test_channel_closed_tells_all)
{
    set_up();
    task("A", sends, coro_int(1));
    task("B", sends, coro_int(2));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_channel_close(&channel), 0);
    task("C", receives, coro_int(0));
    task("D", sends, coro_int(0));
    ck_assert_run("A!SHUTDOWN B!SHUTDOWN C!SHUTDOWN D!SHUTDOWN");
    ck_assert_int_eq(coro_channel_try_send(&channel, coro_int(1)),
                     CORO_E_SHUTDOWN);
    ck_assert_int_eq(coro_channel_try_receive(&channel, NULL), CORO_E_SHUTDOWN);
    ck_assert_int_eq(coro_channel_close(&channel), 0);
    set_up();
    task("E", receives, coro_int(0));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_channel_close(&channel);
    ck_assert_run("E!SHUTDOWN");
}
END_TEST

enum {
    MESSAGES = 1000
};

static int sends_many(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < MESSAGES; i++)
        rc = coro_channel_send(self, &channel, coro_int(arg.i64 + i));
    return rc;
}

static int receives_many(coro_t *self, coro_value_t arg)
{
    int64_t sum = 0;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < arg.i64; i++) {
        coro_value_t value;

        rc = coro_channel_receive(self, &channel, &value);
        sum += value.i64;
    }
    return rc == 0 ? coro_return(self, coro_int(sum)) : rc;
}

START_TEST(test_channel_of_many_loses_and_doubles_nothing)
{
    coro_task_t *receivers[2];
    int64_t sum = 0;

    set_up();
    for (int i = 0; i < 2; i++)
        receivers[i] = task("R", receives_many, coro_int(2 * MESSAGES));
    for (int i = 0; i < 4; i++)
        task("S", sends_many, coro_int(i * MESSAGES));
    ck_assert_run("");
    for (int i = 0; i < 2; i++) {
        coro_value_t value;

        ck_assert_int_eq(coro_task_result(receivers[i], &value), 0);
        sum += value.i64;
    }
    ck_assert_int_eq(sum, INT64_C(4) * MESSAGES * (4 * MESSAGES - 1) / 2);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_channel_hands_values_over_in_order);
    tcase_add_test(tcase, test_channel_try_needs_the_other_side);
    tcase_add_test(tcase, test_channel_waited_at_too_long_is_late);
    tcase_add_test(tcase, test_channel_waiter_asked_to_stop_exchanges_nothing);
    tcase_add_test(tcase,
                   test_channel_value_handed_over_beats_a_request_to_stop);
    tcase_add_test(tcase, test_channel_that_gives_nothing_gives_none);
    tcase_add_test(tcase, test_channel_closed_tells_all);
    tcase_add_test(tcase, test_channel_of_many_loses_and_doubles_nothing);
}

int main(void)
{
    return run_suite("channels", add_tests);
}
