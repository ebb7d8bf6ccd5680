# SPDX-License-Identifier: MIT
"""The shared library exports what the public headers declare: no less, no more.

What a header in arch declares, only the library of that platform has.

usage: check_exports.py ROOT LIBRARY
"""
import re
import subprocess
import sys

import c_header
from gate import Gate

LIBRARY = sys.argv.pop()
EXPORTED = re.compile(r"\b(CORO_API|CORO__OPERATION)\b")


def declared(gate):
    """Where each exported name is declared."""
    found = {}
    for path, file in gate.files(["include"], {".h"}):
        for declaration in c_header.declarations(path.read_text()):
            name = (c_header.function_name(declaration) or
                    c_header.variable_name(declaration))
            if name and EXPORTED.search(declaration.text):
                found[name] = (file, declaration.line)
    return found


def defined():
    output = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], text=True,
                            check=True, stdout=subprocess.PIPE).stdout
    return {line.split()[-1].split("@")[0] for line in output.splitlines()}


def main():
    gate = Gate(__doc__)
    headers = declared(gate)
    library = defined()
    for name, (file, line) in headers.items():
        gate.looked()
        if name not in library and "arch" not in file.parts:
            gate.complain(file, line, f"{name}: not in the library")
    for name in sorted(library - set(headers)):
        gate.complain(LIBRARY, 0, f"{name}: in no public header")
    gate.finish("exported names")


main()
