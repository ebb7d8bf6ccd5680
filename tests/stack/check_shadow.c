/* SPDX-License-Identifier: MIT */
/* A process with a shadow stack, as far as it can be pretended: none of ours
 * has one. The answer of the kernel is put in place of what it says. */
#include "suite.h"
#include <coro.h>
#include <errno.h>
#include <stdarg.h>

#if defined(__x86_64__) && CORO_CONTEXT_ASM
#include <sys/syscall.h>

enum {
    SHSTK_STATUS = 0x5005
};

static unsigned long answer;
static long asked;

long __wrap_syscall(long number, ...);

/* No other call of the library comes here. */
long __wrap_syscall(long number, ...)
{
    va_list list;

    va_start(list, number);
    if (number == SYS_arch_prctl && va_arg(list, int) == SHSTK_STATUS) {
        asked++;
        *va_arg(list, unsigned long *) = answer;
    }
    va_end(list);
    return 0;
}

static int returns(coro_t *self, coro_value_t arg)
{
    (void)self;
    (void)arg;
    return 0;
}

static void check_refused(const coro_options_t *options)
{
    errno = 0;
    ck_assert_ptr_null(coro_new(returns, coro_none(), options));
    ck_assert_int_eq(errno, ENOTSUP);
}

START_TEST(test_new_with_a_shadow_stack_is_refused)
{
    static char own[32768];

    answer = 1;
    check_refused(NULL);
    check_refused(&(coro_options_t){.stack_size = sizeof own * 4});
    check_refused(&(coro_options_t){.stack = own, .stack_size = sizeof own});
    errno = 0;
    ck_assert_int_eq(coro_run(returns, coro_none(), NULL), -ENOTSUP);
    ck_assert_int_ge(asked, 4);
}
END_TEST

START_TEST(test_new_with_what_else_is_asked_there_is_made)
{
    answer = 2; /* ARCH_SHSTK_WRSS */
    errno = EXDEV;
    ck_assert_int_eq(coro_free(coro_new(returns, coro_none(), NULL)), 0);
    ck_assert_int_eq(errno, EXDEV);
    ck_assert_int_ge(asked, 1);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("shadow");

    tcase_add_test(tcase, test_new_with_a_shadow_stack_is_refused);
    tcase_add_test(tcase, test_new_with_what_else_is_asked_there_is_made);
    return run_case("shadow", tcase);
}

#else

int main(void)
{
    return not_run("this pretends to be x86-64's kernel");
}

#endif
