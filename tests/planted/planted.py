#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plant a fault of each class of docs/reliability.md, and see it found.

    planted.py --source DIRECTORY [--only REGEX] [--jobs N]

Each is an edit of one file of a copy of the tree. The test named beside it must
pass before and fail after. Ends with 0, or 1 and the names
of those that were not found.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

Fault = collections.namedtuple("Fault", "name path before after test config",
                               defaults=["plain"])

# Options of cmake, and targets beside the one of the test's name.
CONFIGS = {
    "plain": ["-DCMAKE_BUILD_TYPE=Debug"],
    "asan": ["-DCMAKE_BUILD_TYPE=Debug", "-DCORO_SANITIZE=address"],
    "tsan": ["-DCMAKE_BUILD_TYPE=Debug", "-DCORO_SANITIZE=thread",
             "-DCMAKE_C_COMPILER=clang", "-DCMAKE_CXX_COMPILER=clang++"],
    "msan": ["-DCMAKE_BUILD_TYPE=Debug", "-DCORO_SANITIZE=memory",
             "-DCMAKE_C_COMPILER=clang", "-DCMAKE_CXX_COMPILER=clang++"],
}
# Where a test's program is called otherwise.
TARGETS = {"check_generator_fake_stacks": ["check_generator"],
           "stack_churn": ["churn"], "stack_unload": ["unload", "coro_shared"],
           "gdb": ["inspected"], "gdb_steps": ["stepped"],
           "switch_note": ["coro_static"], "sched_exits": ["exits"],
           "structure_symbols": ["coro_static", "coro_shared"]}

X86 = "src/context/x86_64_sysv.S"
X86_INLINE = "include/coro/arch/x86_64_sysv.h"

