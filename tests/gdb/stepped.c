/* SPDX-License-Identifier: MIT */
/*
 * A switch of each kind, between begin_steps() and end_steps(), for steps_gdb.py to have
 * gdb step through, in the order in which that expects them. Whoever is driven
 * has the lower stack: gdb does not go on to a frame that lies below the one it
 * has called.
 */
#include "context/walk.h"
#include <coro.h>

static char stacks[2][65536];
static volatile int stepping;

static LANDMARK void begin_steps(void)
{
    stepping = 1;
}

static LANDMARK void end_steps(void)
{
    stepping = 0;
}

/* ---- Who is driven */

static LANDMARK int yields(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield(self, arg, NULL);

    rc = coro_yield(self, coro_int(rc), NULL);
    STAY;
    return rc;
}

static LANDMARK int delegates(coro_t *self, coro_value_t inner)
{
    int rc = coro_yield_from(self, inner.ptr, NULL);

    STAY;
    return rc;
}

static LANDMARK int passes(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    begin_steps();
    rc = coro_sched_yield(self);
    end_steps();
    return rc;
}

static LANDMARK int passes_back(coro_t *self, coro_value_t arg)
{
    int rc = coro_sched_yield(self);

    (void)arg;
    STAY;
    return rc;
}

/* ---- Who drives */

static LANDMARK void nexts(coro_t *gen)
{
    begin_steps();
    (void)coro_next(gen, NULL);
    end_steps();
}

static LANDMARK void sends(coro_t *gen)
{
    begin_steps();
    (void)coro_send(gen, coro_int(1), NULL);
    end_steps();
}

static LANDMARK void throws(coro_t *gen)
{
    begin_steps();
    (void)coro_throw(gen, CORO_E_USER, coro_none(), NULL);
    end_steps();
}

static LANDMARK void closes(coro_t *gen)
{
    begin_steps();
    (void)coro_close(gen, NULL);
    end_steps();
}

static coro_t *make(coro_fn_t *body, coro_value_t arg, char *stack)
{
    return coro_new(
        body, arg,
        &(coro_options_t){.stack = stack, .stack_size = sizeof stacks[0]});
}

static void drive_one(void)
{
    coro_t *gen = make(yields, coro_none(), stacks[0]);

    sends(gen);
    nexts(gen);
    throws(gen);
    closes(gen);
    coro_free(gen);
}

static void drive_delegation(void)
{
    coro_t *inner = make(yields, coro_none(), stacks[0]);
    coro_t *outer = make(delegates, coro_ptr(inner), stacks[1]);

    nexts(outer);
    sends(outer);
    nexts(outer);
    coro_free(outer);
    coro_free(inner);
}

static LANDMARK void runs(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    coro_task_release(coro_spawn(sched, passes, coro_none(), NULL));
    coro_task_release(coro_spawn(sched, passes_back, coro_none(), NULL));
    (void)coro_sched_run(sched);
    coro_sched_free(sched);
}

int main(void)
{
    drive_one();
    drive_delegation();
    runs();
    return 0;
}
