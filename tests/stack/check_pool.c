/* SPDX-License-Identifier: MIT */
/*
 * The pool of each thread: it hands the last stack out first, keeps what the
 * thread has use for, gives back what it has not, and everything when the
 * thread ends; stacks may be freed on other threads than they were made on.
 */
#include "stack/pool.h"
#include "stack/slab.h"
#include "suite.h"
#include <errno.h>
#include <pthread.h>

enum {
    MANY = 12 * CORO__POOL_LIMIT + 100,
    IS_OFF = CORO__POOL_LIMIT == 0,
    A_REVIEW = IS_OFF ? 1 : CORO__POOL_LIMIT
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

START_TEST(test_pool_keeps_a_burst_for_the_next_one)
{
    static coro_t *gens[MANY];

    make(gens, MANY);
    ck_assert_uint_eq(coro__stack_in_use(), MANY);
    free_all(gens, MANY);
    ck_assert_uint_eq(coro__pool_size(), IS_OFF ? 0 : MANY);
    ck_assert_uint_eq(coro__slab_in_use(), coro__pool_size());
    ck_assert_uint_eq(coro__stack_in_use(), 0);
}
END_TEST

/* However the ups and downs lie to the pool's periods. */
START_TEST(test_pool_gives_nothing_back_of_what_comes_and_goes)
{
    static coro_t *gens[MANY];
    int bottom;

    make(gens, MANY);
    for (int i = 0; i < 40; i++) {
        bottom = i % 4 * (MANY / 4);
        free_all(gens + bottom, MANY - bottom);
        make(gens + bottom, MANY - bottom);
        ck_assert_uint_eq(coro__slab_in_use(), MANY);
    }
    free_all(gens, MANY);
}
END_TEST

static void make_and_free_one_by_one(int count)
{
    coro_t *gen;

    for (int i = 0; i < count; i++) {
        make(&gen, 1);
        free_all(&gen, 1);
    }
}

/* As often as it may have grown. */
START_TEST(test_pool_gives_back_what_is_not_needed_any_more)
{
    static coro_t *gens[MANY];

    for (int i = 0; i < 4; i++) {
        make(gens, MANY);
        free_all(gens, MANY);
        make_and_free_one_by_one(2 * MANY + 4 * A_REVIEW);
        ck_assert_uint_le(coro__pool_size(), CORO__POOL_LIMIT + 1);
        ck_assert_uint_ge(coro__pool_size(), CORO__POOL_LIMIT);
        ck_assert_uint_eq(coro__slab_in_use(), coro__pool_size());
    }
}
END_TEST

/* So that no free takes long, and yet it is soon done. */
START_TEST(test_pool_gives_a_part_back_at_each_review)
{
    static coro_t *gens[MANY];
    const size_t part = 4 * A_REVIEW;
    size_t before, frees = 0;

    make(gens, MANY);
    free_all(gens, MANY);
    do {
        before = coro__pool_size();
        make_and_free_one_by_one(1);
        ck_assert_uint_ge(coro__pool_size() + part, before);
        frees += coro__pool_size() != MANY;
    } while (coro__pool_size() > CORO__POOL_LIMIT + 1);
    ck_assert_uint_le(frees, (MANY / part + 3) * A_REVIEW);
}
END_TEST

START_TEST(test_pool_gives_part_back_when_part_is_needed)
{
    static coro_t *gens[MANY];
    const size_t half = MANY / 2;

    make(gens, MANY);
    free_all(gens, MANY);
    for (int i = 0; i < 8; i++) {
        make(gens, MANY / 2);
        free_all(gens, MANY / 2);
    }
    ck_assert_uint_le(coro__pool_size(), half + 2 * A_REVIEW);
    ck_assert_uint_ge(coro__pool_size(), IS_OFF ? 0 : half);
}
END_TEST

START_TEST(test_trim_gives_back_all_but_what_it_is_told_to_keep)
{
    static coro_t *gens[MANY];
    size_t all = IS_OFF ? 0 : MANY;

    ck_assert_uint_eq(coro_stack_trim(0), 0);
    make(gens, MANY);
    ck_assert_uint_eq(coro_stack_trim(0), 0);
    free_all(gens, MANY);
    ck_assert_uint_eq(coro_stack_trim(SIZE_MAX), 0);
    ck_assert_uint_eq(coro_stack_trim(all), 0);
    ck_assert_uint_eq(coro_stack_trim(all / 2), all - all / 2);
    ck_assert_uint_eq(coro__pool_size(), all / 2);
    ck_assert_uint_eq(coro_stack_trim(0), all / 2);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
    make(gens, MANY);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(coro_next(gens[i], NULL), 0);
    free_all(gens, MANY);
    ck_assert_uint_eq(coro__pool_size(), all);
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

/* It made none, so it will hardly need them. */
static void *free_and_count(void *gens)
{
    static size_t kept;

    free_all(gens, MANY);
    kept = coro__pool_size();
    return &kept;
}

static int refuse_specific; /* what a thread is to be told of when it ends */

int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value);

int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    return refuse_specific ? ENOMEM : __real_pthread_setspecific(key, value);
}

static void *frees_without_memory(void *unused)
{
    refuse_specific = 1;
    make_and_free_one_by_one(3);
    ck_assert_uint_eq(coro__pool_size(), 0);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
    refuse_specific = 0;
    make_and_free_one_by_one(1);
    ck_assert_uint_eq(coro__pool_size(), !IS_OFF);
    return unused;
}

/* Else they would be lost with the thread. */
START_TEST(test_thread_whose_pool_could_not_be_drained_keeps_none)
{
    run_thread(frees_without_memory, NULL);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
}
END_TEST

START_TEST(test_thread_that_only_frees_keeps_few)
{
    static coro_t *gens[MANY];
    pthread_t thread;
    void *kept;

    make(gens, MANY);
    ck_assert_int_eq(pthread_create(&thread, NULL, free_and_count, gens), 0);
    ck_assert_int_eq(pthread_join(thread, &kept), 0);
    ck_assert_uint_le(*(size_t *)kept, 2 * CORO__POOL_LIMIT);
    ck_assert_uint_eq(coro__slab_in_use(), 0);
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

    tcase_add_test(tcase, test_pool_keeps_a_burst_for_the_next_one);
    tcase_add_test(tcase, test_pool_gives_nothing_back_of_what_comes_and_goes);
    tcase_add_test(tcase, test_pool_gives_back_what_is_not_needed_any_more);
    tcase_add_test(tcase, test_pool_gives_a_part_back_at_each_review);
    tcase_add_test(tcase, test_pool_gives_part_back_when_part_is_needed);
    tcase_add_test(tcase, test_trim_gives_back_all_but_what_it_is_told_to_keep);
    tcase_add_test(tcase, test_pool_hands_the_last_stack_out_first);
    tcase_add_test(tcase, test_pool_does_not_mix_kinds);
    tcase_add_test(tcase, test_pool_of_a_thread_that_ends_is_drained);
    tcase_add_test(tcase,
                   test_stack_made_on_a_thread_that_has_ended_is_still_good);
    tcase_add_test(tcase,
                   test_thread_whose_pool_could_not_be_drained_keeps_none);
    tcase_add_test(tcase, test_thread_that_only_frees_keeps_few);
    tcase_add_test(tcase, test_stack_freed_on_another_thread_goes_to_its_pool);
    tcase_add_test(tcase, test_stack_freed_while_its_thread_ends_is_given_back);
    tcase_add_test(tcase, test_pools_of_threads_at_once_do_not_mix);
    return run_case("pool", tcase);
}
