# SPDX-License-Identifier: MIT
"""The metrics: what each is called, counts, and how often it is asked for."""
import dataclasses

MOST = 10**9  # operations in a sample
PASSES = 5    # over all metrics


@dataclasses.dataclass
class Metric:
    name: str
    unit: str = "ns"
    count: int = 1000     # operations in the first sample, and at least
    fixed: bool = False   # operations in every sample
    scale: float = 1      # what is counted, in units
    runs: int = 1000      # at most
    passes: int = PASSES  # fewer: the first sample takes long
    alone: bool = False   # one contestant after the other: all at once they
                          # would not fit into memory
    once: bool = False    # a process each: memory does not come back


ALONE = {"runs": 7, "passes": 1, "alone": True}


def per_task(tasks):
    """Every task has several turns, however many there are."""
    return Metric(f"sched_yield/{tasks}", count=max(1000, 4 * tasks),
                  **(ALONE if tasks > 10**5 else {}))


def memory(name, count, unit="bytes"):
    return Metric(f"{name}/{count}", unit, count, fixed=True, once=True)


METRICS = [
    *map(Metric, ("next", "send", "sum", "next_helper", "yield_helper",
                  "both_helpers", "self")),
    *(Metric(f"checks/{step}") for step in range(5)),
    *(Metric(f"delegate/{depth}") for depth in (1, 10, 100, 1000)),
    *(Metric(f"call/{depth}") for depth in (1, 10, 100, 1000)),
    Metric("create_run_free"),
    Metric("create_burst", count=10000),
    Metric("create_cold", count=10000),
    *(per_task(10**n) for n in range(1, 7)),
    per_task(2),
    Metric("spawn_await"),
    *(Metric(f"queue/{size}") for size in (1, 64)),
    Metric("channel"),
    *(Metric(f"echo/{n}") for n in (1, 100, 1000)),
    *(Metric(f"cancel/{10**n}", runs=7) for n in (2, 4)),
    Metric("cancel/1000000", **ALONE),
    Metric("sleepers", "ms", 100000, fixed=True, scale=1e6 / 100000, runs=7,
           passes=2),
    *(memory("memory", 10**n) for n in (3, 5, 6)),
    memory("memory_tables", 10**6),
    memory("memory_mappings", 10**6, "mappings"),
    memory("memory_small", 10**6),
    memory("memory_after_burst", 10**5),
]

# Of these the instructions are counted, too; of contestants of these names.
COUNTED = ["next", "send", "sum", "delegate/1", "delegate/1000", "call/1",
           "create_run_free", "sched_yield/10", "spawn_await", "self",
           *(f"checks/{step}" for step in range(5))]
COUNTED_OF = r"(libcoro|bare|checks)_(gcc|clang)$"
