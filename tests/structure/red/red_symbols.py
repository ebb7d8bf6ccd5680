# SPDX-License-Identifier: MIT
"""Proof that check_symbols.sh goes red; $CC is the compiler."""
import os
import subprocess
import unittest

from trees import EMPTY, GATES, GOOD, RED, TreeTest

CC = os.environ.get("CC", "cc")


class Symbols(TreeTest):
    def command(self):
        return ["sh", str(GATES / "check_symbols.sh"), CC,
                f"{self.root}/libx.a", f"{self.root}/libx.so",
                f"{self.root}/scratch"]

    def build(self, code, suffix="c"):
        source = self.write(f"x.{suffix}", code)
        run = {"check": True, "cwd": self.root, "stderr": subprocess.DEVNULL}
        subprocess.run([CC, "-fPIC", "-c", source.name], **run)
        subprocess.run([CC, "-shared", "x.o", "-o", "libx.so"], **run)
        subprocess.run(["ar", "rc", "libx.a", "x.o"], **run)

    def test_own_names_and_libc_are_good(self):
        self.build("#include <stdlib.h>\n#include <pthread.h>\n"
                   "static _Thread_local int n;\n"
                   "void *coro_new(void) { n++; return malloc(1); }\n"
                   "int coro__lock(pthread_mutex_t *m)\n"
                   "{ return pthread_mutex_lock(m); }\n")
        self.expect(GOOD, "2 exported, 0 violations")

    def test_foreign_name_is_red(self):
        self.build("int coro_a; int helper(void) { return 0; }\n")
        self.expect(RED, "helper does not begin with coro_")

    def test_hidden_foreign_name_in_static_library_is_red(self):
        self.build("int coro_a; __attribute__((visibility(\"hidden\")))\n"
                   "int helper(void) { return 0; }\n")
        self.expect(RED, "helper does not begin with coro_")

    def test_dependency_is_red(self):
        self.build("double cbrt(double);\n"
                   "double coro_a(double x) { return cbrt(x); }\n")
        self.expect(RED, "needs cbrt")

    def test_executable_stack_is_red(self):
        self.build('.globl coro_a\ncoro_a: ret\n'
                   '.section .note.GNU-stack, "x", @progbits\n', "S")
        self.expect(RED, "executable stack")

    def test_no_symbols_are_refused(self):
        self.build("static int a; int coro_a;\n")
        (self.root / "libx.so").unlink()
        self.expect(EMPTY, "no symbols found")


unittest.main()