FAULTS = [
    Fault("1 thread-local state", "src/stack/pool.h",
          '__attribute__((\n    tls_model("initial-exec"))) _Thread_local '
          'coro__pool_t coro__pool;',
          'coro__pool_t coro__pool;\n#define _Thread_local\n',
          "check_switch_O2"),
    Fault("2 errno of a wake", "src/poll/epoll.c",
          "    errno = saved;\n", "    errno = saved + 1;\n",
          "check_poller"),
    Fault("3 alignment", X86, "        pushq   %rax  ",
          "        pushq   %rax\n        pushq   %rax  ", "check_switch_O2"),
    Fault("4 floating-point words", "include/coro/context.h",
          "coro__fp_set(kept->fp);", "", "check_kept_fp"),
    Fault("5 a callee-saved register", X86_INLINE,
          '"r11", "r12", "r13"', '"r11", "r13"', "check_switch_O2"),
    Fault("6 what compilers may assume", X86_INLINE,
          '"memory" CORO__LOST_AVX512', '"cc" CORO__LOST_AVX512',
          "check_switch_O2"),
    Fault("7 symbols", "src/generator/self.c", "coro_t *coro_self(void)",
          "int stray;\ncoro_t *coro_self(void)", "structure_symbols"),
    Fault("8 a leap over the guard", "src/stack/slab.c",
          "return (size_t)1 << (slab->shift - 1);",
          "return coro__page_size();", "check_wide_guard"),
    Fault("9 the limit of mappings", "src/stack/guard.c",
          "return errno == ENOMEM ? CORO_E_MAP_LIMIT : -errno;", "return 0;",
          "check_map_limit"),
    Fault("10 an overflow untold", "src/generator/overflow.c",
          "    if (info->si_code > 0) ", "    if (info->si_code < 0) ",
          "check_overflow"),
    Fault("10 a fault not passed on", "src/generator/overflow.c",
          "    errno = saved;\n    pass_on(number, info, context);",
          "    errno = saved;\n    _exit(1);\n"
          "    pass_on(number, info, context);", "check_fault"),
    Fault("13 a frame on a fake stack that is gone", "src/context/switch.h",
          '#define CORO__LEAVES_FOR_EVER __attribute__((no_sanitize("address")))',
          "#define CORO__LEAVES_FOR_EVER", "check_generator_fake_stacks",
          "asan"),
    Fault("14 ThreadSanitizer told in between", "src/context/switch.h",
          "__attribute__((always_inline)) static inline void\ncoro__tell",
          "__attribute__((noinline, unused)) static void\ncoro__tell",
          "check_generator", "tsan"),
    Fault("15 Valgrind not told", "src/stack/slab.c",
          "    coro__valgrind_register(stack);\n", "", "stack_churn"),
    Fault("17 a debugger misled", "src/generator/create.c",
          "RECORD(delegating)", "RECORD(head.slot)", "gdb"),
    Fault("18 a landing pad", X86, "        .cfi_same_value rbp\n        endbr64",
          "        .cfi_same_value rbp\n        nop", "check_steps_cet"),
    Fault("18 a return that is tracked", "src/context/x86_64_sysv.inc",
          "notrack jmpq *%rcx", "jmpq *%rcx", "check_steps_cet"),
    Fault("18 a mark that is not kept", "src/context/x86_64_sysv.inc",
          "        .long   1, 0\n", "        .long   3, 0\n", "switch_note"),
    Fault("18 a shadow stack", "src/stack/slab.c",
          "if (coro__shadow_stack_is_on())", "if (false)", "check_shadow"),
    Fault("20 unwinding", X86, "        RIP_OF_CALLER\n        nop",
          "        nop", "check_steps_O2"),
    Fault("20 unwinding of a task that begins", X86,
          "        RIP_BY_RDI\n", "", "check_steps_O2"),
    Fault("20 unwinding of a task that ends", "src/generator/body.c",
          "    found.answer(found.note, out.status, out.value);",
          "    coro__leave(&found, out.status, out.value);", "check_steps_O2"),
    Fault("20 unwinding of a delegation", "src/generator/chain.c",
          "    inner->caller = &outer->delegating;\n", "", "check_profiled"),
    Fault("20 unwinding in a debugger", X86_INLINE,
          '".cfi_remember_state\\n\\t.cfi_undefined rip\\n\\t"',
          '".cfi_remember_state\\n\\t"', "gdb_steps"),
    Fault("21 exceptions being handled", "include/coro/context.h",
          "exceptions->caught = kept->exceptions.caught;", "",
          "check_cxx"),
    Fault("22 an exception that leaves", "src/base/personality.c",
          ": FATAL_PHASE1_ERROR;", ": CONTINUE_UNWIND;", "check_cxx_leaving"),
    Fault("22 an exception that leaves what is called", "src/base/personality.h",
          '__asm__ volatile(".cfi_personality 0x1b, coro__personality")',
          "((void)0)", "check_cxx_called"),
    Fault("23 destroyed, not closed", "src/generator/close.c",
          "        shut(record);\n", "        discard(record);\n",
          "check_free"),
    Fault("24 freed while running", "src/generator/close.c",
          "if (record->delegators > 0 || coro__is_running(record))",
          "if (record->delegators > 0)", "check_misuse"),
    Fault("24 a freed stack in use", "src/stack/stack.c",
          "    coro__stack_retire(stack);\n", "", "canary_use_of_freed_stack",
          "asan"),
    Fault("24 what a used stack leaves", "src/stack/checkers.h",
          "    coro__written(stack->bounds.bottom, stack->bounds.size);\n", "",
          "check_msan", "msan"),
    Fault("24 who is not told of a switch", "src/context/switch.h",
          "    return __sanitizer_start_switch_fiber != NULL ||\n"
          "           __tsan_switch_to_fiber != NULL;", "    return 0;",
          "canary_overrun_of_stack_plain_library", "asan"),
    Fault("25 driven while running", "src/generator/drive.c",
          "    if (status >= CORO__INBOUND)\n        got = send_back(gen);\n",
          "", "check_misuse"),
    Fault("28 a child that disturbs its parent", "src/sched/descriptor.c",
          "    if (!coro__outside_is_inherited(outside))\n", "",
          "check_sched_fork"),
    Fault("28 a child that waits", "src/sched/outside.c",
          "    return outside->forks != forks;", "    return false;",
          "check_sched_fork"),
    Fault("29 mappings left", "src/stack/slab.c",
          "        slab_free(slab);\n    pthread", "        ;\n    pthread",
          "check_slab"),
    Fault("30 a pool that grows", "src/stack/pool.c",
          "        give_back(coro__pool.kept - ceiling);\n",
          "        (void)ceiling;\n", "check_pool"),
    Fault("30 leavings of another", "src/stack/slab.c",
          "    memset(bottom + pages, 0, ", "    memset(bottom + pages, 1, ",
          "check_used"),
    Fault("31 a file's number used again", "src/sched/descriptor.c",
          " || descriptor->tag != event->tag", "", "check_sched_look"),
    Fault("33 unloaded", "src/CMakeLists.txt",
          "target_link_options(coro_shared PRIVATE LINKER:-z,nodelete)", "",
          "stack_unload"),
    Fault("33 a thread's end", "src/stack/pool.c",
          "    give_back(size());\n    coro__pool.room",
          "    coro__pool.room", "check_pool"),
    Fault("34 a failure nobody hears of", "src/sched/unraisable.c",
          "    coro__unraisable(task->name, status, payload);",
          "    (void)status;\n    (void)payload;", "check_sched_handles"),
    Fault("a failure that lasts", "src/base/once.c",
          "&once->is_done, rc == 0,", "&once->is_done, 1,", "faults"),
    Fault("a wake that is lost", "src/poll/epoll.c",
          "sizeof one) < 0 && errno == EINTR)", "sizeof one) < -1)",
          "faults"),
    Fault("a piece of a mapping left", "src/stack/map.c",
          "        munmap(base, room);\n        return NULL;", "        ;",
          "faults"),
    Fault("no memory taken for misuse", "src/offload/workers.c",
          "        errno = error;", "        errno = EINVAL;", "faults"),
    Fault("a descriptor that is lost", "src/poll/epoll.c",
          "    close(poller->wake_fd);\n    errno = -rc;", "    errno = -rc;",
          "faults"),
    Fault("a block that is lost", "src/sched/outside.c",
          "        free(outside);\n        return rc;", "        return rc;",
          "faults"),
    Fault("a time from the stack", "src/time/clock.c",
          "CORO__ASSERT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);",
          "clock_gettime(CLOCK_MONOTONIC, &now);", "check_clock_gone"),
    Fault("an end that runs what lives", "src/base/once.c",
          "int coro__once(", '#include <unistd.h>\n'
          "__attribute__((destructor)) static void end(void)\n"
          "{\n    _exit(1);\n}\n\nint coro__once(", "sched_exits"),
    Fault("36 a suite that runs nothing", "tests/support/runner.c",
          "    srunner_run_all(runner, CK_ENV);\n", "", "check_sched_turns"),
]


