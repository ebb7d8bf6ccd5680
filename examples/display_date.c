/* SPDX-License-Identifier: MIT */
/* Two tasks tell the time at random intervals until a deadline, in a group
 * that ends when both have. The clock is virtual. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static coro_virtual_clock_t clock_of_all;

/* The same numbers on every machine. */
static int64_t interval_ms(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return 200 + *seed / 65536 % 1500;
}

static int display_date(coro_t *self, coro_value_t arg)
{
    uint32_t seed = (uint32_t)arg.i64;
    coro_timeout_t timeout;
    int rc = coro_timeout_begin(self, &timeout,
                                coro_deadline(self, CORO_SECONDS(5)));

    if (rc != 0)
        return rc;
    while (rc == 0) {
        printf("%5.3f s  loop %" PRId64 "\n", (double)clock_of_all.now_ns / 1e9,
               arg.i64);
        rc = coro_sleep(self, CORO_MS(interval_ms(&seed)));
    }
    rc = coro_timeout_end(self, &timeout, rc);
    return rc == -ETIMEDOUT ? 0 : rc; /* which is what it waited for */
}

static int run(coro_t *self, coro_value_t arg)
{
    coro_group_t group;
    int rc = coro_group_begin(self, &group);

    (void)arg;
    for (int64_t i = 1; rc == 0 && i <= 2; i++) {
        coro_task_t *task =
            coro_group_spawn(&group, display_date, coro_int(i), NULL);

        rc = task != NULL ? 0 : -errno;
        coro_task_release(task);
    }
    return coro_group_end(self, &group, rc);
}

int main(void)
{
    coro_sched_options_t options = {.clock = coro_virtual_clock(&clock_of_all)};
    coro_sched_t *sched = coro_sched_new(&options);
    coro_task_t *task = coro_spawn(sched, run, coro_none(), NULL);
    int rc = task != NULL ? coro_sched_run(sched) : -errno;

    if (rc == 0)
        rc = coro_task_result(task, NULL);
    printf("%5.3f s  %s\n", (double)clock_of_all.now_ns / 1e9,
           rc == 0 ? "time is over" : coro_strerror(rc));
    coro_sched_free(sched);
    return rc != 0;
}
