/* SPDX-License-Identifier: MIT */
/* The lines of a dump. */
#include "../sched/suite.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char lines[4096];

/* Collect them, without the place where a task was made. */
static void collect(void *ctx, const char *line)
{
    const char *at = strstr(line, " at 0x");
    char *into = ctx;

    strncat(into, line, at != NULL ? (size_t)(at - line) : strlen(line));
    strcat(into, "\n");
}

#define ck_assert_dump(on, expected)         \
    do {                                     \
        lines[0] = '\0';                     \
        coro_sched_dump(on, collect, lines); \
        ck_assert_str_eq(lines, expected);   \
    } while (0)

static coro_task_t *first;
static coro_future_t future;
static coro_mutex_t mutex = {.locked = 1};

static int locks(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_mutex_lock_until(self, &mutex, CORO_MS(8));
}

static int yields_for_ever(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    (void)arg;
    while (rc == 0)
        rc = coro_sched_yield(self);
    return rc;
}

static int awaits_future(coro_t *self, coro_value_t arg)
{
    return coro_future_await(self, arg.ptr, NULL);
}

START_TEST(test_dump_has_a_line_for_each_task_in_order)
{
    char expected[1024];

    first = task("A", sleeps, coro_int(10));
    task("B", awaits, coro_ptr(&first));
    task("", yields_for_ever, coro_none());
    task("D", locks, coro_none());
    task("E", awaits_future, coro_ptr(&future));
    coro_sched_step(sched, 0);
    ck_assert_uint_eq(coro_sched_dump(sched, collect, lines), 5);
    snprintf(
        expected, sizeof expected,
        "task 1 A: sleeps since 0.000000 (0.000000 s) until 0.010000, made "
        "outside\n"
        "task 2 B: awaits task 1 A since 0.000000 (0.000000 s), made outside\n"
        "task 3: ready, made outside\n"
        "task 4 D: waits for mutex %p since 0.000000 (0.000000 s) until "
        "0.008000, made outside\n"
        "task 5 E: awaits future %p since 0.000000 (0.000000 s), made "
        "outside\n",
        (void *)&mutex, (void *)&future);
    ck_assert_dump(sched, expected);
    coro_sched_free(sched);
    sched = NULL;
    trace_clear();
}
END_TEST

static int waits_for_several(coro_t *self, coro_value_t arg)
{
    coro_future_t other = {0};
    coro_awaited_t awaited[] = {{.future = arg.ptr}, {.future = &other}};

    return coro_wait(self, awaited, 2, CORO_WAIT_ALL, CORO_MS(20));
}

static int waits_for_fd(coro_t *self, coro_value_t arg)
{
    return coro_wait_fd(self, (int)arg.i64, POLLIN, CORO_MS(20));
}

START_TEST(test_dump_says_which_descriptor_and_how_many)
{
    int ends[2];
    char expected[400];

    ck_assert_int_eq(pipe(ends), 0);
    task("A", waits_for_several, coro_ptr(&future));
    task("B", waits_for_fd, coro_int(ends[0]));
    coro_sched_step(sched, 0);
    snprintf(expected, sizeof expected,
             "task 1 A: awaits 2 futures since 0.000000 (0.000000 s) until "
             "0.020000, made outside\n"
             "task 2 B: waits for descriptor %d since 0.000000 (0.000000 s) "
             "until 0.020000, made outside\n",
             ends[0]);
    ck_assert_dump(sched, expected);
    coro_sched_free(sched);
    sched = NULL;
    trace_clear();
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static int dumps_and_sleeps(coro_t *self, coro_value_t arg)
{
    ck_assert_dump(NULL, "task 1 A: running, made outside\n");
    return sleeps(self, arg);
}

START_TEST(test_dump_of_none_is_of_the_one_that_runs)
{
    ck_assert_uint_eq(coro_sched_dump(NULL, collect, lines), 0);
    task("A", dumps_and_sleeps, coro_int(1));
    ck_assert_run("A@1");
}
END_TEST

static int spawns_and_ends(coro_t *self, coro_value_t arg)
{
    (void)self;
    task("B", sleeps, arg);
    return 0;
}

static int sleeps_in_a_scope(coro_t *self, coro_value_t arg)
{
    coro_timeout_t timeout;
    int rc = coro_timeout_begin(self, &timeout, CORO_MS(arg.i64));

    (void)coro_sleep(self, CORO_MS(2));
    (void)coro_sleep(self, CORO_MS(30));
    return coro_timeout_end(self, &timeout, rc);
}

START_TEST(test_dump_says_how_long_within_what_and_by_whom)
{
    coro_task_t *c;

    task("A", spawns_and_ends, coro_int(50));
    c = task("C", sleeps_in_a_scope, coro_int(20));
    stage_run_until(9);
    ck_assert_dump(
        sched,
        "task 2 C: sleeps since 0.002000 (0.007000 s) until 0.032000, in a "
        "timeout until 0.020000, made outside\n"
        "task 3 B: sleeps since 0.000000 (0.009000 s) until 0.050000, made by "
        "task 1 A\n");
    coro_task_cancel(c);
    ck_assert_dump(
        sched,
        "task 2 C: ready, in a timeout until 0.020000, asked to stop, made "
        "outside\n"
        "task 3 B: sleeps since 0.000000 (0.009000 s) until 0.050000, made by "
        "task 1 A\n");
    ck_assert_run("B@50");
}
END_TEST

START_TEST(test_dump_cuts_what_is_too_long)
{
    char name[600], expected[200];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    task(name, steps, coro_int(0));
    snprintf(expected, sizeof expected, "task 1 %.80s: ready, made outside\n",
             name);
    ck_assert_dump(sched, expected);
}
END_TEST

START_TEST(test_dump_without_a_function_goes_to_the_standard_error)
{
    int ends[2], kept = dup(STDERR_FILENO);
    char got[200];
    ssize_t size;

    ck_assert_int_eq(pipe(ends), 0);
    task("A", steps, coro_int(0));
    dup2(ends[1], STDERR_FILENO);
    coro_sched_dump(sched, NULL, NULL);
    dup2(kept, STDERR_FILENO);
    size = read(ends[0], got, sizeof got - 1);
    ck_assert_int_gt(size, 0);
    got[size] = '\0';
    ck_assert_int_eq(got[size - 1], '\n');
    ck_assert(strstr(got, "task 1 A: ready, made outside at 0x") == got);
    close(kept);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_dump_has_a_line_for_each_task_in_order);
    tcase_add_test(tcase, test_dump_says_which_descriptor_and_how_many);
    tcase_add_test(tcase, test_dump_of_none_is_of_the_one_that_runs);
    tcase_add_test(tcase, test_dump_says_how_long_within_what_and_by_whom);
    tcase_add_test(tcase, test_dump_cuts_what_is_too_long);
    tcase_add_test(tcase,
                   test_dump_without_a_function_goes_to_the_standard_error);
}

int main(void)
{
    return run_suite("dump", add_tests);
}
