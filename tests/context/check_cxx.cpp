// SPDX-License-Identifier: MIT
//
// Bodies in C++: exceptions thrown and caught within one, over yields, and in
// their drivers; destructors. check_cxx_leaving.cpp has what would leave one.
#include "cxx.h"
#include <stdexcept>

namespace
{

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

// ---- Suspended while an exception is being handled

// Returns the number in the exception that `throw;` threw.
extern "C" int rethrowing_body(coro_t *self, coro_value_t arg)
{
    int got = 0;

    try {
        try {
            throw static_cast<int>(arg.i64);
        } catch (int) {
            coro_yield(self, coro_none(), nullptr);
            throw;
        }
    } catch (int number) {
        got = number;
    }
    return coro_return(self, coro_int(got));
}

coro_t *new_rethrowing(int number)
{
    coro_t *gen = coro_new(rethrowing_body, coro_int(number), nullptr);

    ck_assert_ptr_nonnull(gen);
    ck_assert_int_eq(coro_next(gen, nullptr), 0);
    return gen;
}

int64_t rethrown(coro_t *gen)
{
    coro_value_t got;

    ck_assert_int_eq(coro_next(gen, &got), CORO_DONE);
    ck_assert_int_eq(coro_free(gen), 0);
    return got.i64;
}

START_TEST(test_exception_handled_over_a_yield_is_rethrown)
{
    ck_assert_int_eq(rethrown(new_rethrowing(1)), 1);
}
END_TEST

// Why docs/living-with-c.md says not to: they are the thread's.
START_TEST(test_exceptions_handled_over_yields_of_two_bodies_mix)
{
    coro_t *one = new_rethrowing(1);
    coro_t *two = new_rethrowing(2);

    ck_assert_int_eq(rethrown(one), 2);
    ck_assert_int_eq(rethrown(two), 1);
}
END_TEST

} // namespace

int main()
{
    TCase *tcase = tcase_create("cxx");

    tcase_add_test(tcase, test_exception_in_a_body_is_caught_over_yields);
    tcase_add_test(tcase, test_exceptions_in_two_bodies_do_not_mix);
    tcase_add_test(tcase,
                   test_exception_in_a_driver_leaves_the_generator_as_it_is);
    tcase_add_test(tcase, test_exception_handled_over_a_yield_is_rethrown);
    tcase_add_test(tcase,
                   test_exceptions_handled_over_yields_of_two_bodies_mix);
    return run_cases("cxx", {tcase});
}
