#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proof of check_gdb.py: it must complain of each of these extensions.

    red_gdb.py CHECK --gdb GDB --extension libcoro-gdb.py --program inspected
"""

import pathlib
import subprocess
import sys
import tempfile

# what is edited, into what, a complaint
EDITS = [
    ('"record.delegating"', '"record.caller"', "live: select outer"),
    ('"stack.made_from") != 0', '"stack.made_from") != 1', "live: "),
    ("i % colours", "0", "live: "),
    ('list(own_stacks(read(layout["own stacks"])))', "[]", "live: own"),
    ("driver = coroutine.driver()", "return", "live: bt outermost"),
    ('"ready", "running"', '"running"', "live: sleeper"),
    ("self.registers = registers\n", "pass\n", "live: bt deep"),
]


def main():
    check, *arguments = sys.argv[1:]
    at = arguments.index("--extension") + 1
    source = pathlib.Path(arguments[at]).read_text(encoding="utf-8")
    failures = []
    with tempfile.TemporaryDirectory() as directory:
        edited = pathlib.Path(directory, "edited.py")
        for before, after, complaint in EDITS:
            if before not in source:
                failures.append(f"nowhere: {before}")
                continue
            edited.write_text(source.replace(before, after), encoding="utf-8")
            arguments[at] = str(edited)
            result = subprocess.run(
                [sys.executable, "-B", check, *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                check=False)
            if result.returncode == 77:
                print(result.stdout, end="")
                return 77
            if result.returncode != 1 or complaint not in result.stdout:
                failures.append(f"{before} -> {after}: {result.returncode}\n"
                                f"{result.stdout}")
    print("\n".join(failures) or f"{len(EDITS)} edits seen")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
