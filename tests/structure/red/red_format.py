# SPDX-License-Identifier: MIT
"""Proof that check_format.sh goes red; $CLANG_FORMAT is the program."""
import os
import unittest

from trees import EMPTY, GATES, GOOD, RED, TreeTest


class Format(TreeTest):
    def command(self):
        return ["sh", str(GATES / "check_format.sh"),
                os.environ.get("CLANG_FORMAT", "clang-format"), str(self.root)]

    def setUp(self):
        super().setUp()
        self.write(".clang-format", (GATES / "../../.clang-format").read_text())

    def test_formatted_is_good(self):
        self.write("src/a.c", "int a(void)\n{\n    return 0;\n}\n")
        self.expect(GOOD, "1 files, 0 not formatted")

    def test_each_directory_unformatted_is_red(self):
        for name in ("include/a.h", "src/a.c", "tests/a.cpp", "examples/a.c"):
            with self.subTest(name):
                path = self.write(name, "int a(void) {\n  return 0;\n}\n")
                self.expect(RED, "+    return 0;")
                path.unlink()

    def test_empty_tree_is_refused(self):
        self.expect(EMPTY, "no C files found")


unittest.main()
