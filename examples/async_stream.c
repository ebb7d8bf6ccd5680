/* SPDX-License-Identifier: MIT */
/* A stream that has to be waited for, twice: an object with a next function,
 * and a generator. Loops and combinators take both; nothing is marked async. */
#include <coro.h>
#include <stdio.h>

typedef struct stream {
    int chunks, at; /* what it must remember from one chunk to the next */
} stream_t;

static int stream_next(void *ctx, coro_value_t *chunk)
{
    stream_t *object = ctx;

    *chunk = coro_int(++object->at);
    if (object->at > object->chunks)
        return CORO_DONE;
    return coro_sleep(coro_self(), CORO_MS(1)); /* the network is slow */
}

static int stream(coro_t *self, coro_value_t chunks)
{
    int rc = 0;

    for (int at = 1; rc == 0 && at <= chunks.i64; at++)
        if ((rc = coro_sleep(self, CORO_MS(1))) == 0)
            rc = coro_yield(self, coro_int(at), NULL);
    return rc;
}

static int print(void *name, coro_value_t chunk)
{
    return printf("%s: chunk %d\n", (char *)name, (int)chunk.i64) < 0;
}

static int consume(coro_t *self, coro_value_t chunk)
{
    stream_t object = {.chunks = 3}, another = {.chunks = 3};
    coro_t *gen = coro_new(stream, coro_int(3), NULL);
    int rc;

    (void)self;
    while ((rc = stream_next(&object, &chunk)) == 0)
        print("object", chunk);
    while (rc >= 0 && (rc = coro_next(gen, &chunk)) == 0)
        print("generator", chunk);
    coro_free(gen);
    if (rc >= 0)
        rc = coro_iter_for_each(
            coro_iter_take(coro_iter_until(stream_next, &another, coro_none()),
                           2),
            print, "two of an object");
    if (rc == 0)
        rc = coro_iter_for_each(
            coro_iter_take(coro_new(stream, coro_int(3), NULL), 2), print,
            "two of a generator");
    return rc;
}

int main(void)
{
    return coro_run(consume, coro_none(), NULL) != 0;
}
