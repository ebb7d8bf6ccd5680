/* SPDX-License-Identifier: MIT */
/* libuv: an echo server in the shape of its own benchmark's, callbacks and a
 * buffer for each message. */
#include "contestant.h"
#include "echo_client.h"

#include <stdlib.h>
#include <uv.h>

static uv_loop_t loop;
static uv_tcp_t server;
static size_t expected;

typedef struct write_req {
    uv_write_t req;
    uv_buf_t buf;
} write_req_t;

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

static void alloc_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buf)
{
    (void)handle;
    buf->base = malloc(size);
    buf->len = size;
}

static void after_write(uv_write_t *req, int status)
{
    write_req_t *write = (write_req_t *)req;

    (void)status;
    free(write->buf.base);
    free(write);
}

static void after_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
    write_req_t *write;

    if (got < 0) {
        free(buf->base);
        uv_close((uv_handle_t *)stream, free_handle);
        return;
    }
    write = malloc(sizeof *write);
    write->buf = uv_buf_init(buf->base, (unsigned)got);
    uv_write(&write->req, stream, &write->buf, 1, after_write);
}

static void on_connection(uv_stream_t *listening, int status)
{
    uv_tcp_t *stream = malloc(sizeof *stream);

    if (status != 0)
        give_up(uv_strerror(status));
    uv_tcp_init(&loop, stream);
    uv_accept(listening, (uv_stream_t *)stream);
    uv_read_start((uv_stream_t *)stream, alloc_buffer, after_read);
    if (--expected == 0)
        uv_close((uv_handle_t *)&server, NULL);
}

static void serve(int listener, size_t connections)
{
    expected = connections;
    uv_loop_init(&loop);
    uv_tcp_init(&loop, &server);
    uv_tcp_open(&server, listener);
    uv_listen((uv_stream_t *)&server, 4096, on_connection);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
}

static double echo(size_t count, size_t size)
{
    return time_echo(serve, count, size);
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"echo", echo}, {NULL, NULL}};

    return contestant_main(argc, argv, metrics);
}
