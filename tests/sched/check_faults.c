/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out: each request of an operation fails once. Then the
 * operation says so and nothing has changed, and the same one succeeds.
 */
#include "starve.h"
#include "suite.h"

#include <stdbool.h>

enum {
    PRESENT = 16, /* as many as fit without growing */
    /* For stacks of sizes that no pool has yet, one after the other. */
    STACK = 32 * 1024,
    DOUBLINGS = 10
};

/* The operation: 0, or -errno. */
typedef int operation_t(coro_sched_t *on, const coro_options_t *options);

static void check_present(coro_sched_t *on, size_t count)
{
    ck_assert_uint_eq(stage_alive(on), count);
    ck_assert_uint_eq(stage_stacks(), count);
}

/* Do it on a scheduler that has `present` tasks, with the nth request failing.
 * False: there is no such request. */
static bool fails_at(operation_t *operation, int present, int nth,
                     int *failures)
{
    const coro_options_t options = {
        .stack_size = present == 0 ? (size_t)STACK << nth % DOUBLINGS : 0,
        .name = "last"};
    coro_sched_t *on = stage_scheduler();
    bool failed;
    int rc;

    for (int i = 0; i < present; i++)
        task_on(on, "p", sleeps, coro_int(i));
    starve_nth(nth);
    rc = operation(on, &options);
    failed = starve_end() > 0;
    if (rc != 0) {
        ck_assert(rc == -ENOMEM || rc == CORO_E_MAP_LIMIT);
        ck_assert(failed);
        check_present(on, (size_t)present);
        *failures += 1;
        ck_assert_int_eq(operation(on, &options), 0);
    }
    check_present(on, (size_t)present + 1);
    ck_assert_int_eq(coro_sched_run(on), 0);
    trace_clear();
    ck_assert_int_eq(coro_sched_free(on), 0);
    stage_time.now_ns = 0;
    return failed;
}

/* How many requests the operation cannot do without. */
static int fail_each(operation_t *operation, int present)
{
    int failures = 0;

    for (int nth = 1; fails_at(operation, present, nth, &failures);)
        nth++;
    ck_assert_uint_eq(stage_stacks(), 0);
    return failures;
}

static int spawn(coro_sched_t *on, const coro_options_t *options)
{
    errno = 0;
    return coro_spawn(on, steps, coro_int(2), options) != NULL ? 0 : -errno;
}

static int tells_copy(coro_t *self, coro_value_t arg)
{
    const int64_t *number = arg.ptr;

    return steps(self, coro_int(*number));
}

static int spawn_copy(coro_sched_t *on, const coro_options_t *options)
{
    const int64_t number = 2;

    errno = 0;
    return coro_spawn_copy(on, tells_copy, &number, sizeof number, options)
               ? 0
               : -errno;
}

/* See to it that stacks need no memory for a while. */
static void warm_up(void)
{
    coro_t *gens[2 * PRESENT];

    for (int i = 0; i < 2 * PRESENT; i++)
        gens[i] = generator("g", steps, coro_int(1));
    for (int i = 0; i < 2 * PRESENT; i++)
        coro_free(gens[i]);
}

/* Those of the ring, the timers and the task; and as far as the process is
 * still young, of a slab and its stack. */
START_TEST(test_first_spawn_without_memory_changes_nothing)
{
    ck_assert_int_ge(fail_each(spawn, 0), 3);
    ck_assert_int_ge(fail_each(spawn_copy, 0), 3);
}
END_TEST

START_TEST(test_spawn_that_must_grow_ring_and_timers_changes_nothing)
{
    warm_up();
    ck_assert_int_eq(fail_each(spawn, PRESENT), 3);
    ck_assert_int_eq(fail_each(spawn_copy, PRESENT), 3);
}
END_TEST

