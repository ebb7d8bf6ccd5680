# SPDX-License-Identifier: MIT
"""Proof that check_files.py goes red."""
import unittest

from trees import EMPTY, GOOD, RED, SPDX, TreeTest


class Files(TreeTest):
    gate = "check_files.py"

    def setUp(self):
        super().setUp()
        self.write("src/CMakeLists.txt", "set(base base/a.c)\n")
        self.write("src/base/a.c", SPDX + "int a;\n" * 399)

    def test_small_and_listed_is_good(self):
        self.expect(GOOD, "1 files, 0 violations")

    def test_docstrings_do_not_count(self):
        self.write("include/coro.h", SPDX + "int a;\n" * 399 +
                   "/**\n" + " * Say.\n" * 100 + " */\n")
        self.expect(GOOD)

    def test_long_file_is_red(self):
        self.write("tests/base/a.c", SPDX + "int a;\n" * 400)
        self.expect(RED, "tests/base/a.c:1: 401 lines")

    def test_long_function_is_red(self):
        self.write("src/base/a.c", SPDX + "int a(void)\n{\n" +
                   "    b();\n" * 59 + "}\n")
        self.expect(RED, "src/base/a.c:3: a function of 61 lines")

    def test_missing_licence_is_red(self):
        self.write("examples/a.c", "int a;\n")
        self.expect(RED, "examples/a.c:1: does not start with its SPDX")

    def test_unlisted_source_is_red(self):
        self.write("src/base/b.S", SPDX)
        self.expect(RED, "src/base/b.S:1: not listed")


class FilesOfNothing(TreeTest):
    gate = "check_files.py"

    def test_empty_tree_is_refused(self):
        self.expect(EMPTY, "no files found")


unittest.main()
