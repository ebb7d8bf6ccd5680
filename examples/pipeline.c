/* SPDX-License-Identifier: MIT */
/* Three stages with bounded queues between: a fast producer waits for a slow
 * consumer. When the producer has shut its queue down, the stages end one
 * after the other. */
#include <coro.h>
#include <inttypes.h>
#include <stdio.h>

static coro_value_t raw_items[2], squared_items[2];
static coro_queue_t raw = CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, raw_items);
static coro_queue_t squared =
    CORO_QUEUE_INIT_IN(CORO_QUEUE_FIFO, squared_items);

static int produce(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 1; rc == 0 && i <= arg.i64; i++) {
        rc = coro_queue_put(self, &raw, coro_int(i));
        printf("put %" PRId64 "\n", i);
    }
    coro_queue_shutdown(&raw);
    return rc;
}

static int square(coro_t *self, coro_value_t arg)
{
    coro_value_t v = arg;
    int rc;

    while ((rc = coro_queue_get(self, &raw, &v)) == 0 &&
           (rc = coro_queue_put(self, &squared, coro_int(v.i64 * v.i64))) == 0)
        ;
    coro_queue_shutdown(&squared);
    return rc == CORO_E_SHUTDOWN ? 0 : rc;
}

static int consume(coro_t *self, coro_value_t arg)
{
    coro_value_t v = arg;
    int rc;

    while ((rc = coro_queue_get(self, &squared, &v)) == 0 &&
           (rc = coro_sleep(self, CORO_MS(1))) == 0)
        printf("    got %" PRId64 "\n", v.i64);
    return rc == CORO_E_SHUTDOWN ? 0 : rc;
}

static int run(coro_t *self, coro_value_t arg)
{
    coro_fn_t *const stages[] = {produce, square, consume};
    coro_group_t group;
    int rc = coro_group_begin(self, &group);

    for (int i = 0; rc == 0 && i < 3; i++)
        if (coro_group_spawn(&group, stages[i], arg, NULL) == NULL)
            rc = -errno;
    return coro_group_end(self, &group, rc);
}

int main(void)
{
    int rc = coro_run(run, coro_int(7), NULL);

    if (rc != 0)
        fprintf(stderr, "pipeline: %s\n", coro_strerror(rc));
    return rc != 0;
}
