/* SPDX-License-Identifier: MIT */
/* No memory and no descriptors: said so, and nothing has changed. */
#include "ends.h"
#include "starve.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static int waited_for; /* with this status */

static int waits(coro_t *self, coro_value_t arg)
{
    waited_for = coro_wait_fd(self, (int)arg.i64, POLLIN, CORO_NEVER);
    return 0;
}

static int interruptions; /* of read(2), to come */

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
    if (interruptions == 0)
        return __real_read(fd, buffer, size);
    interruptions--;
    errno = EINTR;
    return -1;
}

static int reads(coro_t *self, coro_value_t arg)
{
    char byte;

    waited_for = (int)coro_read(self, (int)arg.i64, &byte, 1);
    return 0;
}

START_TEST(test_read_interrupted_is_tried_again)
{
    put_byte(far_end);
    task("A", reads, coro_int(near_end));
    interruptions = 3;
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(interruptions, 0);
    ck_assert_int_eq(waited_for, 1);
}
END_TEST

static int run_one(coro_sched_t *on, int fd)
{
    task_on(on, "A", waits, coro_int(fd));
    ck_assert_int_eq(coro_sched_run(on), 0);
    return waited_for;
}

/* On a fresh scheduler, with the nth request refused. False: there is none. */
static bool wait_fails_at(int fd, int nth, int *failures)
{
    coro_sched_t *on = stage_scheduler();
    bool refused;

    task_on(on, "A", waits, coro_int(fd));
    starve_nth(nth);
    coro_sched_run(on);
    refused = starve_end() > 0;
    if (refused) {
        ck_assert_int_eq(waited_for, -ENOMEM);
        ck_assert_int_eq(run_one(on, fd), 0);
        *failures += 1;
    } else {
        ck_assert_int_eq(waited_for, 0);
    }
    coro_sched_free(on);
    return refused;
}

START_TEST(test_wait_without_memory_says_so)
{
    int failures = 0, high = fcntl(near_end, F_DUPFD, 300);

    put_byte(far_end);
    for (int nth = 1; wait_fails_at(near_end, nth, &failures);)
        nth++;
    ck_assert_int_ge(failures, 4); /* outside, poller, pages, page */
    for (int nth = 1; wait_fails_at(high, nth, &failures);)
        nth++;
    close(high);
}
END_TEST

START_TEST(test_wait_for_what_was_waited_for_needs_no_memory)
{
    put_byte(far_end);
    ck_assert_int_eq(run_one(sched, near_end), 0);
    task("A", waits, coro_int(near_end));
    starve_from(1);
    coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0);
    ck_assert_int_eq(waited_for, 0);
}
END_TEST

static int echoes(coro_t *self, coro_value_t arg)
{
    char byte;

    if (coro_read(self, near_end, &byte, 1) == 1)
        coro_write(self, near_end, &byte, 1);
    (void)arg;
    return coro_fd_close(sched, near_end);
}

static int calls_out(coro_t *self, coro_value_t arg)
{
    char byte = 'x';

    coro_sched_yield(self);
    coro_write(self, far_end, &byte, 1);
    waited_for = (int)coro_read(self, far_end, &byte, 1);
    waited_for += coro_wait_fd(self, far_end, POLLIN, CORO_NEVER); /* the end */
    (void)arg;
    return 0;
}

/* Numbers below 64 share a page of the table, which one wait has made. */
START_TEST(test_transfer_that_waits_needs_no_memory)
{
    put_byte(far_end);
    ck_assert_int_eq(run_one(sched, near_end), 0);
    take_all(near_end);
    task("A", echoes, coro_none());
    task("B", calls_out, coro_none());
    starve_from(1);
    coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0);
    near_end = -1;
    ck_assert_int_eq(waited_for, 1);
}
END_TEST

static struct sockaddr_storage at;
static socklen_t at_size;

static int accepts_one(coro_t *self, coro_value_t arg)
{
    int fd = coro_accept(self, (int)arg.i64, NULL, NULL);

    waited_for += fd >= 0;
    return coro_fd_close(sched, fd);
}

