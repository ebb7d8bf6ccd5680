// SPDX-License-Identifier: MIT
// boost.fiber: its round robin, its sleeps, its channel.
#include "contestant.h"

#include <boost/fiber/all.hpp>
#include <chrono>
#include <vector>

namespace fibers = boost::fibers;

namespace
{

size_t rounds, waiting;
double start, elapsed;

// As in coro_sched.c.
void take_turns()
{
    if (--waiting == 0)
        start = now_ns();
    boost::this_fiber::yield();
    for (size_t i = 1; i < rounds; i++)
        boost::this_fiber::yield();
    if (elapsed == 0)
        elapsed = now_ns() - start;
}

template <typename Body> void run_all(size_t count, Body body)
{
    std::vector<fibers::fiber> all;

    all.reserve(count);
    try {
        for (size_t i = 0; i < count; i++)
            all.emplace_back(std::allocator_arg,
                             fibers::fixedsize_stack(64 * 1024), body);
    } catch (const std::exception &error) {
        give_up(error.what());
    }
    for (fibers::fiber &each : all)
        each.join();
}

double sched_yield(size_t count, size_t tasks)
{
    rounds = count > tasks ? count / tasks : 1;
    waiting = tasks;
    elapsed = 0;
    run_all(tasks, take_turns);
    return elapsed * static_cast<double>(count) /
           static_cast<double>(rounds * tasks);
}

double sleepers(size_t count, size_t)
{
    double before = cpu_ns();

    run_all(count, [] {
        boost::this_fiber::sleep_for(
            std::chrono::nanoseconds(random_number() % 1000000000));
    });
    return cpu_ns() - before;
}

double spawn_await(size_t count, size_t)
{
    fibers::pooled_fixedsize_stack pool(64 * 1024);
    double before = now_ns();

    for (size_t i = 0; i < count; i++)
        fibers::fiber(std::allocator_arg, pool, [] {}).join();
    return now_ns() - before;
}

// As in coro_messages.c.
template <typename Channel> double pass(size_t count, Channel &channel)
{
    fibers::fiber receiver(std::allocator_arg,
                           fibers::fixedsize_stack(64 * 1024), [&] {
                               int64_t sum = 0, value = 0;

                               for (size_t i = 0; i < count; i++) {
                                   channel.pop(value);
                                   sum += value;
                               }
                               elapsed = now_ns() - start;
                               consume(sum);
                           });
    fibers::fiber sender(std::allocator_arg, fibers::fixedsize_stack(64 * 1024),
                         [&] {
                             start = now_ns();
                             for (size_t i = 0; i < count; i++)
                                 channel.push(static_cast<int64_t>(i));
                         });

    sender.join();
    receiver.join();
    return elapsed;
}

// Its size is a power of two, and it keeps one slot free.
double queue(size_t count, size_t size)
{
    fibers::buffered_channel<int64_t> channel(size < 2 ? 2 : size);

    return pass(count, channel);
}

double channel(size_t count, size_t)
{
    fibers::unbuffered_channel<int64_t> channel;

    return pass(count, channel);
}

} // namespace

int main(int argc, char **argv)
{
    const metric_t metrics[] = {
        {"sched_yield", sched_yield}, {"sleepers", sleepers},
        {"spawn_await", spawn_await}, {"queue", queue},
        {"channel", channel},         {nullptr, nullptr}};

    return contestant_main(argc, argv, metrics);
}