START_TEST(test_spawn_that_finds_room_and_a_stack_needs_one_request)
{
    int without, with;

    task("A", steps, coro_int(1));
    ck_assert_run("A1");
    starve_nth(1);
    without = spawn(sched, NULL);
    starve_nth(2);
    with = spawn(sched, NULL);
    starve_end();
    ck_assert_int_eq(without, -ENOMEM);
    ck_assert_int_eq(with, 0);
    ck_assert_run("1 2");
}
END_TEST

START_TEST(test_tasks_present_run_as_ever_after_a_failed_growth)
{
    static const char *const names[PRESENT] = {"A", "B", "C", "D", "E", "F",
                                               "G", "H", "I", "J", "K", "L",
                                               "M", "N", "O", "P"};
    /* The ring's; the timers', after the ring has grown; the task's. */
    static const int nth[] = {1, 2, 2};

    warm_up();
    for (int i = 0; i < PRESENT; i++)
        task(names[i], i % 2 == 0 ? steps : sleeps, coro_int(1));
    for (int i = 0; i < 3; i++) {
        int rc;

        starve_nth(nth[i]);
        rc = spawn(sched, NULL);
        starve_end();
        ck_assert_int_eq(rc, -ENOMEM);
    }
    ck_assert_run("A1 C1 E1 G1 I1 K1 M1 O1 B@1 D@1 F@1 H@1 J@1 L@1 N@1 P@1");
}
END_TEST

/* ---- Adding */

static coro_t *added;

static int yields_twice(coro_t *self, coro_value_t arg)
{
    int rc = coro_yield(self, arg, NULL);

    return rc == 0 ? coro_yield(self, arg, NULL) : rc;
}

/* Add it to a new scheduler with the nth request failing, and run that.
 * False: it does not need that one. */
static bool add_failing(int nth)
{
    coro_sched_t *on = stage_scheduler();
    bool failed;
    int rc;

    errno = 0;
    starve_nth(nth);
    rc = coro_sched_add(on, added) != NULL ? 0 : -errno;
    failed = starve_end() > 0;
    ck_assert(rc == 0 || (rc == -ENOMEM && failed));
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_int_eq(coro_sched_free(on), 0);
    return rc != 0;
}

START_TEST(test_add_without_memory_leaves_the_generator_alone)
{
    int nth = 1;

    added = generator("A", yields_twice, coro_none());
    ck_assert_int_eq(coro_next(added, NULL), 0);
    while (add_failing(nth)) {
        ck_assert_int_eq(coro_state(added), CORO_STATE_SUSPENDED);
        ck_assert_uint_eq(stage_stacks(), 1);
        nth++;
    }
    ck_assert_int_eq(nth, 4); /* the ring's, the timers', the task's */
}
END_TEST

START_TEST(test_add_of_an_ended_one_without_memory_leaves_it_alone)
{
    int nth = 1;

    added = generator("A", returns, coro_none());
    ck_assert_int_eq(coro_next(added, NULL), CORO_DONE);
    while (add_failing(nth)) {
        ck_assert_int_eq(coro_state(added), CORO_STATE_CLOSED);
        ck_assert_uint_eq(stage_stacks(), 1);
        nth++;
    }
    ck_assert_int_eq(nth, 4);
}
END_TEST

/* ---- Schedulers */

START_TEST(test_scheduler_without_memory_is_null)
{
    coro_sched_t *made;
    int error;

    errno = 0;
    starve_nth(1);
    made = coro_sched_new(NULL);
    error = errno;
    starve_end();
    ck_assert_ptr_null(made);
    ck_assert_int_eq(error, ENOMEM);
}
END_TEST

static int spawns_and_awaits(coro_t *self, coro_value_t arg)
{
    const coro_options_t *options = arg.ptr;
    coro_task_t *other =
        coro_spawn(coro_sched_of(self), returns, coro_int(5), options);
    coro_value_t value;
    int rc = other != NULL ? coro_await(self, other, &value) : -errno;

    coro_task_release(other);
    return rc == 0 ? coro_return(self, value) : rc;
}

/* coro_run, whose child has such a stack, with the nth request failing; false:
 * there is no such one. */
