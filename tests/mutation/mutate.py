#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Edit the library mechanically, and see whether the suites notice.

    mutate.py --source DIRECTORY [--count N] [--seed N] [--only REGEX]

A mutant is one edit of one line: a comparison turned, a conjunction exchanged,
a constant off by one, a store, call or branch dropped, a result changed. It is
killed if the library no longer compiles without warning, or a suite of its
module fails or does not end, or else one of all suites. Prints what kills each,
and whether `known.txt` beside this explains one that survives; ends with 1 if
it does not.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

# Module: its files that are run most, and the suites that are asked first.
MODULES = {
    "switch": ("include/coro/arch/x86_64_sysv.h src/context/x86_64_sysv.S"
               " src/generator/operations_x86_64_sysv.S",
               "check_(switch|steps|storm)_(O2|no_inline)|gdb_steps.*"
               "|check_cxx.*|check_generator"),
    "inlined": ("include/coro/context.h include/coro/generator.h"
                " include/coro/sched.h",
                "check_(generator|delegation|chain.*|misuse|throw|call.*"
                "|payload|self)|check_sched_.*|fuzz_corpus|conformance_cases"),
    "generator": ("src/generator/body.c src/generator/chain.c"
                  " src/generator/close.c src/generator/create.c"
                  " src/generator/defer.c src/generator/delegate.c"
                  " src/generator/drive.c",
                  "check_(generator|delegation|chain.*|misuse|free|throw|call.*"
                  "|defer|create.*|payload|self)|fuzz_corpus"
                  "|conformance_cases"),
    "stack": ("src/stack/pool.c src/stack/reuse.h src/stack/slab.c"
              " src/stack/size.c src/stack/stack.c src/stack/registry.c"
              " src/stack/guard.c src/stack/used.c",
              "check_(size|pool|find|used|canary|guard|wide_guard|slab"
              "|map_limit|many|create_stack)"),
    "sched": ("src/sched/*.c", "check_sched_.*|check_io_.*"
              "|conformance_async_cases|stress_short"),
    "time": ("src/time/timers.c",
             "check_timers|check_sched_sleep|check_sched_many"),
    "task": ("src/task/*.c",
             "check_task_.*|conformance_async_cases|stress_short"),
    "sync": ("src/sync/*.c",
             "check_sync_.*|conformance_async_cases|stress_short"),
    "offload": ("src/offload/*.c", "check_offload_.*"),
}

# What is edited, into what.
EDITS = [(re.compile(pattern), text) for pattern, text in [
    (r" == ", " != "), (r" != ", " == "),
    (r" < ", " <= "), (r" > ", " >= "), (r" <= ", " < "), (r" >= ", " > "),
    (r" && ", " || "), (r" \|\| ", " && "),
    (r" \+ 1\b", ""), (r" - 1\b", ""), (r"\b1 << ", "2 << "),
    (r"\b0;$", "1;"), (r"\btrue;$", "false;"), (r"\bfalse;$", "true;"),
    (r"(\+\+|--);$", ";"),
    (r"return rc;", "return 0;"), (r"return NULL;", "return (void *)8;"),
    (r"^(\s+)if \((.*)\)$", r"\1if (0 && (\2))"),
    (r"^(\s+)if \((.*)\)$", r"\1if (1 || (\2))"),
    (r"^(\s+)([\w.>\[\]*-]+) [|&+-]?= [^{]*;$", r"\1(void)0;"),
    (r"^(\s+)\w+\(.*\);$", r"\1(void)0;"),
    (r'"[a-z]+ [^"]*\\n\\t"', '"nop\\\\n\\\\t"'),  # in an asm
    (r'"(?:r[0-9]+|rcx|xmm(?:[0-9]|1[0-5])|cc|memory)",', ""),
]]
# Declarations, comments, and what only stops a program that is broken.
NOT_CODE = re.compile(r"^\s*(/\*|\*|//|#|static |const |extern |enum|struct"
                      r"|CORO__ASSERT|_Static_assert|CORO__LAYOUT)|^\S"
                      r"|^\s+[\w ]+ \**\w+ = |^\s+\(void\)")
# In assembly an instruction or a rule for unwinding is dropped.
ASSEMBLY_EDITS = [(re.compile(pattern), text) for pattern, text in [
    (r"^ {8}(?!\.|nop|ud2)[a-z].*$", "        nop"),
    (r"^ {8}(\.cfi_(?!startproc|endproc)|[A-Z]).*$", ""),
]]


