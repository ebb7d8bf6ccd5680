/* SPDX-License-Identifier: MIT */
/* What a function on another thread comes to, and in which order. */
#include "blocking.h"

#include <signal.h>

enum {
    MANY = 200
};

static int releases(coro_t *self, coro_value_t arg)
{
    int rc = steps(self, coro_int(2));

    sem_post(&((blocking_t *)arg.ptr)->may_return);
    return rc;
}

START_TEST(test_function_blocks_its_thread_and_no_other_task)
{
    task("A", offloads, coro_ptr(&one));
    task("B", releases, coro_ptr(&one));
    ck_assert_run("B1 B2 A=7");
    ck_assert_int_eq(one.calls, 1);
    ck_assert(!pthread_equal(one.thread, pthread_self()));
}
END_TEST

START_TEST(test_error_of_a_function_comes_with_its_payload)
{
    coro_task_t *a = task("A", offloads, coro_ptr(&one));
    coro_value_t value;

    one.status = CORO_E_USER;
    sem_post(&one.may_return);
    ck_assert_run("A!-10000/7");
    ck_assert_int_eq(coro_task_result(a, &value), CORO_E_USER);
    ck_assert_int_eq(value.i64, 7);
}
END_TEST

START_TEST(test_function_that_says_cancelled_was_cancelled_itself)
{
    coro_task_t *a = task("A", offloads, coro_ptr(&one));

    one.status = -ECANCELED;
    one.value = 0;
    sem_post(&one.may_return);
    ck_assert_run("A!AWAITED_CANCELLED");
    coro_task_release(a);
}
END_TEST

START_TEST(test_function_with_a_positive_status_has_leaked_it)
{
    coro_task_t *a = task("A", offloads, coro_ptr(&one));

    one.status = 3;
    sem_post(&one.may_return);
    ck_assert_run("A!STOP_ITERATION/7");
    ck_assert_int_eq(coro_task_result(a, NULL), CORO_E_STOP_ITERATION);
}
END_TEST

/* ---- Many */

static int64_t called[MANY]; /* in this order, by one worker */
static int calls;

static int notes_call(coro_value_t arg, coro_value_t *result)
{
    called[calls++] = arg.i64;
    *result = arg;
    return 0;
}

static int has_it_noted(coro_t *self, coro_value_t arg)
{
    coro_value_t value = coro_none();
    int rc = coro_offload(self, workers, notes_call, arg, &value);

    ck_assert_int_eq(value.i64, arg.i64);
    return rc;
}

START_TEST(test_functions_of_many_tasks_are_called_in_order)
{
    calls = 0;
    for (int i = 0; i < MANY; i++)
        task("A", has_it_noted, coro_int(i));
    ck_assert_run("");
    ck_assert_int_eq(calls, MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(called[i], i);
}
END_TEST

static int asks_often(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < MANY / 4; i++) {
        coro_value_t value;

        rc = coro_offload(self, arg.ptr, answers, coro_int(i), &value);
        ck_assert_int_eq(value.i64, i);
    }
    return rc;
}

/* A scheduler with many tasks, on the calling thread. */
static void *run_many(void *on)
{
    coro_sched_t *own = coro_sched_new(NULL);

    for (int i = 0; i < 16; i++)
        coro_task_release(coro_spawn(own, asks_often, coro_ptr(on), NULL));
    if (coro_sched_run(own) != 0 || coro_sched_free(own) != 0)
        return NULL;
    return on;
}

START_TEST(test_workers_serve_schedulers_on_several_threads)
{
    coro_workers_t *shared = coro_workers_new(NULL);
    pthread_t threads[3];
    void *result;

    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, run_many, shared);
    ck_assert_ptr_eq(run_many(shared), shared);
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], &result);
        ck_assert_ptr_eq(result, shared);
    }
    ck_assert_int_eq(coro_workers_free(shared), 0);
}
END_TEST

/* ---- Where */

static int drives(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", offloads, arg);
    coro_value_t value;
    int rc = coro_next(gen, &value);

    coro_free(gen);
    trace_got(coro_name(self), rc == CORO_DONE ? 0 : rc, value);
    return 0;
}

START_TEST(test_offload_in_a_generator_parks_the_task)
{
    task("A", drives, coro_ptr(&one));
    task("B", releases, coro_ptr(&one));
    ck_assert_run("B1 B2 g=7 A=7");
}
END_TEST

static int squares(coro_t *self, coro_value_t arg)
{
    return coro_return(self, coro_int(arg.i64 * arg.i64));
}

/* A scheduler of its own, on the worker's thread. */
static int runs_a_scheduler(coro_value_t arg, coro_value_t *result)
{
    return coro_run(squares, arg, result);
}

static int offloads_a_run(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_offload(self, workers, runs_a_scheduler, arg, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

START_TEST(test_function_may_run_a_scheduler_of_its_own)
{
    task("A", offloads_a_run, coro_int(9));
    ck_assert_run("A=81");
}
END_TEST

static int looks_at_signals(coro_value_t arg, coro_value_t *result)
{
    sigset_t blocked;

    (void)arg;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    *result = coro_int(sigismember(&blocked, SIGTERM));
    return 0;
}

static int offloads_a_look(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_offload(self, workers, looks_at_signals, arg, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

START_TEST(test_threads_of_workers_take_no_signals)
{
    sigset_t blocked;

    task("A", offloads_a_look, coro_none());
    ck_assert_run("A=1");
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    ck_assert_int_eq(sigismember(&blocked, SIGTERM), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_function_blocks_its_thread_and_no_other_task);
    tcase_add_test(tcase, test_error_of_a_function_comes_with_its_payload);
    tcase_add_test(tcase,
                   test_function_that_says_cancelled_was_cancelled_itself);
    tcase_add_test(tcase, test_function_with_a_positive_status_has_leaked_it);
    tcase_add_test(tcase, test_functions_of_many_tasks_are_called_in_order);
    tcase_add_test(tcase, test_workers_serve_schedulers_on_several_threads);
    tcase_add_test(tcase, test_offload_in_a_generator_parks_the_task);
    tcase_add_test(tcase, test_function_may_run_a_scheduler_of_its_own);
    tcase_add_test(tcase, test_threads_of_workers_take_no_signals);
}

int main(void)
{
    return run_offload_suite("offload_result", add_tests);
}
