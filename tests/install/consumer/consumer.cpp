// SPDX-License-Identifier: MIT
// The same program in C++.
#include <cerrno>
#include <coro.h>
#include <memory>

static_assert(CORO_CONTEXT_ASM == EXPECTED_CONTEXT_ASM,
              "the installed config.h is of another build");

namespace
{

struct Free {
    void operator()(coro_t *gen) const
    {
        coro_free(gen);
    }
};
using Generator = std::unique_ptr<coro_t, Free>;

int count(coro_t *self, coro_value_t limit)
{
    int rc = 0;

    for (int64_t i = 1; i <= limit.i64 && rc == 0; i++)
        rc = coro_yield(self, coro_int(i), nullptr);
    return rc != 0 ? rc : coro_return(self, limit);
}

int sum(coro_t *self, coro_value_t limit)
{
    Generator gen(coro_new(count, limit, nullptr));
    coro_value_t value = coro_none();
    int64_t total = 0;
    int rc = gen ? 0 : -errno;

    while (rc == 0 && (rc = coro_next(gen.get(), &value)) == 0) {
        total += value.i64;
        rc = coro_sleep(self, 1);
    }
    return rc < 0 ? rc : coro_return(self, coro_int(total));
}

} // namespace

int main()
{
    coro_value_t result;
    int rc = coro_run(sum, coro_int(4), &result);

    return rc == 0 && result.i64 == 10 ? 0 : 1;
}
