// SPDX-License-Identifier: MIT
//
// Bodies in C++: exceptions thrown and caught within one, over yields, and in
// their drivers; destructors. check_cxx_leaving.cpp has what would leave one.
#include "cxx.h"
#include <coro.h>
#include <exception>
#include <stdexcept>
#include <thread>

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

// Under a sanitizer all switches are the library's, which keeps them.
#if defined(CORO_SHARE_EXCEPTIONS) && !CORO__CHECKED

// What the opt-out is about.
START_TEST(test_exceptions_handled_over_yields_are_the_threads)
{
    coro_t *one = new_rethrowing(1);
    coro_t *two = new_rethrowing(2);

    ck_assert_int_eq(rethrown(one), 2);
    ck_assert_int_eq(rethrown(two), 1);
}
END_TEST

const TTest *const kept[] = {
    test_exceptions_handled_over_yields_are_the_threads};

#else

START_TEST(test_exceptions_handled_over_yields_of_two_bodies_do_not_mix)
{
    coro_t *one = new_rethrowing(1);
    coro_t *two = new_rethrowing(2);

    ck_assert_int_eq(rethrown(one), 1);
    ck_assert_int_eq(rethrown(two), 2);
}
END_TEST

// The driver's is the driver's, whatever began and ended in the body meanwhile;
// and gone from where it was for the body.
START_TEST(test_exception_a_driver_handles_stays_his)
{
    coro_t *one = nullptr;
    int caught = 0;

    try {
        try {
            throw 3;
        } catch (int) {
            one = new_rethrowing(1);
            throw;
        }
    } catch (int number) {
        caught = number;
        ck_assert_int_eq(rethrown(one), 1);
        ck_assert(std::current_exception() != nullptr);
    }
    ck_assert_int_eq(caught, 3);
    ck_assert(std::current_exception() == nullptr);
}
END_TEST

extern "C" int looking_body(coro_t *self, coro_value_t)
{
    bool clean = true;

    do
        clean = clean && std::current_exception() == nullptr &&
                std::uncaught_exceptions() == 0;
    while (coro_yield(self, coro_none(), nullptr) == 0);
    return coro_return(self, coro_int(clean));
}

// Drives when it goes.
class Driving
{
  public:
    explicit Driving(coro_t *gen) : gen_(gen)
    {
    }
    ~Driving()
    {
        ck_assert_int_eq(std::uncaught_exceptions(), 1);
        ck_assert_int_eq(coro_next(gen_, nullptr), 0);
        ck_assert_int_eq(std::uncaught_exceptions(), 1);
    }
    Driving(const Driving &) = delete;
    Driving &operator=(const Driving &) = delete;

  private:
    coro_t *gen_;
};

START_TEST(test_body_does_not_see_its_drivers_exceptions)
{
    coro_t *gen = coro_new(looking_body, coro_none(), nullptr);
    coro_value_t clean;

    for (int i = 0; i < 2; i++)
        try {
            Driving driving(gen);
            throw 1;
        } catch (int) {
            ck_assert_int_eq(coro_next(gen, nullptr), 0);
            ck_assert(std::current_exception() != nullptr);
        }
    ck_assert_int_eq(coro_close(gen, &clean), 0);
    ck_assert_int_eq(clean.i64, 1);
    ck_assert_int_eq(coro_free(gen), 0);
}
END_TEST

// Closed by the library, which is C, while another one is being handled.
START_TEST(test_body_in_a_catch_is_closed_in_another_catch)
{
    coro_t *one = new_rethrowing(1);

    try {
        throw 5;
    } catch (int number) {
        ck_assert_int_eq(coro_free(one), 0);
        ck_assert_int_eq(number, 5);
        try {
            throw;
        } catch (int again) {
            ck_assert_int_eq(again, 5);
        }
    }
    ck_assert(std::current_exception() == nullptr);
}
END_TEST

extern "C" int delegating_body(coro_t *self, coro_value_t inner)
{
    int rc = -1;

    try {
        throw 7;
    } catch (int) {
        rc = coro_yield_from(self, static_cast<coro_t *>(inner.ptr), nullptr);
        try {
            throw;
        } catch (int number) {
            rc = rc == 0 ? number : rc;
        }
    }
    return coro_return(self, coro_int(rc));
}

START_TEST(test_exception_handled_over_a_delegation_is_rethrown)
{
    coro_t *inner = coro_new(rethrowing_body, coro_int(1), nullptr);
    coro_t *outer = coro_new(delegating_body, coro_ptr(inner), nullptr);
    coro_t *other = new_rethrowing(2);

    ck_assert_int_eq(coro_next(outer, nullptr), 0);
    ck_assert_int_eq(rethrown(other), 2);
    ck_assert_int_eq(rethrown(outer), 7);
    ck_assert_int_eq(coro_free(inner), 0);
}
END_TEST

extern "C" int waiting_body(coro_t *self, coro_value_t arg)
{
    int got = 0;

    for (int i = 0; i < 3; i++)
        try {
            try {
                throw static_cast<int>(arg.i64);
            } catch (int) {
                if (i == 0)
                    coro_sched_yield(self);
                else
                    coro_sleep(self, i);
                throw;
            }
        } catch (int number) {
            got += number;
        }
    return coro_return(self, coro_int(got));
}

START_TEST(test_exceptions_handled_by_tasks_do_not_mix)
{
    coro_sched_t *sched = coro_sched_new(nullptr);
    coro_task_t *tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = coro_spawn(sched, waiting_body, coro_int(i + 1), nullptr);
    ck_assert_int_eq(coro_sched_run(sched), 0);
    for (int i = 0; i < 3; i++) {
        coro_value_t got;

        ck_assert_int_eq(coro_task_result(tasks[i], &got), 0);
        ck_assert_int_eq(got.i64, 3 * (i + 1));
        coro_task_release(tasks[i]);
    }
    ck_assert_int_eq(coro_sched_free(sched), 0);
}
END_TEST

START_TEST(test_exception_being_handled_moves_to_another_thread)
{
    coro_t *one = new_rethrowing(1);
    int64_t got = 0;

    try {
        throw 9;
    } catch (int) {
        std::thread([&] { got = rethrown(one); }).join();
    }
    ck_assert_int_eq(got, 1);
}
END_TEST

const TTest *const kept[] = {
    test_exceptions_handled_over_yields_of_two_bodies_do_not_mix,
    test_exception_a_driver_handles_stays_his,
    test_body_does_not_see_its_drivers_exceptions,
    test_body_in_a_catch_is_closed_in_another_catch,
    test_exception_handled_over_a_delegation_is_rethrown,
    test_exceptions_handled_by_tasks_do_not_mix,
    test_exception_being_handled_moves_to_another_thread};

#endif

} // namespace

int main()
{
    TCase *tcase = tcase_create("cxx");

    tcase_add_test(tcase, test_exception_in_a_body_is_caught_over_yields);
    tcase_add_test(tcase, test_exceptions_in_two_bodies_do_not_mix);
    tcase_add_test(tcase,
                   test_exception_in_a_driver_leaves_the_generator_as_it_is);
    tcase_add_test(tcase, test_exception_handled_over_a_yield_is_rethrown);
    for (const TTest *test : kept)
        tcase_add_test(tcase, test);
    return run_cases("cxx", {tcase});
}
