// SPDX-License-Identifier: MIT
// See peer_cpp20.hpp.
#include "peer_cpp20.hpp"

Generator counter()
{
    for (int64_t i = 0;; i++)
        co_yield i;
}

Generator adder()
{
    int64_t sum = 0;

    for (;;)
        sum += co_yield sum;
}

Generator range(int64_t end)
{
    for (int64_t i = 0; i < end; i++)
        co_yield i;
}

Generator empty()
{
    co_return;
}
