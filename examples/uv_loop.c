/* SPDX-License-Identifier: MIT */
/* libuv's event loop drives a scheduler: each time before it waits it steps
 * that, and then waits no longer than the tasks would. */
#include <coro.h>
#include <stdio.h>
#include <unistd.h>
#include <uv.h>

static coro_sched_t *sched;
static uv_poll_t outside; /* what the tasks hear from outside */
static uv_timer_t deadline, replier;
static int ends[2]; /* of a socket; the second is the asker's */

static void ask(void *unused)
{
    (void)unused;
    for (char text = 'a'; text <= 'c'; text++) {
        printf("thread: %c?\n", text);
        if (write(ends[1], &text, 1) != 1 || read(ends[1], &text, 1) != 1)
            break;
    }
    close(ends[1]);
}

static void reply(uv_timer_t *timer)
{
    puts("    libuv: replies");
    if (write(ends[0], timer->data, 1) != 1)
        uv_stop(timer->loop);
}

static int think(coro_t *self, coro_value_t arg)
{
    char text;
    ssize_t got;
    int rc = 0;

    (void)arg;
    replier.data = &text;
    while (rc == 0 && (got = coro_read(self, ends[0], &text, 1)) > 0) {
        printf("  task: thinks about %c\n", text);
        rc = coro_sleep(self, CORO_MS(1));
        uv_timer_start(&replier, reply, 1, 0); /* it is the same thread */
    }
    return rc;
}

/* Nothing is to be done but to turn the loop. */
static void on_outside(uv_poll_t *poll, int status, int events)
{
    (void)poll, (void)status, (void)events;
}

static void on_deadline(uv_timer_t *timer)
{
    (void)timer;
}

static void before_waiting(uv_prepare_t *prepare)
{
    int rc = coro_sched_step(sched, 0);
    int64_t until = coro_sched_deadline(sched);
    int64_t ns = until - coro_sched_now(sched);

    if (until == CORO_NEVER)
        uv_timer_stop(&deadline);
    else
        uv_timer_start(&deadline, on_deadline,
                       ns > 0 ? (uint64_t)(ns / CORO_MS(1) + 1) : 0, 0);
    if (rc != 0)
        uv_stop(prepare->loop);
}

static void close_one(uv_handle_t *handle, void *unused)
{
    (void)unused;
    uv_close(handle, NULL);
}

int main(void)
{
    uv_loop_t *loop = uv_default_loop();
    uv_prepare_t prepare;
    uv_thread_t asker;

    sched = coro_sched_new(NULL);
    if (uv_socketpair(SOCK_STREAM, 0, ends, UV_NONBLOCK_PIPE, 0) != 0 ||
        uv_poll_init(loop, &outside, coro_sched_fd(sched)) != 0 ||
        coro_spawn(sched, think, coro_none(), NULL) == NULL ||
        uv_thread_create(&asker, ask, NULL) != 0)
        return 1;
    uv_poll_start(&outside, UV_READABLE, on_outside);
    uv_timer_init(loop, &deadline);
    uv_timer_init(loop, &replier);
    uv_prepare_init(loop, &prepare);
    uv_prepare_start(&prepare, before_waiting);
    uv_run(loop, UV_RUN_DEFAULT);
    puts("the tasks have ended");
    uv_thread_join(&asker);
    uv_walk(loop, close_one, NULL);
    uv_run(loop, UV_RUN_DEFAULT);
    return uv_loop_close(loop) != 0 || coro_sched_free(sched) != 0;
}
