/* SPDX-License-Identifier: MIT */
/* See runner.h. */
#include "runner.h"

#include <stdlib.h>

int run_with(const fixture_t *fixture, const char *name,
             void (*add)(TCase *tcase))
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(tcase, fixture->set_up, fixture->tear_down);
    add(tcase);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
