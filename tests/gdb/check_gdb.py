#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the gdb extension see what there is in `inspected`?

    check_gdb.py --gdb GDB --extension libcoro-gdb.py --program inspected
        [--crashes]

Live and in a core file of gdb's; or, if the program crashes where it is to be
looked at, in one of the kernel's. Ends with 0, 1 (a complaint is printed), or
77 if gdb cannot run a program here, or there is no core file.
"""

import argparse
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

# name: state, body, function that made it
LISTED = {
    "own": ("suspended", "yields_deep"),
    "made": ("created", "returns"),
    "ended": ("closed", "returns"),
    "deep": ("suspended", "yields_deep"),
    "inner": ("suspended", "yields_deep"),
    "outer": ("suspended", "delegates"),
    "outermost": ("suspended", "delegates"),
    "stops here": ("running", "calls_here"),
    "driver": ("running", "drives"),
    "sleeper": ("sleeping", "sleeps"),
    "inside": ("sleeping", "sleeps_in_generator"),
    "sleepy": ("running", "sleeps"),
    "": ("running", "main_task"),
}
TASKS = {"": "task 1", "sleeper": "task 2 sleeper", "inside": "task 3 inside"}
CHAIN = ["[inner]", "deep", "deep", "yields_deep", "[outer]", "delegates",
         "[outermost]", "delegates"]
# What coro bt shows: coroutines, and functions of the program.
BACKTRACES = {
    "own": ["[own]", "deep", "yields_deep"],
    "deep": ["[deep]", "deep", "deep", "deep", "deep", "yields_deep"],
    "inner": CHAIN,
    "outer": CHAIN,
    "outermost": CHAIN,
    "sleeper": ["[sleeper]", "sleeps", "the thread", "main"],
    "inside": ["[sleepy]", "sleeps", "[inside]", "sleeps_in_generator",
               "the thread", "main"],
    "made": ["It does not wait: it is created."],
    "ended": ["It does not wait: it is closed."],
    "driver": ["It does not wait: it is running."],
}
RUNNING = ["[stops here]", "here", "calls_here", "[driver]", "drives", "[]",
           "main_task", "the thread", "main"]
SELECTED = {"deep": "yields_deep", "outer": "delegates",
            "sleeper": "sleeps"}
FUNCTIONS = {"here", "main"} | {
    function for functions in BACKTRACES.values() for function in functions
} | set(RUNNING)

LINE = re.compile(r'^ *(\d+) (0x[0-9a-f]+) (\w+) +(\w+) made at'
                  r' (\S+?)(?: "([^"]*)")?(?: \((task .*)\))?$')


def marked(commands):
    """gdb's arguments: each command, and a line that says which it was."""
    arguments = []
    for command in commands:
        arguments += ["-ex", f"echo \\n@ {command}\\n", "-ex", command]
    return arguments


def run(args, program, commands):
    """What gdb printed, by command."""
    result = subprocess.run(
        [args.gdb, "-nx", "-batch", "-ex", f"source {args.extension}",
         *marked(commands), *program],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=120, check=False)
    parts = re.split(r"^@ (.*)$", result.stdout, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2])), result.stdout


def summary(text):
    """A backtrace, in coroutines and functions of the program."""
    seen = []
    for line in text.splitlines():
        line = line.strip()
        frame = re.match(r"#\d+ +(?:0x[0-9a-f]+ in )?([\w.]+) \(", line)
        title = re.match(r'coroutine 0x[0-9a-f]+(?: "([^"]*)")?', line)
        if title is not None:
            seen.append(f"[{title[1] or ''}]")
        elif frame is None:
            seen += [line] if line and line[0] != "#" else []
        elif frame[1] in FUNCTIONS:
            seen.append(frame[1])
    return seen


