/* SPDX-License-Identifier: MIT */
/*
 * Which coroutine is running, on several threads at once, while stacks of all
 * origins come and go: the library's, an allocator's, the caller's.
 */
#include "stack/registry.h"
#include "suite.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>

enum {
    THREADS = 4,
    ROUNDS = 200,
    SIZE = 64 * 1024
};

/* ---- Addresses */

START_TEST(test_address_of_no_stack_is_nobodys)
{
    static char byte;
    char local;

    ck_assert_ptr_null(coro__stack_find(0));
    ck_assert_ptr_null(coro__stack_find((uintptr_t)&byte));
    ck_assert_ptr_null(coro__stack_find((uintptr_t)&local));
    ck_assert_ptr_null(coro__stack_find(UINTPTR_MAX));
    ck_assert_ptr_null(coro__stack_find((uintptr_t)1 << 47));
    ck_assert_ptr_null(coro__stack_find((uintptr_t)1 << 48));
}
END_TEST

START_TEST(test_address_on_own_memory_is_its_stacks_until_freed)
{
    static char memory[3][SIZE];
    coro_options_t options = {.stack = memory[1], .stack_size = SIZE};
    coro_t *gen = coro_new(echo_body, coro_none(), &options);
    coro__stack_t *stack = coro__stack_find((uintptr_t)gen);

    ck_assert_ptr_nonnull(stack);
    ck_assert_ptr_eq(coro__stack_find((uintptr_t)memory[1]), stack);
    ck_assert_ptr_null(coro__stack_find((uintptr_t)memory[1] - 1));
    ck_assert_ptr_null(coro__stack_find((uintptr_t)memory[2]));
    ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_ptr_null(coro__stack_find((uintptr_t)memory[1]));
    ck_assert_uint_eq(atomic_load(&coro__own_stacks), 0);
}
END_TEST

/* ---- coro_self */

typedef struct scene {
    coro_t *inner;
    atomic_int wrong;
} scene_t;

static int inner_body(coro_t *self, coro_value_t arg)
{
    scene_t *scene = arg.ptr;
    int rc = 0;

    while (rc == 0) {
        scene->wrong += coro_self() != self;
        rc = coro_yield(self, coro_none(), NULL);
    }
    scene->wrong += coro_self() != self;
    return rc;
}

static int outer_body(coro_t *self, coro_value_t arg)
{
    scene_t *scene = arg.ptr;
    int rc = 0;

    while (rc == 0) {
        scene->wrong += coro_self() != self;
        scene->wrong += coro_next(scene->inner, NULL) != 0;
        scene->wrong += coro_self() != self;
        rc = coro_yield(self, coro_none(), NULL);
    }
    return rc;
}

static void *allocate(size_t size, void *ctx)
{
    (void)ctx;
    return malloc(size);
}

static void release(void *base, size_t size, void *ctx)
{
    (void)size;
    (void)ctx;
    free(base);
}

/* One coroutine drives another, on stacks of two origins; counts what is
 * wrong. */
static int play(const coro_options_t *of_outer, const coro_options_t *of_inner)
{
    scene_t scene = {NULL, 0};
    coro_t *outer = coro_new(outer_body, coro_ptr(&scene), of_outer);

    scene.inner = coro_new(inner_body, coro_ptr(&scene), of_inner);
    if (outer == NULL || scene.inner == NULL)
        return 1000;
    for (int i = 0; i < 3; i++) {
        scene.wrong += coro_self() != NULL;
        scene.wrong += coro_next(outer, NULL) != 0;
        scene.wrong += coro_self() != NULL;
    }
    scene.wrong += coro_free(outer) != 0;
    scene.wrong += coro_free(scene.inner) != 0;
    return scene.wrong;
}

static void *play_all(void *unused)
{
    coro_stack_allocator_t allocator = {allocate, release, NULL};
    char *memory = malloc(SIZE);
    coro_options_t origins[] = {{.stack_size = SIZE},
                                {.stack_size = SIZE, .allocator = &allocator},
                                {.stack_size = SIZE, .stack = memory}};
    intptr_t wrong = 0;

    (void)unused;
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 2; j++)
                wrong += play(&origins[i], &origins[j]);
    free(memory);
    return (void *)wrong;
}

START_TEST(test_self_on_threads_at_once_is_each_ones_own)
{
    pthread_t threads[THREADS];
    void *wrong;

    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, play_all, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_ptr_null(wrong);
    }
    ck_assert_uint_eq(atomic_load(&coro__own_stacks), 0);
}
END_TEST

/* ---- Off the stack: a handler on another one is in no coroutine */

static coro_t *volatile self_in_handler;

static void on_signal(int number)
{
    (void)number;
    self_in_handler = coro_self();
}

static int raising_body(coro_t *self, coro_value_t arg)
{
    (void)arg;
    raise(SIGUSR1);
    return coro_return(self, coro_int(self_in_handler == self));
}

START_TEST(test_self_in_a_handler_is_that_of_the_stack_it_runs_on)
{
    static char other_stack[64 * 1024];
    stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = _i ? SA_ONSTACK : 0};
    coro_t *gen = coro_new(raising_body, coro_none(), NULL);
    coro_value_t is_self;

    ck_assert_int_eq(sigaltstack(&stack, NULL), 0);
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert_int_eq(coro_next(gen, &is_self), CORO_DONE);
    ck_assert_int_eq(is_self.i64, _i == 0);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("find");

    tcase_add_test(tcase, test_address_of_no_stack_is_nobodys);
    tcase_add_test(tcase, test_address_on_own_memory_is_its_stacks_until_freed);
    tcase_add_test(tcase, test_self_on_threads_at_once_is_each_ones_own);
    tcase_add_loop_test(
        tcase, test_self_in_a_handler_is_that_of_the_stack_it_runs_on, 0, 2);
    return run_case("find", tcase);
}
