#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make docs/performance.md and its plots from the JSON in docs/performance.

    coro-bench --output docs/performance/results.json      measures
    cmake --build build --target bench-page                makes the page

The words are in performance.md.in, where {{name argument}} stands for what a
function of this module or of page_tables.py returns. No number is written
there: each is one of results.json, of a run, or tried.json, of experiments
that are not kept.
"""
import argparse
import json
import pathlib
import re
import textwrap

import page_plots
import page_tables

TEMPLATE = "tests/bench/performance.md.in"
PAGE = "docs/performance.md"
DATA = "docs/performance"
# A digit that no letter, hyphen or underscore makes part of a name.
NUMBER = re.compile(r"(?<![\w+-])\d[\d.,]*")


def wrapped(block):
    """Prose and lists, in lines of the usual length."""
    if re.match(r"[|#!]| {4}", block):
        return block
    items = re.split(r"\n(?=- )", block.strip("\n"))
    return "\n".join(textwrap.fill(
        " ".join(item.split()), 120, break_long_words=False, break_on_hyphens=False,
        subsequent_indent="  " if item.startswith("- ") else "")
        for item in items)


class Page:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.results = self.read("results.json")
        self.tried = self.read("tried.json")
        self.template = (self.root / TEMPLATE).read_text()

    def read(self, name):
        return json.loads((self.root / DATA / name).read_text())

    def fill(self, match):
        name, _, argument = match.group(1).partition(" ")
        if name == "tried":
            return self.from_tried(argument)
        return getattr(page_tables, name)(self.results, *argument.split())

    def from_tried(self, key):
        value = self.tried
        for word in key.split("."):
            value = value[word]
        return str(value)

    def text(self):
        text = re.sub(r"\{\{([^}]*)\}\}", self.fill, self.template)
        return "\n\n".join(map(wrapped, text.split("\n\n"))) + "\n"

    def own_numbers(self):
        """(line, number) of what the template should have got from JSON."""
        text = re.sub(r"\{\{[^}]*\}\}|`[^`\n]*`|^    .*", "", self.template,
                      flags=re.M)
        return [(text.count("\n", 0, match.start()) + 1, match.group())
                for match in NUMBER.finditer(text)]

    def plots(self):
        """{path below the root: gnuplot's script}"""
        return {f"{DATA}/{name}.svg": script for name, script
                in page_plots.scripts(self.results).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--gnuplot", default="gnuplot")
    args = parser.parse_args()
    page = Page(args.root)
    (args.root / PAGE).write_text(page.text())
    for path, script in page.plots().items():
        (args.root / path).write_text(page_plots.draw(args.gnuplot, script))


if __name__ == "__main__":
    main()
