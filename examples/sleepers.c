/* SPDX-License-Identifier: MIT */
/* Two tasks that sleep for different times. The clock is virtual: it jumps
 * when everybody sleeps. With --real it is the machine's, and takes a second. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct chatter {
    const char *name;
    int64_t delay_ms;
    const coro_clock_t *clock;
    int64_t start_ns;
} chatter_t;

static int chat(coro_t *self, coro_value_t arg)
{
    const chatter_t *me = arg.ptr;
    int rc = 0;

    for (int i = 1; rc == 0 && i <= 3; i++) {
        int64_t ns = me->clock->now(me->clock->ctx) - me->start_ns;

        printf("%4" PRId64 " ms  %s says %d\n", ns / CORO_MS(1), me->name, i);
        rc = coro_sleep(self, CORO_MS(me->delay_ms));
    }
    return rc;
}

int main(int argc, char **argv)
{
    int real = argc > 1 && strcmp(argv[1], "--real") == 0;
    coro_virtual_clock_t time = {0};
    coro_sched_options_t options = {.clock = real ? coro_monotonic_clock()
                                                  : coro_virtual_clock(&time)};
    const coro_clock_t *clock = &options.clock;
    int64_t start = clock->now(clock->ctx);
    chatter_t quick = {"quick", 100, clock, start};
    chatter_t slow = {"slow", 250, clock, start};
    coro_sched_t *sched = coro_sched_new(&options);
    coro_task_t *a = coro_spawn(sched, chat, coro_ptr(&quick), NULL);
    coro_task_t *b = coro_spawn(sched, chat, coro_ptr(&slow), NULL);
    int rc = a && b ? coro_sched_run(sched) : -errno;

    if (rc == 0)
        rc = coro_task_result(a, NULL);
    if (rc == 0)
        rc = coro_task_result(b, NULL);
    if (rc != 0)
        fprintf(stderr, "sleepers: %s\n", coro_strerror(rc));
    coro_sched_free(sched);
    return rc != 0;
}
