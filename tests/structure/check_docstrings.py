# SPDX-License-Identifier: MIT
"""Every public function is documented, in full and in order.

The fields are: one imperative sentence, an @param for each parameter, @return
unless it is void, Suspends, Threads, Cost, Source, Since, See. The mark
CORO_SUSPENDS is there if and only if Suspends does not say "never". What See
names exists.
"""
import re

import c_header
from gate import Gate

MARK = re.compile(r"\b(CORO_API|CORO__OPERATION|CORO__INLINE)\b")
FIELD = re.compile(r"^(@param|@return|Suspends:|Threads:|Cost:|Source:|"
                   r"Since:|See:)\s*(.*)")
TAIL = ["Suspends:", "Threads:", "Cost:", "Source:", "Since:", "See:"]


def fields_of(doc):
    """The docstring as [["", sentence], [field, text], ...]."""
    fields = [["", ""]]
    lines = doc.strip("/").strip("*").split("\n")
    for line in (re.sub(r"^\s*\*? ?", "", line).rstrip() for line in lines):
        match = FIELD.match(line)
        if match:
            fields.append([match.group(1), match.group(2)])
        elif line or fields[-1][0] == "":
            fields[-1][1] += "\n" + line.strip()
    return fields


def is_imperative_sentence(text):
    paragraph = text.strip().split("\n\n")[0]
    first = re.match(r"[A-Z][a-z]+\b", paragraph)
    return bool(first) and paragraph.endswith(".") and not re.search(
        r"[^s]s$", first.group())


def expected(declaration):
    names = [""] + ["@param"] * len(c_header.parameters(declaration))
    if not re.match(r"((CORO\w*|static|inline|extern)\s+)*void\s+\w+\s*\(",
                    declaration.text):
        names.append("@return")
    return names + TAIL


def faults(declaration, known, docs):
    """What is wrong with the docstring of a function."""
    fields = fields_of(declaration.doc)
    names = [name for name, _ in fields]
    if names != expected(declaration):
        return [f"has {' '.join(names[1:])}; should have "
                f"{' '.join(expected(declaration)[1:])}"]
    found = [f"{name or 'first sentence'} is empty"
             for name, text in fields if not text.strip()]
    if not is_imperative_sentence(fields[0][1]):
        found.append("does not begin with an imperative sentence")
    documented = [text.split()[0] for name, text in fields
                  if name == "@param" and text]
    if documented != c_header.parameters(declaration):
        found.append(f"documents parameters {documented}")
    text = dict((name, text) for name, text in fields)
    if not re.fullmatch(r"\d+\.\d+", text["Since:"]):
        found.append("Since: is not a version")
    if text["Suspends:"].startswith("never") == (
            "CORO_SUSPENDS" in declaration.text):
        found.append("the mark CORO_SUSPENDS and Suspends: disagree")
    found += [f"See: there is no {name}()" for name in
              re.findall(r"(\w+)\(\)", text["See:"]) if name not in known]
    found += [f"See: there is no {name}" for name in
              re.findall(r"docs/\w+\.md", text["See:"])
              if not (docs / name).is_file()]
    return found


def main():
    gate = Gate(__doc__)
    functions = []
    for path, file in gate.files(["include"], {".h"}):
        for declaration in c_header.declarations(path.read_text()):
            name = c_header.function_name(declaration)
            if name and not name.startswith("coro__"):
                functions.append((file, name, declaration))
    known = {name for _, name, _ in functions}
    seen = set()
    for file, name, declaration in functions:
        gate.looked()
        if not MARK.search(declaration.text):
            gate.complain(file, declaration.line, f"{name}: not CORO_API")
        if declaration.doc:
            for fault in faults(declaration, known, gate.root):
                gate.complain(file, declaration.line, f"{name}: {fault}")
        elif name not in seen:  # a definition after its declaration
            gate.complain(file, declaration.line, f"{name}: no docstring")
        seen.add(name)
    gate.finish("public functions")


main()
