/* SPDX-License-Identifier: MIT */
/*
 * The overflow handler and what is not its business: every fault ends as it
 * would have without, and the program's own signal stacks are left alone.
 */
#include "faults.h"

#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>

/* ---- Other faults */

/* No compiler knows, and no sanitizer takes it for NULL. */
static void *volatile nowhere = (void *)64;

static void fault(void)
{
    *(volatile char *)nowhere = 1;
}

static void fault_after_install(void)
{
    install();
    fault();
}

/* On the stack of a coroutine, though not in its guard. */
static int faulting_body(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    fault();
    return 0;
}

static void fault_in_a_body(void)
{
    install();
    coro_next(coro_new(faulting_body, coro_none(), NULL), NULL);
}

/* Below its frame, on a page that the program itself has protected. */
static int protecting_body(coro_t *self, coro_value_t arg)
{
    uintptr_t page = ((uintptr_t)self - self->room / 2) & ~(uintptr_t)4095;

    (void)arg;
    mprotect((void *)page, 4096, PROT_NONE);
    *(volatile char *)page = 1;
    return 0;
}

static void fault_on_its_stack(void)
{
    install();
    coro_next(coro_new(protecting_body, coro_none(), NULL), NULL);
}

START_TEST(test_fault_elsewhere_ends_silently)
{
    ck_assert_killed(fault_after_install, SIGSEGV);
    ck_assert_nothing_told();
    /* Valgrind 3.19 does not fault again when the handler has returned. */
    if (!RUNNING_ON_VALGRIND) {
        ck_assert_killed(fault_in_a_body, SIGSEGV);
        ck_assert_nothing_told();
    }
    ck_assert_killed(fault_on_its_stack, SIGSEGV);
    ck_assert_nothing_told();
}
END_TEST

/* Beyond the end of the file that is mapped. */
static void bus_error(void)
{
    FILE *file = tmpfile();
    volatile char *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);

    install();
    page[0] = 1;
}

START_TEST(test_bus_error_ends_as_one)
{
    ck_assert_killed(bus_error, SIGBUS);
    ck_assert_nothing_told();
}
END_TEST

static void sent(void)
{
    install();
    kill(getpid(), SIGSEGV);
    _exit(EXIT_SUCCESS);
}

static void sent_and_ignored(void)
{
    signal(SIGSEGV, SIG_IGN);
    sent();
}

static void fault_ignored(void)
{
    signal(SIGSEGV, SIG_IGN);
    fault_after_install();
}

START_TEST(test_signal_sent_ends_or_is_ignored_as_ever)
{
    ck_assert_killed(sent, SIGSEGV);
    ck_assert_exited(sent_and_ignored, EXIT_SUCCESS);
    ck_assert_killed(fault_ignored, SIGSEGV);
    ck_assert_nothing_told();
}
END_TEST

/* ---- Handlers that were there before */

static sigjmp_buf way_out;
static volatile sig_atomic_t calls;

static void handle(void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = handler,
                               .sa_flags = SA_SIGINFO | flags};

    sigaddset(&action.sa_mask, SIGUSR1);
    sigaction(SIGSEGV, &action, NULL);
    install();
}

/* Is all as it would be without ours? */
static void check_info(int number, siginfo_t *info, void *context)
{
    sigset_t mask;
    int wrong = number != SIGSEGV || context == NULL;

    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    wrong += info->si_code <= 0;
    wrong += info->si_addr != (void *)64;
    wrong += !sigismember(&mask, SIGUSR1);
    wrong += !sigismember(&mask, SIGSEGV);
    end_child(wrong);
}

static void fault_handled(void)
{
    handle(check_info, 0);
    nowhere = (void *)64;
    fault();
}

static void check_sender(int number, siginfo_t *info, void *context)
{
    (void)context;
    end_child(number != SIGSEGV || info->si_code != SI_USER ||
              info->si_pid != getpid());
}

static void sent_handled(void)
{
    handle(check_sender, 0);
    kill(getpid(), SIGSEGV);
}

static void end_handled(int number)
{
    end_child(number != SIGSEGV);
}

static void fault_handled_without_info(void)
{
    signal(SIGSEGV, end_handled);
    fault_after_install();
}

START_TEST(test_fault_goes_to_the_handler_before_with_all_it_had)
{
    ck_assert_handled(fault_handled);
    ck_assert_handled(sent_handled);
    ck_assert_handled(fault_handled_without_info);
    ck_assert_nothing_told();
}
END_TEST

static void overflow_handled(void)
{
    signal(SIGSEGV, end_handled);
    overflow_named();
}

START_TEST(test_overflow_is_told_before_the_handler_before_has_it)
{
    ck_assert_handled(overflow_handled);
    ck_assert_told("\"digger\"");
}
END_TEST

static void jump_out(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    (void)context;
    calls++;
    siglongjmp(way_out, 1);
}

