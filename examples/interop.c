/* SPDX-License-Identifier: MIT */
/* Generators and tasks, each inside the other: a generator that awaits tasks,
 * and a task that awaits a generator. The clock is virtual. */
#include <coro.h>
#include <stdio.h>

static int square(coro_t *self, coro_value_t n)
{
    int rc = coro_sleep(self, CORO_MS(10 * n.i64));

    return rc == 0 ? coro_return(self, coro_int(n.i64 * n.i64)) : rc;
}

/* Awaits a task for each value it yields. */
static int squares(coro_t *self, coro_value_t count)
{
    coro_value_t result = coro_none();
    int rc = 0;

    for (int64_t i = 1; rc == 0 && i <= count.i64; i++) {
        coro_task_t *task =
            coro_spawn(coro_sched_of(self), square, coro_int(i), NULL);

        rc = task != NULL ? coro_await(self, task, &result) : -errno;
        coro_task_release(task);
        if (rc == 0) {
            printf("%s: %d\n", coro_name(self), (int)result.i64);
            rc = coro_yield(self, result, NULL);
        }
    }
    return rc == 0 ? coro_return(self, result) : rc;
}

/* Awaits the generator: each yield gives up the turn, its result comes out. */
static int greatest_square(coro_t *self, coro_value_t count)
{
    coro_options_t options = {.name = coro_name(self)};
    coro_t *gen = coro_new(squares, count, &options);
    coro_value_t result;
    int rc = gen != NULL ? coro_yield_from(self, gen, &result) : -errno;

    coro_free(gen);
    if (rc == 0)
        printf("%s: it ended with %d\n", coro_name(self), (int)result.i64);
    return rc;
}

int main(void)
{
    coro_virtual_clock_t time = {0};
    coro_sched_options_t options = {.clock = coro_virtual_clock(&time)};
    coro_sched_t *sched = coro_sched_new(&options);
    coro_options_t a = {.name = "A"}, b = {.name = "  B"};

    if (!coro_spawn(sched, greatest_square, coro_int(2), &a) ||
        !coro_spawn(sched, greatest_square, coro_int(3), &b))
        return 1;
    return coro_sched_run(sched) != 0 || coro_sched_free(sched) != 0;
}
