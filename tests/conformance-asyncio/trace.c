/* SPDX-License-Identifier: MIT */
/* Lines of standard output. */
#include "trace.h"

#include <inttypes.h>

coro_virtual_clock_t trace_clock;

static bool ended;

int64_t trace_now(void)
{
    return trace_clock.now_ns / CORO_MS(1);
}

void trace_begin(const char *title)
{
    ended = false;
    trace_clock.now_ns = 0;
    if (title != NULL)
        printf("==> %s <==\n", title);
    fflush(stdout);
}

static bool stamp(void)
{
    if (!ended)
        printf("[%4" PRId64 "] ", trace_now());
    return !ended;
}

bool trace_line(const char *name)
{
    if (!stamp())
        return false;
    printf("log %s: ", name);
    return true;
}

void trace_log(const char *name, const value_t *value)
{
    if (!trace_line(name))
        return;
    value_print(stdout, value);
    putchar('\n');
}

void trace_say(const char *name, const char *word)
{
    if (trace_line(name))
        puts(word);
}

void trace_main(const char *verb, const value_t *value)
{
    if (!stamp())
        return;
    printf("main %s ", verb);
    value_print(stdout, value);
    putchar('\n');
}

void trace_end(const char *word)
{
    if (stamp())
        puts(word);
    ended = true;
}

bool trace_ended(void)
{
    return ended;
}
