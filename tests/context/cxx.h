/* SPDX-License-Identifier: MIT */
/* What the suites of bodies in C++ share. */
#ifndef CXX_H
#define CXX_H

#include <check.h>
#include <coro/generator.h>
#include <cstdlib>
#include <initializer_list>
#include <string>

/* Adds its letter to a trace when it goes. */
class Mark
{
  public:
    Mark(std::string &trace, char letter) : trace_(trace), letter_(letter)
    {
    }
    ~Mark()
    {
        trace_ += letter_;
    }
    Mark(const Mark &) = delete;
    Mark &operator=(const Mark &) = delete;

  private:
    std::string &trace_;
    char letter_;
};

inline coro_t *new_generator(coro_fn_t *body, void *arg)
{
    coro_options_t options = {};

    options.stack_size = 64 * 1024;
    coro_t *gen = coro_new(body, coro_ptr(arg), &options);
    ck_assert_ptr_nonnull(gen);
    return gen;
}

/* Run all cases; returns the status of the program. */
inline int run_cases(const char *name, std::initializer_list<TCase *> cases)
{
    Suite *suite = suite_create(name);

    for (TCase *tcase : cases)
        suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed =
        srunner_ntests_run(runner) == 0 || srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
