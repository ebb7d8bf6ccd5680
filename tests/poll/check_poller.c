/* SPDX-License-Identifier: MIT */
/* The contract of src/poll/poll.h, which every poller keeps. */
#include "poll/poll.h"
#include "runner.h"
#include "starve.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    NEVER = -1,
    SIZE = 8
};

static coro__poller_t *poller;
static coro__poll_event_t events[SIZE];
static int ends[2];

static void open_all(void)
{
    ck_assert_int_eq(coro__poller_new(&poller), 0);
    ck_assert_int_eq(pipe(ends), 0);
}

static void close_all(void)
{
    coro__poller_free(poller);
    close(ends[0]);
    close(ends[1]);
}

static void arm_reading(uint32_t tag)
{
    ck_assert_int_eq(coro__poller_arm(poller, ends[0], tag, POLLIN),
                     CORO__POLL_ANOTHER);
}

static void put_byte(void)
{
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
}

static void take_byte(void)
{
    char byte;

    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
}

#define ck_assert_told(fd_, tag_, events_)                                   \
    do {                                                                     \
        ck_assert_int_eq(coro__poller_wait(poller, NEVER, events, SIZE), 1); \
        ck_assert_int_eq(events[0].fd, fd_);                                 \
        ck_assert_uint_eq(events[0].tag, tag_);                              \
        ck_assert_int_eq(events[0].events, events_);                         \
    } while (0)

#define ck_assert_silent() \
    ck_assert_int_eq(coro__poller_wait(poller, 0, events, SIZE), 0)

START_TEST(test_armed_descriptor_is_told_once_with_its_tag)
{
    arm_reading(7);
    ck_assert_silent();
    put_byte();
    ck_assert_told(ends[0], 7, POLLIN);
    ck_assert_silent();
    ck_assert_int_ge(coro__poller_arm(poller, ends[0], 8, POLLIN), 0);
    ck_assert_told(ends[0], 8, POLLIN);
}
END_TEST

START_TEST(test_arming_again_replaces_events_and_tag)
{
    int out = ends[1];

    ck_assert_int_eq(coro__poller_arm(poller, out, 1, POLLIN),
                     CORO__POLL_ANOTHER);
    ck_assert_silent();
    ck_assert_int_eq(coro__poller_arm(poller, out, 0xFFFFFFFF, POLLOUT), 0);
    ck_assert_told(out, 0xFFFFFFFF, POLLOUT);
}
END_TEST

START_TEST(test_disarmed_descriptor_is_not_told)
{
    arm_reading(1);
    put_byte();
    coro__poller_disarm(poller, ends[0]);
    coro__poller_disarm(poller, ends[0]);
    coro__poller_disarm(poller, -1);
    ck_assert_silent();
}
END_TEST

START_TEST(test_hang_up_is_told_though_not_asked_for)
{
    arm_reading(1);
    close(ends[1]);
    ck_assert_told(ends[0], 1, POLLHUP);
    ends[1] = dup(ends[0]);
}
END_TEST

START_TEST(test_number_that_is_another_file_is_noticed)
{
    int others[2];

    arm_reading(1);
    ck_assert_int_eq(coro__poller_arm(poller, ends[0], 2, POLLIN), 0);
    ck_assert_int_eq(pipe(others), 0);
    dup2(others[0], ends[0]);
    arm_reading(3);
    ck_assert_int_eq(write(others[1], "x", 1), 1);
    ck_assert_told(ends[0], 3, POLLIN);
    close(others[0]);
    close(others[1]);
}
END_TEST

START_TEST(test_what_cannot_be_waited_for_is_refused)
{
    FILE *file = tmpfile();
    int closed = dup(ends[0]);

    close(closed);
    ck_assert_int_eq(coro__poller_arm(poller, fileno(file), 1, POLLIN), -EPERM);
    ck_assert_int_eq(coro__poller_arm(poller, closed, 1, POLLIN), -EBADF);
    ck_assert_int_eq(coro__poller_arm(poller, -1, 1, POLLIN), -EBADF);
    ck_assert_silent();
    fclose(file);
}
END_TEST

START_TEST(test_more_than_asked_for_are_told_by_the_next_waits)
{
    int fds[2 * SIZE + 1], told = 0, found;

    for (int i = 0; i < 2 * SIZE + 1; i++) {
        fds[i] = dup(ends[1]);
        ck_assert_int_eq(coro__poller_arm(poller, fds[i], 0, POLLOUT), 1);
    }
    while ((found = coro__poller_wait(poller, 0, events, SIZE)) > 0) {
        ck_assert_int_le(found, SIZE);
        told += found;
    }
    ck_assert_int_eq(told, 2 * SIZE + 1);
    for (int i = 0; i < 2 * SIZE + 1; i++)
        close(fds[i]);
}
END_TEST

/* Some pollers need memory for it. */
START_TEST(test_arming_without_memory_is_refused_and_then_works)
{
    enum {
        MANY = 100
    };
    int fds[MANY], first[MANY], refused = 0, told = 0, found;

    for (int i = 0; i < MANY; i++)
        fds[i] = dup(ends[1]);
    starve_from(1);
    for (int i = 0; i < MANY; i++)
        first[i] = coro__poller_arm(poller, fds[i], 0, POLLOUT);
    starve_end();
    for (int i = 0; i < MANY; i++) {
        ck_assert(first[i] == CORO__POLL_ANOTHER || first[i] == -ENOMEM);
        refused += first[i] == -ENOMEM;
        ck_assert_int_ge(coro__poller_arm(poller, fds[i], 1, POLLOUT), 0);
    }
    ck_assert_int_lt(refused, MANY);
    while ((found = coro__poller_wait(poller, 0, events, SIZE)) > 0)
        told += found;
    ck_assert_int_eq(told, MANY);
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
}
END_TEST

