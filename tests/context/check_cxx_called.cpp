// SPDX-License-Identifier: MIT
//
// Exceptions that would leave a function that the library calls, into the
// library, which is not made for it: std::terminate is called where they were
// thrown, and nobody who waits for the library gets to catch them.
#include "cxx.h"
#include <csignal>
#include <exception>
#include <stdexcept>
#include <unistd.h>

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
    if (trace != "thrown")
        std::_Exit(EXIT_FAILURE);
    kill(getpid(), TERMINATED); // a worker's thread takes no signals
    for (;;)
        pause();
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
static void is_told_of_deadlock(void *, coro_sched_t *)
{
    throw_out();
}
static void is_told_of_turn(void *, coro_task_t *, int64_t)
{
    throw_out();
}
static void is_told_of_failure(void *, coro_task_t *, int, coro_value_t)
{
    throw_out();
}
static void is_told_of_end(coro_awaited_t *)
{
    throw_out();
}
static void is_told_of_argument(coro_value_t, int, coro_value_t)
{
    throw_out();
}
static void is_given_line(void *, const char *)
{
    throw_out();
}
static int comes_before(coro_value_t, coro_value_t)
{
    throw_out();
}
static int works(coro_value_t, coro_value_t *)
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

static int fails(coro_t *, coro_value_t)
{
    return CORO_E_USER;
}

static int waits_for_ever(coro_t *self, coro_value_t)
{
    coro_event_t event = {};

    return coro_event_wait(self, &event);
}

static int has_group(coro_t *self, coro_value_t)
{
    coro_group_t group;
    int rc = coro_group_begin(self, &group);

    coro_group_on_failure(&group, is_told_of_failure, nullptr);
    coro_group_spawn(&group, fails, coro_none(), nullptr);
    try {
        return coro_group_end(self, &group, rc);
    } catch (...) {
        return 0;
    }
}

static int offloads(coro_t *self, coro_value_t workers)
{
    return coro_offload(self, static_cast<coro_workers_t *>(workers.ptr), works,
                        coro_none(), nullptr);
}

static int blocks(coro_value_t, coro_value_t *)
{
    for (;;)
        pause();
}

static int keeps_worker_busy(coro_t *self, coro_value_t workers)
{
    return coro_offload(self, static_cast<coro_workers_t *>(workers.ptr),
                        blocks, coro_none(), nullptr);
}

static int waits_for_worker(coro_t *self, coro_value_t workers)
{
    try {
        return coro_offload_abandonable(
            self, static_cast<coro_workers_t *>(workers.ptr), works,
            coro_none(), is_told_of_argument, nullptr);
    } catch (...) {
        return 0;
    }
}

static int cancels(coro_t *, coro_value_t task)
{
    return coro_task_cancel(static_cast<coro_task_t *>(task.ptr));
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

// Run a task on a scheduler that tells of deadlocks and of every turn.
void run(coro_fn_t *body, coro_value_t arg, int64_t slow_turn_ns)
{
    coro_sched_options_t options = {};
    coro_sched_t *sched;

    options.on_deadlock = is_told_of_deadlock;
    options.on_slow_turn = is_told_of_turn;
    options.slow_turn_ns = slow_turn_ns;
    sched = coro_sched_new(&options);
    coro_spawn(sched, body, arg, nullptr);
    coro_sched_run(sched);
}

void run_into_deadlock()
{
    run(waits_for_ever, coro_none(), 0);
}

void take_a_slow_turn()
{
    run(ends, coro_none(), 1);
}

void end_a_group()
{
    run(has_group, coro_none(), 0);
}

void offload()
{
    run(offloads, coro_ptr(coro_workers_new(nullptr)), 0);
}

void give_up_waiting_for_worker()
{
    coro_sched_t *sched = coro_sched_new(nullptr);
    coro_workers_options_t one = {};
    coro_value_t workers;

    one.threads = 1;
    workers = coro_ptr(coro_workers_new(&one));
    coro_spawn(sched, keeps_worker_busy, workers, nullptr);
    coro_spawn(sched, cancels,
               coro_ptr(coro_spawn(sched, waits_for_worker, workers, nullptr)),
               nullptr);
    coro_sched_run(sched);
}

void call_back()
{
    coro_sched_t *sched = coro_sched_new(nullptr);
    coro_future_t future = {};
    coro_awaited_t node = {};

    node.future = &future;
    coro_future_on_done(sched, &node, is_told_of_end);
    coro_future_set(&future, coro_none());
    coro_sched_run(sched);
}

void dump()
{
    coro_sched_t *sched = coro_sched_new(nullptr);

    coro_spawn(sched, ends, coro_none(), nullptr);
    coro_sched_dump(sched, is_given_line, nullptr);
}

void put_in_order()
{
    coro_queue_t queue = CORO_QUEUE_INIT_PRIORITY(0, comes_before);

    for (int i = 0; i < 2; i++)
        coro_queue_try_put(&queue, coro_int(i));
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
                          post,
                          run_into_deadlock,
                          take_a_slow_turn,
                          end_a_group,
                          offload,
                          give_up_waiting_for_worker,
                          call_back,
                          dump,
                          put_in_order};

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
