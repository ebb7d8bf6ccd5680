/* SPDX-License-Identifier: MIT */
/*
 * The pool of each thread: it hands the last stack out first, keeps no more
 * than its limit, and gives all back when the thread ends; stacks may be freed
 * on other threads than they were made on.
 */
#include "stack/pool.h"
#include "stack/slab.h"
#include "suite.h"
#include <pthread.h>

#ifndef CORO__POOL_LIMIT
#define CORO__POOL_LIMIT 256
#endif

enum {
    MANY = CORO__POOL_LIMIT + 100
};

static void make(coro_t **gens, int count)
{
    for (int i = 0; i < count; i++) {
        gens[i] = new_echo(0, 0);
        ck_assert_ptr_nonnull(gens[i]);
    }
}

static void free_all(coro_t **gens, int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(coro_free(gens[i]), 0);
}

START_TEST(test_pool_after_a_burst_keeps_its_limit)
{
    coro_t *gens[MANY];

    make(gens, MANY);
    ck_assert_uint_eq(coro__stack_in_use(), MANY);
    free_all(gens, MANY);
    ck_assert_uint_eq(coro__pool_size(), CORO__POOL_LIMIT);
    ck_assert_uint_eq(coro__slab_in_use(), CORO__POOL_LIMIT);
    ck_assert_uint_eq(coro__stack_in_use(), 0);
}
END_TEST

START_TEST(test_pool_hands_the_last_stack_out_first)
{
    int kept = CORO__POOL_LIMIT < 3 ? CORO__POOL_LIMIT : 3;
    coro_t *gens[3], *again[3];

    make(gens, 3);
    free_all(gens, 3);
    make(again, 3);
    for (int i = 0; i < kept; i++)
        ck_assert_ptr_eq(again[i], gens[kept - 1 - i]);
    free_all(again, 3);
}
END_TEST

/* A stack of another size, or without a guard, is not the one asked for. */
START_TEST(test_pool_does_not_mix_kinds)
{
    coro_t *gen = new_echo(64 * 1024, 0), *other;

    ck_assert_int_eq(coro_free(gen), 0);
    other = new_echo(128 * 1024, 0);
    ck_assert_ptr_ne(other, gen);
    ck_assert_uint_gt(other->room, 100 * 1024);
    ck_assert_int_eq(coro_free(other), 0);
    other = new_echo(64 * 1024, CORO_STACK_UNGUARDED);
    ck_assert_ptr_ne(other, gen);
    ck_assert_int_eq(coro_free(other), 0);
}
END_TEST

/* ---- Threads */

static void *make_and_free(void *unused)
{
    coro_t *gens[MANY];

    make(gens, MANY);
    free_all(gens, MANY);
    return unused;
}

static void *only_make(void *gens)
{
    make(gens, MANY);
    return NULL;
}

static void *only_free(void *gens)
{
    free_all(gens, MANY);
    return NULL;
}

static void run_thread(void *(*function)(void *arg), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, function, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

START_TEST(test_pool_of_a_thread_that_ends_is_drained)
{
    for (int i = 0; i < 3; i++) {
        run_thread(make_and_free, NULL);
        ck_assert_uint_eq(coro__slab_in_use(), 0);
    }
    ck_assert_uint_eq(coro__pool_size(), 0);
}
END_TEST

START_TEST(test_stack_made_on_a_thread_that_has_ended_is_still_good)
{
    static coro_t *gens[MANY];

    run_thread(only_make, gens);
    ck_assert_uint_eq(coro__slab_in_use(), MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    free_all(gens, MANY);
    ck_assert_uint_eq(coro__stack_in_use(), 0);
}
END_TEST

START_TEST(test_stack_freed_on_another_thread_goes_to_its_pool)
{
    static coro_t *gens[MANY];

    make(gens, MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    run_thread(only_free, gens);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
    ck_assert_uint_eq(coro__pool_size(), 0);
}
END_TEST

static pthread_key_t late_key;

static void free_late(void *gen)
{
    coro_free(gen);
}

/* Has something freed after its pool has perhaps been drained. */
static void *free_at_the_end(void *unused)
{
    coro_t *gens[3];

    ck_assert_int_eq(pthread_key_create(&late_key, free_late), 0);
    make(gens, 3);
    ck_assert_int_eq(pthread_setspecific(late_key, gens[0]), 0);
    free_all(gens + 1, 2);
    return unused;
}

START_TEST(test_stack_freed_while_its_thread_ends_is_given_back)
{
    pthread_key_t early_key;

    /* With a key before the library's, and one behind it. */
    ck_assert_int_eq(pthread_key_create(&early_key, NULL), 0);
    run_thread(free_at_the_end, NULL);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
    ck_assert_int_eq(pthread_key_delete(early_key), 0);
    ck_assert_int_eq(pthread_key_delete(late_key), 0);
}
END_TEST

static void *make_and_free_often(void *unused)
{
    for (int i = 0; i < 20; i++)
        make_and_free(NULL);
    return unused;
}

START_TEST(test_pools_of_threads_at_once_do_not_mix)
{
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, make_and_free_often, NULL), 0);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("pool");

    tcase_add_test(tcase, test_pool_after_a_burst_keeps_its_limit);
    tcase_add_test(tcase, test_pool_hands_the_last_stack_out_first);
    tcase_add_test(tcase, test_pool_does_not_mix_kinds);
    tcase_add_test(tcase, test_pool_of_a_thread_that_ends_is_drained);
    tcase_add_test(tcase,
                   test_stack_made_on_a_thread_that_has_ended_is_still_good);
    tcase_add_test(tcase, test_stack_freed_on_another_thread_goes_to_its_pool);
    tcase_add_test(tcase, test_stack_freed_while_its_thread_ends_is_given_back);
    tcase_add_test(tcase, test_pools_of_threads_at_once_do_not_mix);
    return run_case("pool", tcase);
}
