/* SPDX-License-Identifier: MIT */
/* The overflow handler: an overflow says whose stack it was. */
#include "faults.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static int waiting_body(coro_t *self, coro_value_t arg)
{
    return coro_yield(self, arg, NULL);
}

/* ---- What is told */

/* Is it code of this function, which is a short one? */
#define ck_assert_within(address, function) \
    ck_assert_uint_lt((address) - (uintptr_t)(function), 2048)

START_TEST(test_overflow_tells_name_size_and_address)
{
    uintptr_t bottom, address;

    ck_assert_killed(overflow_named, SIGSEGV);
    ck_assert_told("libcoro: stack overflow in coroutine 0x");
    ck_assert_told(" \"digger\": access to 0x");
    ck_assert_told("stack of 65536 bytes");
    bottom = address_after("frames from ");
    address = address_after("access to ");
    ck_assert_uint_lt(address, bottom);
    ck_assert_uint_lt(bottom - address, 4097);
    ck_assert_uint_gt(address_after("stack pointer "), bottom - SIZE);
}
END_TEST

START_TEST(test_overflow_tells_body_and_where_it_was_made)
{
    ck_assert_killed(overflow_named, SIGSEGV);
    ck_assert_uint_eq(address_after("body "), (uintptr_t)creeping_body);
    ck_assert_within(address_after("made at "), make_named);
}
END_TEST

static void overflow_unnamed(void)
{
    install();
    coro_next(coro_new(creeping_body, coro_none(), NULL), NULL);
}

START_TEST(test_overflow_of_one_without_a_name_tells_the_rest)
{
    ck_assert_killed(overflow_unnamed, SIGSEGV);
    ck_assert_told("stack overflow in coroutine 0x");
    ck_assert_ptr_null(strchr(told, '"'));
    ck_assert_within(address_after("made at "), overflow_unnamed);
}
END_TEST

static void overflow_oddly_named(void)
{
    char name[200];

    memset(name, 'n', sizeof name);
    name[0] = '\n';
    name[sizeof name - 1] = '\0';
    install();
    coro_next(make_named(name), NULL);
}

START_TEST(test_overflow_tells_no_more_of_a_name_than_is_fit_to_print)
{
    char expected[70] = " \"?";

    memset(expected + 3, 'n', 63);
    strcpy(expected + 66, "\":");
    ck_assert_killed(overflow_oddly_named, SIGSEGV);
    ck_assert_told(expected);
}
END_TEST

static void overflow_copy(void)
{
    int word = 1;

    install();
    coro_next(coro_new_copy(creeping_body, &word, sizeof word, NULL), NULL);
}

static void overflow_main_task(void)
{
    install();
    if (coro_run(creeping_body, coro_none(), NULL) != 0) /* no tail call */
        _exit(EXIT_FAILURE);
}

static void overflow_spawned(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);

    install();
    coro_spawn(sched, creeping_body, coro_none(), NULL);
    coro_sched_run(sched);
}

static void overflow_spawned_copy(void)
{
    coro_sched_t *sched = coro_sched_new(NULL);
    int word = 1;

    install();
    coro_spawn_copy(sched, creeping_body, &word, sizeof word, NULL);
    coro_sched_run(sched);
}

static int group_body(coro_t *self, coro_value_t arg)
{
    coro_group_t group;

    (void)arg;
    coro_group_begin(self, &group);
    coro_group_spawn(&group, creeping_body, coro_none(), NULL);
    return coro_group_end(self, &group, 0);
}

static void overflow_in_group(void)
{
    install();
    coro_run(group_body, coro_none(), NULL);
}

START_TEST(test_overflow_tells_the_programs_call_that_made_it)
{
    ck_assert_killed(overflow_copy, SIGSEGV);
    ck_assert_within(address_after("made at "), overflow_copy);
    ck_assert_killed(overflow_main_task, SIGSEGV);
    ck_assert_within(address_after("made at "), overflow_main_task);
    ck_assert_killed(overflow_spawned, SIGSEGV);
    ck_assert_within(address_after("made at "), overflow_spawned);
    ck_assert_killed(overflow_spawned_copy, SIGSEGV);
    ck_assert_within(address_after("made at "), overflow_spawned_copy);
    ck_assert_killed(overflow_in_group, SIGSEGV);
    ck_assert_within(address_after("made at "), group_body);
}
END_TEST

