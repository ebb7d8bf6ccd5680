/* SPDX-License-Identifier: MIT */
/* Producer and consumer as two tasks with a bounded buffer between them. Who
 * finds it full, or empty, gives up the turn until that has changed. */
#include <coro.h>
#include <stdio.h>

enum {
    ITEMS = 5,
    ROOM = 2
};

typedef struct buffer {
    int items[ROOM];
    int put, taken; /* how many so far */
} buffer_t;

static int producer(coro_t *self, coro_value_t arg)
{
    buffer_t *buffer = arg.ptr;
    int rc = 0;

    while (rc == 0 && buffer->put < ITEMS) {
        if (buffer->put - buffer->taken == ROOM) {
            puts("producer: full, waits");
            rc = coro_sched_yield(self);
        } else {
            printf("producer: puts %d\n", buffer->put);
            buffer->items[buffer->put % ROOM] = buffer->put;
            buffer->put++;
        }
    }
    return rc;
}

static int consumer(coro_t *self, coro_value_t arg)
{
    buffer_t *buffer = arg.ptr;
    int rc = 0;

    while (rc == 0 && buffer->taken < ITEMS) {
        if (buffer->taken == buffer->put) {
            puts("consumer: empty, waits");
            rc = coro_sched_yield(self);
        } else {
            int item = buffer->items[buffer->taken++ % ROOM];

            printf("consumer: takes %d\n", item);
        }
    }
    return rc;
}

int main(void)
{
    buffer_t buffer = {0};
    coro_sched_t *sched = coro_sched_new(NULL);
    coro_task_t *put = coro_spawn(sched, producer, coro_ptr(&buffer), NULL);
    coro_task_t *take = coro_spawn(sched, consumer, coro_ptr(&buffer), NULL);
    int rc = put && take ? coro_sched_run(sched) : -errno;

    if (rc == 0)
        rc = coro_task_result(put, NULL);
    if (rc == 0)
        rc = coro_task_result(take, NULL);
    if (rc != 0)
        fprintf(stderr, "producer_consumer_tasks: %s\n", coro_strerror(rc));
    coro_sched_free(sched);
    return rc != 0;
}
