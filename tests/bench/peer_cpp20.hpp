// SPDX-License-Identifier: MIT
// A generator of C++20: stackless, its frame on the heap. Its bodies are opaque:
// in a unit of their own, where the compiler of the driver does not see them.
#ifndef PEER_CPP20_HPP
#define PEER_CPP20_HPP

#include <coroutine>
#include <cstdint>
#include <exception>
#include <utility>

class Generator {
public:
    struct promise_type {
        int64_t value = 0; // yielded
        int64_t sent = 0;

        struct Received {
            promise_type &promise;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<>) const noexcept {}
            int64_t await_resume() const noexcept { return promise.sent; }
        };

        Generator get_return_object()
        {
            return Generator(
                std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        Received yield_value(int64_t v) noexcept
        {
            value = v;
            return {*this};
        }
        void return_void() noexcept {}
        void unhandled_exception() { std::terminate(); }
    };

    explicit Generator(std::coroutine_handle<promise_type> h) : handle(h) {}
    Generator(Generator &&other) noexcept
        : handle(std::exchange(other.handle, nullptr))
    {
    }
    ~Generator()
    {
        if (handle)
            handle.destroy();
    }

    // Resume with a value for the yield; false: it has ended.
    bool next(int64_t sent = 0)
    {
        handle.promise().sent = sent;
        handle.resume();
        return !handle.done();
    }
    int64_t value() const { return handle.promise().value; }

private:
    std::coroutine_handle<promise_type> handle;
};

Generator counter();
Generator adder();
Generator range(int64_t end);
Generator empty();

#endif
