/* SPDX-License-Identifier: MIT */
/*
 * Pairs of sockets that items go through: written and read by many at once,
 * closed and opened again while they wait.
 */
#include "world.h"

#include "office.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

void open_ends(const world_t *world, int *ends)
{
    MUST(world, pipe(ends) == 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static void open_pipe(world_t *world, int i)
{
    int *ends = world->pipes.ends[i];
    int least = 1; /* the kernel makes that room for a few items */

    MUST(world, socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    for (int end = 0; end < 2; end++) {
        fcntl(ends[end], F_SETFL, O_NONBLOCK);
        setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    }
}

void pipes_begin(world_t *world)
{
    for (int i = 0; i < PIPES; i++)
        open_pipe(world, i);
}

static bool is_ready(int fd, short event)
{
    struct pollfd asked = {.fd = fd, .events = event};

    return poll(&asked, 1, 0) == 1;
}

void pipes_idle(const world_t *world)
{
    const pipes_t *pipes = &world->pipes;

    for (int i = 0; i < PIPES; i++)
        for (int end = 0; end < 2; end++) {
            if (pipes->readers[i][end] > 0)
                MUST(world, !is_ready(pipes->ends[i][end], POLLIN));
            if (pipes->writers[i][end] > 0)
                MUST(world, !is_ready(pipes->ends[i][end], POLLOUT));
        }
}

/* What is in there has arrived; its ends are closed. */
static void close_pipe(world_t *world, int i)
{
    const int *ends = world->pipes.ends[i];
    int64_t item;

    for (int end = 0; end < 2; end++)
        while (read(ends[end], &item, sizeof item) == sizeof item)
            item_got(world, item);
    for (int end = 0; end < 2; end++)
        MUST(world, coro_fd_close(world->sched, ends[end]) == 0);
}

void pipes_end(world_t *world)
{
    for (int i = 0; i < PIPES; i++) {
        for (int end = 0; end < 2; end++) {
            MUST(world, world->pipes.readers[i][end] == 0);
            MUST(world, world->pipes.writers[i][end] == 0);
        }
        close_pipe(world, i);
    }
}

/* Whoever has been woken, and has not run, finds another file there. Its
 * numbers are the same if no other thread opens any. */
static int open_anew(const actor_t *me, int i)
{
    const int *ends = me->world->pipes.ends[i];
    const int before[2] = {ends[0], ends[1]};

    close_pipe(me->world, i);
    open_pipe(me->world, i);
    MUST(me->world, ends[0] == before[0] && ends[1] == before[1]);
    return came(me, 0, 0);
}

/* What leaves a scope around a call that moves `rc` bytes, or fails. */
static int leave(const actor_t *me, scope_t *scope, ssize_t rc)
{
    MUST(me->world, rc < 0 || rc == sizeof(int64_t));
    return scope_end(me, scope, rc < 0 ? (int)rc : 0, MAY_CLOSE);
}

/* The item moved if it moved, whatever the scope came to. */
static int write_one(const actor_t *me, int i, int end)
{
    pipes_t *pipes = &me->world->pipes;
    scope_t scope;
    int64_t item;
    ssize_t rc;

    scope_begin(me, &scope);
    item = item_offer(me->world);
    pipes->writers[i][end]++;
    rc = coro_write(me->self, pipes->ends[i][end], &item, sizeof item);
    pipes->writers[i][end]--;
    if (rc < 0)
        item_withdraw(me->world, item);
    return leave(me, &scope, rc);
}

static int read_one(const actor_t *me, int i, int end)
{
    pipes_t *pipes = &me->world->pipes;
    scope_t scope;
    int64_t item;
    ssize_t rc;

    scope_begin(me, &scope);
    pipes->readers[i][end]++;
    rc = coro_read(me->self, pipes->ends[i][end], &item, sizeof item);
    pipes->readers[i][end]--;
    if (rc > 0)
        item_got(me->world, item);
    return leave(me, &scope, rc);
}

static int wait_until_readable(const actor_t *me, int i, int end)
{
    pipes_t *pipes = &me->world->pipes;
    span_t span = soon(me);
    int rc;

    pipes->readers[i][end]++;
    rc = coro_wait_fd(me->self, pipes->ends[i][end], POLLIN, span.until_ns);
    pipes->readers[i][end]--;
    return came_by(me, rc, MAY_CLOSE, span);
}

int use_pipe(const actor_t *me)
{
    int i = (int)draw(me->world, PIPES), end = (int)draw(me->world, 2);
    unsigned way = draw(me->world, 50);

    if (way == 0 && office_worlds(me->world) == 1)
        return open_anew(me, i);
    if (way < 8)
        return wait_until_readable(me, i, end);
    return way < 32 ? write_one(me, i, end) : read_one(me, i, end);
}
