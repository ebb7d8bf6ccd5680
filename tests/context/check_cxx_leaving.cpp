// SPDX-License-Identifier: MIT
//
// What would leave a body of C++ other than by return. An exception must not:
// std::terminate is called where it was thrown, whoever drives the body, and
// none of his frames is unwound or gets to catch it. The end of a thread does
// leave: it unwinds the body, and with assembly the drivers.
#include "cxx.h"
#include <csignal>
#include <cstring>
#include <cxxabi.h>
#include <pthread.h>
#include <stdexcept>

// GCC calls it shadowing that time.h gives a structure's name to a function.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <coro/sched.h>
#pragma GCC diagnostic pop

#define NOINLINE __attribute__((noinline))

namespace
{

// ---- Exceptions

const char nobody_catches[] = "nobody catches this";
std::string trace;
coro_t *thrower; // whose body throws

// What ends a test that is to end in std::terminate: neither SIGABRT, which the
// library raises, too, where it is broken, nor exit, upon which Valgrind looks
// for leaks and finds the exception.
enum {
    TERMINATED = SIGUSR2
};

bool is_being_handled()
{
    try {
        std::rethrow_exception(std::current_exception());
    } catch (const std::runtime_error &error) {
        return std::strcmp(error.what(), nobody_catches) == 0;
    } catch (...) {
        return false;
    }
}

[[noreturn]] void on_terminate()
{
    if (is_being_handled() && trace.empty() && coro_self() == thrower)
        raise(TERMINATED);
    std::_Exit(EXIT_FAILURE);
}

int throw_out(coro_t *self)
{
    Mark mark(trace, 't');
    thrower = self;
    throw std::runtime_error(nobody_catches);
}

extern "C" int throwing_at_once(coro_t *self, coro_value_t)
{
    return throw_out(self);
}

extern "C" int throwing_when_resumed(coro_t *self, coro_value_t)
{
    coro_yield(self, coro_none(), nullptr);
    return throw_out(self);
}

// The ways to resume a body, each in a frame of its own. Nothing in it needs
// to be cleaned up, so an exception that got out would pass.

NOINLINE void next(coro_t *gen)
{
    coro_next(gen, nullptr);
}
NOINLINE void send(coro_t *gen)
{
    coro_send(gen, coro_none(), nullptr);
}
NOINLINE void throw_in(coro_t *gen)
{
    coro_throw(gen, CORO_E_USER, coro_none(), nullptr);
}
NOINLINE void close_it(coro_t *gen)
{
    coro_close(gen, nullptr);
}
NOINLINE void free_it(coro_t *gen)
{
    coro_free(gen);
}

// The same with somebody between it and the driver, who would catch it.

extern "C" int catching_driver(coro_t *, coro_value_t arg)
{
    coro_t *inner = new_generator(throwing_at_once, arg.ptr);

    try {
        Mark mark(trace, 'i');
        next(inner);
    } catch (...) {
        trace += 'I';
    }
    return 0;
}

extern "C" int catching_delegator(coro_t *self, coro_value_t arg)
{
    coro_t *inner = new_generator(throwing_when_resumed, arg.ptr);

    try {
        Mark mark(trace, 'i');
        return coro_yield_from(self, inner, nullptr);
    } catch (...) {
        trace += 'I';
    }
    return 0;
}

struct Thrown {
    coro_fn_t *body;
    int yields; // before it throws
} const thrown[] = {{throwing_at_once, 0},
                    {throwing_when_resumed, 1},
                    {catching_driver, 0},
                    {catching_delegator, 1}};

void (*const resumptions[])(coro_t *gen) = {next, send, throw_in, close_it,
                                            free_it};

// Nothing may come of it but std::terminate.
NOINLINE void resume_and_catch(void (*resume)(coro_t *gen), coro_t *gen)
{
    try {
        Mark mark(trace, 'd');
        resume(gen);
    } catch (...) {
        trace += 'D';
    }
    ck_abort_msg("the driver goes on, after %s", trace.c_str());
}

START_TEST(test_exception_leaving_a_body_terminates)
{
    coro_t *gen = new_generator(thrown[_i].body, nullptr);

    for (int i = 0; i < thrown[_i].yields; i++)
        ck_assert_int_eq(coro_next(gen, nullptr), 0);
    std::set_terminate(on_terminate);
    resume_and_catch(next, gen);
}
END_TEST

START_TEST(test_exception_leaving_a_body_resumed_in_any_way_terminates)
{
    coro_t *gen = new_generator(throwing_when_resumed, nullptr);

    ck_assert_int_eq(coro_next(gen, nullptr), 0);
    std::set_terminate(on_terminate);
    resume_and_catch(resumptions[_i], gen);
}
END_TEST

NOINLINE void run_task(coro_t *)
{
    coro_run(throwing_at_once, coro_none(), nullptr);
}

START_TEST(test_exception_leaving_a_task_terminates)
{
    std::set_terminate(on_terminate);
    resume_and_catch(run_task, nullptr);
}
END_TEST

// ---- The end of a thread. AddressSanitizer is not told that unwinding leaves
// a stack, so these do not run under it.

void end_thread(int64_t cancelled)
{
    if (cancelled != 0) {
        pthread_cancel(pthread_self());
        pthread_testcancel();
    }
    pthread_exit(&trace);
}

extern "C" int ending_body(coro_t *self, coro_value_t cancelled)
{
    Mark mark(trace, 'b');

    coro_yield(self, coro_none(), nullptr);
    try {
        Mark inner(trace, 'a');
        end_thread(cancelled.i64);
    } catch (abi::__forced_unwind &) {
        trace += 'A';
        throw;
    }
    return 0;
}

// Nothing in this frame needs to be cleaned up: the switch in it is no call
// that the compiler expects an exception from.
NOINLINE int drive(coro_t *gen)
{
    return coro_next(gen, nullptr);
}

extern "C" int driving_body(coro_t *, coro_value_t inner)
{
    auto *gen = static_cast<coro_t *>(inner.ptr);
    Mark mark(trace, 'o');

    return drive(gen) == 0 ? drive(gen) : 0;
}

extern "C" void *driving_thread(void *gen)
{
    try {
        Mark mark(trace, 'd');
        (void)drive(static_cast<coro_t *>(gen));
    } catch (abi::__forced_unwind &) {
        trace += 'D';
        throw;
    }
    return nullptr;
}

// Run a thread that ends inside of inner, which it drives by way of another
// generator; returns its result.
void *run_ending(void *(*driver)(void *gen), coro_t *inner)
{
    coro_t *outer = new_generator(driving_body, inner);
    pthread_t thread;
    void *result;

    ck_assert_int_eq(pthread_create(&thread, nullptr, driver, outer), 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    return result;
}

START_TEST(test_end_of_a_thread_in_a_body_unwinds_its_drivers)
{
    coro_t *inner = coro_new(ending_body, coro_int(_i), nullptr);
    void *result = run_ending(driving_thread, inner);

    ck_assert(result == (_i == 0 ? &trace : PTHREAD_CANCELED));
    ck_assert_str_eq(trace.c_str(), CORO_CONTEXT_ASM ? "aAbodD" : "aAb");
}
END_TEST

#ifdef CORO_NO_INLINE

extern "C" void *calling_thread(void *gen)
{
    try {
        Mark mark(trace, 'd');
        coro_next(static_cast<coro_t *>(gen), nullptr);
    } catch (abi::__forced_unwind &) {
        trace += 'D';
        throw;
    }
    return nullptr;
}

START_TEST(test_end_of_a_thread_unwinds_a_driver_that_calls_the_operations)
{
    coro_t *inner = coro_new(ending_body, coro_int(0), nullptr);

    ck_assert(run_ending(calling_thread, inner) == &trace);
    ck_assert_str_eq(trace.c_str(), CORO_CONTEXT_ASM ? "aAbodD" : "aAb");
}
END_TEST

#endif

TCase *exceptions_case()
{
    TCase *tcase = tcase_create("exceptions");

    tcase_add_loop_test_raise_signal(
        tcase, test_exception_leaving_a_body_terminates, TERMINATED, 0,
        sizeof thrown / sizeof thrown[0]);
    tcase_add_loop_test_raise_signal(
        tcase, test_exception_leaving_a_body_resumed_in_any_way_terminates,
        TERMINATED, 0, sizeof resumptions / sizeof resumptions[0]);
    tcase_add_test_raise_signal(tcase, test_exception_leaving_a_task_terminates,
                                TERMINATED);
    return tcase;
}

TCase *threads_case()
{
    TCase *tcase = tcase_create("threads");

    if (CORO__CHECKED)
        return tcase;
    tcase_add_loop_test(
        tcase, test_end_of_a_thread_in_a_body_unwinds_its_drivers, 0, 2);
#ifdef CORO_NO_INLINE
    tcase_add_test(
        tcase, test_end_of_a_thread_unwinds_a_driver_that_calls_the_operations);
#endif
    return tcase;
}

} // namespace

int main()
{
    return run_cases("cxx_leaving", {exceptions_case(), threads_case()});
}
