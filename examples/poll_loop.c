/* SPDX-License-Identifier: MIT */
/* An event loop of poll(2) that drives a scheduler beside its own work: it asks
 * questions over a socket, which a task answers. */
#include <coro.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int answer(coro_t *self, coro_value_t fd)
{
    char text[32];
    ssize_t got;
    int rc = 0;

    while (rc == 0 &&
           (got = coro_read(self, (int)fd.i64, text, sizeof text)) > 0) {
        printf("task: asked %.*s\n", (int)got, text);
        rc = coro_sleep(self, CORO_MS(1)); /* thinks about it */
        if (rc == 0)
            rc = coro_write(self, (int)fd.i64, "42", 2) < 0 ? -EIO : 0;
    }
    printf("task: no more questions\n");
    return rc;
}

/* What poll(2) takes: how long the scheduler has nothing to do on its own. */
static int patience_ms(coro_sched_t *sched)
{
    int64_t deadline = coro_sched_deadline(sched);

    if (coro_sched_fd(sched) < 0) /* this build has none: look now and then */
        return 1;
    if (deadline == CORO_NEVER)
        return -1;
    deadline -= coro_sched_now(sched);
    return deadline > 0 ? (int)(deadline / CORO_MS(1) + 1) : 0;
}

/* The work of the loop itself: take an answer, ask the next question. */
static void ask(int fd)
{
    static const char *questions[] = {"what?", "again?"};
    static size_t asked;
    char text[32];
    ssize_t got = asked > 0 ? read(fd, text, sizeof text) : 0;

    if (got > 0)
        printf("loop: got %.*s\n", (int)got, text);
    if (asked == sizeof questions / sizeof *questions)
        shutdown(fd, SHUT_WR);
    else if (write(fd, questions[asked], strlen(questions[asked])) > 0)
        asked++;
}

int main(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);
    struct pollfd watched[2] = {{.events = POLLIN}, {.events = POLLIN}};
    int ends[2], rc = 0;

    if (sched == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    coro_task_release(coro_spawn(sched, answer, coro_int(ends[1]), NULL));
    watched[0].fd = ends[0];
    watched[1].fd = coro_sched_fd(sched);
    ask(ends[0]);
    while (rc == 0) {
        poll(watched, 2, patience_ms(sched));
        if (watched[0].revents & POLLIN)
            ask(ends[0]);
        rc = coro_sched_step(sched, 0);
    }
    printf("loop: %s\n", rc == CORO_DONE ? "no task is left" : "failed");
    return coro_sched_free(sched);
}
