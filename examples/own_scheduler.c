/* SPDX-License-Identifier: MIT */
/* An event loop, built of nothing but generators: each yields for how long it
 * wants to sleep, and the loop resumes whoever is to wake first. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

enum {
    TASKS = 2
};

typedef struct task {
    coro_t *gen; /* NULL: it has ended */
    int64_t wake_ms;
} task_t;

static int chat(coro_t *self, coro_value_t delay_ms)
{
    int rc = 0;

    for (int i = 1; rc == 0 && i <= 3; i++) {
        printf("every %" PRId64 " ms: %d\n", delay_ms.i64, i);
        rc = coro_yield(self, delay_ms, NULL);
    }
    return rc;
}

static task_t *first_to_wake(task_t *tasks)
{
    task_t *first = NULL;

    for (task_t *task = tasks; task < tasks + TASKS; task++)
        if (task->gen && (!first || task->wake_ms < first->wake_ms))
            first = task;
    return first;
}

int main(void)
{
    task_t tasks[TASKS] = {{coro_new(chat, coro_int(100), NULL), 0},
                           {coro_new(chat, coro_int(250), NULL), 0}};
    int rc = tasks[0].gen && tasks[1].gen ? 0 : -errno;
    coro_value_t delay_ms;
    task_t *task;

    while (rc >= 0 && (task = first_to_wake(tasks)) != NULL) {
        printf("%4" PRId64 " ms  ", task->wake_ms); /* it would wait here */
        rc = coro_next(task->gen, &delay_ms);
        if (rc == 0) {
            task->wake_ms += delay_ms.i64;
        } else {
            puts("(ended)");
            coro_free(task->gen);
            task->gen = NULL;
        }
    }
    if (rc < 0)
        fprintf(stderr, "own_scheduler: %s\n", coro_strerror(rc));
    for (size_t i = 0; i < TASKS; i++)
        coro_free(tasks[i].gen);
    return rc < 0;
}
