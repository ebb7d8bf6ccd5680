/* SPDX-License-Identifier: MIT */
/*
 * Scenarios: little programs that use a part of the library each, and bear
 * that any one call fails. An operation that fails does so as it is documented
 * to; done again it succeeds; and what comes of it all is the same.
 *
 * They say what came of it in the trace (support/trace.h).
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <coro.h>
#include <errno.h>
#include <stdbool.h>

typedef struct scenario {
    const char *name;
    void (*run)(void);
    const char *trace; /* what is to come of it */
    bool no_light_guards;
} scenario_t;

extern const scenario_t scenarios_of_making[], scenarios_of_tasks[],
    scenarios_of_outside[]; /* a NULL name ends each */

/* Say what went wrong, and end the process. */
__attribute__((format(printf, 1, 2))) _Noreturn void broken(const char *format,
                                                            ...);

/* A call in `text` has failed with that status: it must be documented. */
void must_be_documented(const char *text, int status);

#define ENSURE(condition) \
    ((condition) ? (void)0 : broken("line %d: %s", __LINE__, #condition))

/* Do it, and once more if it fails. `rc` is then 0 or above. */
#define RETRY(rc, call)                              \
    do {                                             \
        if (((rc) = (int)(call)) < 0) {              \
            must_be_documented(#call, rc);           \
            (rc) = (int)(call);                      \
        }                                            \
        if ((rc) < 0)                                \
            broken("%s fails twice: %d", #call, rc); \
    } while (0)

/* The same for what answers with a pointer. */
#define MAKE(made, call)                                 \
    do {                                                 \
        errno = 0;                                       \
        if (((made) = (call)) == NULL) {                 \
            must_be_documented(#call, -errno);           \
            (made) = (call);                             \
        }                                                \
        if ((made) == NULL)                              \
            broken("%s fails twice: %d", #call, -errno); \
    } while (0)

/* Run a body as the only task of a scheduler on a virtual clock; what it
 * spawns must have ended by its end. */
void run_task(coro_fn_t *fn);

#endif
