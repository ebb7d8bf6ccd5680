// SPDX-License-Identifier: MIT
// boost.context: fibers by callcc's successor, one value passed by reference.
#include "contestant.h"

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>

namespace ctx = boost::context;

namespace
{

ctx::fiber make_counter(int64_t &value)
{
    return ctx::fiber([&value](ctx::fiber &&driver) {
        for (int64_t i = 0;; i++) {
            value = i;
            driver = std::move(driver).resume();
        }
        return std::move(driver);
    });
}

double next(size_t count, size_t)
{
    int64_t value = 0, sum = 0;
    ctx::fiber gen = make_counter(value).resume();
    double start = now_ns();

    for (size_t i = 0; i < count; i++) {
        gen = std::move(gen).resume();
        sum += value;
    }
    start = now_ns() - start;
    consume(sum);
    return start;
}

double send(size_t count, size_t)
{
    int64_t in = 0, out = 0;
    ctx::fiber gen([&](ctx::fiber &&driver) {
        for (int64_t sum = 0;;) {
            out = sum;
            driver = std::move(driver).resume();
            sum += in;
        }
        return std::move(driver);
    });
    double start;

    gen = std::move(gen).resume();
    start = now_ns();
    for (size_t i = 0; i < count; i++) {
        in = static_cast<int64_t>(i);
        gen = std::move(gen).resume();
    }
    start = now_ns() - start;
    consume(out);
    return start;
}

double sum(size_t count, size_t)
{
    int64_t value = 0, total = 0;
    bool done = false;
    ctx::fiber gen([&, count](ctx::fiber &&driver) {
        for (size_t i = 0; i < count; i++) {
            value = static_cast<int64_t>(i);
            driver = std::move(driver).resume();
        }
        done = true;
        return std::move(driver);
    });
    double start = now_ns();

    for (;;) {
        gen = std::move(gen).resume();
        if (done)
            break;
        total += value;
    }
    start = now_ns() - start;
    consume(total);
    return start;
}

// Stacks from a pool, as libcoro's are; the default allocator maps each.
double create_run_free(size_t count, size_t)
{
    ctx::pooled_fixedsize_stack pool(64 * 1024);
    double start = now_ns();

    for (size_t i = 0; i < count; i++) {
        ctx::fiber gen(std::allocator_arg, pool,
                       [](ctx::fiber &&driver) { return std::move(driver); });

        gen = std::move(gen).resume();
    }
    return now_ns() - start;
}

} // namespace

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"next", next},
                                {"send", send},
                                {"sum", sum},
                                {"create_run_free", create_run_free},
                                {nullptr, nullptr}};

    return contestant_main(argc, argv, metrics);
}
