/* SPDX-License-Identifier: MIT */
/* See ends.h. */
#include "ends.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int near_end, far_end;

void ends_open(void)
{
    int ends[2];

    stage_open();
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    near_end = ends[0];
    far_end = ends[1];
    fcntl(near_end, F_SETFL, O_NONBLOCK);
    fcntl(far_end, F_SETFL, O_NONBLOCK);
}

void drop(int *end)
{
    if (*end >= 0)
        ck_assert_int_eq(close(*end), 0);
    *end = -1;
}

void ends_close(void)
{
    stage_close();
    drop(&near_end);
    drop(&far_end);
}

void put_byte(int fd)
{
    ck_assert_int_eq(write(fd, "x", 1), 1);
}

void take_all(int fd)
{
    char bytes[4096];

    while (read(fd, bytes, sizeof bytes) > 0)
        continue;
}

void fill(int fd)
{
    char bytes[4096] = {0};

    while (write(fd, bytes, sizeof bytes) > 0)
        continue;
    ck_assert_int_eq(errno, EAGAIN);
}

/* Trace how a wait ended, which is then no failure of the task. */
static int tell(coro_t *self, int rc)
{
    if (rc == -EBADF)
        trace("%s!EBADF", coro_name(self));
    else
        trace_got(coro_name(self), rc, coro_none());
    return rc == -ETIMEDOUT || rc == -EBADF ? 0 : rc;
}

int waits_in(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, (int)arg.i64, POLLIN, CORO_NEVER);

    return tell(self, rc);
}

int waits_in_10_ms(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, (int)arg.i64, POLLIN,
                          coro_deadline(self, CORO_MS(10)));

    return tell(self, rc);
}

int waits_out(coro_t *self, coro_value_t arg)
{
    int rc = coro_wait_fd(self, (int)arg.i64, POLLOUT, CORO_NEVER);

    return tell(self, rc);
}

int puts_byte(coro_t *self, coro_value_t arg)
{
    put_byte((int)arg.i64);
    trace("%s:put", coro_name(self));
    return 0;
}