static bool run_failing(size_t stack_size, int nth, int *failures)
{
    const coro_options_t options = {.stack_size = stack_size};
    coro_value_t value = coro_int(1);
    bool failed;
    int rc;

    starve_nth(nth);
    rc = coro_run(spawns_and_awaits, coro_ptr(&options), &value);
    failed = starve_end() > 0;
    ck_assert(rc == 0 || rc == -ENOMEM || rc == CORO_E_MAP_LIMIT);
    ck_assert(rc == 0 || failed);
    ck_assert_int_eq(value.i64, rc == 0 ? 5 : 0);
    ck_assert_uint_eq(stage_stacks(), 0);
    *failures += rc != 0;
    return failed;
}

START_TEST(test_run_without_memory_says_so)
{
    int failures = 0;

    /* The scheduler, ring, timers and main; and its child or the stacks, whose
     * requests are as many as where they are mapped wants: the number of a
     * later one moves. */
    for (int nth = 1;
         run_failing((size_t)STACK << nth % DOUBLINGS, nth, &failures); nth++)
        coro_stack_trim(0);
    ck_assert_int_ge(failures, 4);
    /* Once there is memory for stacks, it is always those and the child. */
    failures = 0;
    for (int nth = 1; run_failing(STACK, nth, &failures);)
        nth++;
    ck_assert_int_eq(failures, 5);
}
END_TEST

/* ---- What needs no memory */

static coro_task_t *a;

static int frees_generator(coro_t *self, coro_value_t arg)
{
    coro_t *gen = arg.ptr;
    int rc = coro_next(gen, NULL);

    if (rc == 0)
        rc = awaits(self, coro_ptr(&a));
    trace("%d", coro_free(gen));
    return rc;
}

START_TEST(test_running_and_freeing_need_no_memory)
{
    int rc, rc_free;

    a = task("A", sleeps, coro_int(10));
    task("B", awaits, coro_ptr(&a));
    task("C", steps, coro_int(2));
    task("D", frees_generator,
         coro_ptr(generator("g", yields_twice, coro_none())));
    coro_task_release(task("E", fails, coro_int(1)));
    starve_from(1);
    rc = coro_sched_run(sched);
    starve_end();
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("C1 hook:E!-10000/1 C2 A@10 B=10 D=10 0");
    task("F", sleeps, coro_int(10));
    stage_run_until(15);
    starve_from(1);
    rc_free = coro_sched_free(sched);
    starve_end();
    sched = NULL;
    ck_assert_int_eq(rc_free, 0);
    ck_assert_trace("F!ECANCELED");
}
END_TEST

START_TEST(test_discarding_needs_no_memory)
{
    coro_task_t *b;
    int rc;

    a = task("A", insists, coro_ptr(&b));
    b = task("B", insists, coro_ptr(&a));
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    starve_from(1);
    rc = coro_sched_free(sched);
    starve_end();
    sched = NULL;
    ck_assert_int_eq(rc, 0);
    ck_assert_trace("hook:A!DEADLOCK hook:B!DEADLOCK");
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_first_spawn_without_memory_changes_nothing);
    tcase_add_test(tcase,
                   test_spawn_that_must_grow_ring_and_timers_changes_nothing);
    tcase_add_test(tcase,
                   test_spawn_that_finds_room_and_a_stack_needs_one_request);
    tcase_add_test(tcase, test_tasks_present_run_as_ever_after_a_failed_growth);
    tcase_add_test(tcase, test_add_without_memory_leaves_the_generator_alone);
    tcase_add_test(tcase,
                   test_add_of_an_ended_one_without_memory_leaves_it_alone);
    tcase_add_test(tcase, test_scheduler_without_memory_is_null);
    tcase_add_test(tcase, test_run_without_memory_says_so);
    tcase_add_test(tcase, test_running_and_freeing_need_no_memory);
    tcase_add_test(tcase, test_discarding_needs_no_memory);
}

int main(void)
{
    return run_suite("faults", add_tests);
}
