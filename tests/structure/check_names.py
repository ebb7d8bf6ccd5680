# SPDX-License-Identifier: MIT
"""Public headers define nothing but coro_* and CORO_*.

Functions, types, tags and variables begin with coro_ (the tag of the coroutine
itself is coro); macros and constants with CORO_.
"""
import re

import c_header
from gate import Gate

MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
TAG = re.compile(r"\b(?:struct|union|enum)\s+(\w+)\s*[{;]")
ENUM = re.compile(r"\benum\b[^{;()]*\{([^}]*)\}")


def constants(text):
    """The constants of all enumerations in a declaration."""
    for body in ENUM.findall(text):
        for item in body.split(","):
            match = re.match(r"\s*(\w+)", item)
            if match:
                yield match.group(1)


def ordinary(declaration):
    """Tags, typedef names, functions and variables of a declaration."""
    text = declaration.text
    yield from TAG.findall(text)
    name = c_header.function_name(declaration)
    if name:
        yield name
        return
    tail = re.sub(r"\{.*\}", " ", text, flags=re.S)
    if re.fullmatch(r"\s*(struct|union|enum)(\s+\w+)?\s*;", tail):
        return
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", tail)
    if pointer:
        yield pointer.group(1)
    else:
        words = re.findall(r"\w+", re.split(r"[(\[=]", tail)[0])
        if words:
            yield words[-1]


def main():
    gate = Gate(__doc__)
    for path, file in gate.files(["include"], {".h"}):
        text = path.read_text()
        names = [(1, n, "CORO_") for n in
                 MACRO.findall(c_header.COMMENT.sub("", text))]
        for declaration in c_header.declarations(text):
            line = declaration.line
            names += [(line, n, "CORO_") for n in constants(declaration.text)]
            names += [(line, n, "coro_") for n in ordinary(declaration)]
        for line, name, prefix in names:
            gate.looked()
            if not name.startswith(prefix) and name != "coro":
                gate.complain(file, line,
                              f"{name} does not begin with {prefix}")
    gate.finish("names")


main()