static void ignore(int number)
{
    (void)number;
}

/* Again and again, as the first may come before the wait. */
START_TEST(test_signal_ends_a_wait_and_is_no_error)
{
    const struct timeval two_ms = {.tv_usec = 2000};
    const struct itimerval often = {two_ms, two_ms},
                           never = {.it_value = {.tv_sec = 0}};
    struct sigaction action = {.sa_handler = ignore};

    arm_reading(1);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    ck_assert_int_eq(coro__poller_wait(poller, NEVER, events, SIZE), 0);
    setitimer(ITIMER_REAL, &never, NULL);
    put_byte();
    ck_assert_told(ends[0], 1, POLLIN);
}
END_TEST

static void *puts_byte(void *unused)
{
    put_byte();
    return unused;
}

START_TEST(test_others_stay_armed_when_one_is_told)
{
    int others[2];

    ck_assert_int_eq(pipe(others), 0);
    ck_assert_int_eq(coro__poller_arm(poller, others[1], 1, POLLOUT), 1);
    arm_reading(2);
    ck_assert_told(others[1], 1, POLLOUT);
    put_byte();
    ck_assert_told(ends[0], 2, POLLIN);
    close(others[0]);
    close(others[1]);
}
END_TEST

START_TEST(test_wake_ends_the_next_wait_and_no_other)
{
    pthread_t thread;

    for (int i = 0; i < 50; i++) {
        errno = EXDEV;
        coro__poller_wake(poller);
        coro__poller_wake(poller);
        ck_assert_int_eq(errno, EXDEV);
        ck_assert_int_eq(coro__poller_wait(poller, NEVER, events, SIZE), 0);
        ck_assert_int_ge(coro__poller_arm(poller, ends[0], 1, POLLIN), 0);
        pthread_create(&thread, NULL, puts_byte, NULL);
        ck_assert_told(ends[0], 1, POLLIN);
        pthread_join(thread, NULL);
        take_byte();
    }
}
END_TEST

static void *wakes(void *unused)
{
    coro__poller_wake(poller);
    return unused;
}

START_TEST(test_wake_from_a_thread_ends_a_wait)
{
    pthread_t thread;

    pthread_create(&thread, NULL, wakes, NULL);
    ck_assert_int_eq(coro__poller_wait(poller, NEVER, events, SIZE), 0);
    pthread_join(thread, NULL);
}
END_TEST

START_TEST(test_wakes_beyond_counting_do_not_block)
{
    errno = EXDEV;
    for (int i = 0; i < 100000; i++)
        coro__poller_wake(poller);
    ck_assert_int_eq(errno, EXDEV);
    ck_assert_int_eq(coro__poller_wait(poller, NEVER, events, SIZE), 0);
}
END_TEST

START_TEST(test_timeouts_are_rounded_up_to_what_the_system_counts)
{
    ck_assert_int_eq(coro__poll_ms(-1), -1);
    ck_assert_int_eq(coro__poll_ms(0), 0);
    ck_assert_int_eq(coro__poll_ms(1), 1);
    ck_assert_int_eq(coro__poll_ms(1000000), 1);
    ck_assert_int_eq(coro__poll_ms(1000001), 2);
    ck_assert_int_eq(coro__poll_ms(INT64_MAX), INT32_MAX);
}
END_TEST

START_TEST(test_wait_for_nothing_ends_with_its_timeout)
{
    ck_assert_int_eq(coro__poller_wait(poller, 1, events, SIZE), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_armed_descriptor_is_told_once_with_its_tag);
    tcase_add_test(tcase, test_arming_again_replaces_events_and_tag);
    tcase_add_test(tcase, test_disarmed_descriptor_is_not_told);
    tcase_add_test(tcase, test_hang_up_is_told_though_not_asked_for);
    tcase_add_test(tcase, test_number_that_is_another_file_is_noticed);
    tcase_add_test(tcase, test_what_cannot_be_waited_for_is_refused);
    tcase_add_test(tcase, test_more_than_asked_for_are_told_by_the_next_waits);
    tcase_add_test(tcase, test_arming_without_memory_is_refused_and_then_works);
    tcase_add_test(tcase, test_signal_ends_a_wait_and_is_no_error);
    tcase_add_test(tcase, test_others_stay_armed_when_one_is_told);
    tcase_add_test(tcase, test_wake_ends_the_next_wait_and_no_other);
    tcase_add_test(tcase, test_wake_from_a_thread_ends_a_wait);
    tcase_add_test(tcase, test_wakes_beyond_counting_do_not_block);
    tcase_add_test(tcase,
                   test_timeouts_are_rounded_up_to_what_the_system_counts);
    tcase_add_test(tcase, test_wait_for_nothing_ends_with_its_timeout);
}

int main(void)
{
    const fixture_t fixture = {open_all, close_all};

    return run_with(&fixture, "poller", add_tests);
}
