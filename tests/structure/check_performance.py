# SPDX-License-Identifier: MIT
"""docs/performance.md and its plots are what tests/bench/page.py makes.

All numbers of the page come from the JSON in docs/performance: its template
has none of its own. An SVG names the script it was drawn by; where GNUPLOT is
one of the version that drew it, it is also drawn again.
"""
import os
import pathlib
import re
import subprocess
import sys

from gate import Gate

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
import page as bench_page  # noqa: E402
import page_plots  # noqa: E402

AGAIN = "not what `bench-page` makes of the JSON"


def first_difference(ours, theirs):
    lines = zip(ours.split("\n") + [None], theirs.split("\n") + [None])
    return next((i for i, (a, b) in enumerate(lines, 1) if a != b), 1)


def drawn_by(svg):
    found = re.search(r"Produced by GNUPLOT (\S+) patchlevel (\S+)", svg)
    return found and list(found.groups())


def version(gnuplot):
    if not gnuplot:
        return None
    run = subprocess.run([gnuplot, "--version"], capture_output=True,
                         text=True, check=False)
    return re.findall(r"gnuplot (\S+) patchlevel (\S+)", run.stdout)[:1]


def check_plot(gate, path, script):
    gate.looked()
    file = gate.root / path
    if not file.is_file():
        gate.complain(path, 1, AGAIN)
        return
    svg = file.read_text()
    gnuplot = os.environ.get("GNUPLOT")
    if page_plots.mark(script) not in svg:
        gate.complain(path, 2, AGAIN)
    elif [tuple(drawn_by(svg) or ())] == version(gnuplot):
        again = page_plots.draw(gnuplot, script)
        if again != svg:
            gate.complain(path, first_difference(svg, again), AGAIN)


def main():
    gate = Gate(__doc__)
    if not (gate.root / bench_page.PAGE).is_file():
        gate.finish("pages")
    page = bench_page.Page(gate.root)
    text, made = (gate.root / bench_page.PAGE).read_text(), page.text()
    gate.looked()
    if text != made:
        gate.complain(bench_page.PAGE, first_difference(text, made), AGAIN)
    for line, number in page.own_numbers():
        gate.complain(bench_page.TEMPLATE, line,
                      f"{number} is not from the JSON")
    for path, script in page.plots().items():
        check_plot(gate, path, script)
    gate.finish("pages and plots")


main()
