# SPDX-License-Identifier: MIT
"""What README.md and docs/ name in backticks, or link to, exists.

Tests by START_TEST in tests/; scenarios of tests/conformance/ and
tests/conformance-asyncio/; functions, types and constants in the headers, or
anywhere in the sources if they are internal; files by their path; links and
their anchors.
"""
import re

from gate import Gate

QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
TEST = re.compile(r"test_\w+")
# Scenarios are named after their source: see tests/conformance/README.md.
SCENARIO = re.compile(r"(?:gen|co|yf|p\d{3}|mx|own|lang)_\w+")
# Some prefixes of tests/conformance-asyncio are words of C programs, too.
SCENARIO_OR_NAME = re.compile(
    r"(?:sleep|await|cancel|cancelling|future|timeout|wait|shield|group|scope|"
    r"gatherx?|event|lock|b?sem|cond|barrier|queue|locals|run|ex)_\w+")
NAME = re.compile(r"coro_\w+|CORO_\w+")
FILE = re.compile(r"(?:src|include|tests|docs|examples)/[\w./-]*\w")
SOURCES = {".h", ".c", ".S", ".cpp", ".py", ".sh", ".in", ".cmake", ".txt"}
HEADING = re.compile(r"^#+ +(.*)$", re.M)


def blank(match):
    """As many lines, nothing on them."""
    return "\n" * match.group(0).count("\n")


def anchors(text):
    """The anchors of the headings of a page, as its readers' sites make them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in HEADING.findall(FENCE.sub(blank, text))}


class Docs:
    def __init__(self, gate):
        self.gate = gate
        text = "\n".join(
            path.read_text() for path, _ in
            gate.files(["include", "src", "tests", "examples"], SOURCES))
        for file in ("CMakeLists.txt", ".ci/run"):
            if (gate.root / file).exists():
                text += (gate.root / file).read_text()
        self.words = set(re.findall(r"\w+", text))
        self.tests = set(re.findall(r"START_TEST\((\w+)\)", text))
        self.scenarios = {path.stem for path, _ in
                          gate.files(["tests/conformance",
                                      "tests/conformance-asyncio"], {".scn"})}

    def complaint(self, name):
        """What is wrong with a name in backticks; None if nothing."""
        if TEST.fullmatch(name):
            return None if name in self.tests else "no such test"
        if SCENARIO.fullmatch(name):
            return None if name in self.scenarios else "no such scenario"
        if SCENARIO_OR_NAME.fullmatch(name) and name not in self.scenarios:
            return None if name in self.words else "no such scenario or name"
        if NAME.fullmatch(name.removesuffix("()")):
            known = name.removesuffix("()") in self.words
            return None if known else "no such name"
        if FILE.fullmatch(name):
            return None if (self.gate.root / name).exists() else "no such file"
        return None

    def check_link(self, path, target):
        if "://" in target:
            return None
        file, _, anchor = target.partition("#")
        page = path.parent / file if file else path
        if not page.exists():
            return "no such file"
        if anchor and anchor not in anchors(page.read_text()):
            return "no such heading"
        return None

    def check(self, path, file):
        text = FENCE.sub(blank, path.read_text())
        for number, line in enumerate(text.splitlines(), 1):
            found = [(name, self.complaint(name))
                     for name in QUOTED.findall(line)]
            found += [(target, self.check_link(path, target))
                      for target in LINK.findall(line)]
            for name, wrong in found:
                self.gate.looked()
                if wrong:
                    self.gate.complain(file, number, f"{name}: {wrong}")


def main():
    gate = Gate(__doc__)
    docs = Docs(gate)
    pages = [*gate.files(["docs"], {".md"})]
    if (gate.root / "README.md").exists():
        pages.append((gate.root / "README.md", "README.md"))
    for path, file in pages:
        docs.check(path, file)
    gate.finish("names and links")


main()
