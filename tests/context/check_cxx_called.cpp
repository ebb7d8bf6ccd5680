// SPDX-License-Identifier: MIT
//
// Exceptions that would leave a function that the library calls, into the
// library, which is not made for it: std::terminate is called where they were
// thrown, and nobody who waits for the library gets to catch them.
#include "cxx.h"
#include <csignal>
#include <exception>
#include <stdexcept>

// GCC calls it shadowing that time.h gives a structure's name to a function.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <coro.h>
#pragma GCC diagnostic pop

#define NOINLINE __attribute__((noinline))

namespace
{

// What ends a test that is to end in std::terminate.
enum {
    TERMINATED = SIGUSR2
};

std::string trace;

[[noreturn]] void on_terminate()
{
    if (trace == "thrown")
        raise(TERMINATED);
    std::_Exit(EXIT_FAILURE);
}

[[noreturn]] void throw_out()
{
    trace = "thrown";
    throw std::runtime_error("nobody catches this");
}

// ---- What throws

extern "C" {
static void deferred(void *)
{
    throw_out();
}
static void hook(void *, const char *, int, coro_value_t)
{
    throw_out();
}
static int called(coro_t *, coro_value_t)
{
    throw_out();
}
static void *allocates(size_t, void *)
{
    throw_out();
}
static void releases(void *, size_t, void *)
{
    throw_out();
}
static int folds(void *, coro_value_t *, coro_value_t)
{
    throw_out();
}
static int visits(void *, coro_value_t)
{
    throw_out();
}
static void visits_task(void *, coro_task_t *)
{
    throw_out();
}
// ---- Bodies

static int ends(coro_t *, coro_value_t)
{
    return 0;
}

static int ignores_its_close(coro_t *self, coro_value_t)
{
    coro_yield(self, coro_none(), nullptr);
    return coro_yield(self, coro_none(), nullptr);
}

static int calls(coro_t *self, coro_value_t)
{
    try {
        return coro_call(self, called, coro_none(), nullptr);
    } catch (...) {
        trace += ", and caught in the body";
    }
    return 0;
}
}

// ---- Who calls the library

NOINLINE coro_t *make(coro_fn_t *body, const coro_stack_allocator_t *from)
{
    coro_options_t options = {};

    options.allocator = from;
    return coro_new(body, coro_none(), &options);
}

void close_what_owns()
{
    coro_t *gen = make(ends, nullptr);

    coro_defer(gen, deferred, nullptr);
    coro_close(gen, nullptr);
}

void end_what_owns()
{
    coro_t *gen = make(ends, nullptr);

    coro_defer(gen, deferred, nullptr);
    coro_next(gen, nullptr);
}

void free_what_ignores_it()
{
    coro_t *gen = make(ignores_its_close, nullptr);

    coro_set_unraisable_hook(hook, nullptr);
    coro_next(gen, nullptr);
    coro_free(gen);
}

void call_in_a_body()
{
    coro_next(make(calls, nullptr), nullptr);
}

void allocate()
{
    static const coro_stack_allocator_t from = {allocates, releases, nullptr};

    make(ends, &from);
}

void release()
{
    static const coro_stack_allocator_t from = {
        [](size_t size, void *) { return std::malloc(size); }, releases,
        nullptr};

    coro_free(make(ends, &from));
}

void reduce()
{
    coro_value_t total = coro_none();

    coro_iter_reduce(coro_iter_range(0, 3, 1), folds, nullptr, &total);
}

void visit()
{
    coro_iter_for_each(coro_iter_range(0, 3, 1), visits, nullptr);
}

void visit_tasks()
{
    coro_sched_t *sched = coro_sched_new(nullptr);

    coro_spawn(sched, ends, coro_none(), nullptr);
    coro_sched_each(sched, visits_task, nullptr);
}

void post()
{
    coro_sched_t *sched = coro_sched_new(nullptr);
    coro_post_t posted;

    coro_post_init(&posted, sched, deferred, nullptr);
    coro_post(&posted);
    coro_sched_run(sched);
}

void (*const ways[])() = {close_what_owns,
                          end_what_owns,
                          free_what_ignores_it,
                          call_in_a_body,
                          allocate,
                          release,
                          reduce,
                          visit,
                          visit_tasks,
                          post};

START_TEST(test_exception_leaving_what_the_library_calls_terminates)
{
    std::set_terminate(on_terminate);
    try {
        ways[_i]();
    } catch (...) {
        trace += ", and caught";
    }
    ck_abort_msg("the program goes on: %s", trace.c_str());
}
END_TEST

} // namespace

int main()
{
    TCase *tcase = tcase_create("called");

    tcase_add_loop_test_raise_signal(
        tcase, test_exception_leaving_what_the_library_calls_terminates,
        TERMINATED, 0, sizeof ways / sizeof ways[0]);
    return run_cases("cxx_called", {tcase});
}
