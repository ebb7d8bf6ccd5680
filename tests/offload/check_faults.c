/* SPDX-License-Identifier: MIT */
/* No memory and no threads: said so, and nothing has changed; misuse. */
#include "blocking.h"
#include "starve.h"

#include <string.h>

static int threads_made, threads_refused, refuse_from; /* the nth, 0: none */
static size_t stack_size; /* the last one was to have */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*fn)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*fn)(void *), void *arg);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*fn)(void *), void *arg)
{
    if (refuse_from > 0 && threads_made + 1 >= refuse_from) {
        threads_refused++;
        return EAGAIN;
    }
    threads_made++;
    pthread_attr_getstacksize(attributes, &stack_size);
    return __real_pthread_create(thread, attributes, fn, arg);
}

/* ---- Locks and attributes */

static int until_refused; /* 1: the next one; 0: none is */

static int refuses(void)
{
    return until_refused > 0 && --until_refused == 0 ? ENOMEM : 0;
}

int __real_pthread_attr_init(pthread_attr_t *attributes);
int __wrap_pthread_attr_init(pthread_attr_t *attributes);
int __real_pthread_mutex_init(pthread_mutex_t *mutex,
                              const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex,
                              const pthread_mutexattr_t *attributes);
int __real_pthread_cond_init(pthread_cond_t *condition,
                             const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition,
                             const pthread_condattr_t *attributes);

int __wrap_pthread_attr_init(pthread_attr_t *attributes)
{
    return refuses() ? ENOMEM : __real_pthread_attr_init(attributes);
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex,
                              const pthread_mutexattr_t *attributes)
{
    return refuses() ? ENOMEM : __real_pthread_mutex_init(mutex, attributes);
}

int __wrap_pthread_cond_init(pthread_cond_t *condition,
                             const pthread_condattr_t *attributes)
{
    return refuses() ? ENOMEM : __real_pthread_cond_init(condition, attributes);
}

static void use_threads(size_t limit)
{
    const coro_workers_options_t options = {.threads = limit};

    coro_workers_free(workers);
    workers = coro_workers_new(&options);
    threads_made = threads_refused = refuse_from = 0;
}

/* ---- Threads */

static int answered(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_offload(self, workers, answers, arg, &value);

    trace_got(coro_name(self), rc, value);
    return rc;
}

/* All have called by then. */
static int releases_both(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    trace("made:%d", threads_made);
    sem_post(&one.may_return);
    sem_post(&other.may_return);
    return 0;
}

START_TEST(test_threads_start_when_all_are_busy_up_to_the_limit)
{
    coro_task_t *a, *b, *c;

    use_threads(2);
    a = task("A", offloads, coro_ptr(&one));
    b = task("B", offloads, coro_ptr(&other));
    c = task("C", answered, coro_int(9));
    task("D", releases_both, coro_none());
    ck_assert_int_eq(coro_sched_run(sched), 0);
    ck_assert_int_eq(threads_made, 2);
    ck_assert(strstr(trace_text(), "made:2 ") == trace_text());
    trace_clear(); /* of the others any may be first */
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
    ck_assert_int_eq(coro_task_result(b, NULL), 0);
    ck_assert_int_eq(coro_task_result(c, NULL), 0);
}
END_TEST

static int asks_in_turn(coro_t *self, coro_value_t arg)
{
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < 2; i++)
        rc = coro_offload(self, workers, answers, arg, NULL);
    return rc;
}

START_TEST(test_one_after_the_other_needs_one_thread)
{
    use_threads(8);
    task("A", asks_in_turn, coro_none());
    ck_assert_run("");
    ck_assert_int_eq(threads_made, 1);
}
END_TEST

static int cancels_itself(coro_t *self, coro_value_t arg)
{
    coro_task_cancel(coro_task_current(self));
    return offloads(self, arg);
}

START_TEST(test_task_already_asked_to_stop_starts_no_thread)
{
    use_threads(1);
    task("A", cancels_itself, coro_ptr(&one));
    ck_assert_run("A!ECANCELED");
    ck_assert_int_eq(threads_made, 0);
}
END_TEST

