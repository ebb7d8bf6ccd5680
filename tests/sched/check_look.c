/* SPDX-License-Identifier: MIT */
/*
 * How often and how long the loop looks outside. The poller is this file's: it
 * traces how long it is to wait, in ms or "ever", and reports what the test
 * has put into `script`.
 */
#include "suite.h"

#include "poll/poll.h"
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct coro__poller {
    uint32_t tag; /* of what was armed last */
    int fd;
};

static struct coro__poller the_poller;
static const int *script; /* what each wait comes to: events, or an error */
static int waits_left;
static int wakes;

int coro__poller_new(coro__poller_t **made)
{
    *made = &the_poller;
    return 0;
}

void coro__poller_free(coro__poller_t *poller)
{
    ck_assert_ptr_eq(poller, &the_poller);
}

int coro__poller_arm(coro__poller_t *poller, int fd, uint32_t tag, short events)
{
    ck_assert_int_ne(events, 0);
    poller->tag = tag;
    poller->fd = fd;
    return CORO__POLL_ANOTHER;
}

void coro__poller_disarm(coro__poller_t *poller, int fd)
{
    ck_assert_int_eq(fd, poller->fd);
}

int coro__poller_wait(coro__poller_t *poller, int64_t timeout_ns,
                      coro__poll_event_t *events, int size)
{
    int found;

    ck_assert_int_ge(size, 1);
    if (timeout_ns < 0)
        trace("ever");
    else
        trace("%" PRId64, timeout_ns / CORO_MS(1));
    if (waits_left == 0)
        return -EIO;
    waits_left--;
    found = *script++;
    if (found <= 0)
        return found;
    *events = (coro__poll_event_t){poller->fd, poller->tag, (short)found};
    return 1;
}

void coro__poller_wake(coro__poller_t *poller)
{
    (void)poller;
    wakes++;
}

int coro__poller_fd(const coro__poller_t *poller)
{
    (void)poller;
    return -ENOTSUP;
}

/* Let waits come to this, and then all fail. */
#define SCRIPT(...)                           \
    static const int found[] = {__VA_ARGS__}; \
                                              \
    script = found;                           \
    waits_left = (int)(sizeof found / sizeof *found)

static int waits_in(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, STDIN_FILENO, POLLIN, arg.i64);

    trace_got(coro_name(self), rc, coro_none());
    return 0;
}

START_TEST(test_loop_waits_for_ever_if_only_descriptors_can_change_anything)
{
    SCRIPT(0, 0, POLLIN);

    task("A", waits_in, coro_int(CORO_NEVER));
    ck_assert_run("ever ever ever A=0");
}
END_TEST

START_TEST(test_loop_does_not_wait_while_somebody_is_ready)
{
    SCRIPT(0, POLLIN);

    task("A", waits_in, coro_int(CORO_NEVER));
    task("B", steps, coro_int(100));
    ck_assert_int_eq(coro_sched_step(sched, CORO_NEVER), 0);
    trace_clear();
    ck_assert_int_eq(coro_sched_step(sched, CORO_NEVER), 0);
    ck_assert_int_eq(strncmp(trace_text(), "0 B", 3), 0);
    trace_clear();
    ck_assert_run("ever A=0");
}
END_TEST

START_TEST(test_loop_on_another_clock_looks_and_lets_that_wait)
{
    SCRIPT(0, 0, 0, POLLIN);

    task("A", waits_in, coro_int(CORO_NEVER));
    task("S", sleeps, coro_int(10));
    ck_assert_run("0 0 S@10 ever ever A=0");
}
END_TEST

START_TEST(test_loop_on_the_machines_clock_waits_in_the_poller)
{
    coro_sched_t *on = coro_sched_new(NULL);
    SCRIPT(POLLIN);

    task_on(
        on, "A", waits_in,
        coro_int(coro_sched_now(on) + CORO_SECONDS(1000) + CORO_SECONDS(1000)));
    ck_assert_int_eq(coro_sched_step(on, 0), 0);
    ck_assert_int_eq(
        coro_sched_step(on, coro_sched_now(on) + CORO_SECONDS(1000)),
        CORO_DONE);
    ck_assert_int_eq(strncmp(trace_text(), "999", 3), 0);
    ck_assert_ptr_nonnull(strstr(trace_text(), " A=0"));
    trace_clear();
    coro_sched_free(on);
}
END_TEST

START_TEST(test_report_with_an_old_tag_is_of_nobody)
{
    SCRIPT(0, POLLIN, POLLIN);

    task("A", waits_in, coro_int(CORO_NEVER));
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    the_poller.tag--;
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_trace("0 0");
    the_poller.tag++;
    ck_assert_run("ever A=0");
}
END_TEST

START_TEST(test_poller_that_fails_ends_the_run_and_keeps_the_tasks)
{
    task("A", waits_in, coro_int(CORO_NEVER));
    waits_left = 0;
    ck_assert_int_eq(coro_sched_run(sched), -EIO);
    ck_assert_trace("ever");
    ck_assert_uint_eq(stage_alive(sched), 1);
    {
        SCRIPT(POLLIN);

        ck_assert_run("ever A=0");
    }
}
END_TEST

static void says(void *ctx)
{
    trace("%s", (const char *)ctx);
}

START_TEST(test_posts_wake_once_and_are_not_waited_for_when_they_came)
{
    coro_post_t a, b;
    SCRIPT(0);

    wakes = 0;
    ck_assert_int_eq(coro_post_init(&a, sched, says, "a"), 0);
    ck_assert_int_eq(coro_post_init(&b, sched, says, "b"), 0);
    coro_post(&a);
    coro_post(&b);
    ck_assert_int_eq(wakes, 1);
    ck_assert_run("0 a b");
}
END_TEST

START_TEST(test_step_of_a_scheduler_without_tasks_waits_for_no_post)
{
    coro_post_t post;
    SCRIPT(0, 0);

    ck_assert_int_eq(coro_post_init(&post, sched, says, "p"), 0);
    ck_assert_int_eq(coro_sched_step(sched, CORO_NEVER), CORO_DONE);
    ck_assert_trace("0");
}
END_TEST

START_TEST(test_scheduler_without_descriptors_and_posts_never_looks)
{
    task("A", steps, coro_int(2));
    task("S", sleeps, coro_int(2));
    ck_assert_run("A1 A2 S@2");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(
        tcase,
        test_loop_waits_for_ever_if_only_descriptors_can_change_anything);
    tcase_add_test(tcase, test_loop_does_not_wait_while_somebody_is_ready);
    tcase_add_test(tcase, test_loop_on_another_clock_looks_and_lets_that_wait);
    tcase_add_test(tcase, test_loop_on_the_machines_clock_waits_in_the_poller);
    tcase_add_test(tcase, test_report_with_an_old_tag_is_of_nobody);
    tcase_add_test(tcase,
                   test_poller_that_fails_ends_the_run_and_keeps_the_tasks);
    tcase_add_test(tcase,
                   test_posts_wake_once_and_are_not_waited_for_when_they_came);
    tcase_add_test(tcase,
                   test_step_of_a_scheduler_without_tasks_waits_for_no_post);
    tcase_add_test(tcase,
                   test_scheduler_without_descriptors_and_posts_never_looks);
}

int main(void)
{
    return run_suite("look", add_tests);
}
