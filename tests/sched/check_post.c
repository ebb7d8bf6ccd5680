/* SPDX-License-Identifier: MIT */
/* Posts: order, threads, signal handlers, wrong use, deadlocks. */
#include "suite.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

enum {
    THREADS = 4,
    POSTS = 5000 /* of each */
};

static void says(void *ctx)
{
    trace("%s", (const char *)ctx);
}

static coro_post_t prepared(void (*fn)(void *ctx), void *ctx)
{
    coro_post_t post;

    ck_assert_int_eq(coro_post_init(&post, sched, fn, ctx), 0);
    return post;
}

START_TEST(test_posts_run_in_the_order_they_came)
{
    coro_post_t a = prepared(says, "a"), b = prepared(says, "b"),
                c = prepared(says, "c");

    ck_assert_int_eq(coro_post(&b), 0);
    ck_assert_int_eq(coro_post(&c), 0);
    ck_assert_int_eq(coro_post(&a), 0);
    ck_assert_run("b c a");
}
END_TEST

START_TEST(test_post_on_its_way_runs_once)
{
    coro_post_t post = prepared(says, "p");

    ck_assert_int_eq(coro_post(&post), 0);
    ck_assert_int_eq(coro_post(&post), CORO_E_PENDING);
    ck_assert_run("p");
    ck_assert_int_eq(coro_post(&post), 0);
    ck_assert_run("p");
    ck_assert_run("");
}
END_TEST

static int posts(coro_t *self, coro_value_t arg)
{
    trace("%s:%d", coro_name(self), coro_post(arg.ptr));
    return coro_sched_yield(self);
}

START_TEST(test_post_of_a_task_runs_between_turns)
{
    coro_post_t post = prepared(says, "p");

    task("A", posts, coro_ptr(&post));
    task("B", steps, coro_int(1));
    task("S", sleeps, coro_int(1));
    ck_assert_run("A:0 B1 p S@1");
}
END_TEST

static coro_post_t again;
static int times;

static void posts_again(void *ctx)
{
    (void)ctx;
    if (++times < 3)
        ck_assert_int_eq(coro_post(&again), 0);
    trace("%d", times);
}

START_TEST(test_post_can_be_posted_by_its_own_function)
{
    again = prepared(posts_again, NULL);
    times = 0;
    coro_post(&again);
    ck_assert_run("1 2 3");
}
END_TEST

static void spawns(void *ctx)
{
    task(ctx, steps, coro_int(2));
}

START_TEST(test_post_that_makes_a_task_has_it_run)
{
    coro_post_t post = prepared(spawns, "A");

    coro_post(&post);
    ck_assert_run("A1 A2");
}
END_TEST

static int yields_turn(coro_t *self, coro_value_t arg)
{
    trace_got("yield", coro_sched_yield(self), arg);
    return 0;
}

static void spawns_and_drives(void *ctx)
{
    coro_t *gen = generator("g", yields_turn, coro_none());

    spawns(ctx);
    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
}

/* Whose turn should it give up? */
START_TEST(test_turn_yielded_in_a_post_is_refused)
{
    coro_post_t post = prepared(spawns_and_drives, "A");

    task("S", sleeps, coro_int(1)); /* leaves a round that is not over */
    ck_assert_int_eq(coro_sched_step(sched, 0), 0);
    coro_post(&post);
    ck_assert_run("yield!NO_SCHED A1 A2 S@1");
}
END_TEST

static coro_future_t future;

static void sets(void *ctx)
{
    (void)ctx;
    ck_assert_int_eq(coro_future_set(&future, coro_int(7)), 0);
}

static int awaits_future(coro_t *self, coro_value_t arg)
{
    coro_value_t value;
    int rc = coro_future_await(self, &future, &value);

    (void)arg;
    trace_got(coro_name(self), rc, value);
    return rc;
}

static void *posts_from_a_thread(void *post)
{
    ck_assert_int_eq(coro_post(post), 0);
    return NULL;
}

