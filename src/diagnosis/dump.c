/* SPDX-License-Identifier: MIT */
/*
 * A line for each task:
 *
 *   task 3 reader: waits for descriptor 7 since 1.500000 (0.250000 s) until
 *   2.000000, in a timeout until 1.800000, asked to stop, made by task 1 main
 *   at 0x55d0c0ffee
 *
 * It is put together on the stack, since there may be no memory.
 */
#include "sched/scheduler.h"
#include <coro/diagnosis.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum {
    LINE = 1024, /* more than any takes, since names are cut */
    NS_PER_US = 1000,
    US_PER_SECOND = 1000000
};

typedef struct line {
    char text[LINE];
    size_t length;
} line_t;

typedef struct dump {
    void (*write)(void *ctx, const char *line);
    void *ctx;
    int64_t now_ns;
} dump_t;

__attribute__((format(printf, 2, 3))) static void say(line_t *line,
                                                      const char *format, ...)
{
    va_list list;
    int length;

    va_start(list, format);
    length =
        vsnprintf(line->text + line->length, LINE - line->length, format, list);
    va_end(list);
    if (length > 0)
        line->length += (size_t)length;
}

/* Seconds, to the microsecond. */
static void say_time(line_t *line, const char *before, int64_t ns)
{
    uint64_t us = (ns < 0 ? -(uint64_t)ns : (uint64_t)ns) / NS_PER_US;

    say(line, "%s%s%" PRIu64 ".%06" PRIu64, before, ns < 0 ? "-" : "",
        us / US_PER_SECOND, us % US_PER_SECOND);
}

static void say_deadline(line_t *line, const char *before, int64_t ns)
{
    if (ns != CORO_NEVER)
        say_time(line, before, ns);
}

/* A task by its number and, if it has one, its name. */
static void say_task(line_t *line, uint64_t number, const char *name)
{
    say(line, number > 0 ? "task %" PRIu64 : "task", number);
    if (name[0] != '\0')
        say(line, " %.80s", name);
}

static void say_what(line_t *line, const coro_task_info_t *info)
{
    coro_task_info_t awaited;

    if (info->awaited != NULL) {
        coro_task_inspect(info->awaited, &awaited);
        say_task(line, awaited.number, awaited.name);
        return;
    }
    if (info->count > 1)
        say(line, "%zu ", info->count);
    say(line, "%s", info->waits_for != NULL ? info->waits_for : "something");
    if (info->fd >= 0)
        say(line, " %d", info->fd);
    else if (info->object != NULL)
        say(line, " %p", info->object);
}

static void say_wait(line_t *line, const dump_t *dump,
                     const coro_task_info_t *info)
{
    if (info->state == CORO_TASK_SLEEPING) {
        say(line, "sleeps");
    } else {
        say(line, info->state == CORO_TASK_AWAITING ? "awaits " : "waits for ");
        say_what(line, info);
    }
    say_time(line, " since ", info->since_ns);
    say_time(line, " (", dump->now_ns - info->since_ns);
    say(line, " s)");
    say_deadline(line, " until ", info->deadline_ns);
}

static void say_state(line_t *line, const dump_t *dump,
                      const coro_task_info_t *info)
{
    switch (info->state) {
    case CORO_TASK_READY:
        say(line, "ready");
        break;
    case CORO_TASK_RUNNING:
        say(line, "running");
        break;
    case CORO_TASK_ENDED:
        say(line, "ended");
        break;
    default:
        say_wait(line, dump, info);
    }
}

static void say_maker(line_t *line, const coro_task_info_t *info)
{
    say(line, ", made ");
    if (info->made_by != NULL) {
        say(line, "by ");
        say_task(line, info->maker, info->made_by);
    } else {
        say(line, "outside");
    }
    if (info->made_at != NULL)
        say(line, " at %p", info->made_at);
}

static void dump_task(void *ctx, coro_task_t *task)
{
    const dump_t *dump = ctx;
    coro_task_info_t info;
    line_t line = {.length = 0};

    coro_task_inspect(task, &info);
    say_task(&line, info.number, info.name);
    say(&line, ": ");
    say_state(&line, dump, &info);
    say_deadline(&line, ", in a timeout until ", info.timeout_ns);
    if (info.cancelling > 0)
        say(&line, ", asked to stop");
    say_maker(&line, &info);
    dump->write(dump->ctx, line.text);
}

static void write_to_standard_error(void *unused, const char *text)
{
    line_t line = {.length = 0};
    ssize_t written;

    (void)unused;
    say(&line, "%.*s\n", LINE - 2, text);
    written = write(STDERR_FILENO, line.text, line.length);
    (void)written;
}

size_t coro_sched_dump(coro_sched_t *sched,
                       void (*write)(void *ctx, const char *line), void *ctx)
{
    dump_t dump = {.write = write != NULL ? write : write_to_standard_error,
                   .ctx = ctx};

    if (sched == NULL)
        sched = coro__sched_running();
    if (sched == NULL)
        return 0;
    dump.now_ns = coro_sched_now(sched);
    return coro_sched_each(sched, dump_task, &dump);
}
