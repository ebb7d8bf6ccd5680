/* SPDX-License-Identifier: MIT */
/* GNU Pth: its threads take turns by priority, then by age. */
#include "contestant.h"

#include <pth.h>
#include <stdlib.h>

static size_t rounds, waiting;
static double start, elapsed;

/* As in coro_sched.c. */
static void *take_turns(void *arg)
{
    (void)arg;
    if (--waiting == 0)
        start = now_ns();
    pth_yield(NULL);
    for (size_t i = 1; i < rounds; i++)
        pth_yield(NULL);
    if (elapsed == 0)
        elapsed = now_ns() - start;
    return NULL;
}

static double sched_yield(size_t count, size_t tasks)
{
    pth_t *all = calloc(tasks, sizeof(pth_t));

    rounds = count > tasks ? count / tasks : 1;
    waiting = tasks;
    elapsed = 0;
    for (size_t i = 0; i < tasks; i++) {
        all[i] = pth_spawn(PTH_ATTR_DEFAULT, take_turns, NULL);
        if (all[i] == NULL)
            give_up("pth_spawn failed");
    }
    for (size_t i = 0; i < tasks; i++)
        pth_join(all[i], NULL);
    free(all);
    return elapsed * (double)count / (double)(rounds * tasks);
}

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"sched_yield", sched_yield}, {NULL, NULL}};

    if (!pth_init())
        give_up("pth_init failed");
    return contestant_main(argc, argv, metrics);
}
