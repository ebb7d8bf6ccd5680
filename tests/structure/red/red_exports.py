# SPDX-License-Identifier: MIT
"""Proof that check_exports.py goes red; $CC is the compiler."""
import os
import subprocess
import unittest

from trees import EMPTY, GOOD, RED, TreeTest

HEADER = """
CORO__OPERATION int coro_next(coro_t *gen);
CORO_API int coro__landed(coro_t *gen);
extern CORO_API __thread coro_t *coro__current;
CORO__INLINE int coro_int(int n)
{
    return n;
}
CORO__INLINE int coro_next(coro_t *gen)
{
    return 0;
}
"""
CODE = """
int coro_next(void *gen) { return !gen; }
int coro__landed(void *gen) { return !gen; }
__thread void *coro__current;
"""


class Exports(TreeTest):
    gate = "check_exports.py"

    def command(self):
        return super().command() + [f"{self.root}/libx.so"]

    def expect_of(self, status, complaint, header=HEADER, code=CODE):
        self.write("include/coro/x.h", header)
        self.write("x.c", code)
        subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "x.c",
                        "-o", "libx.so"], check=True, cwd=self.root)
        self.expect(status, complaint)

    def test_the_same_is_good(self):
        self.expect_of(GOOD, "3 exported names, 0 violations")

    def test_declared_only_is_red(self):
        self.expect_of(RED, "x.h:2: coro_next: not in the library",
                       code=CODE.replace("coro_next", "coro__next"))
        self.expect_of(RED, "x.h:4: coro__current: not in the library",
                       code=CODE.replace("coro__current", "coro__turns"))

    def test_declared_for_another_platform_is_good(self):
        self.write("include/coro/arch/cpu.h", "CORO_API int coro__swap(void);")
        self.expect_of(GOOD, "4 exported names, 0 violations")

    def test_exported_only_is_red(self):
        self.expect_of(RED, "coro__more: in no public header",
                       code=CODE + "int coro__more;\n")

    def test_empty_header_is_refused(self):
        self.expect_of(EMPTY, "no exported names", header="", code="")


unittest.main()
