/* SPDX-License-Identifier: MIT */
/* A scheduler is run until one task has ended. The others stay where they are,
 * and go on when it is run again. The clock is virtual. */
#include <coro.h>
#include <stdio.h>

static coro_virtual_clock_t clock_of_all;

static void say(const char *words)
{
    printf("%3.1f s  %s\n", (double)clock_of_all.now_ns / 1e9, words);
}

static int hello_world(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    say("hello ...");
    rc = coro_sleep(self, CORO_SECONDS(1));
    return rc == 0 ? coro_return(self, coro_ptr("... world")) : rc;
}

static int tick(coro_t *self, coro_value_t ticks)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < ticks.i64; i++) {
        say("tick");
        rc = coro_sleep(self, CORO_MS(400));
    }
    return rc == 0 ? coro_return(self, coro_ptr("no more ticks")) : rc;
}

static int run_until_complete(coro_sched_t *sched, coro_task_t *task)
{
    coro_value_t result;
    int rc;

    while ((rc = coro_task_result(task, &result)) == CORO_E_PENDING)
        if ((rc = coro_sched_step(sched, CORO_NEVER)) < 0)
            return rc;
    say(rc == 0 ? result.ptr : coro_strerror(rc));
    return rc;
}

int main(void)
{
    coro_sched_options_t options = {.clock = coro_virtual_clock(&clock_of_all)};
    coro_sched_t *sched = coro_sched_new(&options);
    coro_task_t *hello = coro_spawn(sched, hello_world, coro_none(), NULL);
    coro_task_t *ticks = coro_spawn(sched, tick, coro_int(4), NULL);
    int rc = hello != NULL && ticks != NULL ? 0 : -errno;

    if (rc == 0 && (rc = run_until_complete(sched, hello)) == 0)
        rc = run_until_complete(sched, ticks);
    coro_sched_free(sched);
    return rc != 0;
}
