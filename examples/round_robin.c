/* SPDX-License-Identifier: MIT */
/* Tasks take turns: each goes on where it was when its turn comes again. */
#include <coro.h>
#include <stdio.h>

typedef struct work {
    char name;
    int steps;
} work_t;

static int worker(coro_t *self, coro_value_t arg)
{
    const work_t *work = arg.ptr;
    int rc = 0;

    for (int i = 1; rc == 0 && i <= work->steps; i++) {
        printf("%c%d\n", work->name, i);
        rc = coro_sched_yield(self);
    }
    return rc;
}

int main(void)
{
    static const work_t work[] = {{'A', 3}, {'B', 2}};
    coro_sched_t *sched = coro_sched_new(NULL);
    coro_task_t *a = coro_spawn(sched, worker, coro_ptr(&work[0]), NULL);
    coro_task_t *b = coro_spawn(sched, worker, coro_ptr(&work[1]), NULL);
    int rc = a && b ? coro_sched_run(sched) : -errno;

    if (rc == 0)
        rc = coro_task_result(a, NULL);
    if (rc == 0)
        rc = coro_task_result(b, NULL);
    if (rc != 0)
        fprintf(stderr, "round_robin: %s\n", coro_strerror(rc));
    coro_sched_free(sched);
    return rc != 0;
}
