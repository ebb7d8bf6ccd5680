#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure libcoro and its peers, all in one run, and compare.

Each contestant is a program (contestant.h). For each metric all of them are
started, pinned to one core, and asked for samples in turn, so that a slow
moment of the machine hits them alike. Printed is, for each, the median with
the least and the greatest. With --bars the ratios that docs/performance.md
claims are checked. A contestant that is not there, or fails, is named.
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
DEFAULT_RUNS = 9
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
        """Find how many operations make a sample of a decent length."""
        if self.metric.fixed:
            return
        while True:
            elapsed = self.ask(self.count)
            if elapsed >= SAMPLE_NS / 4 or self.count >= metrics.MOST:
                break
            self.count *= 4
        self.count = max(self.metric.count,
                         int(self.count * SAMPLE_NS / max(elapsed, 1)))

    def sample(self):
        self.samples.append(self.ask(self.count) / self.count /
                            self.metric.scale)

    def result(self):
        return {"median": statistics.median(self.samples),
                "min": min(self.samples), "max": max(self.samples),
                "runs": len(self.samples), "unit": self.metric.unit}

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def start(commands, metric, skipped):
    """Those of the contestants that have a metric, warmed up."""
    ready = {}
    for name, command in commands.items():
        contestant = Contestant(command, metric)
        try:
            contestant.warm_up()
            ready[name] = contestant
        except ValueError as reason:
            if str(reason):
                skipped.append(f"{metric.name} {name}: {reason}")
            contestant.end()
    return ready


def once(commands, metric, skipped):
    """Metrics of a whole process take a process each, and no second one."""
    results = {}
    for name, command in commands.items():
        contestant = Contestant(command, metric)
        try:
            contestant.sample()
            results[name] = contestant.result()
        except ValueError as reason:
            if str(reason):
                skipped.append(f"{metric.name} {name}: {reason}")
        contestant.end()
    return results


def measure(commands, metric, runs, skipped):
    if metric.once:
        return once(commands, metric, skipped)
    ready = start(commands, metric, skipped)
    for _ in range(min(runs, metric.runs)):
        for name in list(ready):
            try:
                ready[name].sample()
            except ValueError as reason:
                if str(reason): # none: has no such metric
                    skipped.append(f"{metric.name} {name}: {reason}")
                ready.pop(name).end()
    for contestant in ready.values():
        contestant.end()
    return {name: each.result() for name, each in ready.items()}


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
    for metric in metrics.METRICS:
        if not re.search(args.only, metric.name):
            continue
        results = measure(commands, metric, args.runs, report["skipped"])
        report["metrics"][metric.name] = results
        if not args.json:
            tell(metric, results)
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
