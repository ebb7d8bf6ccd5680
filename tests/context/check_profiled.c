/* SPDX-License-Identifier: MIT */
/*
 * A profiler: SIGPROF every millisecond, whose handler takes a backtrace, while
 * generators run, delegations, and tasks that drive both. Of the functions below
 * a backtrace must show those of one of the ways in which they come to call each
 * other, through delegators and drivers down to whoever drives all of it, and
 * then come to an end; or it shows the interrupted function only, where the
 * switch is blind. All ways are to be met: for each the test lasts as long as
 * it takes, in signals.
 *
 * check_steps.c looks at each instruction, and check_storm.c at what is
 * answered; here is what a program does most.
 */
#define _GNU_SOURCE
#include "interrupted.h"
#include "run.h"
#include "switch.h"
#include "walk.h"
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unwind.h>

#ifndef SIGNALS
#define SIGNALS 300 /* for each way to take a backtrace */
#endif

enum {
    PATIENCE = 10,         /* how many times as many may be needed */
    INTERVAL_NS = 1000000, /* 1 kHz */
    VALUES = 200,          /* of a generator: much of the time is theirs, */
    WORK = 5000,           /* and some that of who delegates */
    ROUNDS = 4
};

/* Functions that are looked for, by a letter, innermost first. With ucontext(3)
 * a backtrace ends with a coroutine's own, and there is none around its body. */
static struct {
    const char *functions;
    long met;
} ways[] = {
#if CORO_CONTEXT_ASM
    {"p", 0},  {"yp", 0},  {"yddp", 0},  {"dp", 0},  {"ddp", 0},
    {"tp", 0}, {"ytp", 0}, {"yddtp", 0}, {"dtp", 0}, {"ddtp", 0},
#else
    {"p", 0},
    {"y", 0},
    {"d", 0},
    {"t", 0},
#endif
};
#define WAYS (sizeof ways / sizeof ways[0])

static struct {
    volatile long signals;
    void (*walk)(walk_t *walk, uintptr_t interrupted);
    timer_t timer;
    long bad;
    char bad_way[WALK_LIMIT + 1];
    uintptr_t bad_at;
} profile;

/* ---- What is profiled: landmarks, which leave all operations to others,
 * since a compiler may put what is rarely done elsewhere. */

static NOINLINE int work(int rounds)
{
    volatile int done = 0;

    for (int i = 0; i < rounds; i++)
        done += i;
    return done < 0;
}

static NOINLINE int give(coro_t *self, int i)
{
    return coro_yield(self, coro_int(i), NULL);
}

static NOINLINE int take_one(coro_t *gen)
{
    return coro_next(gen, NULL);
}

static NOINLINE int lend(coro_t *self, coro_t *inner)
{
    return coro_yield_from(self, inner, NULL);
}

static LANDMARK int yielding_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int i = 0; i < (int)arg.i64 && rc == 0; i++)
        rc = work(20) + give(self, i);
    STAY;
    return rc;
}

static LANDMARK int delegating_body(coro_t *self, coro_value_t inner)
{
    int rc = work(WORK) + lend(self, inner.ptr);

    rc += work(WORK);
    STAY;
    return rc;
}

/* A generator, and another one below two that delegate; driven to their end. */
static NOINLINE void drive_new_ones(void)
{
    coro_t *plain = new_generator(yielding_body, coro_int(VALUES));
    coro_t *inner = new_generator(yielding_body, coro_int(VALUES));
    coro_t *middle = new_generator(delegating_body, coro_ptr(inner));
    coro_t *outer = new_generator(delegating_body, coro_ptr(middle));

    while (take_one(plain) == 0)
        ;
    while (take_one(outer) == 0)
        ;
    coro_free(outer);
    coro_free(middle);
    coro_free(inner);
    coro_free(plain);
}

static NOINLINE int pause_task(coro_t *self, int i)
{
    return i % 2 == 0 ? coro_sched_yield(self) : coro_sleep(self, 1);
}

static LANDMARK int task_body(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    for (int i = 0; i < ROUNDS && rc == 0; i++) {
        drive_new_ones();
        rc = work(100) + pause_task(self, i);
    }
    STAY;
    return rc;
}

static NOINLINE void run_tasks(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    for (int i = 0; i < 2; i++)
        coro_task_release(coro_spawn(sched, task_body, coro_none(), NULL));
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}

static int has_more_to_meet(void)
{
    if (profile.signals < SIGNALS)
        return 1;
    for (size_t i = 0; i < WAYS; i++)
        if (ways[i].met == 0)
            return profile.signals < (long)SIGNALS * PATIENCE;
    return 0;
}

