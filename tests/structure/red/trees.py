# SPDX-License-Identifier: MIT
"""What the proofs share: a gate must be seen red before it is believed.

Each test writes a small tree, runs the gate on it, and says how the gate must
end and what it must complain of.
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

GATES = pathlib.Path(__file__).resolve().parent.parent
SPDX = "/* SPDX-License-Identifier: MIT */\n"
GOOD, RED, EMPTY = 0, 1, 2


class TreeTest(unittest.TestCase):
    gate = ""  # the script's name

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name) / "tree"
        self.root.mkdir()
        self.scratch = scratch.name

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def command(self):
        return [sys.executable, "-B", str(GATES / self.gate), str(self.root)]

    def expect(self, status, complaint=""):
        result = subprocess.run(self.command(), text=True, check=False,
                                stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)
        self.assertEqual(result.returncode, status, result.stdout)
        self.assertIn(complaint, result.stdout)
