/* SPDX-License-Identifier: MIT */
/* A future: one task sets its result after a second, another awaits it. */
#include <coro.h>
#include <stdio.h>

static int set_after_a_second(coro_t *self, coro_value_t arg)
{
    int rc = coro_sleep(self, CORO_SECONDS(1));

    return rc == 0 ? coro_future_set(arg.ptr, coro_ptr("... world")) : rc;
}

static int greet(coro_t *self, coro_value_t arg)
{
    coro_future_t future = CORO_FUTURE_INIT;
    coro_task_t *setter = coro_spawn(coro_sched_of(self), set_after_a_second,
                                     coro_ptr(&future), NULL);
    coro_value_t value;
    int rc = setter != NULL ? 0 : -errno;

    (void)arg;
    coro_task_release(setter); /* it goes on all the same */
    puts("hello ...");
    if (rc == 0)
        rc = coro_future_await(self, &future, &value);
    if (rc == 0)
        puts(value.ptr);
    return rc;
}

int main(void)
{
    coro_virtual_clock_t time = {0};
    coro_sched_options_t options = {.clock = coro_virtual_clock(&time)};
    coro_sched_t *sched = coro_sched_new(&options);
    coro_task_t *task = coro_spawn(sched, greet, coro_none(), NULL);
    int rc = task != NULL ? coro_sched_run(sched) : -errno;

    if (rc == 0)
        rc = coro_task_result(task, NULL);
    if (rc != 0)
        fprintf(stderr, "future: %s\n", coro_strerror(rc));
    coro_sched_free(sched);
    return rc != 0;
}
