# SPDX-License-Identifier: MIT
"""Small rooms, and every file known to the build.

A C or assembly file starts with its SPDX line, has at most 400 lines
(docstrings not counted) and functions of at most 60. Every source of the
library is listed in src/CMakeLists.txt.
"""
import re

from gate import Gate

MAX_FILE = 400
MAX_FUNCTION = 60
SPDX = "/* SPDX-License-Identifier: MIT */"
DOCSTRING = re.compile(r"^/\*\*.*?\*/\n", re.M | re.S)
# The fixed points that the format gives: braces of functions are alone in
# the first column.
BODY = re.compile(r"^\{$.*?^\}", re.M | re.S)


def check_sizes(gate, file, text):
    lines = DOCSTRING.sub("", text).count("\n")
    if lines > MAX_FILE:
        gate.complain(file, 1, f"{lines} lines, more than {MAX_FILE}")
    for match in BODY.finditer(text):
        length = match.group().count("\n") + 1
        if length > MAX_FUNCTION:
            line = text.count("\n", 0, match.start()) + 1
            gate.complain(file, line, f"a function of {length} lines, more "
                          f"than {MAX_FUNCTION}")


def main():
    gate = Gate(__doc__)
    listed = gate.root / "src/CMakeLists.txt"
    sources = listed.read_text().split() if listed.is_file() else []
    sources = [word.strip("()") for word in sources]
    for path, file in gate.files(["include", "src", "tests", "examples"],
                                 {".h", ".c", ".S"}):
        gate.looked()
        text = path.read_text()
        if not text.startswith(SPDX):
            gate.complain(file, 1, "does not start with its SPDX line")
        check_sizes(gate, file, text)
        if (file.parts[0] == "src" and path.suffix != ".h"
                and file.relative_to("src").as_posix() not in sources):
            gate.complain(file, 1, "not listed in src/CMakeLists.txt")
    gate.finish("files")


main()
