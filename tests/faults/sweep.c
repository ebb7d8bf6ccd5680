/* SPDX-License-Identifier: MIT */
/*
 * The sweep: each scenario runs once for each call it makes and each way that
 * call may fail, and in that run it does; then once more, and nothing does.
 * Each is a process of its own, in which the library has done nothing before.
 *
 * usage: faults [scenario]
 */
#include "calls.h"
#include "ledger.h"
#include "scenario.h"
#include "trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PATIENCE_S = 20 * CORO_TEST_SLOWDOWN
};

/* What is tried now. */
static const scenario_t *scenario;
static int fault_nth, fault_way;

static int faults, runs, failures; /* some faults may be left out */

void broken(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fprintf(stderr, "%s: ", scenario->name);
    if (fault_nth > 0) {
        call_t call = calls_log->each[fault_nth - 1];

        fprintf(stderr, "with call %d failing (%s: %s): ", fault_nth,
                call_name(call), strerror(call_error(call, fault_way)));
    }
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    _exit(EXIT_FAILURE);
}

static void nobody_should_be_told(void *ctx, const char *name, int status,
                                  coro_value_t payload)
{
    (void)ctx;
    (void)payload;
    broken("the hook is told of %s, %d", name, status);
}

static void check(const char *when)
{
    const char *complaint;

    if (strcmp(trace_text(), scenario->trace) != 0)
        broken("%s: '%s' came of it, not '%s'", when, trace_text(),
               scenario->trace);
    coro_stack_trim(0);
    complaint = ledger_complaint();
    if (complaint != NULL)
        broken("%s: %s", when, complaint);
}

/* In the child. */
static void run_here(void)
{
    calls_no_light_guards = scenario->no_light_guards;
    coro_set_unraisable_hook(nobody_should_be_told, NULL);
    alarm(PATIENCE_S);
    ledger_open();
    calls_begin(fault_nth, fault_way);
    scenario->run();
    calls_end();
    check("meanwhile");
    trace_clear();
    if (fault_nth > 0)
        scenario->run();
    else
        trace("%s", scenario->trace);
    check("afterwards");
    _exit(EXIT_SUCCESS);
}

/* Whether it went well. */
static bool run(int nth, int way)
{
    int status;
    pid_t child;

    fault_nth = nth;
    fault_way = way;
    child = fork();
    if (child == 0)
        run_here();
    runs++;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        return true;
    if (child > 0 && WIFSIGNALED(status))
        fprintf(stderr, "%s: call %d failing, way %d: signal %d\n",
                scenario->name, nth, way, WTERMSIG(status));
    failures++;
    return false;
}

static void sweep(void)
{
    unsigned char each[CALLS_MOST];
    int before = runs, count;

    if (!run(0, 0))
        return;
    count = calls_log->count;
    if (count > CALLS_MOST)
        count = CALLS_MOST;
    memcpy(each, calls_log->each, (size_t)count);
    for (int nth = 1; nth <= count; nth++)
        for (int way = 0; way < CALLS_WAYS; way++)
            if (call_error(each[nth - 1], way) != 0 &&
                faults++ % FAULTS_STRIDE == 0)
                run(nth, way);
    printf("%-28s %4d calls, %4d runs\n", scenario->name, count, runs - before);
    fflush(stdout);
}

static void sweep_all(const scenario_t *list, const char *only)
{
    for (scenario = list; scenario->name != NULL; scenario++)
        if (only == NULL || strcmp(only, scenario->name) == 0)
            sweep();
}

/* Each call that this build makes must have failed. */
static void check_all_failed(void)
{
    for (call_t call = 0; call < CALL_COUNT; call++) {
        char poller = call_poller(call);

        if ((poller != 0 && poller != FAULTS_POLLER) ||
            calls_log->refused[call] != 0)
            continue;
        fprintf(stderr, "no call of %s has failed\n", call_name(call));
        failures++;
    }
}

int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;

    calls_log = mmap(NULL, sizeof *calls_log, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (calls_log == MAP_FAILED)
        return EXIT_FAILURE;
    sweep_all(scenarios_of_making, only);
    sweep_all(scenarios_of_tasks, only);
    sweep_all(scenarios_of_outside, only);
    if (FAULTS_ALL && only == NULL)
        check_all_failed();
    printf("%d faults, %d runs, %d failures\n", faults, runs, failures);
    return runs > 0 && failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
