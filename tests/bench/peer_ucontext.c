/* SPDX-License-Identifier: MIT */
/* swapcontext(3) of the C library, with nothing around it. */
#include "contestant.h"

#include <stdlib.h>
#include <ucontext.h>

static ucontext_t driver, body;
static int64_t value;

static void counter(void)
{
    for (int64_t i = 0;; i++) {
        value = i;
        swapcontext(&body, &driver);
    }
}

static double next(size_t count, size_t size)
{
    static char stack[64 * 1024];
    int64_t sum = 0;
    double start;

    (void)size;
    getcontext(&body);
    body.uc_stack.ss_sp = stack;
    body.uc_stack.ss_size = sizeof stack;
    makecontext(&body, counter, 0);
    start = now_ns();
    for (size_t i = 0; i < count; i++) {
        swapcontext(&driver, &body);
        sum += value;
    }
    start = now_ns() - start;
    consume(sum);
    return start;
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"next", next}, {NULL, NULL}};

    return contestant_main(argc, argv, metrics);
}