static void recover_twice(void)
{
    for (int i = 0; i < 2; i++)
        if (sigsetjmp(way_out, 1) == 0)
            fault();
}

static void recover(void)
{
    handle(jump_out, 0);
    recover_twice();
    end_child(calls != 2);
}

static void recover_then_overflow(void)
{
    handle(jump_out, 0);
    recover_twice();
    signal(SIGUSR1, SIG_IGN);
    if (sigsetjmp(way_out, 1) == 0)
        overflow_named();
    end_child(calls != 3);
}

START_TEST(test_handler_before_that_recovers_can_do_so_again)
{
    ck_assert_handled(recover);
    ck_assert_nothing_told();
    ck_assert_handled(recover_then_overflow);
    ck_assert_told("\"digger\"");
}
END_TEST

static void recover_once_only(void)
{
    handle(jump_out, (int)SA_RESETHAND);
    recover_twice();
    _exit(EXIT_FAILURE);
}

static void fault_within(int number, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    if (++calls == 2)
        end_child(0);
    raise(number); /* comes at once, if it is not deferred */
    _exit(EXIT_FAILURE);
}

static void fault_in_handler(void)
{
    handle(fault_within, SA_NODEFER);
    fault();
}

START_TEST(test_flags_of_the_handler_before_hold)
{
    ck_assert_killed(recover_once_only, SIGSEGV);
    ck_assert_handled(fault_in_handler);
}
END_TEST

static void install_thrice(void)
{
    signal(SIGSEGV, end_handled);
    install();
    install();
    overflow_named();
}

START_TEST(test_install_again_changes_nothing)
{
    const char *first;

    ck_assert_handled(install_thrice);
    first = strstr(told, "digger");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "digger"));
}
END_TEST

/* ---- Signal stacks */

static void disable_signal_stack(void)
{
    stack_t none = {.ss_flags = SS_DISABLE};

    sigaltstack(&none, NULL);
}

static stack_t signal_stack(void)
{
    stack_t now;

    ck_assert_int_eq(sigaltstack(NULL, &now), 0);
    return now;
}

/* A page is mapped if the kernel can tell whether it is resident. */
static int is_mapped(const void *address)
{
    unsigned char resident;
    uintptr_t page = (uintptr_t)address & ~(uintptr_t)4095;

    return mincore((void *)page, 1, &resident) == 0;
}

static void *make_signal_stack(void *made)
{
    stack_t *stack = made;

    disable_signal_stack();
    ck_assert_int_eq(coro_install_overflow_handler(), 0);
    *stack = signal_stack();
    ck_assert_int_eq(coro_install_overflow_handler(), 0);
    ck_assert_ptr_eq(signal_stack().ss_sp, stack->ss_sp);
    disable_signal_stack();
    ck_assert_int_eq(coro_install_overflow_handler(), 0);
    ck_assert_ptr_eq(signal_stack().ss_sp, stack->ss_sp);
    ck_assert(is_mapped(stack->ss_sp));
    return NULL;
}

START_TEST(test_signal_stack_is_made_once_a_thread_and_goes_with_it)
{
    pthread_t thread;
    stack_t made = {.ss_flags = SS_DISABLE};

    ck_assert_int_eq(pthread_create(&thread, NULL, make_signal_stack, &made),
                     0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(made.ss_flags & SS_DISABLE, 0);
    ck_assert_uint_ge(made.ss_size, 64 * 1024);
    ck_assert(!is_mapped(made.ss_sp));
}
END_TEST

START_TEST(test_signal_stack_of_the_programs_own_is_kept)
{
    static char memory[64 * 1024];
    stack_t own = {.ss_sp = memory, .ss_size = sizeof memory};

    ck_assert_int_eq(sigaltstack(&own, NULL), 0);
    ck_assert_int_eq(coro_install_overflow_handler(), 0);
    ck_assert_ptr_eq(signal_stack().ss_sp, memory);
    disable_signal_stack();
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_fault_elsewhere_ends_silently);
    tcase_add_test(tcase, test_bus_error_ends_as_one);
    tcase_add_test(tcase, test_signal_sent_ends_or_is_ignored_as_ever);
    tcase_add_test(tcase,
                   test_fault_goes_to_the_handler_before_with_all_it_had);
    tcase_add_test(tcase,
                   test_overflow_is_told_before_the_handler_before_has_it);
    tcase_add_test(tcase, test_handler_before_that_recovers_can_do_so_again);
    tcase_add_test(tcase, test_flags_of_the_handler_before_hold);
    tcase_add_test(tcase, test_install_again_changes_nothing);
    tcase_add_test(tcase,
                   test_signal_stack_is_made_once_a_thread_and_goes_with_it);
    tcase_add_test(tcase, test_signal_stack_of_the_programs_own_is_kept);
}

int main(void)
{
    return run_suite("fault", add);
}
