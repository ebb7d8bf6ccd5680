/* SPDX-License-Identifier: MIT */
/*
 * Sources that tell what is done to them: each appends words to one trace,
 * which a test compares as a whole.
 *
 *   a0 a1     source a was asked for an item and gave 0, then 1
 *   a-        it was asked and had no more
 *   a:closed  it was closed at a yield
 *   a:freed   its coroutine has ended or was freed unused
 */
#ifndef PROBE_H
#define PROBE_H

#include <coro.h>

/* A source of 0, 1, 2 and so on before `count`, which then returns `status`,
 * with count as the payload of an error. `name` must be a literal. */
coro_t *probe_ending(const char *name, int64_t count, int status);
coro_t *probe(const char *name, int64_t count);
coro_t *probe_endless(const char *name);

/* How many probes there are that are not yet freed as in a:freed. */
int probes_alive(void);

/* Ask for `most` items at the most, appending "=N" for each, and how it ended:
 * "done", or "error:STATUS/PAYLOAD". Return the last status. */
int trace_items(coro_t *gen, int64_t most);

/* The same, then free it. */
void trace_all(coro_t *gen);

#endif
