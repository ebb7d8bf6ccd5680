/* SPDX-License-Identifier: MIT */
/* A task awaits another one, which sleeps. No function is marked async: any
 * function that a task runs may wait. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

typedef struct sum {
    int64_t x, y;
} sum_t;

static int compute(coro_t *self, coro_value_t arg)
{
    const sum_t *sum = arg.ptr;
    int rc;

    printf("Compute %" PRId64 " + %" PRId64 " ...\n", sum->x, sum->y);
    rc = coro_sleep(self, CORO_SECONDS(1));
    return rc != 0 ? rc : coro_return(self, coro_int(sum->x + sum->y));
}

static int print_sum(coro_t *self, coro_value_t arg)
{
    const sum_t *sum = arg.ptr;
    coro_task_t *task = coro_spawn(coro_sched_of(self), compute, arg, NULL);
    coro_value_t result;
    int rc = task ? coro_await(self, task, &result) : -errno;

    coro_task_release(task);
    if (rc == 0)
        printf("%" PRId64 " + %" PRId64 " = %" PRId64 "\n", sum->x, sum->y,
               result.i64);
    return rc;
}

int main(void)
{
    sum_t sum = {1, 2};
    int rc;

    puts("start");
    rc = coro_run(print_sum, coro_ptr(&sum), NULL);
    if (rc != 0)
        fprintf(stderr, "add_after_a_second: %s\n", coro_strerror(rc));
    puts("end");
    return rc != 0;
}
