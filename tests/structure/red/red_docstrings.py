# SPDX-License-Identifier: MIT
"""Proof that check_docstrings.py goes red."""
import unittest

from trees import EMPTY, GOOD, RED, SPDX, TreeTest

DOC = """
/**
 * Wait for a thing.
 *
 * And more about it.
 *
 * @param self The coroutine.
 * @param visit Called
 *   now and then.
 * @return 0.
 * Suspends: yes.
 * Threads: any.
 * Cost: none.
 * Source: libcoro.
 * Since: 0.1
 * See: coro_wait(), docs/errors.md
 */
"""
DECLARATION = """CORO_API CORO_SUSPENDS int
coro_wait(coro_t *self, void (*visit)(void *ctx, int status));
"""


class Docstrings(TreeTest):
    gate = "check_docstrings.py"

    def expect_of(self, status, complaint="", doc=DOC, declaration=DECLARATION):
        self.write("docs/errors.md", "")
        self.write("include/coro/x.h", SPDX + doc + declaration)
        self.expect(status, complaint)

    def test_complete_is_good(self):
        self.expect_of(GOOD)

    def test_inlined_definition_after_declaration_is_good(self):
        self.expect_of(GOOD, declaration=DECLARATION +
                       "CORO__INLINE int coro_wait(coro_t *self, int n)\n"
                       "{\n    return n;\n}\n")

    def test_void_function_without_return_is_good(self):
        self.expect_of(GOOD, doc=DOC.replace(" * @return 0.\n", ""),
                       declaration=DECLARATION.replace(" int", " void"))

    def test_each_missing_field_is_red(self):
        for field in ("@param self The coroutine.", "@return 0.",
                      "Suspends: yes.", "Threads: any.", "Cost: none.",
                      "Source: libcoro.", "Since: 0.1",
                      "See: coro_wait(), docs/errors.md"):
            with self.subTest(field):
                self.expect_of(RED, "coro_wait: has",
                               doc=DOC.replace(f" * {field}\n", ""))

    def test_each_empty_field_is_red(self):
        for text in (" any.", " none.", " libcoro."):
            with self.subTest(text):
                self.expect_of(RED, "is empty", doc=DOC.replace(text, ""))

    def test_wrong_order_is_red(self):
        self.expect_of(RED, "should have", doc=DOC.replace(
            " * Threads: any.\n * Cost: none.\n",
            " * Cost: none.\n * Threads: any.\n"))

    def test_wrong_parameter_is_red(self):
        self.expect_of(RED, "documents parameters ['gen', 'visit']",
                       doc=DOC.replace("self", "gen"))

    def test_no_docstring_is_red(self):
        self.expect_of(RED, "coro_wait: no docstring", doc="/* Waits. */\n")

    def test_no_sentence_is_red(self):
        for sentence in ("Waits for a thing.", "Wait for a thing", "..."):
            with self.subTest(sentence):
                self.expect_of(RED, "coro_wait:", doc=DOC.replace(
                    "Wait for a thing.", sentence))

    def test_not_exported_is_red(self):
        self.expect_of(RED, "not CORO_API",
                       declaration=DECLARATION.replace("CORO_API ", ""))

    def test_mark_without_field_is_red(self):
        self.expect_of(RED, "CORO_SUSPENDS and Suspends: disagree",
                       doc=DOC.replace("Suspends: yes", "Suspends: never"))

    def test_field_without_mark_is_red(self):
        self.expect_of(RED, "CORO_SUSPENDS and Suspends: disagree",
                       declaration=DECLARATION.replace("CORO_SUSPENDS ", ""))

    def test_dangling_see_is_red(self):
        self.expect_of(RED, "there is no coro_gone()", doc=DOC.replace(
            "coro_wait()", "coro_gone()"))
        self.expect_of(RED, "there is no docs/gone.md", doc=DOC.replace(
            "docs/errors.md", "docs/gone.md"))

    def test_bad_version_is_red(self):
        self.expect_of(RED, "not a version", doc=DOC.replace("0.1", "soon"))

    def test_header_without_functions_is_refused(self):
        self.expect_of(EMPTY, "no public functions", declaration="")


unittest.main()
