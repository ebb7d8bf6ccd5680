/* SPDX-License-Identifier: MIT */
/*
 * Tasks that wait for each other and will not be cancelled: freeing their
 * scheduler discards them where they are. Nothing unwinds, but all that was
 * deferred runs, innermost first.
 */
#include "suite.h"

#include <stdio.h>

static coro_task_t *a, *b;

static void check_discarded(const char *text)
{
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_uint_eq(stage_stacks(), 0);
    ck_assert_trace(text);
}

static void trace_deferred(void *arg)
{
    trace("deferred:%s", coro_name(arg));
}

static void free_deferred(void *arg)
{
    trace("free:%s", coro_name(arg));
    if (coro_free(arg) != 0)
        trace("refused");
}

START_TEST(test_tasks_that_insist_on_each_other_are_discarded)
{
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

START_TEST(test_tasks_released_before_are_discarded_all_the_same)
{
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_task_release(a);
    coro_task_release(b);
    check_discarded("hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

START_TEST(test_tasks_that_wait_for_discarded_ones_are_discarded)
{
    coro_task_t *d;

    d = task("C", insists, coro_ptr(&a));
    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    task("D", insists, coro_ptr(&a));
    task("E", insists, coro_ptr(&d));
    check_discarded("hook:C!DEADLOCK hook:A!DEADLOCK hook:B!DEADLOCK "
                    "hook:D!DEADLOCK hook:E!DEADLOCK");
}
END_TEST

static int defers_and_insists(coro_t *self, coro_value_t arg)
{
    coro_defer(self, trace_deferred, self);
    return insists(self, arg);
}

START_TEST(test_discarded_task_runs_what_it_deferred)
{
    a = task("A", defers_and_insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK deferred:A hook:B!DEADLOCK");
}
END_TEST

static int drives(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", defers_and_insists, arg);

    coro_defer(self, trace_deferred, self);
    coro_defer(self, free_deferred, gen);
    return coro_next(gen, NULL);
}

static int delegates(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", drives, arg);

    coro_defer(self, trace_deferred, self);
    coro_defer(self, free_deferred, gen);
    return coro_yield_from(self, gen, NULL);
}

static int calls(coro_t *self, coro_value_t arg)
{
    coro_defer(self, trace_deferred, self);
    return coro_call(self, delegates, arg, NULL);
}

START_TEST(test_discarded_task_gives_up_the_generator_it_drives)
{
    a = task("A", drives, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK deferred:g free:g deferred:A "
                    "hook:B!DEADLOCK");
}
END_TEST

START_TEST(test_discarded_task_gives_up_all_it_is_inside_of)
{
    a = task("A", calls, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK deferred:g free:g deferred:d free:d "
                    "deferred:A deferred:A hook:B!DEADLOCK");
}
END_TEST

/* Swallow everything, suspended in a delegation of delegations. */
static int yields_and_insists(coro_t *self, coro_value_t arg)
{
    coro_defer(self, trace_deferred, self);
    coro_yield(self, coro_none(), NULL);
    return insists(self, arg);
}

static int delegates_to_yielder(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("y", yields_and_insists, arg);

    coro_defer(self, free_deferred, gen);
    return coro_yield_from(self, gen, NULL);
}

static int delegates_twice(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("z", delegates_to_yielder, arg);

    coro_defer(self, free_deferred, gen);
    return coro_yield_from(self, gen, NULL);
}

START_TEST(test_discarded_task_gives_up_a_chain_of_delegators)
{
    a = task("A", delegates_twice, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK deferred:y free:y free:z "
                    "hook:B!DEADLOCK");
}
END_TEST

START_TEST(test_discarded_added_generator_is_freed)
{
    coro_t *gen = generator("A", delegates_twice, coro_ptr(&b));

    ck_assert_int_eq(coro_next(gen, NULL), 0);
    a = coro_sched_add(sched, gen);
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK deferred:y free:y free:z "
                    "hook:B!DEADLOCK");
}
END_TEST

/* Its cleanup, when it is closed, waits for ever. */
static int insists_when_closed(coro_t *self, coro_value_t arg)
{
    coro_defer(self, trace_deferred, self);
    coro_yield(self, coro_none(), NULL);
    trace("%s", coro_name(self));
    return insists(self, arg);
}

static int closes(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("c", insists_when_closed, arg);

    coro_defer(self, free_deferred, gen);
    coro_next(gen, NULL);
    return coro_close(gen, NULL);
}

START_TEST(test_discarded_task_gives_up_the_generator_it_closes)
{
    a = task("A", closes, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("c hook:A!DEADLOCK deferred:c free:c hook:B!DEADLOCK");
}
END_TEST

static void suspends(void *arg)
{
    trace_got("self", coro_self() != NULL ? -1 : 0, coro_none());
    trace_got("await", coro_await(arg, b, NULL), coro_none());
    trace_got("sleep", coro_sleep(coro_self(), 1), coro_none());
}

static void drives_deferred(void *arg)
{
    trace("drive:%s", coro_name(arg));
    coro_next(arg, NULL);
}

/* Ends, and is parked in what it deferred. */
static int defers_insisting(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", insists, arg);

    coro_defer(self, free_deferred, gen);
    return coro_defer(self, drives_deferred, gen);
}

static int delegates_to_deferring(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("d", defers_insisting, arg);

    coro_defer(self, free_deferred, gen);
    return coro_yield_from(self, gen, NULL);
}

START_TEST(test_task_discarded_in_a_deferred_function_runs_the_others)
{
    a = task("A", delegates_to_deferring, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("drive:g hook:A!DEADLOCK free:g free:d hook:B!DEADLOCK");
}
END_TEST

static void spawns(void *arg)
{
    (void)arg;
    ck_assert_refused(coro_spawn(sched, steps, coro_none(), NULL),
                      -CORO_E_SHUTDOWN);
    trace("refused");
}

static int defers_misuse(coro_t *self, coro_value_t arg)
{
    coro_defer(self, suspends, self);
    coro_defer(self, spawns, self);
    return insists(self, arg);
}

START_TEST(test_deferred_functions_of_discarded_tasks_cannot_suspend)
{
    a = task("A", defers_misuse, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK refused self=0 await!NOT_CURRENT "
                    "sleep!EINVAL hook:B!DEADLOCK");
}
END_TEST

static void runs_and_frees(void *arg)
{
    (void)arg;
    trace_got("run", coro_sched_run(sched), coro_none());
    trace_got("free", coro_sched_free(sched), coro_none());
}

static int defers_running(coro_t *self, coro_value_t arg)
{
    coro_defer(self, runs_and_frees, NULL);
    return insists(self, arg);
}

START_TEST(test_scheduler_that_discards_cannot_be_run_or_freed)
{
    a = task("A", defers_running, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK run!RUNNING free!RUNNING "
                    "hook:B!DEADLOCK");
}
END_TEST

static void running_hook(void *ctx, const char *name, int status,
                         coro_value_t payload)
{
    trace_got(name, status, payload);
    runs_and_frees(ctx);
}

START_TEST(test_scheduler_that_reports_its_last_failures_cannot_be_freed)
{
    task("A", fails, coro_int(1));
    ck_assert_run("");
    coro_set_unraisable_hook(running_hook, NULL);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("A!-10000/1 run!RUNNING free!RUNNING");
}
END_TEST

static void release_all(void *arg)
{
    (void)arg;
    coro_task_release(a);
    coro_task_release(b);
}

static int defers_release(coro_t *self, coro_value_t arg)
{
    coro_defer(self, release_all, NULL);
    return insists(self, arg);
}

START_TEST(test_handles_released_by_discarded_tasks_are_dead)
{
    a = task("A", defers_release, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

enum {
    FRAME = 1000
};

static int insists_with_big_frame(coro_t *self, coro_value_t arg)
{
    volatile char frame[FRAME];

    for (int i = 0; i < FRAME; i++)
        frame[i] = (char)i;
    return insists(self, arg) + frame[1];
}

static int fills_its_stack(coro_t *self, coro_value_t arg)
{
    char frame[2 * FRAME];

    snprintf(frame, sizeof frame, "%0*d", 2 * FRAME - 1, 7);
    trace("%s", frame + 2 * FRAME - 3);
    return steps(self, arg);
}

START_TEST(test_stack_of_a_discarded_task_can_be_used_again)
{
    a = task("A", insists_with_big_frame, coro_ptr(&b));
    b = task("B", insists_with_big_frame, coro_ptr(&a));
    check_discarded("hook:A!DEADLOCK hook:B!DEADLOCK");
    sched = stage_scheduler();
    task("C", fills_its_stack, coro_int(1));
    task("D", fills_its_stack, coro_int(1));
    ck_assert_run("07 C1 07 D1");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_tasks_that_insist_on_each_other_are_discarded);
    tcase_add_test(tcase,
                   test_tasks_released_before_are_discarded_all_the_same);
    tcase_add_test(tcase,
                   test_tasks_that_wait_for_discarded_ones_are_discarded);
    tcase_add_test(tcase, test_discarded_task_runs_what_it_deferred);
    tcase_add_test(tcase, test_discarded_task_gives_up_the_generator_it_drives);
    tcase_add_test(tcase, test_discarded_task_gives_up_all_it_is_inside_of);
    tcase_add_test(tcase, test_discarded_task_gives_up_a_chain_of_delegators);
    tcase_add_test(tcase, test_discarded_added_generator_is_freed);
    tcase_add_test(tcase, test_discarded_task_gives_up_the_generator_it_closes);
    tcase_add_test(tcase,
                   test_deferred_functions_of_discarded_tasks_cannot_suspend);
    tcase_add_test(tcase, test_scheduler_that_discards_cannot_be_run_or_freed);
    tcase_add_test(
        tcase, test_scheduler_that_reports_its_last_failures_cannot_be_freed);
    tcase_add_test(tcase,
                   test_task_discarded_in_a_deferred_function_runs_the_others);
    tcase_add_test(tcase, test_handles_released_by_discarded_tasks_are_dead);
    tcase_add_test(tcase, test_stack_of_a_discarded_task_can_be_used_again);
}

int main(void)
{
    return run_suite("discard", add_tests);
}