class Check:
    def __init__(self):
        self.complaints = []

    def equal(self, what, got, expected):
        if got != expected:
            self.complaints.append(f"{what}: {got!r}, not {expected!r}")

    def list(self, where, text):
        """Compare a list; the number of each name."""
        lines = [LINE.match(line) for line in text.splitlines() if line]
        if None in lines:
            self.complaints.append(f"{where}: no list: {text}")
            return {}
        listed = {line[6] or "": line for line in lines}
        self.equal(f"{where}: number of coroutines", len(lines), len(LISTED))
        for name, (state, body) in LISTED.items():
            line = listed.get(name)
            got = line and (line[3], line[4])
            self.equal(f"{where}: {name}", got, (state, body))
            self.equal(f"{where}: task of {name}", line and line[7],
                       TASKS.get(name))
            if line and "inspected.c:" not in line[5]:
                self.complaints.append(f"{where}: {name} made at {line[5]}")
        return {name: line[1] for name, line in listed.items()}

    def look(self, args, where, program, start):
        """All commands, on a program that stands in `here`."""
        listing = [*start, "coro list"]
        output, whole = run(args, program, listing)
        if "ptrace: Operation not permitted" in whole:
            print("not run: gdb may not trace a process here")
            sys.exit(77)
        numbers = self.list(where, output.get("coro list", ""))
        bt = {f"coro bt {numbers.get(name, 0)}": (name, expected)
              for name, expected in BACKTRACES.items()}
        output, _ = run(args, program, [*listing, *bt, "coro bt",
                                        "coro bt 99", "coro bt (void *)16"])
        for command, (name, expected) in bt.items():
            self.equal(f"{where}: bt {name}",
                       summary(output.get(command, "")), expected)
        self.equal(f"{where}: bt", summary(output.get("coro bt", "")), RUNNING)
        self.equal(f"{where}: bt 99", output.get("coro bt 99", "").strip(),
                   "There is no number 99 in the last list: say coro list.")
        self.equal(f"{where}: bt of no coroutine",
                   output.get("coro bt (void *)16", "").strip(),
                   "There is no coroutine at 0x10 (any more).")
        for name, function in SELECTED.items():
            output, _ = run(args, program, [
                *listing, f"coro select {numbers.get(name, 0)}", "backtrace",
                "coro select", "frame 0"])
            frames = summary(output.get("backtrace", ""))
            if function not in frames:
                self.complaints.append(
                    f"{where}: select {name}: {function} not in {frames}")
            self.equal(f"{where}: select nobody",
                       summary(output.get("frame 0", ""))[:1], ["here"])


def allow_core_file():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def core_of_crash(program, directory):
    """The file that the kernel has written into an empty directory."""
    subprocess.run([program], cwd=directory, preexec_fn=allow_core_file,
                   stderr=subprocess.DEVNULL, check=False)
    for path in pathlib.Path(directory).iterdir():
        return str(path)
    print("not run: the kernel leaves no core file in the directory here")
    sys.exit(77)


def look_live(check, args):
    check.look(args, "live", [args.program], ["break here", "run"])
    with tempfile.TemporaryDirectory() as directory:
        core = str(pathlib.Path(directory, "core"))
        run(args, [args.program],
            ["break here", "run", f"generate-core-file {core}"])
        check.look(args, "core", [args.program, core], [])
    # To go on undoes a selection, so the program ends as it would have.
    output, _ = run(args, [args.program], [
        "break here", "run", "coro list", "coro select 1", "continue"])
    if "exited normally" not in output.get("continue", ""):
        check.complaints.append(f"continue: {output.get('continue')}")


def look_at_crash(check, args):
    with tempfile.TemporaryDirectory() as directory:
        core = core_of_crash(args.program, directory)
        check.look(args, "kernel's core", [args.program, core], [])


def main():
    parser = argparse.ArgumentParser()
    for name in "gdb", "extension", "program":
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--crashes", action="store_true")
    args = parser.parse_args()
    check = Check()
    (look_at_crash if args.crashes else look_live)(check, args)
    print("\n".join(check.complaints) or "gdb sees all of them")
    return 1 if check.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
