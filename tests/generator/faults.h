/* SPDX-License-Identifier: MIT */
/*
 * Faults of all kinds in children, of which the words on standard error and
 * the wait status are looked at.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "suite.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

enum {
    SIZE = 64 * 1024
};

/* ---- Bodies */

/* Bit by bit; more often than there is room for. */
static __attribute__((noinline, unused)) char creep(volatile char *above,
                                                    int depth)
{
    volatile char here[256];

    for (size_t i = 0; i < sizeof here; i++)
        here[i] = above[i % 16];
    if (depth > 0)
        here[0] = creep(here, depth - 1);
    return here[above[0] & 15];
}

static inline int creeping_body(coro_t *self, coro_value_t arg)
{
    volatile char start[16] = {1};

    (void)self;
    (void)arg;
    return creep(start, 2 * SIZE / 256);
}

/* ---- Children */

static char told[8192]; /* what the last child said */

static inline void read_all(int from)
{
    size_t size = 0;
    ssize_t got;

    while ((got = read(from, told + size, sizeof told - 1 - size)) > 0)
        size += (size_t)got;
    told[size] = '\0';
}

/* Run it in a child, without the handlers of a sanitizer; its wait status. */
static inline int status_of(void (*act)(void))
{
    int ends[2], status;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        act();
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    read_all(ends[0]);
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return status;
}

static inline void install(void)
{
    if (coro_install_overflow_handler() != 0)
        _exit(EXIT_FAILURE);
}

#define ck_assert_killed(act, number)                                 \
    do {                                                              \
        int status_ = status_of(act);                                 \
        ck_assert_msg(WIFSIGNALED(status_), "%x: %s", status_, told); \
        ck_assert_int_eq(WTERMSIG(status_), number);                  \
    } while (0)

#define ck_assert_exited(act, code)                                           \
    do {                                                                      \
        int status_ = status_of(act);                                         \
        ck_assert_msg(WIFEXITED(status_), "killed by %d", WTERMSIG(status_)); \
        ck_assert_int_eq(WEXITSTATUS(status_), code);                         \
    } while (0)

/* The end of a child in a handler of its own. Killed: no tool may add its own
 * verdict. */
static inline void end_child(int wrong)
{
    const char *words = wrong ? "went wrong\n" : "went well\n";

    if (write(STDERR_FILENO, words, strlen(words)) > 0)
        kill(getpid(), SIGKILL);
    pause();
}

#define ck_assert_told(words) \
    ck_assert_msg(strstr(told, words) != NULL, "no \"%s\" in: %s", words, told)

/* A tool may add words of its own. */
#define ck_assert_nothing_told() \
    ck_assert_msg(strstr(told, "libcoro") == NULL, "told: %s", told)

#define ck_assert_handled(act)          \
    do {                                \
        ck_assert_killed(act, SIGKILL); \
        ck_assert_told("went well");    \
    } while (0)

/* The address that follows these words. */
static inline uintptr_t address_after(const char *words)
{
    const char *at = strstr(told, words);

    ck_assert_msg(at != NULL, "no \"%s\" in: %s", words, told);
    return (uintptr_t)strtoull(at + strlen(words), NULL, 16);
}

/* ---- An overflow */

static __attribute__((noinline, unused)) coro_t *make_named(const char *name)
{
    coro_options_t options = {.name = name, .stack_size = SIZE};

    return coro_new(creeping_body, coro_none(), &options);
}

static inline void overflow_named(void)
{
    install();
    coro_next(make_named("digger"), NULL);
}

#endif
