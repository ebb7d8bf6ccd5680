# SPDX-License-Identifier: MIT
"""Proof that check_headers.sh goes red; $CC and $CXX are the compilers."""
import os
import unittest

from trees import EMPTY, GATES, GOOD, RED, TreeTest


class Headers(TreeTest):
    def setUp(self):
        super().setUp()
        self.compilers = os.environ.get("CC", "cc").split()
        if os.environ.get("CXX"):
            self.compilers.append(os.environ["CXX"])
        self.write("generated/coro/config.h", "#define CORO_X 1\n")

    def command(self):
        return ["sh", str(GATES / "check_headers.sh"), f"{self.root}/include",
                f"{self.root}/generated", f"{self.root}/scratch",
                *self.compilers]

    def test_header_that_stands_alone_is_good(self):
        self.write("include/coro/x.h",
                   "#include <coro/config.h>\n#include <stddef.h>\n"
                   "size_t coro_x(void);\n")
        self.write("include/coro/arch/cpu.h", "size_t coro_y(void);\n")
        self.expect(GOOD, f"{2 * len(self.compilers)} compilations")

    def test_header_that_needs_another_is_red(self):
        self.write("include/coro/x.h", "size_t coro_x(void);\n")
        self.expect(RED, "coro/x.h: fails alone")

    def test_warning_is_red(self):
        self.write("include/coro/x.h",
                   "static inline int coro_x(int n)\n{\n    return 0;\n}\n")
        self.expect(RED, "coro/x.h: fails alone")

    def test_error_without_inlining_is_red(self):
        self.write("include/coro/x.h",
                   "#ifdef CORO_NO_INLINE\nsize_t coro_x(void);\n#endif\n"
                   "typedef int coro_x_t;\n")
        self.expect(RED, "-DCORO_NO_INLINE")

    @unittest.skipUnless(os.environ.get("CXX"), "no C++ compiler")
    def test_header_that_is_not_cxx_is_red(self):
        self.write("include/coro/x.h",
                   "static inline int *coro_x(void *p)\n{\n    return p;\n}\n"
                   "struct coro_y { int n; };\n")
        self.expect(RED, "-std=c++17")

    def test_no_header_is_refused(self):
        self.write("include/coro/arch/cpu.h", "")
        self.expect(EMPTY, "no headers found")


unittest.main()
