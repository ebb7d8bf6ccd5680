#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure libcoro and its peers, all in one run, and compare.

Each contestant is a program (contestant.h). For each metric all of them are
started, pinned to one core, and asked for samples in turn, so that a slow
moment of the machine hits them alike (one after the other where all together
would not fit into memory); and all metrics are gone through several times, so
that a slow minute hits no metric alone. Printed is, for each, the median with
the least and the greatest. With --bars the ratios that docs/performance.md
claims are checked. A contestant that is not there, or fails, is named, and not
asked again.
"""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import select
import statistics
import subprocess
import sys

import bars
import cachegrind
import metrics

SAMPLE_NS = 30e6  # how long a sample should take
DEFAULT_RUNS = 15
PATIENCE_S = 60    # with a sample


class Contestant:
    """A program that has one metric, waiting to be asked for samples."""

    def __init__(self, command, metric):
        self.metric = metric
        self.process = subprocess.Popen(
            [*command, metric.name], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.count = metric.count
        self.samples = []

    def ask(self, count):
        """What `count` operations took in all; ValueError if it cannot."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{count}\n")
            self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], PATIENCE_S)[0]:
            self.process.kill()
            raise ValueError(f"no answer within {PATIENCE_S} s")
        answer = self.process.stdout.readline().strip()
        try:
            return float(answer)
        except ValueError:
            self.process.wait()
            raise ValueError("" if self.process.returncode == 2 else
                             answer or f"status {self.process.returncode}"
                             ) from None

    def warm_up(self):
        """Find how many operations make a sample of a decent length. So no
        sample is a first one, which the memory would have to come for."""
        while True:
            elapsed = self.ask(self.count)
            if self.metric.fixed:
                return
            if elapsed >= SAMPLE_NS / 4 or self.count >= metrics.MOST:
                break
            self.count *= 4
        self.count = max(self.metric.count,
                         int(self.count * SAMPLE_NS / max(elapsed, 1)))

    def sample(self):
        self.samples.append(self.ask(self.count) / self.count /
                            self.metric.scale)

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Race:
    """A metric, and the samples of all who have it."""

    def __init__(self, metric, commands, runs):
        self.metric = metric
        self.commands = dict(commands)  # of those who have not failed
        self.runs = 1 if metric.once else min(runs, metric.runs)
        self.asked = 0
        self.samples = {}
        self.skipped = []

    def drop(self, name, contestant, reason):
        if str(reason):  # none: has no such metric
            self.skipped.append(f"{self.metric.name} {name}: {reason}")
        contestant.end()
        self.commands.pop(name)
        self.samples.pop(name, None)

    def start(self, commands):
        """Those contestants, warmed up."""
        ready = {}
        for name, command in commands:
            contestant = Contestant(command, self.metric)
            try:
                if not self.metric.once:
                    contestant.warm_up()
                ready[name] = contestant
            except ValueError as reason:
                self.drop(name, contestant, reason)
        return ready

    def measure(self, runs):
        """Ask each for so many samples, in turn."""
        self.asked += runs
        if self.metric.once:  # by a process that has nothing beside it
            for name, command in list(self.commands.items()):
                self.sample({name: Contestant(command, self.metric)})
            return
        all_commands = list(self.commands.items())
        for commands in ([[one] for one in all_commands] if self.metric.alone
                         else [all_commands]):
            ready = self.start(commands)
            for _ in range(runs):
                self.sample(ready)
            for contestant in ready.values():
                contestant.end()

    def sample(self, ready):
        for name, contestant in list(ready.items()):
            try:
                contestant.sample()
            except ValueError as reason:
                self.drop(name, ready.pop(name), reason)
                continue
            self.samples.setdefault(name, []).append(contestant.samples[-1])
            if self.metric.once:
                contestant.end()

    def results(self):
        return {name: {"median": statistics.median(samples),
                       "min": min(samples), "max": max(samples),
                       "runs": len(samples), "unit": self.metric.unit}
                for name, samples in self.samples.items()}


def measure(commands, chosen, runs):
    """All metrics, in passes: a race each."""
    races = [Race(metric, commands, runs) for metric in chosen]
    for number in range(metrics.PASSES):
        print(f"pass {number + 1} of {metrics.PASSES}", file=sys.stderr,
              flush=True)
        for race in races:
            passes = race.metric.passes
            due = race.runs * min(number + 1, passes) // passes
            if due > race.asked:
                race.measure(due - race.asked)
    return races


def tell(metric, results):
    for name, result in sorted(results.items(),
                               key=lambda item: item[1]["median"]):
        print(f"{metric.name}:{name} {result['median']:.4g} {result['unit']}"
              f"  min {result['min']:.4g}  max {result['max']:.4g}",
              flush=True)


