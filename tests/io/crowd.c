/* SPDX-License-Identifier: MIT */
/*
 * Many connections on the loopback, all of them open at once: a process with a
 * task for each serves them, another one with a task for each sends messages
 * and compares what comes back. None may be lost, cut short or mixed up.
 *
 *   io_crowd CONNECTIONS
 *
 * There are fewer if a process may not have so many descriptors; it says how
 * many there were.
 */
#include <coro.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SPARE = 64,     /* descriptors for everything else */
    CALLING = 100,  /* connections under way at once: less than a backlog */
    MESSAGES = 2,   /* a connection's, and as many when all are open */
    SIZE = 200,     /* bytes of one */
    ADDRESSES = 64, /* of 127.0.0.0/8: each has ports of its own */
};

#define MUST(what) ((what) ? (void)0 : fail(#what, __LINE__))

static size_t connections;
static size_t open_now, most_open, completed;

static _Noreturn void fail(const char *what, int line)
{
    fprintf(stderr, "io_crowd: line %d: not %s\n", line, what);
    abort();
}

static void count_open(void)
{
    if (++open_now > most_open)
        most_open = open_now;
}

static int close_one(coro_t *self, int fd)
{
    open_now--;
    completed++;
    return coro_fd_close(coro_sched_of(self), fd);
}

static int write_all(coro_t *self, int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = coro_write(self, fd, bytes, size);

        if (put < 0)
            return (int)put;
        bytes += put;
        size -= (size_t)put;
    }
    return 0;
}

/* ---- Who serves */

static int listener;

static int serve(coro_t *self, coro_value_t arg)
{
    int fd = (int)arg.i64;
    char bytes[SIZE];
    ssize_t got;

    while ((got = coro_read(self, fd, bytes, sizeof bytes)) > 0)
        MUST(write_all(self, fd, bytes, (size_t)got) == 0);
    MUST(got == 0);
    return close_one(self, fd);
}

static int accept_all(coro_t *self, coro_value_t arg)
{
    (void)arg;
    for (size_t i = 0; i < connections; i++) {
        int fd = coro_accept(self, listener, NULL, NULL);
        coro_task_t *task;

        MUST(fd >= 0);
        count_open();
        task = coro_spawn(coro_sched_of(self), serve, coro_int(fd), NULL);
        MUST(task != NULL);
        coro_task_release(task);
    }
    return 0;
}

/* ---- Who calls */

static struct sockaddr_in address;
static coro_semaphore_t calling = CORO_SEMAPHORE_INIT(CALLING);
static coro_barrier_t all_open;

/* Each has bytes of its own. */
static void compose(char *bytes, int64_t who, int message)
{
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)((size_t)who * 7 + (size_t)message * 31 + i * 13);
    memcpy(bytes, &who, sizeof who);
}

static void exchange(coro_t *self, int fd, int64_t who, int message)
{
    char sent[SIZE], received[SIZE];
    size_t size = 0;

    compose(sent, who, message);
    MUST(write_all(self, fd, sent, SIZE) == 0);
    while (size < SIZE) {
        ssize_t got = coro_read(self, fd, received + size, SIZE - size);

        MUST(got > 0);
        size += (size_t)got;
    }
    MUST(memcmp(sent, received, SIZE) == 0);
}

static int call(coro_t *self, coro_value_t who)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = address;

    MUST(fd >= 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    MUST(coro_semaphore_acquire(self, &calling) == 0);
    to.sin_addr.s_addr =
        htonl(INADDR_LOOPBACK + (uint32_t)(who.i64 % ADDRESSES));
    MUST(coro_connect(self, fd, (struct sockaddr *)&to, sizeof to) == 0);
    exchange(self, fd, who.i64, 0); /* so it is accepted */
    MUST(coro_semaphore_release(&calling) == 0);
    count_open();
    for (int message = 1; message < MESSAGES; message++)
        exchange(self, fd, who.i64, message);
    MUST(coro_barrier_wait(self, &all_open, NULL) == 0);
    MUST(most_open == connections);
    for (int message = 0; message < MESSAGES; message++)
        exchange(self, fd, who.i64, MESSAGES + message);
    return close_one(self, fd);
}

/* ---- Both */

static void listen_on_loopback(void)
{
    socklen_t size = sizeof address;

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    MUST(listener >= 0);
    MUST(bind(listener, (struct sockaddr *)&address, size) == 0);
    MUST(listen(listener, 2 * CALLING) == 0);
    MUST(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fcntl(listener, F_SETFL, O_NONBLOCK);
}

static void check_run(coro_sched_t *sched)
{
    MUST(coro_sched_run(sched) == 0);
    MUST(most_open == connections);
    MUST(completed == connections && open_now == 0);
    MUST(coro_sched_free(sched) == 0);
}

static void run_server(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    MUST(sched != NULL);
    coro_task_release(coro_spawn(sched, accept_all, coro_none(), NULL));
    check_run(sched);
}

static void run_clients(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    MUST(sched != NULL);
    close(listener);
    all_open = (coro_barrier_t)CORO_BARRIER_INIT(connections);
    for (size_t i = 0; i < connections; i++) {
        coro_task_t *task = coro_spawn(sched, call, coro_int((int64_t)i), NULL);

        MUST(task != NULL);
        coro_task_release(task);
    }
    check_run(sched);
}

/* As many as a process may have descriptors for. */
static size_t limited(size_t wanted)
{
    struct rlimit limit;

    MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    MUST(limit.rlim_cur > 2 * SPARE);
    return wanted < limit.rlim_cur - SPARE ? wanted : limit.rlim_cur - SPARE;
}

int main(int argc, char **argv)
{
    pid_t server;
    int status;

    signal(SIGPIPE, SIG_IGN);
    connections = limited(argc > 1 ? strtoul(argv[1], NULL, 10) : 10000);
    listen_on_loopback();
    server = fork();
    MUST(server >= 0);
    if (server == 0) {
        run_server();
        return 0;
    }
    run_clients();
    MUST(waitpid(server, &status, 0) == server);
    MUST(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    printf("%zu connections, all open at once, %d messages each\n", connections,
           2 * MESSAGES);
    return 0;
}
