# SPDX-License-Identifier: MIT
"""What the gates share: finding files and telling what is wrong.

A gate looks at a source tree, prints `file:line: complaint` for each
violation, and ends with 0 (none), 1 (some) or 2 (nothing to look at, which
would otherwise pass unnoticed).
"""
import argparse
import pathlib
import sys


class Gate:
    def __init__(self, purpose):
        parser = argparse.ArgumentParser(description=purpose)
        parser.add_argument("root", type=pathlib.Path, help="source tree")
        self.root = parser.parse_args().root
        self.looked_at = 0
        self.complaints = 0

    def files(self, directories, suffixes):
        """Yield (path, path relative to the root), sorted."""
        for directory in directories:
            for path in sorted((self.root / directory).rglob("*")):
                if path.suffix in suffixes and path.is_file():
                    yield path, path.relative_to(self.root)

    def looked(self):
        """Count one thing that has been checked."""
        self.looked_at += 1

    def complain(self, where, line, text):
        print(f"{where}:{line}: {text}")
        self.complaints += 1

    def finish(self, things):
        if self.looked_at == 0:
            print(f"no {things} found in {self.root}")
            sys.exit(2)
        print(f"{self.looked_at} {things}, {self.complaints} violations")
        sys.exit(1 if self.complaints else 0)
