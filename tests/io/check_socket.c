/* SPDX-License-Identifier: MIT */
/* Connections, over the loopback. */
#include "ends.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>

static struct sockaddr_in address;
static int listener;

static int tcp_socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_ge(fd, 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void listener_open(void)
{
    socklen_t size = sizeof address;

    ends_open();
    listener = tcp_socket();
    address = (struct sockaddr_in){.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 8), 0);
    getsockname(listener, (struct sockaddr *)&address, &size);
}

static void listener_close(void)
{
    ends_close();
    close(listener);
}

static int accepts(coro_t *self, coro_value_t arg)
{
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    int fd;

    (void)arg;
    fd = coro_accept(self, listener, (struct sockaddr *)&peer, &size);
    if (fd < 0) {
        trace_got(coro_name(self), fd, coro_none());
        return 0;
    }
    trace("%s:accepted", coro_name(self));
    ck_assert_int_eq(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    put_byte(fd);
    close(fd);
    return 0;
}

static int connects(coro_t *self, coro_value_t arg)
{
    int fd = tcp_socket(), rc;
    char bytes[2];

    (void)arg;
    rc = coro_connect(self, fd, (const struct sockaddr *)&address,
                      sizeof address);
    trace_got(coro_name(self), rc, coro_none());
    if (rc == 0) {
        ck_assert_int_eq(coro_read(self, fd, bytes, 2), 1);
        trace("%s:read", coro_name(self));
    }
    close(fd);
    return 0;
}

START_TEST(test_connection_is_made_between_two_tasks)
{
    task("A", accepts, coro_none());
    task("C", connects, coro_none());
    ck_assert_run("A:accepted C=0 C:read");
}
END_TEST

static int connects_quietly(coro_t *self, coro_value_t arg)
{
    int fd = tcp_socket();

    (void)arg;
    ck_assert_int_eq(coro_connect(self, fd, (const struct sockaddr *)&address,
                                  sizeof address),
                     0);
    close(fd);
    return 0;
}

START_TEST(test_several_accept_each_connection_once)
{
    task("A", accepts, coro_none());
    task("B", accepts, coro_none());
    task("C", connects_quietly, coro_none());
    task("S", sleeps, coro_int(5));
    stage_run_until(1);
    ck_assert_trace("A:accepted");
    task("D", connects_quietly, coro_none());
    ck_assert_run("B:accepted S@5");
}
END_TEST

START_TEST(test_connection_to_nobody_is_refused)
{
    close(listener);
    listener = -1;
    task("C", connects, coro_none());
    ck_assert_run("C!ECONNREFUSED");
}
END_TEST

START_TEST(test_accept_is_ended_by_cancelling)
{
    coro_task_t *a = task("A", accepts, coro_none());

    task("C", cancels, coro_ptr(&a));
    ck_assert_run("C:1 A!ECANCELED");
}
END_TEST

static int misuses(coro_t *self, coro_value_t arg)
{
    const struct sockaddr *to = (const struct sockaddr *)&address;
    int other = tcp_socket();

    ck_assert_int_eq(coro_accept(self, -1, NULL, NULL), -EBADF);
    ck_assert_int_eq(coro_accept(self, other, NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_connect(self, -1, to, sizeof address), -EBADF);
    ck_assert_int_eq(coro_connect(self, other, to, 0), -EINVAL);
    ck_assert_int_eq(coro_accept(arg.ptr, listener, NULL, NULL),
                     CORO_E_NOT_CURRENT);
    ck_assert_int_eq(coro_connect(arg.ptr, other, to, sizeof address),
                     CORO_E_NOT_CURRENT);
    close(other);
    trace("done");
    return 0;
}

START_TEST(test_connections_misused_are_refused)
{
    coro_t *gen = generator("g", accepts, coro_none());

    ck_assert_int_eq(coro_accept(NULL, listener, NULL, NULL), -EINVAL);
    ck_assert_int_eq(coro_connect(NULL, listener, NULL, 0), -EINVAL);
    task("A", misuses, coro_ptr(gen));
    ck_assert_run("done");
    coro_next(gen, NULL);
    ck_assert_trace("g!NO_SCHED");
    coro_free(gen);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_connection_is_made_between_two_tasks);
    tcase_add_test(tcase, test_several_accept_each_connection_once);
    tcase_add_test(tcase, test_connection_to_nobody_is_refused);
    tcase_add_test(tcase, test_accept_is_ended_by_cancelling);
    tcase_add_test(tcase, test_connections_misused_are_refused);
}

int main(void)
{
    const fixture_t fixture = {listener_open, listener_close};

    return run_with(&fixture, "socket", add_tests);
}
