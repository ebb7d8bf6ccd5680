#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""See fuzz.py go red: red_fuzz.py CORO-CONFORM

Runners that are wrong by little, of which it must find and keep the least
program; and machines on which it cannot compare.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import find_python

HERE = os.path.dirname(os.path.abspath(__file__))
KIT = os.path.dirname(HERE)

# What a runner does with the files "$@", the exit status, words in the output,
# and the most lines of the program it shrinks to; 0: none is kept.
RUNNERS = (
    ('$conform "$@"', 0, 'seeds 7 to 7, .* no difference', 0),
    ('$conform "$@" | sed "s/(executing)/(busy)/"', 1,
     r'\+ .*ValueError\(busy\)', 12),
    ('$conform "$@" | sed "s/^unraisable.*ignored.*/end/"', 1,
     r'- unraisable \w+: RuntimeError\(ignored-exit\)', 20),
    ('grep -q "^ *close" "$@" && kill -SEGV $$; $conform "$@"', 1,
     'killed by signal 11', 6),
    ('$conform "$@"; exit $(($# > 60))', 1, 'only together', 0),
    ('exit 3', 1, 'exit status 3', 3),
)
SETTINGS = {'FUZZ_SEED': '7', 'FUZZ_SEEDS': '1', 'FUZZ_JOBS': '1'}


class Bench:
    def __init__(self, conform, scratch):
        self.conform = conform
        self.scratch = scratch
        self.kept = os.path.join(scratch, 'kept')
        self.python, tried = find_python.find()
        if self.python is None:
            raise SystemExit('\n'.join(['no CPython:'] + tried))
        self.ran = self.wrong = 0

    def script(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, 'w') as f:
            f.write('#!/bin/sh\n' + text + '\n')
        os.chmod(path, 0o755)
        return path

    def expect(self, what, status, words, runner=None, kit=KIT, **settings):
        """Run fuzz.py on a runner, coro-conform itself if there is none."""
        environment = dict(os.environ, FUZZ_PYTHON=self.python, **SETTINGS)
        environment.update(settings)
        done = subprocess.run(
            [sys.executable, '-B', os.path.join(kit, 'fuzz', 'fuzz.py'),
             runner or self.conform, '--keep', self.kept], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.judge(what, done.returncode == status
                   and re.search(words, done.stdout), done.stdout)

    def judge(self, what, good, output):
        self.ran += 1
        if not good:
            self.wrong += 1
            print('%s: judged wrongly\n%s' % (what, output))

    def runner(self, commands, status, words, most):
        shutil.rmtree(self.kept, ignore_errors=True)
        script = self.script('runner.sh', 'conform=%s\n%s'
                             % (self.conform, commands))
        self.expect(commands, status, words, runner=script)
        kept = os.listdir(self.kept) if os.path.isdir(self.kept) else []
        least = [name for name in kept if name.endswith('.min.scn')]
        for name in least:
            with open(os.path.join(self.kept, name)) as f:
                lines = [x for x in f if not x.startswith('#')]
            self.judge(commands, len(lines) <= most, ''.join(lines))
        self.judge(commands, bool(least) == (most > 0), str(kept))
        self.judge(commands, bool(kept) == (status == 1), str(kept))

    def machines(self):
        """Where nothing can be compared; and runs that end early."""
        needs = 'needs CPython 3.12 or later; tried\n  FUZZ_PYTHON=.*: '
        old = self.script('old', 'echo cpython 3 11 9')
        other = self.script('other', 'echo pypy 3 12 1')
        self.expect('no Python', 2, needs + 'not found',
                    FUZZ_PYTHON='/nowhere/python3')
        self.expect('an old one', 2, needs + 'cpython 3.11.9', FUZZ_PYTHON=old)
        self.expect('no CPython', 2, needs + 'pypy', FUZZ_PYTHON=other)
        self.expect('one that does not run', 2, needs + 'does not run',
                    FUZZ_PYTHON=self.script('broken', 'exit 1'))
        self.expect('no runner', 2, 'broken off', runner='/nowhere/conform')
        self.expect('no time', 0, 'seeds 7 to 7, .* no difference',
                    FUZZ_SEEDS='', FUZZ_MINUTES='0')
        # Its parent compares, whose parent is whom a terminal interrupts.
        self.expect('interrupted', 0, 'seeds 7 to 7, .* no difference',
                    runner=self.script('interrupt', (
                        'read -r pid name state parent rest </proc/$PPID/stat\n'
                        'kill -INT $parent\n%s "$@"') % self.conform),
                    FUZZ_SEEDS='20')
        kit = os.path.join(self.scratch, 'kit')
        shutil.copytree(KIT, kit, ignore=shutil.ignore_patterns('random'))
        with open(os.path.join(kit, 'cases', 'own_busy_in_temp.trace'), 'a') as f:
            f.write('never\n')
        self.expect('another Python', 2, 'prints other traces.*\n.*own_busy_in_temp',
                    kit=kit)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(sys.argv[1], scratch)
        for runner in RUNNERS:
            bench.runner(*runner)
        bench.machines()
    print('%d expectations, %d wrong' % (bench.ran, bench.wrong))
    return 1 if bench.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
