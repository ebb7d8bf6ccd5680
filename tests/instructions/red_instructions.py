#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proof that check_instructions.py goes red: with one instruction more.

usage: red_instructions.py COMPILER PROGRAM BARE EXTRA
EXTRA is PROGRAM with an instruction more in each operation.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

GATE = pathlib.Path(__file__).resolve().parent / "check_instructions.py"
COMPILER, PROGRAM, BARE, EXTRA = sys.argv[1:]
GOOD, RED, EMPTY, NOT_RUN = 0, 1, 2, 77


class Instructions(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.table = pathlib.Path(directory.name) / "ceilings.txt"
        self.table.write_text("# Nothing yet.\n")

    def check(self, status, text, program=PROGRAM, *options,
              compiler=COMPILER):
        run = subprocess.run(
            [sys.executable, "-B", GATE, "--compiler", compiler, "--program",
             program, "--bare", BARE, "--ceilings", self.table, *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False)
        self.assertEqual(run.returncode, status, run.stdout)
        self.assertIn(text, run.stdout)
        return run.stdout

    def test_one_instruction_more_is_red(self):
        self.check(GOOD, "", PROGRAM, "--update")
        self.assertTrue(self.table.read_text().startswith("# Nothing yet.\n"))
        self.check(GOOD, " 0 too high")
        more = re.findall(r"^(\S+) .* MORE$", self.check(RED, " too high",
                                                         EXTRA), re.M)
        self.assertEqual(more, [
            "next", "send", "sum", "delegate/1", "delegate/1000", "call/1",
            "call/1000", "create_run_free", "sched_yield/10", "spawn_await",
            "next_over_bare"])
        self.check(NOT_RUN, "not run: no ceilings for", compiler="tcc-1")

    def test_empty_table_is_refused(self):
        self.check(EMPTY, "no ceilings in ")


unittest.main(argv=sys.argv[:1])
