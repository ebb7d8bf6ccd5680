/* SPDX-License-Identifier: MIT */
/* The metrics of libcoro. With CORO_NO_INLINE they measure its out-of-line
 * operations. */
#ifndef CORO_METRICS_H
#define CORO_METRICS_H

#include "contestant.h"

extern const metric_t generator_metrics[];
extern const metric_t echo_metrics[];
extern const metric_t memory_metrics[];
extern const metric_t message_metrics[];
extern const metric_t sched_metrics[];

#endif
