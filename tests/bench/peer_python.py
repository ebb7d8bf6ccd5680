# SPDX-License-Identifier: MIT
"""Generators and asyncio of CPython. The protocol is in contestant.h."""
import asyncio
import os
import random
import sys
import time


def counter():
    i = 0
    while True:
        yield i
        i += 1


def next_(count, _):
    gen, total = counter(), 0
    next(gen)
    start = time.perf_counter_ns()
    for _ in range(count):
        total += next(gen)
    return time.perf_counter_ns() - start


def send(count, _):
    def adder():
        total = 0
        while True:
            total += yield total

    gen = adder()
    next(gen)
    start = time.perf_counter_ns()
    for i in range(count):
        gen.send(i)
    return time.perf_counter_ns() - start


def sum_(count, _):
    start = time.perf_counter_ns()
    sum(i for i in range(count))
    return time.perf_counter_ns() - start


def delegate(count, depth):
    def delegator(inner):
        yield from inner

    sys.setrecursionlimit(depth + 1000)
    gen, total = counter(), 0
    for _ in range(depth):
        gen = delegator(gen)
    next(gen)
    start = time.perf_counter_ns()
    for _ in range(count):
        total += next(gen)
    return time.perf_counter_ns() - start


def create_run_free(count, _):
    def empty():
        return
        yield

    start = time.perf_counter_ns()
    for _ in range(count):
        for _ in empty():
            pass
    return time.perf_counter_ns() - start


def sched_yield(count, tasks):
    rounds = max(count // tasks, 1)
    times = []

    async def take_turns():
        await asyncio.sleep(0)
        if not times:
            times.append(time.perf_counter_ns())
        for _ in range(rounds):
            await asyncio.sleep(0)
        if len(times) == 1:
            times.append(time.perf_counter_ns())

    async def main():
        await asyncio.gather(*(take_turns() for _ in range(tasks)))

    asyncio.run(main())
    return (times[1] - times[0]) * count / (rounds * tasks)


def sleepers(count, _):
    async def main():
        await asyncio.gather(*(asyncio.sleep(random.random())
                               for _ in range(count)))

    start = time.process_time_ns()
    asyncio.run(main())
    return time.process_time_ns() - start


def spawn_await(count, _):
    async def empty():
        pass

    async def main():
        start = time.perf_counter_ns()
        for _ in range(count):
            await asyncio.create_task(empty())
        return time.perf_counter_ns() - start

    return asyncio.run(main())


def memory(count, _):
    def resident():
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    gens = [None] * count
    before = resident()
    for i in range(count):
        gens[i] = counter()
        next(gens[i])
    return resident() - before


METRICS = {"next": next_, "send": send, "sum": sum_, "delegate": delegate,
           "create_run_free": create_run_free, "sched_yield": sched_yield,
           "sleepers": sleepers, "spawn_await": spawn_await, "memory": memory}


def main():
    name, _, size = sys.argv[1].partition("/")
    if name not in METRICS:
        sys.exit(2)
    for line in sys.stdin:
        print(METRICS[name](int(line), int(size or 0)), flush=True)


main()
