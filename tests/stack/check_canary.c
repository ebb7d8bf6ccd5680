/* SPDX-License-Identifier: MIT */
/* Canaries: an overflow of a stack without a guard ends in coro_free. */
#include "suite.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SIZE = 64 * 1024,
    BELOW = 256 * 1024 /* of each stack; the overflow must not meet anything */
};

static char *memory; /* what an overflow lands in, and the stack */
static char told[4096];

static void *allocate(size_t size, void *ctx)
{
    ck_assert_uint_eq(size, SIZE);
    return ctx;
}

static void release(void *base, size_t size, void *ctx)
{
    (void)size;
    ck_assert_ptr_eq(base, ctx);
}

static void set_up(void)
{
    memory = mmap(NULL, BELOW + SIZE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(memory, MAP_FAILED);
    madvise(memory, BELOW + SIZE, MADV_NOHUGEPAGE);
}

/* Frame by frame down to `bytes` below where it began. */
static __attribute__((noinline)) void creep(const char *start, size_t bytes)
{
    volatile char here[256];

    for (size_t i = 0; i < sizeof here; i++)
        here[i] = 1;
    if ((uintptr_t)start - (uintptr_t)here < bytes)
        creep(start, bytes);
    here[1] = 1;
}

/* The same from `shift` bytes further down. */
static __attribute__((noinline)) void creep_from(const char *start,
                                                 size_t shift, size_t bytes)
{
    volatile char *unused = __builtin_alloca(shift);

    unused[0] = 1;
    creep(start, bytes);
    unused[0] = 1;
}

/* There is more in a frame than what it writes to, above all under a sanitizer:
 * again and again, so that no byte is left out. */
static int creeping_body(coro_t *self, coro_value_t bytes)
{
    for (size_t shift = 128; shift <= 1024; shift += 128)
        creep_from((const char *)self, shift, bytes.u64);
    return 0;
}

static int runs(coro_options_t *options, size_t bytes)
{
    coro_t *gen = coro_new(creeping_body, coro_uint(bytes), options);
    int rc;

    ck_assert_ptr_nonnull(gen);
    rc = coro_next(gen, NULL);
    ck_assert_int_eq(coro_free(gen), 0);
    return rc;
}

static void check_told(coro_options_t *options)
{
    int ends[2], status;
    pid_t child;
    ssize_t size;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        runs(options, SIZE + 8 * 1024);
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    size = 0;
    for (ssize_t got = 1; got > 0; size += got)
        got = read(ends[0], told + size, sizeof told - 1 - (size_t)size);
    told[size] = '\0';
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFSIGNALED(status), "status %d, told: %s", status, told);
    ck_assert_int_eq(WTERMSIG(status), SIGABRT);
    ck_assert_msg(strstr(told, "the canary below the stack of") != NULL,
                  "told: %s", told);
}

/* Twice: a stack may be used again. */
static void check_silent(coro_options_t *options)
{
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(runs(options, SIZE / 2), CORO_DONE);
}

static void check_stack(coro_options_t *options)
{
    options->flags |= CORO_STACK_CANARY;
    check_silent(options);
    check_told(options);
}

START_TEST(test_overflow_of_the_callers_memory_aborts_when_freed)
{
    coro_options_t options = {.stack = memory + BELOW + 8,
                              .stack_size = SIZE - 8};

    check_stack(&options);
}
END_TEST

START_TEST(test_overflow_of_an_allocators_stack_aborts_when_freed)
{
    coro_stack_allocator_t allocator = {allocate, release, memory + BELOW};
    coro_options_t options = {.allocator = &allocator, .stack_size = SIZE};

    check_stack(&options);
}
END_TEST

/* Below it lie others of the slab. */
START_TEST(test_overflow_of_an_unguarded_stack_aborts_when_freed)
{
    coro_options_t options = {.stack_size = SIZE,
                              .flags = CORO_STACK_UNGUARDED};
    coro_t *below[4];

    for (int i = 0; i < 4; i++)
        below[i] = new_echo(SIZE, CORO_STACK_UNGUARDED);
    check_stack(&options);
    for (int i = 0; i < 4; i++)
        coro_free(below[i]);
}
END_TEST

START_TEST(test_stack_used_does_not_count_the_canary)
{
    coro_options_t options = {.stack = memory + BELOW,
                              .stack_size = SIZE,
                              .flags = CORO_STACK_CANARY};
    coro_t *gen = coro_new(creeping_body, coro_uint(SIZE / 4), &options);

    ck_assert_int_eq(coro_next(gen, NULL), CORO_DONE);
    ck_assert_uint_ge(coro_stack_used(gen), SIZE / 4);
    ck_assert_uint_lt(coro_stack_used(gen), SIZE / 2);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

/* A later coroutine on it has none, and may use it whole. */
START_TEST(test_stack_that_had_a_canary_is_like_any_other)
{
    coro_options_t options = {.stack_size = SIZE,
                              .flags = CORO_STACK_UNGUARDED};
    coro_t *gen;

    check_silent(&options);
    options.flags |= CORO_STACK_CANARY;
    check_silent(&options);
    gen = new_echo(SIZE, CORO_STACK_UNGUARDED);
    memset((char *)gen - gen->room, 1, 64);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("canary");

    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase,
                   test_overflow_of_the_callers_memory_aborts_when_freed);
    tcase_add_test(tcase,
                   test_overflow_of_an_allocators_stack_aborts_when_freed);
    tcase_add_test(tcase,
                   test_overflow_of_an_unguarded_stack_aborts_when_freed);
    tcase_add_test(tcase, test_stack_used_does_not_count_the_canary);
    tcase_add_test(tcase, test_stack_that_had_a_canary_is_like_any_other);
    return run_case("canary", tcase);
}
