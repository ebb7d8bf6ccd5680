/* SPDX-License-Identifier: MIT */
/* libcoro as a contestant. */
#include "coro_metrics.h"

int main(int argc, char **argv)
{
    const metric_t *const tables[] = {generator_metrics, memory_metrics,
                                      sched_metrics};
    int status = NO_SUCH_METRIC;

    for (int i = 0; i < 3 && status == NO_SUCH_METRIC; i++)
        status = contestant_main(argc, argv, tables[i]);
    return status;
}
