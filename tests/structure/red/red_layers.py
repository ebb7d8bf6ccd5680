# SPDX-License-Identifier: MIT
"""Proof that check_layers.py goes red."""
import unittest

from trees import EMPTY, GOOD, RED, TreeTest


class Layers(TreeTest):
    gate = "check_layers.py"

    def setUp(self):
        super().setUp()
        self.write("include/coro/base.h", "#include <coro/config.h>\n")
        self.write("include/coro/context.h",
                   "#include <coro/base.h>\n#include <coro/arch/cpu.h>\n")
        self.write("include/coro/generator.h", "#include <coro/context.h>\n")
        self.write("src/generator/body.c",
                   '#include "generator/body.h"\n#include "delegate.h"\n'
                   '#include "stack/pool.h"\n#include <stdlib.h>\n')

    def test_downward_and_own_is_good(self):
        self.expect(GOOD)

    def test_upward_in_source_is_red(self):
        self.write("src/stack/pool.c", '\n#include "generator/body.h"\n')
        self.expect(RED, "src/stack/pool.c:2: stack (row 1) includes "
                    "generator (row 2)")

    def test_upward_in_public_header_is_red(self):
        self.write("include/coro/stack.h", "#  include <coro/sched.h>\n")
        self.expect(RED, "include/coro/stack.h:1: stack (row 1) includes "
                    "sched (row 3)")

    def test_upward_in_assembly_is_red(self):
        self.write("src/context/cpu.S", "#include <coro/generator.h>\n")
        self.expect(RED, "src/context/cpu.S:1:")

    def test_same_row_is_red(self):
        self.write("src/sched/run.c", '#include "iter/stage.h"\n')
        self.expect(RED, "sched (row 3) includes iter (row 3)")

    def test_arch_of_context_in_same_row_is_red(self):
        self.write("src/stack/grow.c", "#include <coro/arch/cpu.h>\n")
        self.expect(RED, "stack (row 1) includes context (row 1)")

    def test_umbrella_is_red(self):
        self.write("src/sched/run.c", "#include <coro.h>\n")
        self.expect(RED, "the umbrella is in no layer")

    def test_unknown_module_is_red(self):
        self.write("src/util/list.c", "#include <stdlib.h>\n")
        self.expect(RED, "'util' is in no layer")

    def test_unknown_target_is_red(self):
        self.write("src/sched/run.c", '#include "util/list.h"\n')
        self.expect(RED, "util is in no layer")


class LayersOfNothing(TreeTest):
    gate = "check_layers.py"

    def test_empty_tree_is_refused(self):
        self.expect(EMPTY, "no includes found")


unittest.main()
