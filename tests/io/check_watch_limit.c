/* SPDX-License-Identifier: MIT */
/* The kernel refuses to watch a descriptor: said so, and nothing has changed. */
#include "ends.h"

#include <fcntl.h>
#include <sys/epoll.h>

static int until_refused; /* 1: the next call; 0: none is */

int __real_epoll_ctl(int epoll, int operation, int fd,
                     struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int operation, int fd,
                     struct epoll_event *event);

int __wrap_epoll_ctl(int epoll, int operation, int fd,
                     struct epoll_event *event)
{
    if (until_refused == 0 || --until_refused > 0)
        return __real_epoll_ctl(epoll, operation, fd, event);
    errno = ENOSPC;
    return -1;
}

static int count_open(void)
{
    int count = 0;

    for (int fd = 0; fd < 1000; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static int waited_for; /* with this status */

static int waits(coro_t *self, coro_value_t arg)
{
    waited_for = coro_wait_fd(self, (int)arg.i64, POLLIN, CORO_NEVER);
    return 0;
}

static int run_one(coro_sched_t *on)
{
    task_on(on, "A", waits, coro_int(near_end));
    ck_assert_int_eq(coro_sched_run(on), 0);
    return waited_for;
}

START_TEST(test_wait_that_cannot_be_watched_says_so)
{
    int descriptors = count_open(), refusals = 0, status;

    put_byte(far_end);
    do {
        coro_sched_t *on = stage_scheduler();

        until_refused = refusals + 1;
        status = run_one(on);
        refusals += status != 0;
        ck_assert(status == 0 || status == -ENOSPC);
        until_refused = 0;
        ck_assert_int_eq(run_one(on), 0);
        coro_sched_free(on);
        ck_assert_int_eq(count_open(), descriptors);
    } while (status != 0);
    ck_assert_int_eq(refusals, 3); /* the waker; whether it is there; to add */
}
END_TEST

static int fills_and_waits_out(coro_t *self, coro_value_t arg)
{
    fill((int)arg.i64);
    waited_for = coro_wait_fd(self, (int)arg.i64, POLLOUT, CORO_NEVER);
    return 0;
}

static int puts_byte_refused(coro_t *self, coro_value_t arg)
{
    int rc = coro_sched_yield(self);

    put_byte((int)arg.i64);
    until_refused = 1;
    return rc;
}

/* Two wait for the same, and what comes is for one of them. */
START_TEST(test_wait_that_cannot_be_watched_any_more_is_told)
{
    task("A", waits_in, coro_int(near_end));
    task("B", fills_and_waits_out, coro_int(near_end));
    task("C", puts_byte_refused, coro_int(far_end));
    ck_assert_run("A=0");
    ck_assert_int_eq(waited_for, -ENOSPC);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_wait_that_cannot_be_watched_says_so);
    tcase_add_test(tcase, test_wait_that_cannot_be_watched_any_more_is_told);
}

int main(void)
{
    const fixture_t fixture = {ends_open, ends_close};

    return run_with(&fixture, "watch_limit", add_tests);
}
