# SPDX-License-Identifier: MIT
"""Reads a header of libcoro: its declarations and their docstrings.

Not a C parser: it knows the forms that the house style allows. A form that
it does not know shows as a complaint of the gate that uses it.
"""
import dataclasses
import re

COMMENT = re.compile(r"/\*.*?\*/", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)", re.S)
BRACKETS = re.compile(r"CORO__EXTERN_C_(BEGIN|END)\b")


@dataclasses.dataclass
class Declaration:
    text: str  # without comments, directives and attributes
    line: int
    doc: str  # of the docstring before it, "" if there is none


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code(text):
    """The text with comments and directives blanked."""
    return DIRECTIVE.sub(_blank, COMMENT.sub(_blank, text))


def _docstrings(text):
    """The docstrings, as (offset of the end, text)."""
    return [(m.end(), m.group()) for m in COMMENT.finditer(text)
            if m.group().startswith("/**")]


def _ends(text):
    """The offsets at which top-level declarations end."""
    depth = 0
    body = False
    for offset, char in enumerate(text):
        if char == "{":
            if depth == 0:
                body = text[:offset].rstrip().endswith(")")
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0 and body:
                yield offset + 1
        elif char == ";" and depth == 0:
            yield offset + 1


def declarations(text):
    """The top-level declarations of a header, in order."""
    docs = _docstrings(text)
    plain = BRACKETS.sub(_blank, ATTRIBUTE.sub(_blank, code(text)))
    start = 0
    found = []
    for end in _ends(plain):
        chunk = plain[start:end]
        begin = start + len(chunk) - len(chunk.lstrip())
        doc = [d for offset, d in docs if start <= offset <= begin]
        found.append(Declaration(chunk.strip(), plain.count("\n", 0, begin) + 1,
                                 doc[-1] if doc else ""))
        start = end
    return found


def function_name(declaration):
    """The name of the function it declares or defines, or None."""
    head = declaration.text.split("{")[0]
    if re.match(r"(typedef|_Static_assert)\b", head):
        return None
    match = re.search(r"(\w+)\s*\(", head)
    return match.group(1) if match else None


def variable_name(declaration):
    """The name of the variable it declares, or None."""
    match = re.match(r"extern\b[^(){}]*?(\w+)\s*;", declaration.text)
    return match.group(1) if match else None


def _split(text):
    """Split at the commas outside of parentheses."""
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return parts + [current]


def parameters(declaration):
    """The names of the parameters of a function."""
    text = declaration.text.split("{")[0].strip().rstrip(";").strip()
    inside = text[text.index("(") + 1:text.rindex(")")]
    names = []
    for part in _split(inside):
        pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)", part)
        words = re.findall(r"\w+", re.sub(r"\[.*?\]", "", part))
        if pointer:
            names.append(pointer.group(1))
        elif words and words != ["void"]:
            names.append(words[-1])
    return names
