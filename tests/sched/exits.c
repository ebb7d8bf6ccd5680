/* SPDX-License-Identifier: MIT */
/*
 * The end of the process while coroutines, tasks and workers live: nothing of
 * theirs runs by itself, and handlers of atexit(3) and destructors may use the
 * library as ever. Each case is a child that returns from main or calls
 * exit(3), and tells what it does by words in a pipe.
 */
#include <coro.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WORDS = 256,
    STATUS = 3 /* of all that end well */
};

static int pipe_ends[2];

static void say(const char *word)
{
    if (write(pipe_ends[1], word, strlen(word)) < 0)
        _exit(99);
    if (write(pipe_ends[1], " ", 1) < 0)
        _exit(99);
}

static void say_status(int status)
{
    say(status == CORO_E_RUNNING ? "RUNNING" : status == 0 ? "ok" : "?");
}

/* ---- What lives. Static, so that LeakSanitizer sees it held. */

static coro_t *suspended, *created, *ended;
static coro_sched_t *sched;
static coro_task_t *sleeper;
static coro_workers_t *workers;

/* What only a coroutine's stack points to, it does not see. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static void is_deferred(void *word)
{
    say(word);
}

static void defer(coro_t *self, const char *word)
{
    if (__lsan_disable != NULL)
        __lsan_disable();
    coro_defer(self, is_deferred, (void *)(uintptr_t)word);
    if (__lsan_enable != NULL)
        __lsan_enable();
}

static int yields(coro_t *self, coro_value_t arg)
{
    int rc;

    defer(self, "deferred");
    rc = coro_yield(self, arg, NULL);
    say(rc == CORO_E_CLOSE ? "closed" : "?");
    return rc;
}

static int sleeps(coro_t *self, coro_value_t arg)
{
    int rc;

    (void)arg;
    defer(self, "task-deferred");
    rc = coro_sleep(self, CORO_SECONDS(1000));
    say(rc == -ECANCELED ? "cancelled" : "?");
    return rc;
}

static int blocks(coro_value_t arg, coro_value_t *result)
{
    (void)arg;
    (void)result;
    pause();
    return 0;
}

static int offloads(coro_t *self, coro_value_t arg)
{
    return coro_offload(self, workers, blocks, arg, NULL);
}

static int returns(coro_t *self, coro_value_t arg)
{
    return coro_return(self, arg);
}

static void make_generators(void)
{
    suspended = coro_new(yields, coro_int(1), NULL);
    created = coro_new(yields, coro_int(2), NULL);
    ended = coro_new(returns, coro_int(3), NULL);
    coro_next(suspended, NULL);
    coro_next(ended, NULL);
}

static void make_tasks(void)
{
    static coro_virtual_clock_t time;
    const coro_sched_options_t options = {.clock = coro_virtual_clock(&time)};

    sched = coro_sched_new(&options);
    sleeper = coro_spawn(sched, sleeps, coro_none(), NULL);
    coro_sched_step(sched, 0);
}

static void free_all(void)
{
    say_status(coro_free(suspended));
    say_status(coro_free(created));
    say_status(coro_free(ended));
    say_status(coro_sched_free(sched));
    suspended = created = ended = NULL;
    sched = NULL;
}

/* ---- Cases */

static int returns_from_main(void)
{
    make_generators();
    make_tasks();
    return STATUS;
}

static int returns_while_a_worker_is_busy(void)
{
    make_tasks();
    workers = coro_workers_new(NULL);
    coro_spawn(sched, offloads, coro_none(), NULL);
    coro_sched_step(sched, 0);
    return STATUS;
}

static void says_handled(void)
{
    say("handled");
}

static int exits(coro_t *self, coro_value_t arg)
{
    (void)arg;
    defer(self, "?");
    exit(STATUS);
}

