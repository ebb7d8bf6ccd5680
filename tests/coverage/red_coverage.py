#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proof of coverage.py, on a library of two functions.

    red_coverage.py COMPILER GCOV
"""

import pathlib
import subprocess
import sys
import tempfile

CALLED = """
int called(int a);
int called(int a)
{
    if (a > 100)
        return 1;
    return 2;
}
"""
NEVER = """
int never(int a);
int never(int a)
{
    return a;
}
"""
MAIN = "int called(int a);\nint main(void)\n{\n    return called(%d) - %d;\n}\n"
# So many lines that are reached that those that are not are few.
REACHED = "".join(f"    a += {n};\n" for n in range(200))
LONG = f"int used(int a);\nint used(int a)\n{{\n{REACHED}    return a;\n}}\n"
USE = "int used(int a);\n__attribute__((constructor)) static void use(void)\n" \
      "{\n    used(0);\n}\n"
LINE = "src/a.c: called: return 1;\n    A reason.\n"
WHOLE = "\nsrc/a.c: never\n    A reason.\n"

# called with, the rest of the library, what is explained; status, complaint
CASES = [
    (5, LONG + USE, LINE + WHOLE, 0, "0 complaints"),
    (5, LONG + USE, WHOLE, 1, "not explained: src/a.c: called: return 1;"),
    (5, LONG + USE, LINE, 1, "not explained: src/a.c: never: return a;"),
    (200, LONG + USE, LINE.replace("1;", "2;") + WHOLE, 0, "0 complaints"),
    (5, LONG + USE, LINE + WHOLE + "\nsrc/a.c: called\n    A reason.\n", 1,
     "explains nothing: src/a.c: called\n"),
    (200, LONG + USE, LINE + WHOLE, 1, "explains nothing: " + LINE[:26]),
    (5, "", LINE + WHOLE, 1, "more than 5 %"),
]


def run(command, directory):
    return subprocess.run(command, cwd=directory, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)


def judge(source, known, gcov, build):
    """The status of coverage.py, and what it prints."""
    script = pathlib.Path(__file__).with_name("coverage.py")
    result = run([sys.executable, "-B", script, "--source", source, "--gcov",
                  gcov, "--unreached", known, build], build)
    return result.returncode, result.stdout


def outcome(compiler, gcov, directory, case):
    """The same for a case."""
    argument, rest, known, _, _ = case
    source, build = directory / "source", directory / "build"
    for path in source / "src", source / "tests", build:
        path.mkdir(parents=True)
    (source / "src/a.c").write_text(CALLED + NEVER + rest, encoding="utf-8")
    (source / "tests/main.c").write_text(
        MAIN % (argument, 1 if argument > 100 else 2), encoding="utf-8")
    (directory / "known").write_text(known, encoding="utf-8")
    for command in ([compiler, "-fprofile-arcs", "-ftest-coverage", "-o",
                     "program", source / "src/a.c", source / "tests/main.c"],
                    ["./program"]):
        result = run(command, build)
        if result.returncode != 0:
            return result.returncode, result.stdout
    return judge(source, directory / "known", gcov, build)


def main():
    wrong = []
    for case in CASES:
        with tempfile.TemporaryDirectory() as directory:
            status, printed = outcome(*sys.argv[1:3], pathlib.Path(directory),
                                      case)
        if status != case[3] or case[4] not in printed:
            wrong.append(f"{case[3:]}, but {status}: {printed}")
    with tempfile.TemporaryDirectory() as nothing:
        status, printed = judge(nothing, "/dev/null", sys.argv[2], nothing)
    if status != 2:
        wrong.append(f"of nothing {status}: {printed}")
    print("\n".join(wrong) or f"{len(CASES)} cases as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
