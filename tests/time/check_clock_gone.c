/* SPDX-License-Identifier: MIT */
/* A machine whose clock cannot be read. */
#include <check.h>
#include <coro/time.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static bool is_gone;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!is_gone)
        return __real_clock_gettime(clock, now);
    errno = EINVAL;
    return -1;
}

START_TEST(test_clock_that_cannot_be_read_aborts)
{
    const coro_clock_t clock = coro_monotonic_clock();

    is_gone = true;
    clock.now(clock.ctx);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock_gone");
    TCase *tcase = tcase_create("clock_gone");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test_raise_signal(tcase, test_clock_that_cannot_be_read_aborts,
                                SIGABRT);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
