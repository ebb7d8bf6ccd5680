/* SPDX-License-Identifier: MIT */
/* Reading and writing in tasks. */
#include "ends.h"

#include <string.h>
#include <unistd.h>

static int reads(coro_t *self, coro_value_t arg)
{
    char bytes[16];
    ssize_t got = coro_read(self, (int)arg.i64, bytes, sizeof bytes - 1);

    if (got < 0) {
        trace_got(coro_name(self), (int)got, coro_none());
        return 0;
    }
    bytes[got] = '\0';
    trace("%s:%s.", coro_name(self), bytes);
    return 0;
}

static int writes(coro_t *self, coro_value_t arg)
{
    ssize_t put = coro_write(self, (int)arg.i64, "hello", 5);

    trace_got(coro_name(self), put < 0 ? (int)put : 0,
              put < 0 ? coro_none() : coro_int(put));
    return 0;
}

START_TEST(test_read_waits_for_what_another_task_writes)
{
    task("R", reads, coro_int(near_end));
    task("W", writes, coro_int(far_end));
    ck_assert_run("W=5 R:hello.");
}
END_TEST

START_TEST(test_read_of_what_is_there_keeps_the_turn)
{
    put_byte(far_end);
    task("R", reads, coro_int(near_end));
    task("B", steps, coro_int(1));
    ck_assert_run("R:x. B1");
}
END_TEST

START_TEST(test_read_by_two_that_only_one_gets_leaves_the_other_waiting)
{
    task("A", reads, coro_int(near_end));
    task("B", reads, coro_int(near_end));
    task("W", writes, coro_int(far_end));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("W=5 A:hello.");
    put_byte(far_end);
    ck_assert_run("B:x. S@5");
}
END_TEST

START_TEST(test_read_at_the_end_gives_nothing)
{
    drop(&far_end);
    task("R", reads, coro_int(near_end));
    ck_assert_run("R:.");
}
END_TEST

START_TEST(test_read_is_ended_by_cancelling)
{
    coro_task_t *reader = task("R", reads, coro_int(near_end));

    task("C", cancels, coro_ptr(&reader));
    ck_assert_run("C:1 R!ECANCELED");
}
END_TEST

static int drains(coro_t *self, coro_value_t arg)
{
    trace("%s", coro_name(self));
    take_all((int)arg.i64);
    return 0;
}

START_TEST(test_write_waits_until_there_is_room)
{
    fill(near_end);
    task("W", writes, coro_int(near_end));
    task("D", drains, coro_int(far_end));
    ck_assert_run("D W=5");
}
END_TEST

START_TEST(test_write_to_nobody_fails)
{
    drop(&far_end);
    task("W", writes, coro_int(near_end));
    ck_assert_run("W!EPIPE");
}
END_TEST

static int fails_to_transfer(coro_t *self, coro_value_t arg)
{
    char byte;

    ck_assert_int_eq(coro_read(self, -1, &byte, 1), -EBADF);
    ck_assert_int_eq(coro_write(self, -1, "x", 1), -EBADF);
    put_byte(far_end);
    ck_assert_int_eq(coro_read(self, near_end, NULL, 1), -EFAULT);
    ck_assert_int_eq(coro_write(self, near_end, NULL, 1), -EFAULT);
    ck_assert_int_eq(coro_read(arg.ptr, near_end, &byte, 1),
                     CORO_E_NOT_CURRENT);
    ck_assert_int_eq(coro_write(arg.ptr, near_end, "x", 1), CORO_E_NOT_CURRENT);
    trace("done");
    return 0;
}

START_TEST(test_transfer_misused_fails_and_moves_nothing)
{
    coro_t *gen = generator("g", reads, coro_int(near_end));
    char byte;

    ck_assert_int_eq(coro_read(NULL, near_end, &byte, 1), -EINVAL);
    ck_assert_int_eq(coro_write(NULL, near_end, "x", 1), -EINVAL);
    task("A", fails_to_transfer, coro_ptr(gen));
    ck_assert_run("done");
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_trace("g!NO_SCHED");
    ck_assert_int_eq(read(near_end, &byte, 1), 1);
    ck_assert_int_eq(read(near_end, &byte, 1), -1);
    coro_free(gen);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_read_waits_for_what_another_task_writes);
    tcase_add_test(tcase, test_read_of_what_is_there_keeps_the_turn);
    tcase_add_test(
        tcase, test_read_by_two_that_only_one_gets_leaves_the_other_waiting);
    tcase_add_test(tcase, test_read_at_the_end_gives_nothing);
    tcase_add_test(tcase, test_read_is_ended_by_cancelling);
    tcase_add_test(tcase, test_write_waits_until_there_is_room);
    tcase_add_test(tcase, test_write_to_nobody_fails);
    tcase_add_test(tcase, test_transfer_misused_fails_and_moves_nothing);
}

int main(void)
{
    const fixture_t fixture = {ends_open, ends_close};

    return run_with(&fixture, "transfer", add_tests);
}
