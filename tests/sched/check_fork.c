/* SPDX-License-Identifier: MIT */
/* The child of fork(2): what goes on there, and what is its parent's. */
#include "runner.h"
#include <coro.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a child that ends with 0 if all that it looks at is so. Check's own
 * assertions would be of no use there. */
static int wrong;

static void want(bool is_so)
{
    wrong += !is_so;
}

static void ck_assert_child(pid_t child)
{
    int status;

    ck_assert_int_gt(child, 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

/* ---- Generators */

static int counts(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = arg.i64; rc == 0; i++)
        rc = coro_yield(self, coro_int(i), NULL);
    return rc;
}

START_TEST(test_generator_goes_on_in_both_processes)
{
    coro_t *gen = coro_new(counts, coro_int(1), NULL);
    coro_value_t out;
    pid_t child;

    ck_assert_int_eq(coro_next(gen, &out), 0);
    child = fork();
    want(coro_next(gen, &out) == 0 && out.i64 == 2);
    want(coro_close(gen, NULL) == 0);
    want(coro_free(gen) == 0);
    if (child == 0)
        _exit(wrong);
    ck_assert_int_eq(wrong, 0);
    ck_assert_child(child);
}
END_TEST

static int forks(coro_t *self, coro_value_t arg)
{
    pid_t *child = arg.ptr;

    *child = fork();
    if (coro_yield(self, coro_int(1), NULL) != 0)
        return -1;
    return coro_return(self, coro_int(2));
}

START_TEST(test_body_that_forks_goes_on_in_both_processes)
{
    pid_t child = -1;
    coro_t *gen = coro_new(forks, coro_ptr(&child), NULL);
    coro_value_t out;

    want(coro_next(gen, &out) == 0 && out.i64 == 1);
    want(coro_next(gen, &out) == CORO_DONE && out.i64 == 2);
    want(coro_free(gen) == 0);
    if (child == 0)
        _exit(wrong);
    ck_assert_int_eq(wrong, 0);
    ck_assert_child(child);
}
END_TEST

/* ---- Schedulers */

static int ends[2]; /* of a socket */

static int waits(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_wait_fd(self, ends[0], POLLIN, CORO_NEVER);
}

static int sleeps(coro_t *self, coro_value_t arg)
{
    return coro_sleep(self, arg.i64);
}

/* A scheduler with a task that waits for ends[0] of a new pair. */
static coro_sched_t *new_waiting(coro_task_t **task)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    *task = coro_spawn(sched, waits, coro_none(), NULL);
    while (coro_task_state(*task) != CORO_TASK_WAITING)
        ck_assert_int_ge(coro_sched_step(sched, 0), 0);
    return sched;
}

static void want_ended(coro_task_t *task, int status)
{
    want(coro_task_result(task, NULL) == status);
    coro_task_release(task);
}

START_TEST(test_parents_waiters_do_not_notice_a_child)
{
    coro_task_t *task;
    coro_sched_t *sched;
    pid_t child;

    sched = new_waiting(&task);
    child = fork();
    if (child == 0) {
        coro_task_release(task);
        want(coro_sched_free(sched) == 0); /* and cancel it */
        _exit(wrong);
    }
    ck_assert_child(child);
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(coro_task_result(task, NULL), 0);
    coro_task_release(task);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

START_TEST(test_waits_for_what_comes_from_outside_are_refused_in_a_child)
{
    coro_task_t *task, *late;
    coro_sched_t *sched;
    coro_post_t post;
    pid_t child;

    sched = new_waiting(&task);
    child = fork();
    if (child == 0) {
        late = coro_spawn(sched, waits, coro_none(), NULL);
        want(coro_sched_run(sched) == CORO_E_FORKED);
        want_ended(late, CORO_E_FORKED);
        want(coro_task_state(task) == CORO_TASK_WAITING);
        want(coro_sched_fd(sched) == CORO_E_FORKED);
        want(coro_post_init(&post, sched, (void (*)(void *))abort, NULL) ==
             CORO_E_FORKED);
        want(coro_sched_free(sched) == 0);
        _exit(wrong);
    }
    ck_assert_child(child);
    coro_task_release(task);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

START_TEST(test_tasks_that_sleep_go_on_in_a_child)
{
    coro_task_t *waiter, *sleeper;
    coro_sched_t *sched;
    pid_t child;

    sched = new_waiting(&waiter);
    sleeper = coro_spawn(sched, sleeps, coro_int(CORO_MS(1)), NULL);
    child = fork();
    if (child == 0) {
        coro_task_cancel(waiter);
        want(coro_sched_run(sched) == 0);
        want_ended(sleeper, 0);
        want_ended(waiter, CORO_E_AWAITED_CANCELLED);
        want(coro_sched_free(sched) == 0);
        _exit(wrong);
    }
    ck_assert_child(child);
    coro_task_release(sleeper);
    coro_task_release(waiter);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

START_TEST(test_child_waits_with_a_scheduler_of_its_own)
{
    coro_task_t *task;
    coro_sched_t *sched;
    pid_t child;

    sched = new_waiting(&task);
    child = fork();
    if (child == 0) {
        coro_sched_t *own = coro_sched_new(NULL);
        coro_task_t *waiter = coro_spawn(own, waits, coro_none(), NULL);

        want(write(ends[1], "x", 1) == 1);
        want(coro_sched_run(own) == 0);
        want_ended(waiter, 0);
        want(coro_sched_free(own) == 0);
        _exit(wrong);
    }
    ck_assert_child(child);
    ck_assert_int_eq(coro_sched_run(sched), 0); /* it is there for both */
    coro_task_release(task);
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_generator_goes_on_in_both_processes);
    tcase_add_test(tcase, test_body_that_forks_goes_on_in_both_processes);
    tcase_add_test(tcase, test_parents_waiters_do_not_notice_a_child);
    tcase_add_test(
        tcase, test_waits_for_what_comes_from_outside_are_refused_in_a_child);
    tcase_add_test(tcase, test_tasks_that_sleep_go_on_in_a_child);
    tcase_add_test(tcase, test_child_waits_with_a_scheduler_of_its_own);
}

int main(void)
{
    static const fixture_t none;

    return run_with(&none, "fork", add_tests);
}
