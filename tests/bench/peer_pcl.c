/* SPDX-License-Identifier: MIT */
/* PCL, the portable coroutine library. */
#include "contestant.h"

#include <pcl.h>

static int64_t value;

static void counter(void *arg)
{
    (void)arg;
    for (int64_t i = 0;; i++) {
        value = i;
        co_resume();
    }
}

static double next(size_t count, size_t size)
{
    coroutine_t gen = co_create(counter, NULL, NULL, 64 * 1024);
    int64_t sum = 0;
    double start;

    (void)size;
    co_call(gen);
    start = now_ns();
    for (size_t i = 0; i < count; i++) {
        co_call(gen);
        sum += value;
    }
    start = now_ns() - start;
    consume(sum);
    co_delete(gen);
    return start;
}

static void empty(void *arg)
{
    (void)arg;
}

static double create_run_free(size_t count, size_t size)
{
    double start = now_ns();

    (void)size;
    for (size_t i = 0; i < count; i++) /* it frees itself at its end */
        co_call(co_create(empty, NULL, NULL, 64 * 1024));
    return now_ns() - start;
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {
        {"next", next}, {"create_run_free", create_run_free}, {NULL, NULL}};

    if (co_thread_init() != 0)
        give_up("co_thread_init failed");
    return contestant_main(argc, argv, metrics);
}
