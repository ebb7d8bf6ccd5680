/* SPDX-License-Identifier: MIT */
/* Descriptors that are closed while waited for, and numbers used again. */
#include "ends.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

static int closes(coro_t *self, coro_value_t arg)
{
    int *end = arg.ptr;

    ck_assert_int_eq(coro_fd_close(coro_sched_of(self), *end), 0);
    *end = -1;
    trace("%s:closed", coro_name(self));
    return 0;
}

START_TEST(test_close_tells_all_who_wait)
{
    task("A", waits_in, coro_int(near_end));
    task("B", waits_in, coro_int(near_end));
    task("C", closes, coro_ptr(&near_end));
    ck_assert_run("C:closed A!EBADF B!EBADF");
}
END_TEST

START_TEST(test_close_of_what_nobody_waits_for_closes)
{
    ck_assert_int_eq(coro_fd_close(sched, near_end), 0);
    ck_assert_int_eq(coro_fd_close(sched, near_end), -EBADF);
    near_end = -1;
    ck_assert_int_eq(coro_fd_close(sched, -1), -EBADF);
    ck_assert_int_eq(coro_fd_close(NULL, far_end), -EINVAL);
}
END_TEST

START_TEST(test_close_of_what_was_never_waited_for_closes)
{
    /* Its number is far from that of any that was. */
    int other = fcntl(near_end, F_DUPFD, 200);

    ck_assert_int_ge(other, 200);
    task("A", waits_in_10_ms, coro_int(near_end));
    ck_assert_run("A!ETIMEDOUT");
    ck_assert_int_eq(coro_fd_close(sched, other), 0);
    ck_assert_int_eq(coro_fd_close(sched, other), -EBADF);
    ck_assert_int_eq(coro_fd_close(sched, -1), -EBADF);
}
END_TEST

/* Let `number` be another file, nobody having told the scheduler. */
static void replace(int number)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], number), number);
    close(ends[0]);
    close(far_end);
    far_end = ends[1];
}

static int replaces(coro_t *self, coro_value_t arg)
{
    replace((int)arg.i64);
    trace("%s:replaced", coro_name(self));
    return 0;
}

START_TEST(test_waiter_for_a_number_used_again_is_told_by_the_next_waiter)
{
    task("A", waits_in, coro_int(near_end));
    task("B", replaces, coro_int(near_end));
    task("C", waits_in, coro_int(near_end));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("B:replaced A!EBADF");
    put_byte(far_end);
    ck_assert_run("C=0 S@5");
}
END_TEST

static int closes_behind(coro_t *self, coro_value_t arg)
{
    drop(arg.ptr);
    trace("%s:closed", coro_name(self));
    return 0;
}

START_TEST(test_waiter_for_a_number_closed_is_told_by_the_next_waiter)
{
    int number = near_end;

    task("A", waits_in, coro_int(number));
    task("B", closes_behind, coro_ptr(&near_end));
    task("C", waits_in, coro_int(number));
    ck_assert_run("B:closed C!EBADF A!EBADF");
}
END_TEST

START_TEST(test_old_file_kept_open_is_not_reported_for_the_new_one)
{
    int kept = dup(near_end), sender = dup(far_end);

    task("A", waits_in, coro_int(near_end));
    task("B", replaces, coro_int(near_end));
    task("C", waits_in_10_ms, coro_int(near_end));
    task("D", puts_byte, coro_int(sender));
    ck_assert_run("B:replaced D:put A!EBADF C!ETIMEDOUT");
    close(kept);
    close(sender);
}
END_TEST

START_TEST(test_deadline_ends_the_wait_for_what_was_closed)
{
    task("A", waits_in_10_ms, coro_int(near_end));
    task("B", replaces, coro_int(near_end));
    ck_assert_run("B:replaced A!ETIMEDOUT");
}
END_TEST

/* epoll(7) says nothing, poll(2) does. */
START_TEST(test_waiter_for_a_number_closed_is_told_by_poll_or_at_its_deadline)
{
    int number = near_end;

    task("A", waits_in_10_ms, coro_int(number));
    task("B", closes_behind, coro_ptr(&near_end));
    ck_assert_run(coro_sched_fd(sched) == -ENOTSUP ? "B:closed A!EBADF"
                                                   : "B:closed A!ETIMEDOUT");
}
END_TEST

/* Has the scheduler heard of anything? */
static bool is_disturbed(void)
{
    struct pollfd asked = {.fd = coro_sched_fd(sched), .events = POLLIN};

    return poll(&asked, 1, 0) > 0;
}

START_TEST(test_nothing_is_heard_of_what_was_cancelled_or_closed)
{
    int kept = dup(near_end);
    coro_task_t *a = task("A", waits_in, coro_int(near_end));

    task("C", cancels, coro_ptr(&a));
    ck_assert_run("C:1 A!ECANCELED");
    put_byte(far_end);
    ck_assert(!is_disturbed());
    take_all(near_end);
    task("A", waits_in, coro_int(near_end));
    task("C", closes, coro_ptr(&near_end));
    ck_assert_run("C:closed A!EBADF");
    put_byte(far_end);
    ck_assert(!is_disturbed());
    close(kept);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_close_tells_all_who_wait);
    tcase_add_test(tcase, test_close_of_what_nobody_waits_for_closes);
    tcase_add_test(tcase, test_close_of_what_was_never_waited_for_closes);
    tcase_add_test(
        tcase, test_waiter_for_a_number_used_again_is_told_by_the_next_waiter);
    tcase_add_test(tcase,
                   test_waiter_for_a_number_closed_is_told_by_the_next_waiter);
    tcase_add_test(tcase,
                   test_old_file_kept_open_is_not_reported_for_the_new_one);
    tcase_add_test(tcase, test_deadline_ends_the_wait_for_what_was_closed);
    tcase_add_test(
        tcase,
        test_waiter_for_a_number_closed_is_told_by_poll_or_at_its_deadline);
    tcase_add_test(tcase,
                   test_nothing_is_heard_of_what_was_cancelled_or_closed);
}

int main(void)
{
    const fixture_t fixture = {ends_open, ends_close};

    return run_with(&fixture, "reuse", add_tests);
}
