/* SPDX-License-Identifier: MIT */
/*
 * A contestant is a program that measures one library. `coro-bench` starts
 * it with the name of a metric, such as next or sched_yield/1000, and writes
 * a line for each sample it wants: how many operations. The contestant answers
 * each with a line: nanoseconds, or whatever the metric counts, in all. It
 * measures inside, so that making things ready is not counted. A metric it does
 * not have ends it with status 2; one it fails at, with 1 and a reason.
 */
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Do `count` operations; `size` is what follows the slash. */
typedef double measure_fn_t(size_t count, size_t size);

typedef struct metric {
    const char *name;
    measure_fn_t *measure;
} metric_t;

enum {
    NO_SUCH_METRIC = 2
};

/* What the contestant's main returns. `metrics` ends with a NULL name. */
int contestant_main(int argc, char **argv, const metric_t *metrics);

double now_ns(void);
double cpu_ns(void); /* of the process */

/* Resident bytes of the process, its page tables, its mappings. */
double resident_bytes(void);
double page_table_bytes(void);
double mappings(void);

/* A contestant that cannot go on says why and ends. */
#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
void give_up(const char *reason);

/* Keep a sum from being optimised away. */
void consume(int64_t sum);

/* A random number; the same sequence for all contestants. */
uint64_t random_number(void);

#define NOINLINE __attribute__((noinline))

#ifdef __cplusplus
}
#endif

#endif
