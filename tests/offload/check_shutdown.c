/* SPDX-License-Identifier: MIT */
/* The end of workers, and of schedulers, with work in flight. */
#include "blocking.h"

#include <sched.h>

/* How many workers there are: one each. That they stay is not seen as
 * a leak, as they may be known to the sanitizer's books on threads. */
static int locks;

int __real_pthread_mutex_init(pthread_mutex_t *lock,
                              const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *lock,
                              const pthread_mutexattr_t *attributes);
int __real_pthread_mutex_destroy(pthread_mutex_t *lock);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *lock);

int __wrap_pthread_mutex_init(pthread_mutex_t *lock,
                              const pthread_mutexattr_t *attributes)
{
    locks++;
    return __real_pthread_mutex_init(lock, attributes);
}

int __wrap_pthread_mutex_destroy(pthread_mutex_t *lock)
{
    locks--;
    return __real_pthread_mutex_destroy(lock);
}

static void open_counting(void)
{
    locks = 0;
    offload_open();
}

static void close_counting(void)
{
    offload_close();
    ck_assert_int_eq(locks, 0);
}

static int offloads_one_more(coro_t *self)
{
    return coro_offload(self, workers, answers, coro_none(), NULL);
}

/* With the first function under way. */
static int shuts_down(coro_t *self, coro_value_t arg)
{
    (void)arg;
    wait_for(&one.begun);
    trace("%s:%d", coro_name(self), coro_workers_shutdown(workers));
    trace_got(coro_name(self), offloads_one_more(self), coro_none());
    sem_post(&one.may_return);
    return coro_workers_shutdown(workers);
}

START_TEST(test_shutdown_lets_what_runs_end_and_refuses_the_rest)
{
    coro_task_t *b;

    task("A", offloads, coro_ptr(&one));
    b = task("B", offloads, coro_ptr(&other));
    task("C", shuts_down, coro_none());
    ck_assert_run("C:0 C!SHUTDOWN B!SHUTDOWN A=7");
    ck_assert_int_eq(other.calls, 0);
    ck_assert_int_eq(coro_task_result(b, NULL), CORO_E_SHUTDOWN);
}
END_TEST

/* Block until the workers are shut down, which the function does itself. */
static int blocks_and_shuts_down(coro_value_t arg, coro_value_t *result)
{
    int rc = blocks(arg, result);

    coro_workers_shutdown(workers);
    return rc;
}