static int connects_once(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    waited_for +=
        coro_connect(self, (int)arg.i64, (struct sockaddr *)&at, at_size) == 0;
    return 0;
}

START_TEST(test_connection_that_is_waited_for_needs_no_memory)
{
    int listener = socket(AF_UNIX, SOCK_STREAM, 0),
        fd = socket(AF_UNIX, SOCK_STREAM, 0);

    at.ss_family = AF_UNIX;
    at_size = sizeof(sa_family_t); /* a name that nobody else has */
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, at_size), 0);
    at_size = sizeof at;
    getsockname(listener, (struct sockaddr *)&at, &at_size);
    ck_assert_int_eq(listen(listener, 1), 0);
    fcntl(listener, F_SETFL, O_NONBLOCK);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    put_byte(far_end);
    ck_assert_int_eq(run_one(sched, near_end), 0);
    task("A", accepts_one, coro_int(listener));
    task("B", connects_once, coro_int(fd));
    starve_from(1);
    coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0);
    ck_assert_int_eq(waited_for, 2);
    close(listener);
    close(fd);
}
END_TEST

START_TEST(test_wait_for_what_is_no_descriptor_needs_no_memory)
{
    coro_sched_fd(sched);
    task("A", waits, coro_int(INT32_MAX));
    starve_from(1);
    coro_sched_run(sched);
    ck_assert_int_eq(starve_end(), 0);
    ck_assert_int_eq(waited_for, -EBADF);
}
END_TEST

static void nothing(void *ctx)
{
    (void)ctx;
}

START_TEST(test_post_without_memory_says_so)
{
    coro_post_t post = {.sched = NULL};
    int nth, rc;

    for (nth = 1;; nth++) {
        coro_sched_t *on = stage_scheduler();

        starve_nth(nth);
        rc = coro_post_init(&post, on, nothing, NULL);
        if (starve_end() == 0)
            ck_assert_int_eq(coro_post_fini(&post), 0);
        coro_sched_free(on);
        if (rc == 0)
            break;
        ck_assert_int_eq(rc, -ENOMEM);
        ck_assert_int_eq(coro_post(&post), -EINVAL);
    }
    ck_assert_int_ge(nth, 3);
    ck_assert_int_eq(coro_post_init(&post, sched, nothing, NULL), 0);
    starve_from(1);
    coro_post(&post);
    coro_sched_run(sched);
    coro_post_fini(&post);
    ck_assert_int_eq(starve_end(), 0);
}
END_TEST

START_TEST(test_no_descriptors_left_says_so)
{
    struct rlimit before, limit;
    coro_post_t post;
    int lowest = dup(near_end);

    close(lowest);
    getrlimit(RLIMIT_NOFILE, &before);
    for (int more = 0; more < 2; more++) {
        limit = (struct rlimit){(rlim_t)(lowest + more), before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &limit);
        ck_assert_int_eq(coro_sched_fd(sched), -EMFILE);
        ck_assert_int_eq(coro_post_init(&post, sched, nothing, NULL), -EMFILE);
        ck_assert_int_eq(run_one(sched, near_end), -EMFILE);
    }
    setrlimit(RLIMIT_NOFILE, &before);
    ck_assert_int_eq(dup(near_end), lowest);
    close(lowest);
    put_byte(far_end);
    ck_assert_int_eq(run_one(sched, near_end), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_read_interrupted_is_tried_again);
    tcase_add_test(tcase, test_wait_without_memory_says_so);
    tcase_add_test(tcase, test_wait_for_what_was_waited_for_needs_no_memory);
    tcase_add_test(tcase, test_transfer_that_waits_needs_no_memory);
    tcase_add_test(tcase, test_connection_that_is_waited_for_needs_no_memory);
    tcase_add_test(tcase, test_wait_for_what_is_no_descriptor_needs_no_memory);
    tcase_add_test(tcase, test_post_without_memory_says_so);
    tcase_add_test(tcase, test_no_descriptors_left_says_so);
}

int main(void)
{
    const fixture_t fixture = {ends_open, ends_close};

    return run_with(&fixture, "faults", add_tests);
}
