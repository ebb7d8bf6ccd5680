// SPDX-License-Identifier: MIT
// A recursive generator of C++20: a delegation of any depth costs one resumption,
// since the outermost one knows the innermost.
#include "contestant.h"

#include <coroutine>
#include <exception>
#include <utility>
#include <vector>

namespace
{

class Recursive
{
  public:
    struct promise_type {
        promise_type *root = this; // the one that is driven
        promise_type *leaf = this; // of a root: the one that runs
        promise_type *outer = nullptr;
        int64_t value = 0; // of a root: yielded

        Recursive get_return_object()
        {
            return Recursive(
                std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept
        {
            return {};
        }

        // When an inner one ends, its delegator goes on at once.
        struct HandBack {
            bool await_ready() const noexcept
            {
                return false;
            }
            std::coroutine_handle<>
            await_suspend(std::coroutine_handle<promise_type> self) noexcept
            {
                promise_type &p = self.promise();

                if (p.outer == nullptr)
                    return std::noop_coroutine();
                p.root->leaf = p.outer;
                return std::coroutine_handle<promise_type>::from_promise(
                    *p.outer);
            }
            void await_resume() const noexcept
            {
            }
        };
        HandBack final_suspend() noexcept
        {
            return {};
        }

        std::suspend_always yield_value(int64_t v) noexcept
        {
            root->value = v;
            return {};
        }

        struct Delegate {
            promise_type &inner;

            bool await_ready() const noexcept
            {
                return false;
            }
            std::coroutine_handle<>
            await_suspend(std::coroutine_handle<promise_type> self) noexcept
            {
                inner.outer = &self.promise();
                inner.root = self.promise().root;
                inner.root->leaf = &inner;
                return std::coroutine_handle<promise_type>::from_promise(inner);
            }
            void await_resume() const noexcept
            {
            }
        };
        Delegate yield_value(Recursive &inner) noexcept
        {
            return {inner.handle.promise()};
        }

        void return_void() noexcept
        {
        }
        void unhandled_exception()
        {
            std::terminate();
        }
    };

    explicit Recursive(std::coroutine_handle<promise_type> h) : handle(h)
    {
    }
    Recursive(Recursive &&other) noexcept
        : handle(std::exchange(other.handle, nullptr))
    {
    }
    ~Recursive()
    {
        if (handle)
            handle.destroy();
    }

    bool next()
    {
        std::coroutine_handle<promise_type>::from_promise(
            *handle.promise().leaf)
            .resume();
        return !handle.done();
    }
    int64_t value() const
    {
        return handle.promise().value;
    }

  private:
    std::coroutine_handle<promise_type> handle;
};

Recursive counter()
{
    for (int64_t i = 0;; i++)
        co_yield i;
}

Recursive delegator(Recursive &inner)
{
    co_yield inner;
}

double delegate(size_t count, size_t depth)
{
    std::vector<Recursive> chain;
    int64_t sum = 0;
    double start;

    chain.reserve(depth + 1);
    chain.push_back(counter());
    for (size_t i = 0; i < depth; i++)
        chain.push_back(delegator(chain.back()));
    chain.back().next();
    start = now_ns();
    for (size_t i = 0; i < count && chain.back().next(); i++)
        sum += chain.back().value();
    start = now_ns() - start;
    consume(sum);
    while (!chain.empty())
        chain.pop_back();
    return start;
}

} // namespace

int main(int argc, char **argv)
{
    const metric_t metrics[] = {{"delegate", delegate}, {nullptr, nullptr}};

    return contestant_main(argc, argv, metrics);
}
