/* SPDX-License-Identifier: MIT */
/* Scenarios of what comes from outside: descriptors, posts, workers; and of
 * what belongs to a thread. */
#include "scenario.h"
#include "trace.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <threads.h>
#include <unistd.h>

static coro_sched_t *sched;

/* close(2) fails, and the descriptor is closed all the same. */
static void close_fd(int fd)
{
    int rc = coro_fd_close(sched, fd);

    if (rc < 0)
        must_be_documented("coro_fd_close", rc);
}

/* Run bodies together on a scheduler on the machine's clock. */
static void run_together(coro_fn_t *const *fns, size_t count)
{
    coro_task_t *tasks[4];
    int rc;

    MAKE(sched, coro_sched_new(NULL));
    for (size_t i = 0; i < count; i++)
        MAKE(tasks[i], coro_spawn(sched, fns[i], coro_none(), NULL));
    RETRY(rc, coro_sched_run(sched));
    for (size_t i = 0; i < count; i++) {
        ENSURE(coro_task_result(tasks[i], NULL) == 0);
        coro_task_release(tasks[i]);
    }
    ENSURE(coro_sched_free(sched) == 0);
    sched = NULL;
}

/* ---- Descriptors */

static int ends[2];

static int echoes(coro_t *self, coro_value_t arg)
{
    char bytes[8];
    int got, put;

    (void)arg;
    do {
        RETRY(got, coro_read(self, ends[0], bytes, sizeof bytes));
        if (got > 0)
            RETRY(put, coro_write(self, ends[0], bytes, (size_t)got));
    } while (got > 0);
    close_fd(ends[0]);
    return 0;
}

static int waits_in_vain(coro_t *self, coro_value_t arg)
{
    int rc =
        coro_wait_fd(self, ends[1], POLLPRI, coro_deadline(self, CORO_US(10)));

    (void)arg;
    if (rc != -ETIMEDOUT) {
        must_be_documented("coro_wait_fd", rc);
        rc = coro_wait_fd(self, ends[1], POLLPRI,
                          coro_deadline(self, CORO_US(10)));
    }
    ENSURE(rc == -ETIMEDOUT);
    return 0;
}

static int calls_out(coro_t *self, coro_value_t arg)
{
    char bytes[4] = "";
    int rc;

    (void)arg;
    ENSURE(waits_in_vain(self, arg) == 0);
    RETRY(rc, coro_wait_fd(self, ends[1], POLLOUT, CORO_NEVER));
    RETRY(rc, coro_write(self, ends[1], "abc", 3));
    RETRY(rc, coro_wait_fd(self, ends[1], POLLIN, CORO_NEVER));
    RETRY(rc, coro_read(self, ends[1], bytes, 3));
    trace("%.3s", bytes);
    close_fd(ends[1]);
    return 0;
}

/* Beside calls_out: when that may write, this one is armed again. */
static int waits_beside(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    RETRY(rc, coro_wait_fd(self, ends[1], POLLIN, CORO_NEVER));
    return 0;
}

static void descriptors(void)
{
    coro_fn_t *const fns[] = {echoes, waits_beside, calls_out};

    ENSURE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    run_together(fns, 3);
}

/* ---- Connections */

static int listener;
static struct sockaddr_in address;

static int accepts(coro_t *self, coro_value_t arg)
{
    char byte;
    int fd, got;

    (void)arg;
    RETRY(fd, coro_accept(self, listener, NULL, NULL));
    RETRY(got, coro_read(self, fd, &byte, 1));
    trace("%c", byte);
    close_fd(fd);
    close_fd(listener);
    return 0;
}

static int connects(coro_t *self, coro_value_t arg)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), rc;

    (void)arg;
    rc = coro_connect(self, fd, (struct sockaddr *)&address, sizeof address);
    if (rc < 0) {
        must_be_documented("coro_connect", rc);
        rc =
            coro_connect(self, fd, (struct sockaddr *)&address, sizeof address);
    }
    ENSURE(rc == 0 || rc == -EISCONN || rc == -EALREADY);
    RETRY(rc, coro_write(self, fd, "x", 1));
    close_fd(fd);
    return 0;
}