def mutants(source):
    """All there could be: (module, file, line number, line, edited line)."""
    for module, (patterns, _) in MODULES.items():
        for file in sorted(file for pattern in patterns.split()
                           for file in source.glob(pattern)):
            edits = ASSEMBLY_EDITS if file.suffix == ".S" else EDITS
            lines = file.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                code = re.sub(r"\s*/\*.*\*/$", "", line)
                if NOT_CODE.search(code) or "/*" in code:
                    continue
                for pattern, text in edits:
                    for match in pattern.finditer(code):
                        edited = (code[:match.start()] + match.expand(text)
                                  + code[match.end():])
                        if edited != code:
                            yield (module, str(file.relative_to(source)),
                                   number, code, edited)


class Tree:
    """A copy that is edited, built and tested."""

    def __init__(self, source, directory, modules):
        self.root = pathlib.Path(directory, "tree")
        self.build_directory = str(pathlib.Path(directory, "build"))
        shutil.copytree(source, self.root, ignore=shutil.ignore_patterns(
            ".git", "build*"))
        self.must("cmake", "-S", str(self.root), "-B", self.build_directory,
                  "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                  "-DCORO_EXAMPLES=OFF", "-DCORO_TEST_FLAGS="
                  + ("ON" if "switch" in modules else "OFF"))
        self.must("cmake", "--build", self.build_directory, "-j", "2")
        self.targets = {module: self.named(suites)
                        for module, (_, suites) in MODULES.items()}

    @staticmethod
    def run(*command, **options):
        return subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False,
                              **options)

    def must(self, *command):
        result = self.run(*command)
        if result.returncode != 0:
            sys.exit(result.stdout)
        return result.stdout

    def named(self, regex):
        """The programs of the suites of that name."""
        listed = self.must("ctest", "--test-dir", self.build_directory, "-N",
                           "-R", f"^({regex})$")
        known = self.must("cmake", "--build", self.build_directory, "--target",
                          "help")
        programs = {"fuzz_corpus": "fuzz_replay", "stress_short": "coro-stress",
                    "conformance_cases": "coro-conform",
                    "conformance_async_cases": "coro-conform-async",
                    "gdb_steps": "stepped",
                    "gdb_steps_no_inline": "stepped_no_inline"}
        tests = re.findall(r"Test +#\d+: (\S+)", listed)
        return [target for target in
                (programs.get(test, test) for test in tests)
                if re.search(rf"^{re.escape(target)}: ", known, re.M)]

    def killer(self, targets, regex):
        """What notices: the compiler, or one of these tests; or None."""
        built = self.run("cmake", "--build", self.build_directory, "-j", "2",
                         *(["--target", *targets] if targets else []))
        if built.returncode != 0 or "warning:" in built.stdout:
            return "the compiler"
        tested = self.run("ctest", "--test-dir", self.build_directory, "-j",
                          "2", "--timeout", "20", "--stop-on-failure", "-R",
                          f"^({regex})$", "-LE", "red|structure|install")
        failed = re.search(r"\n\s+\d+ - (.*)", tested.stdout)
        if tested.returncode == 0:
            return None
        return failed.group(1) if failed else "ctest"

    def notices(self, mutant):
        module, path, number, _, edited = mutant
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        lines[number - 1] = edited + "\n"
        file.write_text("".join(lines), encoding="utf-8")
        try:
            return (self.killer(self.targets[module], MODULES[module][1])
                    or self.killer([], ".*"))
        finally:
            file.write_text(text, encoding="utf-8")


def known():
    """The survivors that are explained: "path: line -> edited line" and why."""
    path = pathlib.Path(__file__).with_name("known.txt")
    entries = re.split(r"\n\s*\n", path.read_text(encoding="utf-8")
                       ) if path.exists() else []
    return {entry.split("\n")[0]: entry for entry in entries if entry.strip()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    everything = [mutant for mutant in mutants(args.source)
                  if re.search(args.only, mutant[1])]
    chosen = random.Random(args.seed).sample(
        everything, min(args.count, len(everything)))
    explained, killed, unexplained = known(), 0, 0
    with tempfile.TemporaryDirectory() as directory:
        tree = Tree(args.source, directory,
                    {module for module, *_ in chosen})
        for mutant in sorted(chosen):
            _, path, number, line, edited = mutant
            name = f"{path}: {line.strip()} -> {edited.strip()}".rstrip()
            killer = tree.notices(mutant)
            if killer:
                killed += 1
                print(f"killed by {killer}, line {number}", name, flush=True)
                continue
            unexplained += name not in explained
            print(f"survived{' (known)' * (name in explained)}, line {number}"
                  f"\n{name}", flush=True)
    print(f"{killed} of {len(chosen)} killed, of {len(everything)} there are;"
          f" {unexplained} survivors are not explained")
    return 1 if unexplained or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
