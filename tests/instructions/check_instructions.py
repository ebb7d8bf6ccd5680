#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The hot paths take no more instructions than ceilings.txt says.

Ends with 0 (good), 1 (more), 2 (nothing to compare) or 77 (not run: there are
no ceilings for this compiler, or what --not-run says). With --update the
ceilings of this compiler become what is counted now; update.sh does that for
all compilers.
"""
import argparse
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
import cachegrind  # noqa: E402

METRICS = ["next", "send", "sum", "delegate/1", "delegate/1000", "call/1",
           "call/1000", "create_run_free", "sched_yield/10", "spawn_await"]
BARE = "bare"            # a bare swap, which the library cannot change
OVER = "next_over_bare"  # a bar, which --update leaves alone
INEXACT = 0.05
NOT_RUN = 77


class Ceilings:
    """The table: a comment, a line of compilers, a line for each metric."""

    def __init__(self, path):
        lines = path.read_text().splitlines()
        self.path = path
        self.comment = [line for line in lines if line.startswith("#")]
        words = [line.split() for line in lines
                 if line and not line.startswith("#")]
        self.compilers = words[0][1:] if words else []
        self.rows = {row[0]: dict(zip(self.compilers, map(int, row[1:])))
                     for row in words[1:]}

    def write(self):
        rows = [["metric", *self.compilers]]
        rows += [[metric, *(row.get(compiler, "-") for compiler
                            in self.compilers)]
                 for metric, row in self.rows.items()]
        self.path.write_text("\n".join([*self.comment, "", *(
            f"{row[0]:<16}" + "".join(f"{cell:>10}" for cell in row[1:])
            for row in rows)]) + "\n")

    def update(self, compiler, counts):
        if compiler not in self.compilers:
            self.compilers.append(compiler)
        for metric, count in counts.items():
            row = self.rows.setdefault(metric, {})
            if metric != OVER or compiler not in row:
                row[compiler] = math.ceil(count - INEXACT)
        self.write()


def count_all(program, bare):
    counts = {metric: cachegrind.per_operation([program], metric)
              for metric in METRICS}
    counts[BARE] = cachegrind.per_operation([bare], "next")
    counts[OVER] = counts["next"] - counts[BARE]
    return counts


def compare(counts, ceilings, compiler):
    more = 0
    for metric, row in ceilings.rows.items():
        exceeds = counts[metric] > row[compiler] + INEXACT
        more += exceeds
        print(f"{metric:<16} {counts[metric]:8.2f}  at most {row[compiler]}"
              f"{'  MORE' if exceeds else ''}")
    print(f"{compiler}: {len(ceilings.rows)} counts, {more} too high")
    return more


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", help="column of the table")
    parser.add_argument("--program", help="the contestant of libcoro")
    parser.add_argument("--bare", help="the contestant of bare swaps")
    parser.add_argument("--ceilings", type=pathlib.Path,
                        default=HERE / "ceilings.txt")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--not-run", metavar="REASON")
    return parser.parse_args()


def main():
    args = arguments()
    if args.not_run:
        print(f"not run: {args.not_run}")
        return NOT_RUN
    ceilings = Ceilings(args.ceilings)
    if args.update:
        ceilings.update(args.compiler, count_all(args.program, args.bare))
        return 0
    if not ceilings.rows:
        print(f"no ceilings in {args.ceilings}")
        return 2
    if args.compiler not in ceilings.compilers:
        print(f"not run: no ceilings for {args.compiler}")
        return NOT_RUN
    return 1 if compare(count_all(args.program, args.bare), ceilings,
                        args.compiler) else 0


sys.exit(main())
