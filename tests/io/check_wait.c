/* SPDX-License-Identifier: MIT */
/* Waiting for a descriptor: readiness, deadlines, stopping, wrong use. */
#include "ends.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

START_TEST(test_wait_goes_on_when_there_is_something)
{
    task("A", waits_in, coro_int(near_end));
    task("B", puts_byte, coro_int(far_end));
    ck_assert_run("B:put A=0");
}
END_TEST

START_TEST(test_wait_for_what_is_there_already_goes_on)
{
    put_byte(far_end);
    task("A", waits_in, coro_int(near_end));
    task("B", waits_out, coro_int(near_end));
    ck_assert_run("A=0 B=0");
}
END_TEST

START_TEST(test_two_waiters_for_one_event_both_go_on_in_order)
{
    task("A", waits_in, coro_int(near_end));
    task("B", waits_in, coro_int(near_end));
    task("C", puts_byte, coro_int(far_end));
    ck_assert_run("C:put A=0 B=0");
}
END_TEST

START_TEST(test_two_waiters_for_different_events_go_on_by_theirs)
{
    task("R", waits_in, coro_int(near_end));
    task("W", waits_out, coro_int(near_end));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("W=0");
    put_byte(far_end);
    ck_assert_run("R=0 S@5");
}
END_TEST

START_TEST(test_wait_after_another_was_reported_is_reported_too)
{
    for (int i = 0; i < 3; i++) {
        task("A", waits_in, coro_int(near_end));
        task("B", puts_byte, coro_int(far_end));
        ck_assert_run("B:put A=0");
        take_all(near_end);
    }
}
END_TEST

START_TEST(test_hang_up_is_told_to_all_who_wait)
{
    fill(near_end);
    task("R", waits_in, coro_int(near_end));
    task("W", waits_out, coro_int(near_end));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("");
    drop(&far_end);
    ck_assert_run("R=0 W=0 S@5");
}
END_TEST

START_TEST(test_hang_up_alone_is_told_too)
{
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    close(ends[1]); /* which is POLLHUP without POLLIN */
    task("R", waits_in, coro_int(ends[0]));
    ck_assert_run("R=0");
    close(ends[0]);
}
END_TEST

START_TEST(test_deadline_that_passes_ends_the_wait)
{
    task("A", waits_in_10_ms, coro_int(near_end));
    task("B", sleeps, coro_int(9));
    task("C", sleeps, coro_int(11));
    ck_assert_run("B@9 A!ETIMEDOUT C@11");
}
END_TEST

START_TEST(test_ready_at_the_deadline_is_ready)
{
    task("A", waits_in_10_ms, coro_int(near_end));
    stage_run_until(5);
    stage_time.now_ns = CORO_MS(10);
    put_byte(far_end);
    ck_assert_run("A=0");
}
END_TEST

static int looks(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, (int)arg.i64, POLLIN, 0);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_deadline_that_has_passed_only_looks)
{
    task("A", looks, coro_int(near_end));
    ck_assert_run("A!ETIMEDOUT");
    put_byte(far_end);
    task("A", looks, coro_int(near_end));
    ck_assert_run("A=0");
}
END_TEST

START_TEST(test_cancel_ends_the_wait_of_that_task_only)
{
    coro_task_t *a = task("A", waits_in, coro_int(near_end));

    task("B", waits_in, coro_int(near_end));
    task("C", cancels, coro_ptr(&a));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("C:1 A!ECANCELED");
    put_byte(far_end);
    ck_assert_run("B=0 S@5");
}
END_TEST

static int waits_and_cancels(coro_t *self, coro_value_t arg)
{
    coro_task_t **other = arg.ptr;
    int rc = waits_in(self, coro_int(near_end));

    coro_task_cancel(*other);
    return rc;
}

START_TEST(test_cancel_beats_readiness_on_its_way)
{
    coro_task_t *b;

    task("A", waits_and_cancels, coro_ptr(&b));
    b = task("B", waits_in, coro_int(near_end));
    task("C", puts_byte, coro_int(far_end));
    ck_assert_run("C:put A=0 B!ECANCELED");
}
END_TEST

START_TEST(test_descriptor_whose_waiter_was_cancelled_can_be_waited_for)
{
    coro_task_t *a = task("A", waits_in, coro_int(near_end));

    task("C", cancels, coro_ptr(&a));
    ck_assert_run("C:1 A!ECANCELED");
    task("A", waits_in, coro_int(near_end));
    task("B", puts_byte, coro_int(far_end));
    ck_assert_run("B:put A=0");
}
END_TEST

START_TEST(test_free_cancels_those_who_wait)
{
    task("A", waits_in, coro_int(near_end));
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    ck_assert_trace("A!ECANCELED S!ECANCELED");
    sched = NULL;
}
END_TEST

START_TEST(test_regular_file_is_ready_at_once)
{
    FILE *file = tmpfile();

    ck_assert_ptr_nonnull(file);
    task("A", waits_in, coro_int(fileno(file)));
    task("B", steps, coro_int(1));
    ck_assert_run("A=0 B1");
    fclose(file);
}
END_TEST

START_TEST(test_what_is_no_descriptor_is_refused)
{
    int numbers[] = {-1, 1 << 20, INT32_MAX, 0};

    coro_sched_fd(sched); /* so that the last one is not the poller's */
    numbers[3] = dup(near_end);
    close(numbers[3]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        task("A", waits_in, coro_int(numbers[i]));
        ck_assert_run("A!EBADF");
    }
}
END_TEST