class Copy:
    """A copy of the tree, and a build directory for each configuration."""

    def __init__(self, source, directory, jobs):
        self.tree = pathlib.Path(directory, "tree")
        self.directory = pathlib.Path(directory)
        self.jobs = str(jobs)
        shutil.copytree(source, self.tree, ignore=shutil.ignore_patterns(
            ".git", "build*"))

    def run(self, *command):
        return subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)

    def build(self, config, test):
        """Returns whether the program of a test could be built."""
        directory = str(self.directory / config)
        if not os.path.isdir(directory):
            result = self.run("cmake", "-S", str(self.tree), "-B", directory,
                              "-G", "Ninja", *CONFIGS[config])
            if result.returncode != 0:
                sys.exit(result.stdout)
        result = self.run("cmake", "--build", directory, "-j", self.jobs,
                          "--target", *TARGETS.get(test, [test]))
        return result.returncode == 0

    def passes(self, config, test):
        if not self.build(config, test):
            raise ValueError("does not compile")
        result = self.run("ctest", "--test-dir", str(self.directory / config),
                          "-R", f"^{test}$", "--no-tests=error")
        if "(Skipped)" in result.stdout or "Not Run" in result.stdout:
            sys.exit(f"{test} is not run here:\n{result.stdout}")
        return result.returncode == 0


def find(copy, fault):
    """Returns what is wrong, or None."""
    path = copy.tree / fault.path
    text = path.read_text(encoding="utf-8")
    if fault.before not in text:
        return f"not in {fault.path}: {fault.before!r}"
    if not copy.passes(fault.config, fault.test):
        return f"{fault.test} fails without it"
    path.write_text(text.replace(fault.before, fault.after), encoding="utf-8")
    try:
        if copy.passes(fault.config, fault.test):
            return f"{fault.test} passes with it"
    except ValueError as error:
        return str(error)
    finally:
        path.write_text(text, encoding="utf-8")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    args = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as directory:
        copy = Copy(args.source, directory, args.jobs)
        chosen = [fault for fault in FAULTS if re.search(args.only, fault.name)]
        for fault in chosen:
            problem = find(copy, fault)
            wrong += problem is not None
            print(f"{'MISSED' if problem else 'found '} {fault.name}: "
                  f"{problem or fault.test}", flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} found")
    return 1 if wrong or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
