/* SPDX-License-Identifier: MIT */
/* A scheduler driven by somebody else's loop: steps, deadlines, descriptor. */
#include "suite.h"

#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#define ck_assert_step(deadline_ns, status, text)                        \
    do {                                                                 \
        ck_assert_int_eq(coro_sched_step(sched, deadline_ns), (status)); \
        ck_assert_trace(text);                                           \
    } while (0)

START_TEST(test_step_lets_those_that_are_ready_go_on)
{
    task("A", sleeps, coro_int(10));
    task("B", returns, coro_int(1));
    ck_assert_step(0, 0, "");
    ck_assert_uint_eq(stage_alive(sched), 1);
    ck_assert_int_eq(coro_sched_deadline(sched), CORO_MS(10));
    ck_assert_run("A@10");
}
END_TEST

START_TEST(test_step_waits_until_the_deadline_and_no_longer)
{
    task("A", sleeps, coro_int(10));
    ck_assert_step(0, 0, "");
    ck_assert_step(CORO_MS(4), 0, "");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(4));
    ck_assert_step(CORO_MS(2), 0, "");
    ck_assert_int_eq(stage_time.now_ns, CORO_MS(4));
    ck_assert_step(CORO_NEVER, 0, "");
    ck_assert_step(CORO_NEVER, CORO_DONE, "A@10");
}
END_TEST

static void nothing(void *ctx)
{
    (void)ctx;
}

/* Or the test does not end. */
START_TEST(test_deadline_of_a_step_is_on_its_clock_though_posts_may_come)
{
    coro_task_t *a, *b;
    coro_post_t post;

    ck_assert_int_eq(coro_post_init(&post, sched, nothing, NULL), 0);
    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_step(0, 0, "");
    ck_assert_step(CORO_SECONDS(1000), 0, "");
    ck_assert_int_eq(stage_time.now_ns, CORO_SECONDS(1000));
    coro_post_fini(&post);
    coro_task_cancel(a);
    ck_assert_run("A!ECANCELED B!ECANCELED");
}
END_TEST

START_TEST(test_step_without_tasks_is_done_and_can_be_taken_up_again)
{
    ck_assert_step(CORO_NEVER, CORO_DONE, "");
    task("A", steps, coro_int(1));
    ck_assert_step(CORO_NEVER, CORO_DONE, "A1");
    ck_assert_step(0, CORO_DONE, "");
}
END_TEST

START_TEST(test_step_finds_a_deadlock_only_if_it_would_wait_for_ever)
{
    coro_task_t *a, *b;

    a = task("A", awaits, coro_ptr(&b));
    b = task("B", awaits, coro_ptr(&a));
    ck_assert_step(0, 0, "");
    ck_assert_step(0, 0, "");
    ck_assert_step(CORO_MS(1), 0, "");
    ck_assert_step(CORO_NEVER, CORO_E_DEADLOCK, "");
    coro_task_cancel(a);
    ck_assert_run("A!ECANCELED B!ECANCELED");
}
END_TEST

static int steps_itself(coro_t *self, coro_value_t arg)
{
    (void)arg;
    trace_got("step", coro_sched_step(coro_sched_of(self), 0), coro_none());
    trace_got("free", coro_sched_free(coro_sched_of(self)), coro_none());
    return 0;
}

START_TEST(test_step_misused_is_refused)
{
    ck_assert_int_eq(coro_sched_step(NULL, 0), -EINVAL);
    ck_assert_int_eq(coro_sched_fd(NULL), -EINVAL);
    task("A", steps_itself, coro_none());
    ck_assert_run("step!RUNNING free!RUNNING");
}
END_TEST

START_TEST(test_deadline_is_now_while_somebody_is_ready)
{
    coro_post_t post;

    stage_time.now_ns = 7;
    ck_assert_int_eq(coro_sched_deadline(sched), CORO_NEVER);
    ck_assert_int_eq(coro_post_init(&post, sched, nothing, NULL), 0);
    ck_assert_int_eq(coro_sched_deadline(sched), CORO_NEVER);
    coro_post(&post);
    ck_assert_int_eq(coro_sched_deadline(sched), 7);
    ck_assert_step(0, CORO_DONE, "");
    ck_assert_int_eq(coro_sched_deadline(sched), CORO_NEVER);
    task("A", steps, coro_int(1));
    ck_assert_int_eq(coro_sched_deadline(sched), 7);
    ck_assert_run("A1");
}
END_TEST