static void run_with_a_thread(coro_sched_t *on, coro_post_t *post)
{
    pthread_t thread;

    future = (coro_future_t){.done = 0};
    task_on(on, "A", awaits_future, coro_none());
    pthread_create(&thread, NULL, posts_from_a_thread, post);
    ck_assert_int_eq(coro_sched_run(on), 0);
    ck_assert_trace("A=7");
    pthread_join(thread, NULL);
}

START_TEST(test_post_that_may_come_is_waited_for_and_no_deadlock)
{
    coro_post_t post = prepared(sets, NULL);

    run_with_a_thread(sched, &post);
}
END_TEST

static int sleeps_long(coro_t *self, coro_value_t arg)
{
    (void)arg;
    return coro_sleep(self, CORO_SECONDS(1000));
}

START_TEST(test_post_wakes_a_scheduler_that_sleeps_on_the_machines_clock)
{
    coro_sched_t *on = coro_sched_new(NULL);
    coro_post_t post;
    pthread_t thread;

    future = (coro_future_t){.done = 0};
    ck_assert_int_eq(coro_post_init(&post, on, sets, NULL), 0);
    task_on(on, "S", sleeps_long, coro_none());
    ck_assert_int_eq(coro_sched_step(on, 0), 0);
    pthread_create(&thread, NULL, posts_from_a_thread, &post);
    while (!coro_future_is_done(&future))
        ck_assert_int_eq(coro_sched_step(on, CORO_NEVER), 0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(coro_sched_free(on), 0);
}
END_TEST

START_TEST(test_deadlock_is_told_when_no_post_may_come_any_more)
{
    coro_post_t post = prepared(sets, NULL);

    future = (coro_future_t){.done = 0};
    task("A", awaits_future, coro_none());
    ck_assert_int_eq(coro_post_fini(&post), 0);
    ck_assert_int_eq(coro_sched_run(sched), CORO_E_DEADLOCK);
    coro_future_set(&future, coro_int(1));
    ck_assert_run("A=1");
}
END_TEST

START_TEST(test_post_finished_on_its_way_does_not_run)
{
    coro_post_t a = prepared(says, "a"), b = prepared(says, "b"),
                c = prepared(says, "c");

    coro_post(&a);
    coro_post(&b);
    coro_post(&c);
    ck_assert_int_eq(coro_post_fini(&b), 0);
    ck_assert_run("a c");
    ck_assert_int_eq(coro_post_fini(&a), 0);
    coro_post(&c);
    ck_assert_run("c");
}
END_TEST

static void finishes(void *ctx)
{
    trace("f:%d", coro_post_fini(ctx));
}

START_TEST(test_post_can_be_finished_by_the_function_of_any)
{
    coro_post_t own, other = prepared(says, "other"), last;

    own = prepared(finishes, &own);
    last = prepared(finishes, &other);
    coro_post(&last);
    coro_post(&own);
    coro_post(&other);
    ck_assert_run("f:0 f:0");
    ck_assert_int_eq(coro_post(&own), -EINVAL);
}
END_TEST

static coro_post_t posted_first, posted_last;

static void posts_and_finishes(void *ctx)
{
    trace("%d", coro_post(&posted_last));
    trace("%d", coro_post_fini(ctx));
}

START_TEST(test_post_finished_while_others_are_due_leaves_them)
{
    coro_post_t finished = prepared(says, "finished"),
                due = prepared(says, "due");

    posted_first = prepared(posts_and_finishes, &finished);
    posted_last = prepared(says, "last");
    coro_post(&posted_first);
    coro_post(&due);
    ck_assert_run("0 0 due last");
}
END_TEST

START_TEST(test_posts_that_came_are_run_when_the_scheduler_is_freed)
{
    coro_post_t post = prepared(says, "p");

    coro_post(&post);
    ck_assert_int_eq(coro_sched_free(sched), 0);
    ck_assert_trace("p");
    sched = NULL;
}
END_TEST

START_TEST(test_post_misused_is_refused)
{
    coro_post_t post = {.sched = NULL};

    ck_assert_int_eq(coro_post(NULL), -EINVAL);
    ck_assert_int_eq(coro_post(&post), -EINVAL);
    ck_assert_int_eq(coro_post_fini(NULL), -EINVAL);
    ck_assert_int_eq(coro_post_fini(&post), -EINVAL);
    ck_assert_int_eq(coro_post_init(NULL, sched, says, "p"), -EINVAL);
    ck_assert_int_eq(coro_post_init(&post, NULL, says, "p"), -EINVAL);
    ck_assert_int_eq(coro_post_init(&post, sched, NULL, "p"), -EINVAL);
    post = prepared(says, "p");
    ck_assert_int_eq(coro_post_fini(&post), 0);
    ck_assert_int_eq(coro_post_fini(&post), -EINVAL);
    ck_assert_int_eq(coro_post(&post), -EINVAL);
    ck_assert_run("");
}
END_TEST

static coro_post_t signalled;

static void on_signal(int number)
{
    (void)number;
    errno = EXDEV;
    coro_post(&signalled);
    if (errno != EXDEV)
        _Exit(1);
}

static int raises(coro_t *self, coro_value_t arg)
{
    (void)arg;
    raise(SIGUSR1);
    trace("%s", coro_name(self));
    return 0;
}

START_TEST(test_post_of_a_signal_handler_runs_on_the_thread)
{
    future = (coro_future_t){.done = 0};
    signalled = prepared(sets, NULL);
    signal(SIGUSR1, on_signal);
    task("A", awaits_future, coro_none());
    task("R", raises, coro_none());
    ck_assert_run("R A=7");
}
END_TEST

static coro_post_t many[THREADS];
static int counted[THREADS], came;

static void counts(void *ctx)
{
    int *count = ctx;

    ++*count;
    if (++came == THREADS * POSTS)
        sets(NULL);
}

static void *posts_many(void *post)
{
    for (int i = 0; i < POSTS;)
        if (coro_post(post) == 0)
            i++;
        else
            sched_yield(); /* to the one who is to run the last */
    return NULL;
}

START_TEST(test_posts_of_many_threads_all_run)
{
    pthread_t threads[THREADS];

    came = 0;
    for (int i = 0; i < THREADS; i++) {
        counted[i] = 0;
        many[i] = prepared(counts, &counted[i]);
    }
    future = (coro_future_t){.done = 0};
    task("A", awaits_future, coro_none());
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, posts_many, &many[i]);
    ck_assert_run("A=7");
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(counted[i], POSTS);
    }
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, test_posts_run_in_the_order_they_came);
    tcase_add_test(tcase, test_post_on_its_way_runs_once);
    tcase_add_test(tcase, test_post_of_a_task_runs_between_turns);
    tcase_add_test(tcase, test_post_can_be_posted_by_its_own_function);
    tcase_add_test(tcase, test_post_that_makes_a_task_has_it_run);
    tcase_add_test(tcase, test_turn_yielded_in_a_post_is_refused);
    tcase_add_test(tcase,
                   test_post_that_may_come_is_waited_for_and_no_deadlock);
    tcase_add_test(
        tcase, test_post_wakes_a_scheduler_that_sleeps_on_the_machines_clock);
    tcase_add_test(tcase, test_deadlock_is_told_when_no_post_may_come_any_more);
    tcase_add_test(tcase, test_post_finished_on_its_way_does_not_run);
    tcase_add_test(tcase, test_post_can_be_finished_by_the_function_of_any);
    tcase_add_test(tcase, test_post_finished_while_others_are_due_leaves_them);
    tcase_add_test(tcase,
                   test_posts_that_came_are_run_when_the_scheduler_is_freed);
    tcase_add_test(tcase, test_post_misused_is_refused);
    tcase_add_test(tcase, test_post_of_a_signal_handler_runs_on_the_thread);
    tcase_add_test(tcase, test_posts_of_many_threads_all_run);
}

int main(void)
{
    return run_suite("post", add_tests);
}
