/* SPDX-License-Identifier: MIT */
/*
 * The stress: worlds of tasks that do everything with everything, one seed
 * after the other, until enough has been done. Each world has a thread; all of
 * an office run at the same time. With one thread the same seed gives the same
 * trace, of which a hash is printed.
 *
 *   stress [--operations N] [--threads N] [--first SEED] [--twice]
 */
#include "allocations.h"
#include "office.h"
#include "stack/stack.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PATIENCE_S = 300 /* for one seed */
};

typedef struct arguments {
    long operations;
    int threads;
    uint64_t first;
    bool twice;
} arguments_t;

typedef struct totals {
    long operations;
    uint64_t hash;
} totals_t;

static uint64_t seed_of_now;

static void stuck(int signal_number)
{
    static const char text[] = "stress: stuck\n";

    (void)signal_number;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(3);
    _exit(2);
}

static void *live_one_world(void *argument)
{
    world_t *world = argument;

    world_begin(world, seed_of_now + (uint64_t)world->number * 1000003);
    MUST(world, coro_sched_run(world->sched) == 0);
    world_end(world);
    return NULL;
}

/* All the worlds of one seed, each on a new thread. */
static totals_t run_seed(int threads)
{
    static world_t worlds[MOST_WORLDS];
    static post_office_t office;
    pthread_t ids[MOST_WORLDS];
    totals_t totals = {0, 0};

    memset(worlds, 0, sizeof worlds);
    office_open(&office, threads);
    for (int i = 0; i < threads; i++) {
        worlds[i].office = &office;
        worlds[i].number = i;
        MUST(&worlds[i],
             pthread_create(&ids[i], NULL, live_one_world, &worlds[i]) == 0);
    }
    for (int i = 0; i < threads; i++) {
        MUST(&worlds[i], pthread_join(ids[i], NULL) == 0);
        totals.operations += worlds[i].operations;
        totals.hash ^= worlds[i].hash;
    }
    office_close(&office);
    return totals;
}

/* The same, and nothing is left of it. */
static totals_t run_clean(uint64_t seed, int threads)
{
    const world_t world = {.seed = seed};
    size_t stacks = coro__stack_in_use();
    int descriptors = descriptors_open();
    long blocks = allocations_alive();
    totals_t totals;

    seed_of_now = seed;
    alarm(PATIENCE_S);
    totals = run_seed(threads);
    alarm(0);
    MUST(&world, coro__stack_in_use() == stacks);
    MUST(&world, descriptors_open() == descriptors);
    MUST(&world, allocations_alive() == blocks);
    return totals;
}

static int nothing(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static void *run_nothing(void *argument)
{
    coro_run(nothing, coro_none(), NULL);
    return argument;
}

/* The library keeps a slab, from its first stack on. */
static void warm_up(void)
{
    pthread_t id;

    if (pthread_create(&id, NULL, run_nothing, NULL) == 0)
        pthread_join(id, NULL);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run_all(const arguments_t *arguments)
{
    double began = seconds();
    totals_t all = {0, 0}, one;
    uint64_t seed = arguments->first;

    for (; all.operations < arguments->operations; seed++) {
        one = run_clean(seed, arguments->threads);
        if (arguments->twice) {
            const world_t world = {.seed = seed};

            MUST(&world, run_clean(seed, arguments->threads).hash == one.hash);
        }
        all.operations += one.operations;
        all.hash = all.hash * 31 + one.hash;
    }
    printf("stress: %" PRIu64 " seeds from %" PRIu64 ", %d threads, "
           "%ld operations, ",
           seed - arguments->first, arguments->first, arguments->threads,
           all.operations);
    if (arguments->threads == 1)
        printf("trace %016" PRIx64 ", ", all.hash);
    printf("%.1f s\n", seconds() - began);
}

static _Noreturn void refuse(void)
{
    fputs("usage: stress [--operations N] [--threads N] [--first SEED] "
          "[--twice]\n",
          stderr);
    exit(2);
}

static arguments_t parse(int argc, char **argv)
{
    arguments_t arguments = {.operations = 1000000, .threads = 1, .first = 1};

    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--twice") == 0) {
            arguments.twice = true;
            continue;
        }
        if (strcmp(argv[i], "--operations") == 0)
            arguments.operations = atol(value);
        else if (strcmp(argv[i], "--threads") == 0)
            arguments.threads = atoi(value);
        else if (strcmp(argv[i], "--first") == 0)
            arguments.first = strtoull(value, NULL, 10);
        else
            refuse();
        i++;
    }
    if (arguments.threads < 1 || arguments.threads > MOST_WORLDS ||
        arguments.operations < 1 || arguments.first < 1)
        refuse();
    return arguments;
}

int main(int argc, char **argv)
{
    const arguments_t arguments = parse(argc, argv);

    signal(SIGALRM, stuck);
    signal(SIGPIPE, SIG_IGN);
    warm_up();
    run_all(&arguments);
    return 0;
}