START_TEST(test_no_thread_at_all_is_said_and_the_next_time_tried_again)
{
    coro_task_t *a;

    use_threads(2);
    refuse_from = 1;
    a = task("A", offloads, coro_ptr(&one));
    ck_assert_run("A!EAGAIN");
    ck_assert_int_eq(coro_task_result(a, NULL), -EAGAIN);
    ck_assert_int_eq(one.calls, 0);
    refuse_from = 0;
    sem_post(&one.may_return);
    task("A", offloads, coro_ptr(&one));
    ck_assert_run("A=7");
}
END_TEST

START_TEST(test_thread_without_attributes_is_none)
{
    coro_task_t *a;

    use_threads(1);
    until_refused = 1;
    a = task("A", offloads, coro_ptr(&one));
    ck_assert_run("A!ENOMEM");
    ck_assert_int_eq(coro_task_result(a, NULL), -ENOMEM);
    ck_assert_int_eq(threads_made, 0);
    sem_post(&one.may_return);
    task("A", offloads, coro_ptr(&one));
    ck_assert_run("A=7");
}
END_TEST

START_TEST(test_workers_without_locks_are_null)
{
    coro_workers_t *made = NULL;
    int nth;

    for (nth = 1; made == NULL; nth++) {
        until_refused = nth;
        errno = 0;
        made = coro_workers_new(NULL);
        if (made == NULL)
            ck_assert_int_eq(errno, ENOMEM);
    }
    until_refused = 0;
    ck_assert_int_eq(nth, 5); /* a mutex and two conditions */
    coro_workers_free(made);
}
END_TEST

START_TEST(test_no_second_thread_has_the_first_do_it_all)
{
    use_threads(2);
    refuse_from = 2;
    task("A", offloads, coro_ptr(&one));
    task("B", offloads, coro_ptr(&other));
    task("C", releases_both, coro_none());
    ck_assert_run("made:1 A=7 B=8");
    ck_assert_int_eq(threads_made, 1);
    ck_assert_int_eq(threads_refused, 1);
}
END_TEST

/* ---- Memory */

