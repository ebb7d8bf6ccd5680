// SPDX-License-Identifier: MIT
// boost.coroutine2: asymmetric coroutines over boost.context.
#include "contestant.h"

#include <boost/coroutine2/all.hpp>

namespace
{

using pull_t = boost::coroutines2::coroutine<int64_t>::pull_type;
using push_t = boost::coroutines2::coroutine<int64_t>::push_type;

double next(size_t count, size_t)
{
    pull_t gen([](push_t &yield) {
        for (int64_t i = 0;; i++)
            yield(i);
    });
    int64_t sum = 0;
    double start = now_ns();

    for (size_t i = 0; i < count; i++) {
        gen();
        sum += gen.get();
    }
    start = now_ns() - start;
    consume(sum);
    return start;
}

double send(size_t count, size_t)
{
    int64_t sum = 0;
    push_t sink([&](pull_t &source) {
        for (; source; source())
            sum += source.get();
    });
    double start;

    sink(0);
    start = now_ns();
    for (size_t i = 0; i < count; i++)
        sink(static_cast<int64_t>(i));
    start = now_ns() - start;
    consume(sum);
    return start;
}

double sum(size_t count, size_t)
{
    double start = now_ns();
    int64_t total = 0;
    pull_t gen([count](push_t &yield) {
        for (size_t i = 0; i < count; i++)
            yield(static_cast<int64_t>(i));
    });

    for (int64_t value : gen)
        total += value;
    start = now_ns() - start;
    consume(total);
    return start;
}

} // namespace

int main(int argc, char **argv)
{
    const metric_t metrics[] = {
        {"next", next}, {"send", send}, {"sum", sum}, {nullptr, nullptr}};

    return contestant_main(argc, argv, metrics);
}
