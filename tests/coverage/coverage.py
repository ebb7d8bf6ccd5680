#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which lines of the library the suites reach, of src/ and include/.

    coverage.py --source DIRECTORY --build DIRECTORY [--gcov GCOV] [--lines]

The build is one with --coverage in CMAKE_C_FLAGS, whose tests have been run.
Prints lines and branches, file by file, and with --lines those that were not
reached. `unreached.txt` beside this has the reason for each of them. Ends with
1 if more than 5 % are not reached, or if one is not in there.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys

MOST = 0.05  # of the lines may be out of reach


class File:
    def __init__(self):
        self.lines = collections.Counter()     # number: how often
        self.branches = collections.Counter()  # (line, index): how often


def measure(gcov, build, source):
    """File by file, of all objects that were run."""
    files = collections.defaultdict(File)
    data = sorted(str(path) for path in build.rglob("*.gcda"))
    if not data:
        sys.exit("no .gcda: build with --coverage, and run the tests")
    for first in range(0, len(data), 64):
        printed = subprocess.run(
            [gcov, "--json-format", "--branch-probabilities", "--stdout",
             *data[first:first + 64]],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            check=True).stdout
        for report in map(json.loads, printed.splitlines()):
            for entry in report["files"]:
                add(files, report, entry, source)
    return files


def add(files, report, entry, source):
    path = pathlib.Path(report["current_working_directory"], entry["file"])
    try:
        name = str(path.resolve().relative_to(source))
    except ValueError:
        return
    if not name.startswith(("src/", "include/")):
        return
    for line in entry["lines"]:
        number = line["line_number"]
        files[name].lines[number] += line["count"]
        for index, branch in enumerate(line["branches"]):
            files[name].branches[number, index] += branch["count"]


def ratio(counter):
    reached = sum(count > 0 for count in counter.values())
    return reached, len(counter)


def text_of(source, name, number):
    lines = (source / name).read_text(encoding="utf-8").splitlines()
    return lines[number - 1].strip()


def explained():
    """Lines of code that are not reached, as "file: text"; comments with #."""
    path = pathlib.Path(__file__).with_name("unreached.txt")
    return {line for line in path.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")} if path.exists() else set()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--gcov", default="gcov")
    parser.add_argument("--lines", action="store_true")
    args = parser.parse_args()
    source = args.source.resolve()
    files = measure(args.gcov, args.build, source)
    known, missing = explained(), []
    all_lines, all_branches = collections.Counter(), collections.Counter()
    for name, file in sorted(files.items()):
        all_lines.update({(name, n): c for n, c in file.lines.items()})
        all_branches.update({(name, b): c for b, c in file.branches.items()})
        print("%-44s lines %4d of %4d  branches %4d of %4d" % (
            name, *ratio(file.lines), *ratio(file.branches)))
        for number in sorted(n for n, c in file.lines.items() if c == 0):
            line = f"{name}: {text_of(source, name, number)}"
            if args.lines or line not in known:
                print(f"    {number}: {line}")
            if line not in known:
                missing.append(line)
    for what, counter in ("lines", all_lines), ("branches", all_branches):
        reached, total = ratio(counter)
        print(f"{what}: {reached} of {total}, {100 * reached / total:.1f} %")
    reached, total = ratio(all_lines)
    print(f"{len(missing)} lines are not reached and not explained")
    return 1 if missing or total - reached > MOST * total else 0


if __name__ == "__main__":
    sys.exit(main())