static int offloads_a_shutdown(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_offload(self, workers, blocks_and_shuts_down, arg, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

static int frees(coro_t *self, coro_value_t arg)
{
    (void)arg;
    wait_for(&one.begun);
    sem_post(&one.may_return);
    trace("%s:%d", coro_name(self), coro_workers_free(workers));
    ck_assert_int_eq(locks, 1); /* others still use it */
    workers = NULL;
    return 0;
}

START_TEST(test_free_waits_for_what_runs_and_no_result_is_lost)
{
    coro_task_t *b;

    task("A", offloads_a_shutdown, coro_ptr(&one));
    b = task("B", offloads, coro_ptr(&other));
    task("C", frees, coro_none());
    ck_assert_run("C:0 B!SHUTDOWN A=7");
    ck_assert_int_eq(other.calls, 0);
    ck_assert_int_eq(coro_task_result(b, NULL), CORO_E_SHUTDOWN);
}
END_TEST

START_TEST(test_free_of_workers_that_did_nothing_and_of_none)
{
    coro_workers_t *idle = coro_workers_new(NULL);

    ck_assert_int_eq(coro_workers_free(idle), 0);
    ck_assert_int_eq(coro_workers_free(NULL), 0);
    ck_assert_int_eq(coro_workers_shutdown(NULL), -EINVAL);
}
END_TEST

static int frees_its_own(coro_value_t arg, coro_value_t *result)
{
    *result = coro_int(coro_workers_shutdown(arg.ptr));
    return coro_workers_free(arg.ptr);
}

static int offloads_a_free(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_offload(self, arg.ptr, frees_its_own, arg, &value);

    trace_got(coro_name(self), rc, value);
    return 0;
}

START_TEST(test_free_on_a_thread_of_their_own_is_refused)
{
    task("A", offloads_a_free, coro_ptr(workers));
    ck_assert_run("A!EDEADLK");
}
END_TEST

static int cancels_when_begun(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    return cancels(self, arg);
}

START_TEST(test_free_waits_for_an_abandoned_function)
{
    coro_task_t *a = task("A", offloads_abandonable, coro_ptr(&one));

    task("B", cancels_when_begun, coro_ptr(&a));
    ck_assert_run("B:1 A!ECANCELED");
    sem_post(&one.may_return);
    ck_assert_int_eq(coro_workers_free(workers), 0);
    workers = NULL;
    ck_assert_int_eq(sem_trywait(&one.left), 0);
}
END_TEST

/* ---- Schedulers that are freed */

static int waits_for_begin(coro_t *self, coro_value_t arg)
{
    (void)arg;
    wait_for(&one.begun);
    return steps(self, coro_int(1));
}

START_TEST(test_scheduler_freed_leaves_an_abandonable_function_behind)
{
    task("A", offloads_abandonable, coro_ptr(&one));
    task("B", waits_for_begin, coro_none());
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_trace("B1");
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("A!ECANCELED");
    sem_post(&one.may_return);
    wait_for(&one.left);
    ck_assert_int_eq(one.abandoned_with, 0);
}
END_TEST

static int releases_when_asked(coro_t *self, coro_value_t arg)
{
    while (coro_sleep(self, CORO_MS(1)) == 0)
        continue;
    (void)arg;
    sem_post(&one.may_return);
    return 0;
}

START_TEST(test_scheduler_freed_waits_for_any_other_function)
{
    task("A", offloads, coro_ptr(&one));
    task("B", waits_for_begin, coro_none());
    task("C", releases_when_asked, coro_none());
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    ck_assert_trace("B1");
    ck_assert_int_eq(coro_sched_free(sched), 0);
    sched = NULL;
    ck_assert_trace("A=7");
}
END_TEST

/* A clock that fails has tasks discarded where they are. */
static int64_t stands_still(void *ctx)
{
    (void)ctx;
    return 0;
}

static int breaks(void *ctx, int64_t deadline_ns)
{
    (void)ctx;
    (void)deadline_ns;
    return -EIO;
}

static int never_stops(coro_t *self, coro_value_t arg)
{
    (void)arg;
    while (coro_sleep(self, CORO_MS(1)) <= 0)
        continue;
    return 0;
}

/* When the second function is abandoned for the second time, which is while the
 * tasks are being discarded, the first one may return. */
static void releases_first(coro_value_t arg, int status, coro_value_t result)
{
    static int times;

    notes(arg, status, result);
    if (++times == 2)
        sem_post(&one.may_return);
}

static int leaves_second(coro_t *self, coro_value_t arg)
{
    wait_for(&one.begun);
    return coro_offload_abandonable(self, workers, blocks, arg, releases_first,
                                    NULL);
}

static int begins_later(coro_t *self, coro_value_t arg)
{
    coro_sched_yield(self);
    while (leaves_second(self, arg) != 0)
        continue;
    return 0;
}

static int has_ended;

static int takes_its_time(coro_value_t arg, coro_value_t *result)
{
    int rc = blocks(arg, result);

    for (int i = 0; i < 30; i++)
        sched_yield();
    has_ended = 1;
    return rc;
}

static int offloads_on_stack(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_none();
    int rc = coro_offload(self, workers, takes_its_time, arg, &value);

    trace("returned");
    return rc;
}

START_TEST(test_discarded_task_waits_for_the_function_that_runs)
{
    const coro_sched_options_t options = {
        .clock = {stands_still, breaks, NULL}};
    coro_sched_t *on = coro_sched_new(&options);

    task_on(on, "B", begins_later, coro_ptr(&other));
    task_on(on, "A", offloads_on_stack, coro_ptr(&one));
    task_on(on, "C", never_stops, coro_none());
    ck_assert_int_eq(coro_sched_run(on), -EIO);
    sem_post(&one.begun); /* for B, when it is asked to stop */
    ck_assert_int_eq(coro_sched_free(on), 0);
    ck_assert_int_eq(has_ended, 1);
    ck_assert_trace("hook:B!-5 hook:A!-5 hook:C!-5");
    ck_assert_int_eq(other.calls, 0);
    ck_assert_int_eq(other.abandoned_with, -ECANCELED);
    ck_assert_int_eq(sem_trywait(&other.left), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase,
                   test_shutdown_lets_what_runs_end_and_refuses_the_rest);
    tcase_add_test(tcase, test_free_waits_for_what_runs_and_no_result_is_lost);
    tcase_add_test(tcase, test_free_of_workers_that_did_nothing_and_of_none);
    tcase_add_test(tcase, test_free_on_a_thread_of_their_own_is_refused);
    tcase_add_test(tcase, test_free_waits_for_an_abandoned_function);
    tcase_add_test(tcase,
                   test_scheduler_freed_leaves_an_abandonable_function_behind);
    tcase_add_test(tcase, test_scheduler_freed_waits_for_any_other_function);
    tcase_add_test(tcase, test_discarded_task_waits_for_the_function_that_runs);
}

int main(void)
{
    const fixture_t fixture = {open_counting, close_counting};

    return run_with(&fixture, "offload_shutdown", add_tests);
}
