/* SPDX-License-Identifier: MIT */
/* How long epoll is told to wait, with and without epoll_pwait2(2). */
#include "poll/poll.h"
#include "runner.h"
#include "trace.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>

#if CORO__HAVE_VALGRIND
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

static int refusal; /* errno of the precise call; 0: there is time enough */

int __wrap_epoll_pwait2(int fd, struct epoll_event *events, int size,
                        const struct timespec *timeout, const sigset_t *mask);
int __wrap_epoll_wait(int fd, struct epoll_event *events, int size, int ms);

int __wrap_epoll_pwait2(int fd, struct epoll_event *events, int size,
                        const struct timespec *timeout, const sigset_t *mask)
{
    (void)fd;
    (void)events;
    (void)size;
    ck_assert_ptr_null(mask);
    trace("%lld.%09ld", (long long)timeout->tv_sec, timeout->tv_nsec);
    errno = refusal;
    return refusal != 0 ? -1 : 0;
}

int __wrap_epoll_wait(int fd, struct epoll_event *events, int size, int ms)
{
    (void)fd;
    (void)events;
    (void)size;
    trace("%dms", ms);
    return 0;
}

static coro__poller_t *poller;

static void open_poller(void)
{
    trace_clear();
    refusal = 0;
    ck_assert_int_eq(coro__poller_new(&poller), 0);
}

static void close_poller(void)
{
    coro__poller_free(poller);
}

static int wait_for(int64_t ns)
{
    coro__poll_event_t events[1];

    return coro__poller_wait(poller, ns, events, 1);
}

START_TEST(test_wait_is_as_precise_as_the_kernel)
{
    ck_assert_int_eq(wait_for(1), 0);
    ck_assert_int_eq(wait_for(2345678901), 0);
    ck_assert_int_eq(wait_for(0), 0);
    ck_assert_int_eq(wait_for(-1), 0);
    ck_assert_trace(RUNNING_ON_VALGRIND ? "1ms 2346ms 0ms -1ms"
                                        : "0.000000001 2.345678901 0ms -1ms");
}
END_TEST

static void check_falls_back(void)
{
    ck_assert_int_eq(wait_for(1), 0);
    ck_assert_int_eq(wait_for(2000001), 0);
    ck_assert_int_eq(wait_for(2000000), 0);
    ck_assert_trace(RUNNING_ON_VALGRIND ? "1ms 3ms 2ms"
                                        : "0.000000001 1ms 3ms 2ms");
}

START_TEST(test_wait_without_the_precise_call_is_rounded_up)
{
    refusal = ENOSYS;
    check_falls_back();
}
END_TEST

START_TEST(test_wait_with_the_precise_call_forbidden_is_rounded_up)
{
    refusal = EPERM;
    check_falls_back();
}
END_TEST

START_TEST(test_wait_that_is_interrupted_is_precise_the_next_time)
{
    refusal = EINTR;
    ck_assert_int_eq(wait_for(1), 0);
    ck_assert_int_eq(wait_for(2), 0);
    ck_assert_trace(RUNNING_ON_VALGRIND ? "1ms 1ms"
                                        : "0.000000001 0.000000002");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_wait_is_as_precise_as_the_kernel);
    tcase_add_test(tcase, test_wait_without_the_precise_call_is_rounded_up);
    tcase_add_test(tcase,
                   test_wait_with_the_precise_call_forbidden_is_rounded_up);
    tcase_add_test(tcase,
                   test_wait_that_is_interrupted_is_precise_the_next_time);
}

int main(void)
{
    const fixture_t fixture = {open_poller, close_poller};

    return run_with(&fixture, "precision", add_tests);
}