/* Each signal asks for the next one, so that a slow machine gets on between
 * two of them. */
static void ask_for_another(void)
{
    struct itimerspec moment = {.it_value.tv_nsec = INTERVAL_NS};

    if (has_more_to_meet())
        timer_settime(profile.timer, 0, &moment, NULL);
}

static LANDMARK void profiled(void)
{
    ask_for_another();
    while (has_more_to_meet()) {
        for (int i = 0; i < ROUNDS; i++)
            drive_new_ones();
        run_tasks();
    }
    STAY;
}

/* ---- What a signal does */

static char letter_of(uintptr_t function)
{
    if (function == (uintptr_t)yielding_body)
        return 'y';
    if (function == (uintptr_t)delegating_body)
        return 'd';
    if (function == (uintptr_t)task_body)
        return 't';
    return function == (uintptr_t)profiled ? 'p' : '\0';
}

static void describe(const walk_t *walk, char *way)
{
    for (int i = 0; i < walk->depth; i++)
        if (letter_of(walk->function[i]) != '\0')
            *way++ = letter_of(walk->function[i]);
    *way = '\0';
}

static int count_way(const char *functions)
{
    if (!CORO_CONTEXT_ASM && *functions == '\0')
        return 1;
    for (size_t i = 0; i < WAYS; i++)
        if (strcmp(ways[i].functions, functions) == 0) {
            ways[i].met++;
            return 1;
        }
    return 0;
}

static void look_around(uintptr_t at)
{
    static walk_t walk;
    static char way[WALK_LIMIT + 1];

    profile.walk(&walk, at);
    describe(&walk, way);
    if (walk.depth < WALK_LIMIT && count_way(way))
        return;
    if (CORO_CONTEXT_ASM && walk.depth > 0 &&
        walk.address[walk.depth - 1] == at)
        return; /* blind */
    profile.bad++;
    profile.bad_at = at;
    memcpy(profile.bad_way, way, sizeof way);
}

/* Functions of the C library that a backtrace need not get out of. */
static int is_in_a_foreign_switch(uintptr_t at)
{
#if CORO_CONTEXT_ASM
    (void)at;
    return 0;
#else
    uintptr_t function =
        (uintptr_t)_Unwind_FindEnclosingFunction((void *)(at + 1));

    return function == (uintptr_t)swapcontext ||
           function == (uintptr_t)setcontext;
#endif
}

static void on_prof(int number, siginfo_t *info, void *ucontext)
{
    int saved = errno;
    uintptr_t at = interrupted_at(ucontext);

    (void)number;
    (void)info;
    profile.signals++;
    if (!is_in_a_foreign_switch(at))
        look_around(at);
    ask_for_another();
    errno = saved;
}

/* By the clock on the wall, as the kernel measures the time of processors in
 * much bigger units. */
static void start_profiler(void)
{
    struct sigaction action = {.sa_sigaction = on_prof,
                               .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGPROF};
    walk_t walk;

    profile.walk(&walk, 0); /* the first may load a library */
    ck_assert_int_eq(sigaction(SIGPROF, &action, NULL), 0);
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, &event, &profile.timer), 0);
}

static void check_profile(void (*walk)(walk_t *walk, uintptr_t interrupted))
{
    profile.walk = walk;
    start_profiler();
    profiled();
    ck_assert_int_eq(timer_delete(profile.timer), 0);
    ck_assert_msg(profile.bad == 0, "%ld bad, one of them \"%s\" at %#lx",
                  profile.bad, profile.bad_way, (unsigned long)profile.bad_at);
    for (size_t i = 0; i < WAYS; i++)
        ck_assert_msg(ways[i].met > 0, "\"%s\" is not met", ways[i].functions);
}

/* _Unwind_Backtrace() tells by itself what was interrupted. */
static void unwind(walk_t *walk, uintptr_t interrupted)
{
    (void)interrupted;
    walk_unwinding(walk);
}

START_TEST(test_profiler_that_unwinds_meets_every_driver)
{
    check_profile(unwind);
}
END_TEST

START_TEST(test_profiler_by_backtrace_meets_every_driver)
{
    check_profile(walk_backtrace);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("profiled");

    if (!HAS_INTERRUPTED)
        return not_run("where a signal has interrupted is not known here");
    if (CORO_CONTEXT_ASM && HAS_GAPS)
        return not_run("this compiler's tables do not cover every instruction");
    tcase_add_test(tcase, test_profiler_that_unwinds_meets_every_driver);
    tcase_add_test(tcase, test_profiler_by_backtrace_meets_every_driver);
    return run_cases("profiled", &tcase, 1);
}