static int exits_in_a_generator(void)
{
    static coro_t *gen;

    make_generators();
    atexit(says_handled);
    gen = coro_new(exits, coro_none(), NULL);
    return coro_next(gen, NULL);
}

static int delegates_to_the_end(coro_t *self, coro_value_t arg)
{
    static coro_t *inner;

    inner = coro_new(exits, arg, NULL);
    return coro_yield_from(self, inner, NULL);
}

static int exits_deep_in_a_task(void)
{
    make_tasks();
    atexit(says_handled);
    coro_spawn(sched, delegates_to_the_end, coro_none(), NULL);
    return coro_sched_run(sched);
}

static void leaves(void *arg)
{
    (void)arg;
    exit(STATUS);
}

static int leaves_deferred(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_defer(self, leaves, NULL);
}

static int exits_in_a_deferred_function(void)
{
    static coro_t *gen;

    make_generators();
    atexit(says_handled);
    gen = coro_new(leaves_deferred, coro_none(), NULL);
    return coro_next(gen, NULL);
}

static int handler_frees_all(void)
{
    make_generators();
    make_tasks();
    atexit(free_all);
    return STATUS;
}

static coro_t *running;

static void uses_what_runs(void)
{
    coro_value_t value;

    say_status(coro_free(running));
    say_status(coro_next(running, NULL));
    say_status(coro_sched_run(sched));
    say_status(coro_sched_free(sched));
    say_status(coro_next(created, &value)); /* which is free to run */
    say_status(coro_free(created));
    created = NULL;
}

static int exits_as_itself(coro_t *self, coro_value_t arg)
{
    running = self;
    return exits(self, arg);
}

static int handler_on_the_stack_of_a_task(void)
{
    make_generators();
    make_tasks();
    atexit(uses_what_runs);
    coro_spawn(sched, exits_as_itself, coro_none(), NULL);
    return coro_sched_run(sched);
}

static int is_for_destructor;

__attribute__((destructor)) static void free_late(void)
{
    if (is_for_destructor)
        free_all();
}

static int destructor_frees_all(void)
{
    make_generators();
    make_tasks();
    is_for_destructor = 1;
    return STATUS;
}

#define ALL_FREED "closed deferred ok ok ok cancelled task-deferred ok "

static const struct {
    const char *name;
    int (*main)(void);
    const char *words;
} cases[] = {
    {"main returns", returns_from_main, ""},
    {"main returns while a worker is busy", returns_while_a_worker_is_busy, ""},
    {"exit in a generator", exits_in_a_generator, "handled "},
    {"exit deep in a task", exits_deep_in_a_task, "handled "},
    {"exit in a deferred function", exits_in_a_deferred_function, "handled "},
    {"a handler frees all", handler_frees_all, ALL_FREED},
    {"a handler on the stack of a task", handler_on_the_stack_of_a_task,
     "RUNNING RUNNING RUNNING RUNNING ok closed deferred ok "},
    {"a destructor frees all", destructor_frees_all, ALL_FREED},
};

/* What the child says, until it has ended; its status. */
static int listen_to(pid_t child, char *words)
{
    size_t length = 0;
    ssize_t got;
    int status;

    close(pipe_ends[1]);
    while (length < WORDS - 1 &&
           (got = read(pipe_ends[0], words + length, WORDS - 1 - length)) > 0)
        length += (size_t)got;
    words[length] = '\0';
    close(pipe_ends[0]);
    return waitpid(child, &status, 0) == child ? status : -1;
}

int main(void)
{
    int failures = 0;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char words[WORDS];
        pid_t child;
        int status;

        if (pipe(pipe_ends) != 0 || (child = fork()) < 0)
            return EXIT_FAILURE;
        if (child == 0)
            return cases[i].main();
        status = listen_to(child, words);
        if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS &&
            strcmp(words, cases[i].words) == 0)
            continue;
        fprintf(stderr, "%s: '%s', status %#x\n", cases[i].name, words, status);
        failures++;
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