static coro_t *suspended;

static void hit_guard_from_outside(void)
{
    coro_options_t options = {.name = "victim", .stack_size = SIZE};

    install();
    suspended = coro_new(waiting_body, coro_none(), &options);
    *(volatile char *)((char *)suspended - suspended->room - 8) = 1;
}

START_TEST(test_guard_hit_from_elsewhere_is_told_apart)
{
    ck_assert_killed(hit_guard_from_outside, SIGSEGV);
    ck_assert_told("libcoro: the guard was hit of coroutine 0x");
    ck_assert_told(" \"victim\"");
    ck_assert_told(" from elsewhere, ");
    ck_assert_ptr_null(strstr(told, "overflow in"));
}
END_TEST

/* A body in the library of C, of which no sanitizer has its own; it is not
 * run. */
static void hit_guard_of_a_foreign_body(void)
{
    void (*function)(void) = sync;

    install();
    suspended = coro_new((coro_fn_t *)function, coro_none(), NULL);
    *(volatile char *)((char *)suspended - suspended->room - 8) = 1;
}

/* With older systems neither is said. */
START_TEST(test_overflow_tells_how_to_find_code_in_each_file)
{
    const char *body, *made;

    ck_assert_killed(hit_guard_of_a_foreign_body, SIGSEGV);
    body = strstr(told, "body ");
    made = strstr(told, "made at ");
    ck_assert(body != NULL && made != NULL && body < made);
    if (strstr(told, "addr2line") == NULL)
        return;
    ck_assert_ptr_nonnull(strstr(made, "(addr2line -fie /"));
    ck_assert_ptr_nonnull(strstr(made, "check_overflow 0x"));
    body = strstr(body, "(addr2line -fie /");
    ck_assert(body != NULL && body < made);
    body = strstr(body, "libc.so");
    ck_assert(body != NULL && body < made);
}
END_TEST

static void *overflow_in_thread(void *arg)
{
    (void)arg;
    overflow_named();
    return NULL;
}

static void overflow_on_a_thread(void)
{
    pthread_t thread;

    install();
    pthread_create(&thread, NULL, overflow_in_thread, NULL);
    pthread_join(thread, NULL);
}

START_TEST(test_overflow_on_another_thread_is_told)
{
    ck_assert_killed(overflow_on_a_thread, SIGSEGV);
    ck_assert_told("\"digger\"");
}
END_TEST

/* ---- What is none: more in check_fault.c */

static char *shut_page;

static void repair(int number)
{
    mprotect(shut_page, 4096, PROT_READ | PROT_WRITE);
    (void)number;
}

static void go_on_repaired(void)
{
    shut_page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    signal(SIGSEGV, repair);
    install();
    *(volatile char *)shut_page = 1;
    end_child(*shut_page != 1);
}

START_TEST(test_handler_before_that_repairs_lets_the_program_go_on)
{
    ck_assert_handled(go_on_repaired);
    ck_assert_nothing_told();
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_overflow_tells_name_size_and_address);
    tcase_add_test(tcase, test_overflow_tells_body_and_where_it_was_made);
    tcase_add_test(tcase, test_overflow_of_one_without_a_name_tells_the_rest);
    tcase_add_test(tcase,
                   test_overflow_tells_no_more_of_a_name_than_is_fit_to_print);
    tcase_add_test(tcase, test_overflow_tells_the_programs_call_that_made_it);
    tcase_add_test(tcase, test_guard_hit_from_elsewhere_is_told_apart);
    tcase_add_test(tcase, test_overflow_tells_how_to_find_code_in_each_file);
    tcase_add_test(tcase, test_overflow_on_another_thread_is_told);
    /* Valgrind 3.19 does not go on at the instruction that faulted. */
    if (!RUNNING_ON_VALGRIND)
        tcase_add_test(tcase,
                       test_handler_before_that_repairs_lets_the_program_go_on);
}

int main(void)
{
    return run_suite("overflow", add);
}
