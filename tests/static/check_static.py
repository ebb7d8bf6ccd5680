#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Have tools that do not run the library look for faults in it.

    check_static.py TOOL COMMAND DIRECTORY FLAG... -- SOURCE...

TOOL is clang-tidy, cppcheck or analyzer, which is gcc's -fanalyzer; COMMAND
runs it, the configuration of clang-tidy is that of DIRECTORY. Ends with 1 if
there is a complaint, with 2 if nothing is looked at.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

# What cppcheck says of code that is as it must be: waiters lie on stacks, in
# lists; variables hold a register for an asm; a macro gets from a member to
# what it is in; declarations come first; `continue;` is a loop without body.
SUPPRESSED = ["autoVariables", "constStatement", "unusedStructMember",
              "variableScope", "redundantContinue"]
# gcc 12 sees a leak where a table of tables keeps what was allocated, as in
# src/sched/descriptor.c, and so is not asked for leaks.
ARGUMENTS = {
    "clang-tidy": lambda flags, source: ["--quiet", source, "--", *flags],
    "cppcheck": lambda flags, source: [
        "--quiet", "--error-exitcode=1", "--std=c11", "--platform=unix64",
        "--enable=warning,style,performance,portability",
        *(f"--suppress={name}" for name in SUPPRESSED),
        "-D__x86_64__", "-D__linux__", "-D__LP64__",
        *(flag for flag in flags if flag[:2] in ("-D", "-I")), source],
    "analyzer": lambda flags, source: [
        "-Wall", "-Wextra", "-Werror", "-fanalyzer",
        "-Wno-analyzer-malloc-leak", *flags, "-c", "-o", os.devnull, source],
}


def look(tool, command, directory, flags, source):
    """Whether it complains, and what it says."""
    result = subprocess.run(
        [command, *ARGUMENTS[tool](flags, source)], cwd=directory, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return result.returncode != 0, result.stdout + result.stderr


def main():
    tool, command, directory, *rest = sys.argv[1:]
    flags, sources = rest[:rest.index("--")], rest[rest.index("--") + 1:]
    sources = [str(pathlib.Path(directory, source)) for source in sources
               if source.endswith(".c")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told = list(pool.map(
            lambda source: look(tool, command, directory, flags, source),
            sources))
    for complains, text in told:
        if complains:
            print(text)
    print(f"{tool}: {len(sources)} files")
    if not sources:
        return 2
    return 1 if any(complains for complains, _ in told) else 0


if __name__ == "__main__":
    sys.exit(main())
