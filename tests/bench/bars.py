# SPDX-License-Identifier: MIT
"""The bars: what docs/performance.md claims, as ratios within one run."""
import dataclasses

NOISE = 1.05
OVER_BARE = 12  # instructions of a round trip, more than a bare swap takes


@dataclasses.dataclass
class Bar:
    ours: str           # metric:contestant
    most: float         # at most so many times
    theirs: str = ""    # metric:contestant; none: `most` is a number
    noise: float = NOISE


def times_ahead(metric, peer, times, ours="libcoro_gcc"):
    return Bar(f"{metric}:{ours}", 1 / times, f"{metric}:{peer}")


BARS = [
    *(Bar(f"{metric}:libcoro_clang", 1.0, f"{metric}:cpp20_clang")
      for metric in ("next", "send", "sum")),
    *(Bar(f"{metric}:libcoro_gcc", 1.1, f"{metric}:cpp20_gcc")
      for metric in ("next", "send", "sum")),
    *(times_ahead(metric, "boost_context", 4.5, f"libcoro_{compiler}")
      for metric in ("next", "send", "sum") for compiler in ("gcc", "clang")),
    *(Bar(f"{metric}:libcoro_no_inline", 0.7, f"{metric}:boost_context")
      for metric in ("next", "send", "sum")),
    *(Bar(f"{name}/{depth}:libcoro_{compiler}", 1.1,
          f"{name}/1:libcoro_{compiler}")
      for name in ("delegate", "call") for depth in (10, 100, 1000)
      for compiler in ("gcc", "clang")),
    *(Bar(f"{name}/{depth}:libcoro_{compiler}", 1.2,
          f"next:libcoro_{compiler}")
      for name in ("delegate", "call") for depth in (1, 1000)
      for compiler in ("gcc", "clang")),
    times_ahead("create_run_free", "cpp20_gcc", 1),
    times_ahead("create_run_free", "cpp20_clang", 1, "libcoro_clang"),
    times_ahead("create_run_free", "boost_context", 3),
    times_ahead("create_run_free", "cpython", 5),
    times_ahead("sched_yield/1000", "boost_fiber", 3),
    times_ahead("sched_yield/1000", "state_threads", 3),
    *(times_ahead(f"sched_yield/{10**n}", peer, 1) for n in range(1, 7)
      for peer in ("boost_fiber", "state_threads", "pth", "go", "cpython")),
    *(times_ahead("sched_yield/2", peer, 1)
      for peer in ("boost_fiber", "state_threads", "pth", "go", "cpython")),
    Bar("sched_yield/1000000:libcoro_gcc", 25, "sched_yield/10:libcoro_gcc"),
    *(times_ahead("sleepers", peer, 1) for peer in ("go", "state_threads")),
    Bar("memory/1000000:libcoro_gcc", 4200, noise=1),
    Bar("memory_mappings/1000000:libcoro_gcc", 100e-6, noise=1),
    Bar("memory_small/1000000:libcoro_gcc", 1200, noise=1),
    times_ahead("spawn_await", "boost_fiber", 3),
    # A mailbox of State Threads holds one value; so does its channel here.
    *(Bar(f"{metric}:libcoro_gcc", 1 / times, f"channel:{peer}")
      for metric in ("queue/64", "channel")
      for peer, times in (("state_threads", 2.5), ("boost_fiber", 5))),
    *(times_ahead(f"echo/{n}", "libuv", 1) for n in (1, 100, 1000)),
    # A heap a little higher; the rest is memory that is not in the cache.
    Bar("cancel/1000000:libcoro_gcc", 5, "cancel/10000:libcoro_gcc"),
]


def value(results, key):
    metric, _, contestant = key.partition(":")
    found = results.get(metric, {}).get(contestant)
    return found["median"] if found else None


def check(results):
    """Each bar of which both sides were measured."""
    checked = []
    for bar in BARS:
        ours = value(results, bar.ours)
        theirs = value(results, bar.theirs) if bar.theirs else 1.0
        if ours is None or theirs is None:
            continue
        ratio = ours / theirs
        checked.append({**dataclasses.asdict(bar), "ratio": ratio,
                        "holds": ratio <= bar.most * bar.noise})
    return checked


def check_instructions(counts):
    """What coro_next and coro_yield add to a bare swap."""
    checked = []
    row = counts.get("next", {})
    for compiler in ("gcc", "clang"):
        ours, bare = f"libcoro_{compiler}", f"bare_{compiler}"
        if ours in row and bare in row:
            more = row[ours] - row[bare]
            checked.append({"ours": f"next:{ours}", "theirs": f"next:{bare}",
                            "more": more, "most": OVER_BARE,
                            "holds": more <= OVER_BARE})
    return checked


def tell_instructions(checked):
    for bar in checked:
        print(f"{'bar holds' if bar['holds'] else 'BAR FAILS'}  {bar['ours']}"
              f" - {bar['theirs']}  {bar['more']:.4g} instructions"
              f"  at most {bar['most']}")


def tell(checked):
    for bar in checked:
        print(f"{'bar holds' if bar['holds'] else 'BAR FAILS'}  {bar['ours']}"
              f"{' / ' + bar['theirs'] if bar['theirs'] else ''}"
              f"  {bar['ratio']:.4g}  at most {bar['most']:.4g}")
