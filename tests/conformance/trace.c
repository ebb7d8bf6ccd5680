/* SPDX-License-Identifier: MIT */
/* Lines of standard output. */
#include "trace.h"

static bool stopped;

void trace_begin(const char *title)
{
    stopped = false;
    if (title != NULL)
        printf("==> %s <==\n", title);
    fflush(stdout);
}

static void subject(const value_t *value)
{
    value_print(stdout, value);
    if (value_is(value, ERROR) && value->cause != NULL) {
        fputs(" cause ", stdout);
        value_print(stdout, value->cause);
    }
    putchar('\n');
}

void trace_log(const char *name, const value_t *value)
{
    if (stopped)
        return;
    printf("log %s: ", name);
    subject(value);
}

void trace_say(const char *name, const char *word)
{
    if (!stopped)
        printf("log %s: %s\n", name, word);
}

void trace_unraisable(const char *name, const value_t *error)
{
    if (stopped)
        return;
    printf("unraisable %s: ", name);
    subject(error);
}

void trace_outcome(const char *operation, const char *operand, const char *word)
{
    if (!stopped)
        printf("%s %s -> %s\n", operation, operand, word);
}

void trace_outcome_value(const char *operation, const char *operand,
                         const char *word, const value_t *value)
{
    if (stopped)
        return;
    printf("%s %s -> %s ", operation, operand, word);
    subject(value);
}

void trace_new(const char *name, const value_t *handle)
{
    if (stopped)
        return;
    printf("new %s -> ", name);
    subject(handle);
}

void trace_end(void)
{
    if (!stopped)
        puts("end");
}

void trace_limit(void)
{
    if (!stopped)
        puts("limit");
    stopped = true;
}

bool trace_stopped(void)
{
    return stopped;
}
