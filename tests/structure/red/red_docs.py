# SPDX-License-Identifier: MIT
"""Proof that check_docs.py goes red."""
import unittest

from trees import EMPTY, GOOD, RED, SPDX, TreeTest

PAGE = """# A page

What it says, `coro_next` and `test_next_alone_yields`, is [below](#the-rest).

```c
coro_nonsense(); /* `coro_nonsense` */
```

## The `rest`

`CORO_DONE`, `coro_next()`, `gen_simple`, `timeout_basic`, `src/x/next.c`, `mx_*`, `out`,
`coro_next(gen, &v)`; [other](other.md#here), [outside](https://example.org/x).
"""


class Docs(TreeTest):
    gate = "check_docs.py"

    def setUp(self):
        super().setUp()
        self.write("include/coro.h", SPDX + "int coro_next(void);\n"
                   "enum { CORO_DONE = 1 };\n")
        self.write("src/x/next.c", SPDX)
        self.write("tests/x/check_next.c",
                   SPDX + "START_TEST(test_next_alone_yields)\n")
        self.write("tests/conformance/cases/gen_simple.scn", "")
        self.write("tests/conformance-asyncio/cases/timeout_basic.scn", "")
        self.write("docs/other.md", "# Other\n\n## Here\n")
        self.write("docs/page.md", PAGE)

    def test_what_exists_is_good(self):
        self.expect(GOOD, "14 names and links, 0 violations")

    def test_each_thing_that_is_missing_is_red(self):
        for text, wrong in (
                ("`test_next_gone_yields`", "no such test"),
                ("`p380_gone`", "no such scenario"),
                ("`timeout_gone`", "no such scenario or name"),
                ("`coro_gone`", "no such name"),
                ("`CORO_E_GONE`", "no such name"),
                ("`coro_gone()`", "no such name"),
                ("`src/x/gone.c`", "no such file"),
                ("[x](gone.md)", "no such file"),
                ("[x](#gone)", "no such heading"),
                ("[x](other.md#gone)", "no such heading")):
            with self.subTest(text):
                self.write("docs/page.md", PAGE + text + "\n")
                self.expect(RED, "docs/page.md:13: ")
                self.expect(RED, wrong)

    def test_readme_is_looked_at(self):
        self.write("README.md", "# It\n\n[x](docs/gone.md)\n")
        self.expect(RED, "README.md:3: docs/gone.md: no such file")

    def test_empty_tree_is_refused(self):
        for file in self.root.glob("docs/*"):
            file.unlink()
        self.expect(EMPTY, "no names and links found")


unittest.main()