static void connections(void)
{
    coro_fn_t *const fns[] = {accepts, connects};
    socklen_t size = sizeof address;

    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    address = (struct sockaddr_in){.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ENSURE(bind(listener, (struct sockaddr *)&address, size) == 0);
    ENSURE(listen(listener, 1) == 0);
    ENSURE(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    run_together(fns, 2);
}

/* ---- Posts */

static coro_future_t posted;

static void comes(void *ctx)
{
    (void)ctx;
    ENSURE(coro_future_set(&posted, coro_int(1)) == 0);
}

static int posts_from_elsewhere(void *post)
{
    return coro_post(post);
}

static int waits_for_post(coro_t *self, coro_value_t arg)
{
    coro_post_t post;
    thrd_t thread;
    int rc, answer;

    (void)arg;
    posted = (coro_future_t)CORO_FUTURE_INIT;
    RETRY(rc, coro_post_init(&post, sched, comes, NULL));
    ENSURE(thrd_create(&thread, posts_from_elsewhere, &post) == thrd_success);
    rc = coro_future_await(self, &posted, NULL);
    ENSURE(thrd_join(thread, &answer) == thrd_success && answer == 0);
    ENSURE(coro_post_fini(&post) == 0);
    trace("%d", rc);
    return rc;
}

static void posts(void)
{
    coro_fn_t *const fns[] = {waits_for_post};

    run_together(fns, 1);
}

/* ---- Inside another loop */

static int naps(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_US(10));
}

static void steps(void)
{
    coro_task_t *task;
    int fd, rc;

    MAKE(sched, coro_sched_new(NULL));
    MAKE(task, coro_spawn(sched, naps, coro_none(), NULL));
    fd = coro_sched_fd(sched);
    if (fd < 0 && fd != -ENOTSUP) {
        must_be_documented("coro_sched_fd", fd);
        fd = coro_sched_fd(sched);
    }
    ENSURE(fd >= 0 || fd == -ENOTSUP);
    do
        RETRY(rc, coro_sched_step(sched, CORO_NEVER));
    while (rc == 0);
    trace("%d", rc == CORO_DONE);
    coro_task_release(task);
    ENSURE(coro_sched_free(sched) == 0);
}

/* ---- Workers */

static coro_workers_t *workers;

static int doubles(coro_value_t arg, coro_value_t *result)
{
    *result = coro_int(2 * arg.i64);
    return 0;
}

static void abandoned(coro_value_t arg, int status, coro_value_t result)
{
    (void)arg;
    (void)status;
    (void)result;
    broken("a function is abandoned");
}

static int offloads(coro_t *self, coro_value_t arg)
{
    coro_value_t one, other;
    int rc;

    (void)arg;
    RETRY(rc, coro_offload(self, workers, doubles, coro_int(2), &one));
    RETRY(rc, coro_offload_abandonable(self, workers, doubles, coro_int(5),
                                       abandoned, &other));
    trace("%d", (int)(one.i64 + other.i64));
    return 0;
}

static void offloading(void)
{
    const coro_workers_options_t options = {.threads = 2,
                                            .stack_size = 256 * 1024};
    coro_fn_t *const fns[] = {offloads};

    MAKE(workers, coro_workers_new(&options));
    run_together(fns, 1);
    ENSURE(coro_workers_free(workers) == 0);
}

/* ---- Threads */

static int gives(coro_t *self, coro_value_t arg)
{
    return coro_yield(self, arg, NULL);
}

static int lives_in_thread(void *ctx)
{
    coro_value_t value;
    coro_t *gen;
    int rc;

    (void)ctx;
    RETRY(rc, coro_install_overflow_handler());
    MAKE(gen, coro_new(gives, coro_int(6), NULL));
    ENSURE(coro_next(gen, &value) == 0);
    ENSURE(coro_free(gen) == 0);
    return (int)value.i64;
}

static void threads(void)
{
    for (int i = 0; i < 2; i++) {
        thrd_t thread;
        int answer;

        ENSURE(thrd_create(&thread, lives_in_thread, NULL) == thrd_success);
        ENSURE(thrd_join(thread, &answer) == thrd_success);
        trace("%d", answer);
    }
}

const scenario_t scenarios_of_outside[] = {
    {"descriptors", descriptors, "abc", false},
    {"connections", connections, "x", false},
    {"posts", posts, "0", false},
    {"another loop", steps, "1", false},
    {"workers", offloading, "14", false},
    {"threads", threads, "6 6", false},
    {NULL, NULL, NULL, false},
};