START_TEST(test_workers_without_memory_are_null)
{
    const coro_workers_options_t huge = {.threads = SIZE_MAX / 8};
    coro_workers_t *made;
    int error;

    starve_nth(1);
    made = coro_workers_new(NULL);
    error = errno;
    starve_end();
    ck_assert_ptr_null(made);
    ck_assert_int_eq(error, ENOMEM);
    errno = 0;
    ck_assert_ptr_null(coro_workers_new(&huge));
    ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

static int status_of_first; /* call of this body */

static int asks_starving(coro_t *self, coro_value_t arg)
{
    int rc;

    starve_nth((int)arg.i64);
    status_of_first = coro_offload(self, workers, answers, arg, NULL);
    rc = coro_offload(self, workers, answers, arg, NULL);
    return rc;
}

/* The poller's, as a scheduler without descriptors has none. */
START_TEST(test_offload_without_memory_says_so_and_then_goes_on)
{
    int nth = 0, refused = 1;

    while (refused == 1) {
        coro_sched_t *on = stage_scheduler();
        coro_task_t *a = task_on(on, "A", asks_starving, coro_int(++nth));
        int rc = coro_sched_run(on);

        refused = starve_end();
        ck_assert_int_eq(rc, 0);
        ck_assert_int_eq(status_of_first, refused == 1 ? -ENOMEM : 0);
        ck_assert_int_eq(coro_task_result(a, NULL), 0);
        ck_assert_int_eq(coro_sched_free(on), 0);
    }
    ck_assert_int_gt(nth, 2);
}
END_TEST

static int asks_when_all_is_set_up(coro_t *self, coro_value_t arg)
{
    int rc = coro_offload(self, workers, answers, arg, NULL);

    starve_from(1);
    for (int i = 0; rc == 0 && i < 10; i++)
        rc = coro_offload(self, workers, answers, arg, NULL);
    return rc;
}

START_TEST(test_offload_needs_no_memory_when_all_is_set_up)
{
    coro_task_t *a;
    int rc, refused;

    use_threads(1);
    a = task("A", asks_when_all_is_set_up, coro_none());
    rc = coro_sched_run(sched);
    refused = starve_end();
    ck_assert_int_eq(rc, 0);
    ck_assert_int_eq(refused, 0);
    ck_assert_int_eq(coro_task_result(a, NULL), 0);
}
END_TEST

/* ---- Misuse */

#define ck_assert_invalid(call)          \
    do {                                 \
        value = coro_int(5);             \
        ck_assert_int_eq(call, -EINVAL); \
        ck_assert_int_eq(value.i64, 0);  \
    } while (0)

static int misuses(coro_t *self, coro_value_t arg)
{
    coro_value_t value;

    ck_assert_invalid(coro_offload(self, NULL, answers, arg, &value));
    ck_assert_invalid(coro_offload(self, workers, NULL, arg, &value));
    ck_assert_invalid(coro_offload(NULL, workers, answers, arg, &value));
    ck_assert_invalid(
        coro_offload_abandonable(self, NULL, answers, arg, notes, &value));
    ck_assert_invalid(
        coro_offload_abandonable(self, workers, NULL, arg, notes, &value));
    ck_assert_invalid(
        coro_offload_abandonable(self, workers, answers, arg, NULL, &value));
    return 0;
}

static coro_t *outer;

static int uses_anothers_self(coro_t *self, coro_value_t arg)
{
    (void)self;
    trace_got("g", coro_offload(outer, workers, answers, arg, NULL),
              coro_none());
    return 0;
}

static int drives_another(coro_t *self, coro_value_t arg)
{
    coro_t *gen = generator("g", uses_anothers_self, arg);

    outer = self;
    coro_next(gen, NULL);
    coro_free(gen);
    return 0;
}

START_TEST(test_offload_misused_is_refused)
{
    coro_t *gen = generator("G", offloads, coro_ptr(&one));

    task("A", misuses, coro_none());
    task("B", drives_another, coro_none());
    ck_assert_run("g!NOT_CURRENT");
    coro_next(gen, NULL);
    ck_assert_trace("G!NO_SCHED");
    coro_free(gen);
    ck_assert_int_eq(one.calls, 0);
}
END_TEST

START_TEST(test_workers_have_stacks_of_the_size_asked_for)
{
    const coro_workers_options_t small = {.stack_size = 1},
                                 fair = {.stack_size = 256 * 1024};
    coro_workers_t *made;

    errno = 0;
    ck_assert_ptr_null(coro_workers_new(&small));
    ck_assert_int_eq(errno, EINVAL);
    made = coro_workers_new(&fair);
    ck_assert_ptr_nonnull(made);
    coro_workers_free(workers);
    workers = made;
    task("A", answered, coro_int(3));
    ck_assert_run("A=3");
    ck_assert_uint_eq(stack_size, fair.stack_size);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_threads_start_when_all_are_busy_up_to_the_limit);
    tcase_add_test(tcase, test_one_after_the_other_needs_one_thread);
    tcase_add_test(tcase, test_task_already_asked_to_stop_starts_no_thread);
    tcase_add_test(tcase,
                   test_no_thread_at_all_is_said_and_the_next_time_tried_again);
    tcase_add_test(tcase, test_thread_without_attributes_is_none);
    tcase_add_test(tcase, test_workers_without_locks_are_null);
    tcase_add_test(tcase, test_no_second_thread_has_the_first_do_it_all);
    tcase_add_test(tcase, test_workers_without_memory_are_null);
    tcase_add_test(tcase, test_offload_without_memory_says_so_and_then_goes_on);
    tcase_add_test(tcase, test_offload_needs_no_memory_when_all_is_set_up);
    tcase_add_test(tcase, test_offload_misused_is_refused);
    tcase_add_test(tcase, test_workers_have_stacks_of_the_size_asked_for);
}

int main(void)
{
    return run_offload_suite("offload_faults", add_tests);
}
