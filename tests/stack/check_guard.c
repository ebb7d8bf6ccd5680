/* SPDX-License-Identifier: MIT */
/*
 * Guard pages: an overflow faults in the guard before it reaches the stack
 * below, however the kernel makes guards; what stacks give back keeps them.
 * Each overflow happens in a child, and its handler looks around.
 */
#define _GNU_SOURCE
#include "kernel.h"
#include "stack/size.h"
#include "stack/stack.h"
#include "suite.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SIZE = 64 * 1024,
    GENERATORS = 8
};

/* What the child tells, in memory it shares with its parent. */
typedef struct told {
    int has_faulted, in_guard, neighbour_is_whole;
} told_t;

static told_t *told;
static const char *guard, *neighbour; /* the page, and the stack below it */
static char neighbour_before[SIZE];

/* The library's stack of a generator, guard page included. */
static char *stack_of(const coro_t *gen)
{
    uintptr_t address = (uintptr_t)gen;

    return (char *)(address - address % SIZE);
}

/* Bit by bit; more often than there is room for. */
static __attribute__((noinline)) char creep(volatile char *above, int depth)
{
    volatile char here[256];

    for (size_t i = 0; i < sizeof here; i++)
        here[i] = above[i % 16];
    if (depth > 0)
        here[0] = creep(here, depth - 1);
    return here[above[0] & 15];
}

static int creeping_body(coro_t *self, coro_value_t arg)
{
    volatile char start[16] = {1};

    (void)self;
    (void)arg;
    return creep(start, SIZE / 256);
}

/* At once, in a frame bigger than guard and neighbour together. The compiler's
 * protection from stack clashes touches its pages one by one. */
static int leaping_body(coro_t *self, coro_value_t arg)
{
    char big[3 * SIZE];

    (void)self;
    (void)arg;
    big[0] = 1;
    __asm__ volatile("" : : "r"(big) : "memory");
    return big[0];
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *at = info->si_addr;

    (void)number;
    (void)context;
    told->has_faulted = 1;
    told->in_guard = at >= guard && at < guard + coro__page_size();
    told->neighbour_is_whole =
        memcmp(neighbour_before, neighbour + coro__page_size(),
               SIZE - coro__page_size()) == 0;
    kill(getpid(), SIGKILL); /* no tool may add its own verdict */
}

static void catch_faults(void)
{
    static char handler_stack[64 * 1024];
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK};

    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

/* Make generators, among them one whose stack lies just above another's. */
static coro_t *make_neighbours(coro_t **gens, coro_fn_t *body)
{
    for (int i = 0; i < GENERATORS; i++) {
        coro_options_t options = {.stack_size = SIZE};

        gens[i] = coro_new(body, coro_none(), &options);
        ck_assert_ptr_nonnull(gens[i]);
    }
    for (int i = 0; i < GENERATORS; i++)
        for (int j = 0; j < GENERATORS; j++)
            if (stack_of(gens[i]) == stack_of(gens[j]) + SIZE) {
                guard = stack_of(gens[i]);
                neighbour = stack_of(gens[j]);
                return gens[i];
            }
    ck_abort_msg("no two stacks are neighbours");
    return NULL;
}

static void check_overflow(coro_t *gen)
{
    int status;
    pid_t child;

    memset(told, 0, sizeof *told);
    memcpy(neighbour_before, neighbour + coro__page_size(),
           SIZE - coro__page_size());
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        catch_faults();
        coro_next(gen, NULL);
        _exit(EXIT_SUCCESS);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(told->has_faulted, 1);
    ck_assert_int_eq(told->in_guard, 1);
    ck_assert_int_eq(told->neighbour_is_whole, 1);
}

static void set_up(void)
{
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(told, MAP_FAILED);
}

/* The stacks are used, given back and taken again: still guarded. */
static void check_guards_last(void)
{
    coro_t *gens[GENERATORS];

    for (int round = 0; round < 2; round++) {
        check_overflow(make_neighbours(gens, creeping_body));
        for (int i = 0; i < GENERATORS; i++)
            ck_assert_int_eq(coro_free(gens[i]), 0);
    }
}

START_TEST(test_overflow_faults_in_the_guard)
{
    check_guards_last();
}
END_TEST

START_TEST(test_overflow_by_a_big_frame_faults_in_the_guard)
{
    coro_t *gens[GENERATORS];

    check_overflow(make_neighbours(gens, leaping_body));
}
END_TEST

START_TEST(test_overflow_where_guards_are_unknown_faults_in_the_guard)
{
    kernel_guard_advice = ADVICE_REFUSED;
    check_guards_last();
    ck_assert_int_eq(kernel_guard_calls, 1);
    ck_assert_int_ge(kernel_mprotect_calls, GENERATORS);
}
END_TEST

START_TEST(test_overflow_where_guards_are_pretended_faults_in_the_guard)
{
    kernel_guard_advice = ADVICE_IGNORED;
    check_guards_last();
    ck_assert_int_eq(kernel_guard_calls, 1);
    ck_assert_int_ge(kernel_mprotect_calls, GENERATORS);
}
END_TEST

/* As in locked memory: guards work here, but not on this page. */
START_TEST(test_overflow_where_a_guard_is_refused_faults_in_the_guard)
{
    coro_t *first = new_echo(SIZE, 0);

    ck_assert_ptr_nonnull(first);
    kernel_guard_advice = ADVICE_REFUSED;
    check_guards_last();
    ck_assert_int_eq(coro_free(first), 0);
}
END_TEST

START_TEST(test_stack_unguarded_has_all_its_memory)
{
    coro_t *gen = new_echo(SIZE, CORO_STACK_UNGUARDED);

    ck_assert_ptr_nonnull(gen);
    ck_assert_ptr_eq((char *)gen - gen->room, stack_of(gen));
    memset(stack_of(gen), 1, gen->room - 4096);
    ck_assert_int_eq(coro_free(gen), 0);
    gen = new_echo(SIZE, 0);
    ck_assert_ptr_eq((char *)gen - gen->room,
                     stack_of(gen) + coro__page_size());
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("guard");
    int failed;

    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase, test_overflow_faults_in_the_guard);
    if (HAS_CLASH_PROTECTION)
        tcase_add_test(tcase, test_overflow_by_a_big_frame_faults_in_the_guard);
    tcase_add_test(tcase,
                   test_overflow_where_guards_are_unknown_faults_in_the_guard);
    tcase_add_test(
        tcase, test_overflow_where_guards_are_pretended_faults_in_the_guard);
    tcase_add_test(tcase,
                   test_overflow_where_a_guard_is_refused_faults_in_the_guard);
    tcase_add_test(tcase, test_stack_unguarded_has_all_its_memory);
    failed = run_case("guard", tcase);
    if (failed == 0 && !HAS_CLASH_PROTECTION)
        return not_run("a frame bigger than the guard, which this compiler "
                       "does not touch page by page");
    return failed;
}
