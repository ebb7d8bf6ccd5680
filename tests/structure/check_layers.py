# SPDX-License-Identifier: MIT
"""Includes go strictly downward through the layers.

A file of src/X or include/coro/X.h belongs to module X. It may include what
its own module has and what lies in a lower row; never the same row. The
umbrella coro.h is for programs only.
"""
import pathlib
import re

from gate import Gate

ROWS = [
    ["base"],
    ["context", "stack", "time", "poll"],
    ["generator"],
    ["iter", "sched"],
    ["task"],
    ["sync", "io", "offload", "diagnosis"],
]
ROW_OF = {module: n for n, row in enumerate(ROWS) for module in row}
# The header that CMake writes, and the faces of the switch.
PART_OF = {"config": "base", "arch": "context"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def module_of(parts):
    """The module of a path as seen from src, include/coro or both."""
    first = pathlib.PurePosixPath(parts[0]).stem
    return PART_OF.get(first, first)


def target_of(file, delimiter, name):
    """The module an include names; None for one of the system."""
    parts = pathlib.PurePosixPath(name).parts
    if name == "coro.h":
        return "the umbrella"
    if parts[0] == "coro" and len(parts) > 1:
        return module_of(parts[1:])
    if delimiter == "<":
        return None
    if len(parts) == 1:  # beside the file
        return module_of(file.parts[1:])
    return module_of(parts)


def check(gate, path, file):
    source = module_of(file.parts[1 if file.parts[0] == "src" else 2:])
    if source not in ROW_OF:
        gate.complain(file, 1, f"'{source}' is in no layer")
        return
    text = path.read_text()
    for match in INCLUDE.finditer(text):
        gate.looked()
        target = target_of(file, *match.groups())
        if target is None or target == source:
            continue
        line = text.count("\n", 0, match.start()) + 1
        if target not in ROW_OF:
            gate.complain(file, line, f"{match.group(2)}: {target} is in no "
                          "layer")
        elif ROW_OF[target] >= ROW_OF[source]:
            gate.complain(file, line, f"{source} (row {ROW_OF[source]}) "
                          f"includes {target} (row {ROW_OF[target]})")


def main():
    gate = Gate(__doc__)
    for path, file in gate.files(["src", "include/coro"], {".h", ".c", ".S"}):
        check(gate, path, file)
    gate.finish("includes")


main()
