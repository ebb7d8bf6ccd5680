/* SPDX-License-Identifier: MIT */
/*
 * A chain of delegation of DEPTH levels, 100,000 but under Valgrind: nothing
 * that is done to it may take a stack, or a time, that grows with more than
 * its depth.
 */
#include "suite.h"

#include <pthread.h>

static coro_t *chain[DEPTH]; /* each delegates to the one before */
static int ended[DEPTH];     /* the levels, as they came to an end */
static int ended_count;

#define OUTERMOST chain[DEPTH - 1]

static void note_end(void *arg)
{
    ended[ended_count++] = (int)(intptr_t)arg;
}

static int counter(coro_t *self, coro_value_t level)
{
    coro_value_t in;
    int64_t sum = 0;
    int rc;

    coro_defer(self, note_end, (void *)(intptr_t)level.i64);
    while ((rc = coro_yield(self, coro_int(sum), &in)) == 0)
        sum += in.i64;
    if (rc == CORO_DONE)
        return coro_return(self, coro_int(sum));
    return rc;
}

/* Passes all on, but counts itself in a result. */
static int link(coro_t *self, coro_value_t level)
{
    coro_value_t result;
    int rc;

    coro_defer(self, note_end, (void *)(intptr_t)level.i64);
    rc = coro_yield_from(self, chain[level.i64 - 1], &result);
    if (rc != 0)
        return rc;
    return coro_return(self, coro_int(result.i64 + 1));
}

static void build(void)
{
    const coro_options_t small = {
        .stack_size = 16 * 1024,
        .flags = CORO_STACK_SMALL | CORO_STACK_UNGUARDED,
    };

    ended_count = 0;
    for (int i = 0; i < DEPTH; i++) {
        chain[i] = coro_new(i == 0 ? counter : link, coro_int(i), &small);
        if (chain[i] == NULL)
            ck_abort_msg("coro_new of level %d: %s", i, strerror(errno));
    }
    ck_assert_int_eq(coro_next(OUTERMOST, NULL), 0);
}

/* Free all; every level must have ended once, from the inside out. */
static void tear_down(void)
{
    for (int i = DEPTH - 1; i >= 0; i--)
        ck_assert_int_eq(coro_free(chain[i]), 0);
    ck_assert_int_eq(ended_count, DEPTH);
    for (int i = 0; i < DEPTH; i++)
        ck_assert_int_eq(ended[i], i);
}

/* The pair an operation gave, status and value. */
#define ck_assert_pair(call, status, expected)          \
    do {                                                \
        coro_value_t out = coro_int(UNSET);             \
        ck_assert_int_eq(call, status);                 \
        ck_assert_int_eq(out.i64, (int64_t)(expected)); \
    } while (0)

START_TEST(test_deepest_chain_passes_values_and_its_result)
{
    build();
    ck_assert_pair(coro_send(OUTERMOST, coro_int(5), &out), 0, 5);
    ck_assert_pair(coro_send(OUTERMOST, coro_int(6), &out), 0, 11);
    ck_assert_pair(coro_throw(OUTERMOST, CORO_DONE, coro_none(), &out),
                   CORO_DONE, 11 + DEPTH - 1);
    tear_down();
}
END_TEST

START_TEST(test_deepest_chain_passes_an_error_up_every_level)
{
    build();
    ck_assert_pair(coro_throw(OUTERMOST, -7, coro_int(70), &out), -7, 70);
    tear_down();
}
END_TEST

START_TEST(test_deepest_chain_closed_ends_from_the_inside_out)
{
    build();
    ck_assert_pair(coro_close(OUTERMOST, &out), 0, 0);
    tear_down();
}
END_TEST

START_TEST(test_deepest_chain_freed_suspended_closes_every_level)
{
    build();
    ck_assert_int_eq(coro_free(chain[DEPTH / 2]), CORO_E_RUNNING);
    tear_down();
}
END_TEST

START_TEST(test_deepest_chain_driven_in_the_middle_is_one_source)
{
    build();
    ck_assert_pair(coro_send(chain[DEPTH / 2], coro_int(3), &out), 0, 3);
    ck_assert_pair(coro_send(chain[0], coro_int(4), &out), 0, 7);
    ck_assert_pair(coro_send(OUTERMOST, coro_int(5), &out), 0, 12);
    ck_assert_int_eq(coro_state(chain[DEPTH / 2]), CORO_STATE_SUSPENDED);
    ck_assert_pair(coro_throw(chain[DEPTH / 2], CORO_DONE, coro_none(), &out),
                   CORO_DONE, 12 + DEPTH / 2);
    ck_assert_pair(coro_next(OUTERMOST, &out), CORO_DONE,
                   DEPTH - 1 - DEPTH / 2);
    tear_down();
}
END_TEST

static void *send_and_close(void *sum)
{
    coro_value_t out;
    int rc = coro_send(OUTERMOST, coro_int(5), &out);

    *(int64_t *)sum = rc == 0 ? out.i64 : rc;
    return coro_close(OUTERMOST, NULL) == 0 ? NULL : sum;
}

START_TEST(test_deepest_chain_moved_to_a_thread_goes_on_there)
{
    pthread_t thread;
    int64_t sum = 0;
    void *failed;

    build();
    ck_assert_int_eq(pthread_create(&thread, NULL, send_and_close, &sum), 0);
    ck_assert_int_eq(pthread_join(thread, &failed), 0);
    ck_assert_ptr_null(failed);
    ck_assert_int_eq(sum, 5);
    tear_down();
}
END_TEST

static void add(TCase *tcase)
{
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_deepest_chain_passes_values_and_its_result);
    tcase_add_test(tcase, test_deepest_chain_passes_an_error_up_every_level);
    tcase_add_test(tcase, test_deepest_chain_closed_ends_from_the_inside_out);
    tcase_add_test(tcase,
                   test_deepest_chain_freed_suspended_closes_every_level);
    tcase_add_test(tcase,
                   test_deepest_chain_driven_in_the_middle_is_one_source);
    tcase_add_test(tcase, test_deepest_chain_moved_to_a_thread_goes_on_there);
}

int main(void)
{
    return run_suite("chain_depth", add);
}
