# SPDX-License-Identifier: MIT
"""Proof that check_performance.py goes red."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from trees import EMPTY, GOOD, RED, TreeTest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = "docs/performance.md"
RESULTS = "docs/performance/results.json"
PLOT = "docs/performance/create.svg"
TEMPLATE = "tests/bench/performance.md.in"
AGAIN = "not what `bench-page` makes of the JSON"


def can_draw_again():
    """Is GNUPLOT of the version that drew the plots?"""
    gnuplot = os.environ.get("GNUPLOT", "false")
    run = subprocess.run([gnuplot, "--version"], capture_output=True,
                         text=True, check=False)
    drawn_by = "Produced by " + run.stdout.strip().upper().replace(
        "PATCHLEVEL", "patchlevel")
    return run.stdout != "" and drawn_by in (ROOT / PLOT).read_text()


class Performance(TreeTest):
    gate = "check_performance.py"

    def setUp(self):
        super().setUp()
        for directory in "docs", "tests/bench":
            (self.root / directory).mkdir(parents=True)
        for file in PAGE, TEMPLATE:
            shutil.copy(ROOT / file, self.root / file)
        shutil.copytree(ROOT / "docs/performance",
                        self.root / "docs/performance")

    def replace(self, file, old, new):
        text = (self.root / file).read_text()
        self.assertIn(old, text)
        (self.root / file).write_text(text.replace(old, new, 1))

    def test_what_was_made_is_good(self):
        self.expect(GOOD, "6 pages and plots, 0 violations")

    def test_an_edited_page_is_red(self):
        self.replace(PAGE, "## Ratios", "## Claims")
        self.expect(RED, f": {AGAIN}")
        self.expect(RED, f"{PAGE}:")

    def test_other_results_are_red(self):
        results = json.loads((self.root / RESULTS).read_text())
        row = results["metrics"]["create_run_free"]["libcoro_gcc"]
        row["median"] *= 2
        (self.root / RESULTS).write_text(json.dumps(results))
        self.expect(RED, f"{PAGE}:")
        self.expect(RED, f"{PLOT}:2: {AGAIN}")

    def test_a_number_of_its_own_is_red(self):
        self.replace(TEMPLATE, "## Ratios\n", "## Ratios\n\nTen is 10.\n")
        self.expect(RED, "10. is not from the JSON")

    def test_a_missing_plot_is_red(self):
        (self.root / PLOT).unlink()
        self.expect(RED, f"{PLOT}:1: {AGAIN}")

    @unittest.skipUnless(can_draw_again(), "another gnuplot, or none")
    def test_an_edited_plot_is_red(self):
        self.replace(PLOT, "<svg", "<svg ")
        self.expect(RED, f"{PLOT}:3: {AGAIN}")

    def test_empty_tree_is_refused(self):
        (self.root / PAGE).unlink()
        self.expect(EMPTY, "no pages found")


unittest.main()
