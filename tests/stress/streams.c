/* SPDX-License-Identifier: MIT */
/*
 * Asynchronous generators: bodies that sleep, wait and delegate between their
 * yields, driven, closed and thrown into by whatever task comes by. Each that
 * began cleans up, which takes a while, too.
 */
#include "world.h"

enum {
    YIELDS = 15
};

static int yield_next(stream_t *stream, coro_t *self)
{
    return coro_yield(self, coro_int(stream->yielded++), NULL);
}

/* What is delegated to. */
static int passage(coro_t *self, coro_value_t arg)
{
    stream_t *stream = arg.ptr;
    int rc = 0;

    for (int i = 0; i < 2 && rc == 0; i++) {
        const actor_t me = {stream->world, self, stream->driver};

        rc = pause_a_while(&me);
        if (rc == 0)
            rc = yield_next(stream, self);
    }
    return rc;
}

static int delegate(stream_t *stream, coro_t *self)
{
    coro_t *inner = coro_new(passage, coro_ptr(stream), NULL);
    int rc;

    MUST(stream->world, inner != NULL);
    rc = coro_yield_from(self, inner, NULL);
    MUST(stream->world, coro_free(inner) == 0);
    return rc;
}

/* Something that may take a while; to be late is no failure. */
static int go_on(stream_t *stream, coro_t *self)
{
    const actor_t me = {stream->world, self, stream->driver};
    int rc;

    switch (draw(me.world, 6)) {
    case 0:
        return delegate(stream, self);
    case 1:
        rc = use_queue(&me);
        break;
    case 2:
        rc = use_channel(&me);
        break;
    case 3:
        rc = use_mutex(&me);
        break;
    default:
        return pause_a_while(&me);
    }
    return rc == -ECANCELED ? rc : 0;
}

static int flow(coro_t *self, coro_value_t arg)
{
    stream_t *stream = arg.ptr;
    int rc = 0;

    stream->opened++;
    for (int i = 0; i < YIELDS && rc == 0; i++) {
        rc = go_on(stream, self);
        if (rc == 0)
            rc = yield_next(stream, self);
    }
    if (coro_task_current(self) != NULL) {
        const actor_t me = {stream->world, self, stream->driver};

        pause_a_while(&me);
    }
    stream->cleaned++;
    return rc;
}

void streams_begin(world_t *world)
{
    for (int i = 0; i < STREAMS; i++)
        world->streams[i].world = world;
}

void streams_end(world_t *world)
{
    for (int i = 0; i < STREAMS; i++) {
        stream_t *stream = &world->streams[i];

        MUST(world, !stream->driven);
        MUST(world, coro_free(stream->gen) == 0);
        MUST(world, stream->opened == stream->cleaned);
    }
}

static int resume(stream_t *stream)
{
    coro_value_t value;
    int rc;

    switch (draw(stream->world, 12)) {
    case 0:
        return coro_close(stream->gen, NULL);
    case 1:
        return coro_throw(stream->gen, CORO_E_USER, coro_none(), NULL);
    default:
        rc = coro_next(stream->gen, &value);
        MUST(stream->world, rc != 0 || value.i64 == stream->yielded - 1);
        return rc;
    }
}

static void bury(stream_t *stream)
{
    MUST(stream->world, stream->opened == stream->cleaned);
    MUST(stream->world, coro_free(stream->gen) == 0);
    stream->gen = NULL;
}

int use_stream(const actor_t *me)
{
    stream_t *stream = &me->world->streams[draw(me->world, STREAMS)];
    int rc;

    if (stream->driven) {
        MUST(me->world, coro_next(stream->gen, NULL) == CORO_E_RUNNING);
        return came(me, 0, 0);
    }
    if (stream->gen == NULL)
        stream->gen = coro_new(flow, coro_ptr(stream), NULL);
    MUST(me->world, stream->gen != NULL);
    stream->driven = true;
    stream->driver = me->record;
    rc = resume(stream);
    stream->driven = false;
    if (coro_state(stream->gen) == CORO_STATE_CLOSED)
        bury(stream);
    return came(me, rc == CORO_DONE ? 0 : rc, MAY_FAIL);
}