static int misuses(coro_t *self, coro_value_t arg)
{
    const int events[] = {0, POLLERR, POLLIN | POLLHUP, -1, 1 << 20};

    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        ck_assert_int_eq(coro_wait_fd(self, near_end, events[i], CORO_NEVER),
                         -EINVAL);
    ck_assert_int_eq(coro_wait_fd(arg.ptr, near_end, POLLIN, CORO_NEVER),
                     CORO_E_NOT_CURRENT);
    trace("done");
    return 0;
}

START_TEST(test_wait_misused_is_refused)
{
    coro_t *gen = generator("g", waits_in, coro_int(near_end));

    ck_assert_int_eq(coro_wait_fd(NULL, near_end, POLLIN, 0), -EINVAL);
    task("A", misuses, coro_ptr(gen));
    ck_assert_run("done");
    ck_assert_int_eq(coro_next(gen, NULL), CORO_E_NO_SCHED);
    ck_assert_trace("g!NO_SCHED");
    coro_free(gen);
}
END_TEST

static int waits_in_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", waits_in, arg);
    int rc = coro_next(gen, NULL);

    coro_free(gen);
    trace("%s", coro_name(self));
    return rc == CORO_DONE ? 0 : rc;
}

START_TEST(test_wait_in_a_generator_parks_the_task)
{
    task("A", waits_in_generator, coro_int(near_end));
    task("B", puts_byte, coro_int(far_end));
    ck_assert_run("B:put g=0 A");
}
END_TEST

static void *puts_from_a_thread(void *fd)
{
    put_byte(*(int *)fd);
    return NULL;
}

START_TEST(test_tasks_that_wait_for_descriptors_are_no_deadlock)
{
    pthread_t thread;

    task("A", waits_in, coro_int(near_end));
    pthread_create(&thread, NULL, puts_from_a_thread, &far_end);
    ck_assert_run("A=0");
    pthread_join(thread, NULL);
}
END_TEST

START_TEST(test_deadlock_is_told_when_nobody_waits_for_a_descriptor_any_more)
{
    coro_task_t *a, *b;

    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    task("C", waits_in, coro_int(near_end));
    put_byte(far_end);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_trace("C=0");
    coro_task_cancel(a);
    ck_assert_run("A!ECANCELED B!ECANCELED");
}
END_TEST

static int yields_until(coro_t *self, coro_value_t arg)
{
    const coro_task_t *other = arg.ptr;

    while (coro_task_state(other) != CORO_TASK_ENDED)
        coro_sched_yield(self);
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_waiter_goes_on_although_others_yield_for_ever)
{
    coro_task_t *a = task("A", waits_in, coro_int(near_end));

    task("B", yields_until, coro_ptr(a));
    put_byte(far_end);
    ck_assert_run("A=0 B");
}
END_TEST

static int counts(coro_t *self, coro_value_t arg)
{
    static int waited;

    ck_assert_int_eq(
        coro_wait_fd(self, (int)arg.i64, POLLOUT | POLLIN, CORO_NEVER), 0);
    if (++waited % 50 == 0)
        trace("%d", waited);
    return 0;
}

START_TEST(test_many_descriptors_ready_at_once_are_all_reported)
{
    int fds[200];

    for (int i = 0; i < 200; i++) {
        fds[i] = dup(near_end);
        task("A", counts, coro_int(fds[i]));
    }
    ck_assert_run("50 100 150 200");
    for (int i = 0; i < 200; i++)
        close(fds[i]);
}
END_TEST

START_TEST(test_wait_on_the_machines_clock_ends_at_its_deadline)
{
    coro_sched_t *on = coro_sched_new(NULL);

    task_on(on, "A", waits_in_10_ms, coro_int(near_end));
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_trace("A!ETIMEDOUT");
    coro_sched_free(on);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_wait_goes_on_when_there_is_something);
    tcase_add_test(tcase, test_wait_for_what_is_there_already_goes_on);
    tcase_add_test(tcase, test_two_waiters_for_one_event_both_go_on_in_order);
    tcase_add_test(tcase,
                   test_two_waiters_for_different_events_go_on_by_theirs);
    tcase_add_test(tcase, test_wait_after_another_was_reported_is_reported_too);
    tcase_add_test(tcase, test_hang_up_is_told_to_all_who_wait);
    tcase_add_test(tcase, test_hang_up_alone_is_told_too);
    tcase_add_test(tcase, test_cancel_beats_readiness_on_its_way);
    tcase_add_test(tcase, test_deadline_that_passes_ends_the_wait);
    tcase_add_test(tcase, test_ready_at_the_deadline_is_ready);
    tcase_add_test(tcase, test_deadline_that_has_passed_only_looks);
    tcase_add_test(tcase, test_cancel_ends_the_wait_of_that_task_only);
    tcase_add_test(
        tcase, test_descriptor_whose_waiter_was_cancelled_can_be_waited_for);
    tcase_add_test(tcase, test_free_cancels_those_who_wait);
    tcase_add_test(tcase, test_regular_file_is_ready_at_once);
    tcase_add_test(tcase, test_what_is_no_descriptor_is_refused);
    tcase_add_test(tcase, test_wait_misused_is_refused);
    tcase_add_test(tcase, test_wait_in_a_generator_parks_the_task);
    tcase_add_test(tcase, test_tasks_that_wait_for_descriptors_are_no_deadlock);
    tcase_add_test(
        tcase,
        test_deadlock_is_told_when_nobody_waits_for_a_descriptor_any_more);
    tcase_add_test(tcase, test_waiter_goes_on_although_others_yield_for_ever);
    tcase_add_test(tcase, test_many_descriptors_ready_at_once_are_all_reported);
    tcase_add_test(tcase, test_wait_on_the_machines_clock_ends_at_its_deadline);
}

int main(void)
{
    const fixture_t fixture = {ends_open, ends_close};

    return run_with(&fixture, "wait", add_tests);
}
