// SPDX-License-Identifier: MIT
// Generators of C++20. See peer_cpp20.hpp.
#include "peer_cpp20.hpp"
#include "contestant.h"

namespace
{

double next(size_t count, size_t)
{
    Generator gen = counter();
    int64_t sum = 0;
    double start;

    gen.next();
    start = now_ns();
    for (size_t i = 0; i < count && gen.next(); i++)
        sum += gen.value();
    start = now_ns() - start;
    consume(sum);
    return start;
}

double send(size_t count, size_t)
{
    Generator gen = adder();
    double start;

    gen.next();
    start = now_ns();
    for (size_t i = 0; i < count; i++)
        gen.next(static_cast<int64_t>(i));
    start = now_ns() - start;
    consume(gen.value());
    return start;
}

double sum(size_t count, size_t)
{
    Generator gen = range(static_cast<int64_t>(count));
    int64_t total = 0;
    double start = now_ns();

    while (gen.next())
        total += gen.value();
    start = now_ns() - start;
    consume(total);
    return start;
}

double create_run_free(size_t count, size_t)
{
    double start = now_ns();

    for (size_t i = 0; i < count; i++)
        empty().next();
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
