/* SPDX-License-Identifier: MIT */
/* libcoro as a contestant. With INGREDIENT something that only many coroutines
 * feel has been switched off. */
#include "coro_metrics.h"

int main(int argc, char **argv)
{
    int status = NO_SUCH_METRIC;

#ifndef INGREDIENT
    status = contestant_main(argc, argv, generator_metrics);
#endif
    if (status == NO_SUCH_METRIC)
        status = contestant_main(argc, argv, memory_metrics);
    if (status == NO_SUCH_METRIC)
        status = contestant_main(argc, argv, sched_metrics);
    if (status == NO_SUCH_METRIC)
        status = contestant_main(argc, argv, message_metrics);
    if (status == NO_SUCH_METRIC)
        status = contestant_main(argc, argv, echo_metrics);
    return status;
}
