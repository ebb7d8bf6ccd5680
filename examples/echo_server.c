/* SPDX-License-Identifier: MIT */
/* A server that sends back what it is sent: one thread, a task for each client.
 * SIGTERM stops it accepting; it ends with the last of its clients. */
#include <arpa/inet.h>
#include <coro.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static coro_task_t *server;
static coro_post_t stop;

static void on_sigterm(int number)
{
    (void)number;
    coro_post(&stop);
}

static void stop_accepting(void *unused)
{
    (void)unused;
    coro_task_cancel(server);
}

/* Write all of it: 0 or an error. */
static int write_all(coro_t *self, int fd, const char *bytes, ssize_t size)
{
    ssize_t put = 0;

    for (; size > 0 && put >= 0; bytes += put, size -= put)
        put = coro_write(self, fd, bytes, (size_t)size);
    return put < 0 ? (int)put : 0;
}

static int echo(coro_t *self, coro_value_t client)
{
    char bytes[4096];
    ssize_t got;
    int fd = (int)client.i64, rc = 0;

    while (rc == 0 && (got = coro_read(self, fd, bytes, sizeof bytes)) != 0)
        rc = got < 0 ? (int)got : write_all(self, fd, bytes, got);
    close(fd); /* nobody else waits for it */
    return rc;
}

static int serve(coro_t *self, coro_value_t listener)
{
    int64_t clients = 0;
    int fd;

    while ((fd = coro_accept(self, (int)listener.i64, NULL, NULL)) >= 0) {
        coro_task_t *task =
            coro_spawn(coro_sched_of(self), echo, coro_int(fd), NULL);

        if (task == NULL)
            close(fd);
        coro_task_release(task);
        clients++;
    }
    printf("%" PRId64 " clients\n", clients);
    return fd;
}

static int listen_on(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    fcntl(fd, F_SETFL, O_NONBLOCK);
    if (bind(fd, (struct sockaddr *)&address, size) != 0 ||
        listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return -errno;
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int main(int count, char **arguments)
{
    coro_sched_t *sched = coro_sched_new(NULL);
    int rc, fd;

    if (coro_post_init(&stop, sched, stop_accepting, NULL) != 0)
        return 1;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, on_sigterm);
    fd = listen_on((uint16_t)(count > 1 ? atoi(arguments[1]) : 0));
    server = coro_spawn(sched, serve, coro_int(fd), NULL);
    rc = fd < 0 ? fd : coro_sched_run(sched);
    if (rc != 0)
        fprintf(stderr, "echo_server: %s\n", coro_strerror(rc));
    signal(SIGTERM, SIG_DFL);
    coro_sched_free(sched);
    return rc != 0;
}