static void says(coro_awaited_t *awaited)
{
    (void)awaited;
    trace("done");
}

START_TEST(test_deadline_is_now_when_the_loop_has_set_a_future)
{
    coro_future_t future = {.done = 0};
    coro_awaited_t awaited = {.future = &future};

    stage_time.now_ns = 7;
    ck_assert_int_eq(coro_future_on_done(sched, &awaited, says), 0);
    ck_assert_int_eq(coro_sched_deadline(sched), CORO_NEVER);
    coro_future_set(&future, coro_int(1));
    ck_assert_int_eq(coro_sched_deadline(sched), 7);
    ck_assert_step(0, CORO_DONE, "done");
}
END_TEST

static bool is_readable(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLIN};

    return poll(&asked, 1, 0) == 1;
}

/* The portable poller has none; then there is nothing more to test. */
static bool has_fd(int *fd)
{
    *fd = coro_sched_fd(sched);
    ck_assert_int_eq(coro_sched_fd(sched), *fd);
    if (*fd == -ENOTSUP)
        return false;
    ck_assert_int_ge(*fd, 0);
    ck_assert(!is_readable(*fd));
    return true;
}

START_TEST(test_descriptor_is_readable_from_a_post_to_the_step)
{
    coro_post_t post;
    int fd;

    if (!has_fd(&fd))
        return;
    ck_assert_int_eq(coro_post_init(&post, sched, nothing, NULL), 0);
    for (int i = 0; i < 2; i++) {
        coro_post(&post);
        ck_assert(is_readable(fd));
        ck_assert_step(0, CORO_DONE, "");
        ck_assert(!is_readable(fd));
    }
}
END_TEST

static int waits_in(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, (int)arg.i64, POLLIN, CORO_NEVER);

    trace_got(coro_name(self), rc, coro_none());
    return rc;
}

START_TEST(test_descriptor_is_readable_while_a_tasks_one_is)
{
    int ends[2], fd;

    if (!has_fd(&fd))
        return;
    ck_assert_int_eq(pipe(ends), 0);
    task("A", waits_in, coro_int(ends[0]));
    ck_assert_step(0, 0, "");
    ck_assert(!is_readable(fd));
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert(is_readable(fd));
    ck_assert_step(0, CORO_DONE, "A=0");
    ck_assert(!is_readable(fd));
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* A descriptor that cannot be waited on comes to where the poller's was. */
START_TEST(test_poller_that_fails_is_told_whoever_is_ready)
{
    int fd, kept, ends[2];

    if (!has_fd(&fd))
        return;
    ck_assert_int_eq(pipe(ends), 0);
    task("W", waits_in, coro_int(ends[0]));
    ck_assert_step(0, 0, "");
    kept = dup(fd);
    ck_assert_int_eq(dup2(ends[0], fd), fd);
    task("A", steps, coro_int(2));
    ck_assert_step(0, -EINVAL, "A1 A2");
    ck_assert_step(CORO_NEVER, -EINVAL, "");
    ck_assert_int_eq(dup2(kept, fd), fd);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert_run("W=0");
    close(kept);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_step_lets_those_that_are_ready_go_on);
    tcase_add_test(tcase, test_step_waits_until_the_deadline_and_no_longer);
    tcase_add_test(
        tcase, test_deadline_of_a_step_is_on_its_clock_though_posts_may_come);
    tcase_add_test(tcase,
                   test_step_without_tasks_is_done_and_can_be_taken_up_again);
    tcase_add_test(tcase,
                   test_step_finds_a_deadlock_only_if_it_would_wait_for_ever);
    tcase_add_test(tcase, test_step_misused_is_refused);
    tcase_add_test(tcase, test_deadline_is_now_while_somebody_is_ready);
    tcase_add_test(tcase, test_deadline_is_now_when_the_loop_has_set_a_future);
    tcase_add_test(tcase, test_descriptor_is_readable_from_a_post_to_the_step);
    tcase_add_test(tcase, test_descriptor_is_readable_while_a_tasks_one_is);
    tcase_add_test(tcase, test_poller_that_fails_is_told_whoever_is_ready);
}

int main(void)
{
    return run_suite("step", add_tests);
}
