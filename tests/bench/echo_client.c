/* SPDX-License-Identifier: MIT */
/* See echo_client.h. Plain epoll(7), with nobody's library. */
#include "echo_client.h"
#include "contestant.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SIZE = 64, /* bytes of a message */
    BATCH = 256
};

static struct sockaddr_in address;

static int listen_on_loopback(void)
{
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_family = AF_INET;
    address.sin_port = 0;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        give_up("no socket on the loopback");
    fcntl(listener, F_SETFL, O_NONBLOCK);
    return listener;
}

static int connect_one(int epoll_fd)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        exit(EXIT_FAILURE);
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
    return fd;
}

static void send_one(int fd)
{
    static const char message[SIZE];

    if (write(fd, message, SIZE) != SIZE)
        exit(EXIT_FAILURE);
}

/* A message has come back: all of it, since it is that small. */
static void receive_one(int fd)
{
    char message[SIZE];

    if (read(fd, message, SIZE) != SIZE)
        exit(EXIT_FAILURE);
}

static double exchange(int epoll_fd, const int *fds, size_t connections,
                       size_t messages)
{
    struct epoll_event events[BATCH];
    size_t sent = 0, received = 0;
    double start = now_ns();

    while (sent < messages && sent < connections)
        send_one(fds[sent++]);
    while (received < messages) {
        int count = epoll_wait(epoll_fd, events, BATCH, -1);

        for (int i = 0; i < count; i++) {
            receive_one(events[i].data.fd);
            received++;
            if (sent < messages) {
                send_one(events[i].data.fd);
                sent++;
            }
        }
    }
    return now_ns() - start;
}

/* The client's process; it tells the time through a pipe. */
static _Noreturn void run_client(int result, size_t messages,
                                 size_t connections)
{
    int epoll_fd = epoll_create1(0);
    int *fds = calloc(connections, sizeof *fds);
    double elapsed;

    for (size_t i = 0; i < connections; i++)
        fds[i] = connect_one(epoll_fd);
    elapsed = exchange(epoll_fd, fds, connections, messages);
    if (write(result, &elapsed, sizeof elapsed) != sizeof elapsed)
        _exit(EXIT_FAILURE);
    _exit(EXIT_SUCCESS);
}

double time_echo(serve_fn_t *serve, size_t messages, size_t connections)
{
    int listener = listen_on_loopback(), result[2];
    double elapsed;
    pid_t client;

    if (pipe(result) != 0 || (client = fork()) < 0)
        give_up("no process for the client");
    if (client == 0)
        run_client(result[1], messages, connections);
    serve(listener, connections);
    if (read(result[0], &elapsed, sizeof elapsed) != sizeof elapsed)
        give_up("the client has failed");
    waitpid(client, NULL, 0);
    close(result[0]);
    close(result[1]);
    return elapsed;
}
