#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which lines and branches of src/ and include/ the tests reach.

    coverage.py --source DIRECTORY [--gcov GCOV] [--unreached FILE]
        [--report FILE] BUILD ...

Each BUILD was compiled with --coverage, and its tests have been run. A line or
a branch is reached if it is in any compilation. Prints a table; the report is
of every line that is not reached. `unreached.txt` beside this explains those:
entries, an indented reason, an empty line. An entry is one of

    src/module/file.c: function              all of it, since nobody calls it
    src/module/file.c: function: some text   the lines of it that say so

Ends with 1 if a line is not reached and not explained, if an entry explains
nothing, or if more than 5 % of the lines are not reached; with 2 if there is
nothing to look at.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

MOST = 0.05  # of the lines may be out of reach
AT_A_TIME = 64  # objects for one gcov
# The line that names a function: it is not indented, and no prototype.
SIGNATURE = re.compile(r"(?!.*;$)(?:__attribute__\(\(.*?\)\) |\w+ )*"
                       r"\**(?!__attribute__)(\w+)\(")


class File:
    """What all compilations together say of a source file."""

    def __init__(self, text):
        self.text = text.splitlines()
        self.lines = collections.Counter()  # number: how often
        self.counts = collections.defaultdict(list)  # number: an object each

    def add(self, entry):
        for line in entry["lines"]:
            self.lines[line["line_number"]] += line["count"]
            self.counts[line["line_number"]].append(
                [branch["count"] for branch in line["branches"]])

    def function_at(self, number):
        """Its name and its lines, by the format: gcov has none if inlined."""
        first = last = number
        while first > 1 and not SIGNATURE.match(self.text[first - 1]):
            first -= 1
        while last < len(self.text) and self.text[last - 1] != "}":
            last += 1
        match = SIGNATURE.match(self.text[first - 1])
        return match.group(1) if match else "", range(first, last + 1)

    def branches(self):
        """How often each branch is taken.

        An object has those of a line as often as it inlines the line. What
        optimising makes of them, which is seldom the same, is not compared.
        """
        for counts in self.counts.values():
            sizes = collections.Counter(map(len, counts))
            size = max(sizes, key=lambda size: (sizes[size], -size))
            for branch in range(size):
                yield sum(sum(found[branch::size]) for found in counts
                          if len(found) % size == 0)

    def unreached(self):
        """The number of each line, its entry, and the one of its function."""
        for number in sorted(self.lines):
            if self.lines[number] > 0:
                continue
            name, lines = self.function_at(number)
            whole = not any(self.lines[n] for n in lines)
            text = self.text[number - 1].strip()
            yield number, f"{name}: {text}", name if whole else None


def reports(gcov, build):
    """What gcov says of each object of a build, also of one never run."""
    objects = sorted(str(path) for path in build.resolve().rglob("*.gcno"))
    for first in range(0, len(objects), AT_A_TIME):
        printed = subprocess.run(
            [gcov, "--branch-probabilities", "--json-format", "--stdout",
             *objects[first:first + AT_A_TIME]], cwd=build,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            check=True).stdout
        yield from map(json.loads, printed.splitlines())


def measure(args):
    """The files of the library, by name."""
    files, source = {}, args.source.resolve()
    for report in (r for build in args.builds for r in
                   reports(args.gcov, build)):
        for entry in report["files"]:
            path = pathlib.Path(report["current_working_directory"],
                                entry["file"]).resolve()
            if not any(source / part in path.parents
                       for part in ("src", "include")):
                continue
            name = str(path.relative_to(source))
            if name not in files:
                files[name] = File(path.read_text(encoding="utf-8"))
            files[name].add(entry)
    return dict(sorted(files.items()))


def percent(counts):
    reached = sum(count > 0 for count in counts)
    share = 100 * reached / len(counts) if counts else 100
    return f"{reached:6} of {len(counts):6} {share:6.1f} %"


def show(files):
    """The table, a row for each directory."""
    rows = collections.defaultdict(lambda: ([], []))
    for name, file in files.items():
        for row in pathlib.PurePath(name).parent.as_posix(), "all":
            rows[row][0].extend(file.lines.values())
            rows[row][1].extend(file.branches())
    print(f"{'':20} {'lines reached':>25}   {'branches taken':>25}")
    for row in sorted(set(rows) - {"all"}) + ["all"]:
        print(f"{row:20} {percent(rows[row][0]):>25}   "
              f"{percent(rows[row][1]):>25}")


def explained(path):
    """The entries of unreached.txt."""
    return {line for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.startswith(("#", " "))}


def judge(files, known, report):
    """Complain of what is not reached and not known, or known and reached."""
    used, complaints, missed = set(), [], 0
    for name, file in files.items():
        for number, entry, function in file.unreached():
            missed += 1
            entries = {f"{name}: {entry}", f"{name}: {function}"} & known
            used |= entries
            if not entries:
                complaints.append(f"not reached, not explained: {name}: "
                                  f"{entry} (line {number})")
            print(f"{name}:{number}: {entry}", file=report)
    complaints += [f"explains nothing: {entry}" for entry in
                   sorted(known - used)]
    total = sum(len(file.lines) for file in files.values())
    if missed > MOST * total:
        complaints.append(f"more than {100 * MOST:.0f} % are not reached")
    print(f"{missed} of {total} lines are not reached, "
          f"{100 * missed / total:.2f} %; {len(complaints)} complaints")
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--gcov", default="gcov")
    parser.add_argument("--unreached", type=pathlib.Path, default=pathlib.Path(
        __file__).with_name("unreached.txt"))
    parser.add_argument("--report", default="/dev/null")
    parser.add_argument("builds", metavar="BUILD", nargs="+",
                        type=pathlib.Path)
    args = parser.parse_args()
    files = measure(args)
    if not any(file.lines for file in files.values()):
        print("nothing was compiled with --coverage")
        return 2
    show(files)
    with open(args.report, "w", encoding="utf-8") as report:
        return judge(files, explained(args.unreached), report)


if __name__ == "__main__":
    sys.exit(main())