def count_instructions(commands, only, skipped):
    """Those of libcoro's operations, and of the floor they stand on."""
    if not cachegrind.is_there():
        skipped.append("instructions: valgrind is not found")
        return {}
    counts = {}
    for metric in metrics.COUNTED:
        for name, command in commands.items():
            if not re.search(only, metric) or not re.match(
                    metrics.COUNTED_OF, name):
                continue
            with contextlib.suppress(ValueError): # has no such metric
                counts.setdefault(metric, {})[name] = round(
                    cachegrind.per_operation(command, metric), 1)
    return counts


def tell_instructions(counts):
    for metric, row in counts.items():
        for name, count in row.items():
            print(f"{metric}:{name} {count} instructions")


def read_line(path, pattern="(.*)"):
    try:
        return re.search(pattern, pathlib.Path(path).read_text()).group(1)
    except (OSError, AttributeError):
        return None


def version(command, *option):
    """The number that a tool calls itself."""
    try:
        run = subprocess.run([command, *option], capture_output=True,
                             text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\d+\.\d+(\.\d+)?", run.stdout + run.stderr)
    return found and found.group()


def machine(built):
    return {"date": datetime.date.today().isoformat(),
            "processor": read_line("/proc/cpuinfo", r"model name\s*:\s*(.*)"),
            "family": read_line("/proc/cpuinfo", r"cpu family\s*:\s*(.*)"),
            "model": read_line("/proc/cpuinfo", r"model\s*:\s*(.*)"),
            "processors": os.cpu_count(),
            "virtual": "hypervisor" in (read_line("/proc/cpuinfo",
                                                  r"flags\s*:(.*)") or ""),
            "governor": read_line("/sys/devices/system/cpu/cpu0/cpufreq/"
                                  "scaling_governor"),
            "kernel": re.match(r"[\d.]*", platform.release()).group(),
            "libc": " ".join(platform.libc_ver()),
            "versions": {
                "gcc": version(built["gcc"], "--version"),
                "clang": version(built["clang"], "--version"),
                "cpython": version("python3", "--version"),
                "go": version("go", "version"),
                "lua": version("lua5.4", "-v"),
                "luajit": version("luajit", "-v")}}


def pin(core):
    cores = sorted(os.sched_getaffinity(0))
    core = cores[-1] if core is None else core
    os.sched_setaffinity(0, {core})
    return core


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true",
                        help="print all as JSON")
    parser.add_argument("--output", metavar="FILE",
                        help="also write the JSON to a file")
    parser.add_argument("--bars", action="store_true",
                        help="check the ratios; status 1 if one fails")
    parser.add_argument("--runs", type=int, default=DEFAULT_RUNS,
                        help="samples of each (%(default)s)")
    parser.add_argument("--core", type=int, help="core to pin to (the last)")
    parser.add_argument("--only", metavar="REGEX", default="",
                        help="metrics to measure")
    parser.add_argument("--contestants", metavar="REGEX", default="",
                        help="contestants to measure")
    parser.add_argument("--list", metavar="FILE",
                        default=pathlib.Path(sys.argv[0]).parent /
                        "contestants.json", help="the contestants")
    return parser.parse_args()


def main():
    args = arguments()
    listed = json.loads(pathlib.Path(args.list).read_text())
    commands = {name: command
                for name, command in listed["contestants"].items()
                if re.search(args.contestants, name)}
    report = {"machine": {**machine(listed["built"]), "core": pin(args.core)},
              "built": listed["built"], "runs": args.runs, "metrics": {},
              "skipped": list(listed["missing"])}
    chosen = [metric for metric in metrics.METRICS
              if re.search(args.only, metric.name)]
    for race in measure(commands, chosen, args.runs):
        report["metrics"][race.metric.name] = race.results()
        report["skipped"] += race.skipped
        if not args.json:
            tell(race.metric, race.results())
    report["instructions"] = count_instructions(commands, args.only,
                                                report["skipped"])
    report["bars"] = bars.check(report["metrics"])
    report["instruction_bars"] = bars.check_instructions(
        report["instructions"])
    text = json.dumps(report, indent=1)
    if args.output:
        pathlib.Path(args.output).write_text(text + "\n")
    if args.json:
        print(text)
    else:
        tell_instructions(report["instructions"])
        for line in report["skipped"]:
            print("skipped", line)
        bars.tell(report["bars"])
        bars.tell_instructions(report["instruction_bars"])
    failed = any(not bar["holds"] for bar in
                 report["bars"] + report["instruction_bars"])
    sys.exit(1 if args.bars and failed else 0)


main()
