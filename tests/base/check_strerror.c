/* SPDX-License-Identifier: MIT */
/* Every status has a sentence, and no two of them the same. */
#include "runner.h"

#include <coro.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

static const int statuses[] = {0,
                               CORO_DONE,
                               CORO_E_CLOSE,
                               CORO_E_RUNNING,
                               CORO_E_NOT_STARTED,
                               CORO_E_IGNORED_CLOSE,
                               CORO_E_STOP_ITERATION,
                               CORO_E_NOT_CURRENT,
                               CORO_E_NO_SCHED,
                               CORO_E_WRONG_SCHED,
                               CORO_E_DEADLOCK,
                               CORO_E_AWAITED_CANCELLED,
                               CORO_E_MAP_LIMIT,
                               CORO_E_SHUTDOWN,
                               CORO_E_PENDING,
                               CORO_E_FINISHED,
                               CORO_E_BROKEN,
                               CORO_E_FORKED,
                               CORO_E_USER,
                               -ENOMEM,
                               2 /* none */};

enum {
    COUNT = sizeof statuses / sizeof statuses[0]
};

START_TEST(test_each_status_has_a_sentence_of_its_own)
{
    for (int i = 0; i < COUNT; i++) {
        ck_assert_str_ne(coro_strerror(statuses[i]), "");
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(coro_strerror(statuses[i]),
                             coro_strerror(statuses[j]));
    }
}
END_TEST

START_TEST(test_sentence_of_the_systems_error_is_the_systems)
{
    char expected[200];

    strcpy(expected, strerror(EPIPE));
    ck_assert_str_eq(coro_strerror(-EPIPE), expected);
}
END_TEST

START_TEST(test_numbers_that_mean_nothing_share_one_sentence)
{
    ck_assert_str_eq(coro_strerror(2), "an unknown status");
    ck_assert_str_eq(coro_strerror(INT_MAX), "an unknown status");
    ck_assert_str_eq(coro_strerror(CORO_E_USER + 1), "an unknown status");
    ck_assert_str_eq(coro_strerror(INT_MIN), coro_strerror(CORO_E_USER));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, test_each_status_has_a_sentence_of_its_own);
    tcase_add_test(tcase, test_sentence_of_the_systems_error_is_the_systems);
    tcase_add_test(tcase, test_numbers_that_mean_nothing_share_one_sentence);
}

int main(void)
{
    const fixture_t fixture = {NULL, NULL};

    return run_with(&fixture, "strerror", add);
}
