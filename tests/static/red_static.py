#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prove that check_static.py is told of a fault, and of no file.

    red_static.py TOOL COMMAND SOURCE-DIRECTORY

SOURCE-DIRECTORY has the configuration of clang-tidy.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

# A fault that the compiler's warnings say nothing of, and who must name it.
FAULTS = {
    "clang-tidy": ("clang-analyzer-unix.Malloc", """
#include <stdlib.h>
int first(void) { char *text = malloc(2); free(text); return text[0]; }
"""),
    "cppcheck": ("arrayIndexOutOfBounds", """
int last(void) { int a[4] = {0}; for (int i = 0; i < 4; i++) a[i] = i;
    return a[4]; }
"""),
    "analyzer": ("analyzer-double-free", """
#include <stdlib.h>
void twice(int again) { char *text = malloc(2); free(text);
    if (again > 2) free(text); }
"""),
}


def look(tool, command, directory, sources):
    """The status of the gate, and what it prints."""
    gate = pathlib.Path(__file__).with_name("check_static.py")
    result = subprocess.run(
        [sys.executable, "-B", gate, tool, command, directory, "-std=c11",
         "--", *sources], text=True, stdout=subprocess.PIPE, check=False)
    return result.returncode, result.stdout


def main():
    tool, command, source = sys.argv[1:]
    complaint, fault = FAULTS[tool]
    with tempfile.TemporaryDirectory() as directory:
        tree = pathlib.Path(directory)
        shutil.copy(pathlib.Path(source, ".clang-tidy"), tree)
        (tree / "good.c").write_text(
            "int one(void);\nint one(void) { return 1; }\n")
        (tree / "bad.c").write_text(fault)
        status, told = look(tool, command, directory, ["good.c"])
        if status != 0:
            sys.exit(f"complains of nothing: {told}")
        status, told = look(tool, command, directory, ["good.c", "bad.c"])
        if status != 1 or complaint not in told:
            sys.exit(f"ends with {status}, and without {complaint}: {told}")
        status, told = look(tool, command, directory, [])
        if status != 2:
            sys.exit(f"ends with {status} where nothing is to be looked at")


if __name__ == "__main__":
    main()
