// SPDX-License-Identifier: MIT
//
// Bodies in C++: exceptions thrown and caught within one, over yields;
// destructors; and exceptions that would leave one.
#include <check.h>
#include <coro/generator.h>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace
{

// Adds its letter to a trace when it goes.
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

coro_t *new_generator(coro_fn_t *body, void *arg)
{
    coro_options_t options = {};

    options.stack_size = 64 * 1024;
    coro_t *gen = coro_new(body, coro_ptr(arg), &options);
    ck_assert_ptr_nonnull(gen);
    return gen;
}

void yield_or_throw(coro_t *self)
{
    if (int rc = coro_yield(self, coro_none(), nullptr))
        throw std::runtime_error(std::to_string(rc));
}

extern "C" int catching_body(coro_t *self, coro_value_t arg)
{
    auto &trace = *static_cast<std::string *>(arg.ptr);

    for (int i = 0; i < 2; i++)
        try {
            Mark mark(trace, 'd');
            yield_or_throw(self);
            yield_or_throw(self);
            trace += 'n';
        } catch (const std::runtime_error &error) {
            trace += error.what();
        }
    return 0;
}

extern "C" int escaping_body(coro_t *, coro_value_t)
{
    throw std::runtime_error("nobody catches this");
}

START_TEST(test_exception_in_a_body_is_caught_over_yields)
{
    std::string trace;
    coro_t *gen = new_generator(catching_body, &trace);

    ck_assert_int_eq(coro_next(gen, nullptr), 0);
    ck_assert_int_eq(coro_next(gen, nullptr), 0);
    ck_assert_int_eq(coro_throw(gen, -7, coro_none(), nullptr), 0);
    ck_assert_str_eq(trace.c_str(), "d-7");
    ck_assert_int_eq(coro_next(gen, nullptr), 0);
    ck_assert_int_eq(coro_next(gen, nullptr), CORO_DONE);
    ck_assert_str_eq(trace.c_str(), "d-7nd");
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

START_TEST(test_exceptions_in_two_bodies_do_not_mix)
{
    std::string trace[2];
    coro_t *gens[] = {new_generator(catching_body, &trace[0]),
                      new_generator(catching_body, &trace[1])};

    for (coro_t *gen : gens)
        ck_assert_int_eq(coro_next(gen, nullptr), 0);
    ck_assert_int_eq(coro_throw(gens[0], -7, coro_none(), nullptr), 0);
    ck_assert_int_eq(coro_throw(gens[1], -8, coro_none(), nullptr), 0);
    ck_assert_int_eq(coro_throw(gens[0], -9, coro_none(), nullptr), CORO_DONE);
    ck_assert_str_eq(trace[0].c_str(), "d-7d-9");
    ck_assert_str_eq(trace[1].c_str(), "d-8");
    for (coro_t *gen : gens)
        ck_assert_int_eq(coro_free(gen), 0);
    ck_assert_str_eq(trace[1].c_str(), "d-8d-5000");
}
END_TEST

// A driver may unwind while generators wait.
START_TEST(test_exception_in_a_driver_leaves_the_generator_as_it_is)
{
    std::string trace;
    coro_t *gen = new_generator(catching_body, &trace);

    try {
        Mark mark(trace, 'm');
        ck_assert_int_eq(coro_next(gen, nullptr), 0);
        throw 1;
    } catch (int) {
    }
    ck_assert_str_eq(trace.c_str(), "m");
    ck_assert_int_eq(coro_throw(gen, -7, coro_none(), nullptr), 0);
    ck_assert_str_eq(trace.c_str(), "md-7");
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

// std::terminate: the driver's handler must not catch it.
START_TEST(test_exception_leaving_a_body_terminates)
{
    coro_t *gen = new_generator(escaping_body, nullptr);

    try {
        coro_next(gen, nullptr);
    } catch (...) {
        std::_Exit(0);
    }
}
END_TEST

} // namespace

int main()
{
    Suite *suite = suite_create("cxx");
    TCase *tcase = tcase_create("cxx");
    SRunner *runner = srunner_create(suite);

    tcase_add_test(tcase, test_exception_in_a_body_is_caught_over_yields);
    tcase_add_test(tcase, test_exceptions_in_two_bodies_do_not_mix);
    tcase_add_test(tcase,
                   test_exception_in_a_driver_leaves_the_generator_as_it_is);
    tcase_add_test_raise_signal(tcase, test_exception_leaving_a_body_terminates,
                                SIGABRT);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
