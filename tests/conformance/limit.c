/* SPDX-License-Identifier: MIT */
/* Counting what a scenario does. */
#include "limit.h"
#include "trace.h"

enum {
    MOST_LOOPS = 20000,
    MOST_GENERATORS = 400
};

static int loops, generators;

void limit_begin(void)
{
    loops = 0;
    generators = 0;
}

static bool count(int *counter, int most)
{
    if (++*counter <= most)
        return true;
    trace_limit();
    return false;
}

bool limit_loop(void)
{
    return count(&loops, MOST_LOOPS);
}

bool limit_generator(void)
{
    return count(&generators, MOST_GENERATORS);
}
