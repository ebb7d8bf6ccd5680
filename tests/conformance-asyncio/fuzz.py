#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare libcoro's tasks with CPython's asyncio on new programs.

    python3 fuzz.py RUNNER [--keep DIR]

Makes random scenarios of one seed after the other, runs them with RUNNER in
the order of asyncio and in a shuffled one, and compares. Programs that fail
are shrunk and kept in DIR.

    FUZZ_MINUTES  how long it goes on: 10
    FUZZ_SEED     the first seed: from the clock
    FUZZ_SEEDS    so many seeds instead of FUZZ_MINUTES
    FUZZ_COUNT    programs of a seed: 40, at about a second each
    FUZZ_PYTHON   a CPython of 3.13 or later, instead of a search

The exit status is 0 if all printed the same, 1 if one did not, 2 if nothing
could be compared.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KIT = os.path.join(HERE, '..', 'conformance')
sys.path[1:1] = [KIT, os.path.join(KIT, 'fuzz')]
import check  # noqa: E402
import find_python  # noqa: E402

find_python.LEAST = (3, 13)  # the first with a queue that shuts down


def setting(name, default):
    return int(os.environ.get('FUZZ_' + name) or default)


def generate(python, seed, count, out):
    """Make the programs of a seed; False if that is not possible."""
    done = subprocess.run(
        [python, '-B', os.path.join(HERE, 'generate.py'), '--seed', str(seed),
         '--count', str(count), '--out', out], stdout=subprocess.DEVNULL)
    return done.returncode == 0 and any(
        name.endswith('.scn') for name in os.listdir(out))


def judge(cmd, directory):
    """The programs that fail, and why: lines."""
    failed = {}
    for name in sorted(os.listdir(directory)):
        if name.endswith('.scn'):
            why = check.run_one(cmd, os.path.join(directory, name), 20, 1)
            if why:
                failed[name] = why
    return failed


def keep(python, cmd, directory, name, seed, where):
    """Keep a program and its least form; return the path."""
    os.makedirs(where, exist_ok=True)
    path = os.path.join(where, 'seed%d-%s' % (seed, name))
    for old, new in ((name, path), (name[:-4] + '.trace', path[:-4] + '.trace')):
        shutil.copy(os.path.join(directory, old), new)
    subprocess.run([python, '-B', os.path.join(HERE, 'shrink.py'), path,
                    '--cmd', shlex.join(cmd), '--quiet'])
    return path


def try_seed(python, runner, seed, where):
    """How many programs were compared, and how many runs failed."""
    count = setting('COUNT', 40)
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        if not generate(python, seed, count, scratch):
            return 0, 0
        for order in ([], ['--shuffle', str(seed % 1000000 + 1)]):
            failed = judge(runner + order, scratch)
            for name, why in failed.items():
                print('FAIL seed %d, %s %s' % (seed, name, ' '.join(order)))
                print('\n'.join('  ' + line for line in why))
            for name in list(failed)[:1]:
                print('kept: ' + keep(python, runner + order, scratch, name,
                                      seed, where))
            failures += len(failed)
    return count, failures


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('runner')
    ap.add_argument('--keep', default='fuzz-asyncio')
    a = ap.parse_args()
    python, tried = find_python.find()
    if python is None:
        print('\n'.join(['no CPython of 3.13 or later:'] + tried))
        return 2
    seed = first = setting('SEED', int(time.time()))
    seeds = setting('SEEDS', 0)
    end = time.monotonic() + 60 * setting('MINUTES', 10)
    compared = failures = 0
    while failures == 0 and (seed < first + seeds if seeds
                             else time.monotonic() < end):
        more, failures = try_seed(python, shlex.split(a.runner), seed, a.keep)
        if more == 0:
            print('seed %d: no programs' % seed)
            return 2
        compared += more
        seed += 1
    print('seeds %d to %d, %d programs twice: %s' %
          (first, seed - 1, compared,
           '%d differences' % failures if failures else 'no difference'))
    return 1 if failures else 0 if compared else 2


if __name__ == '__main__':
    sys.exit(main())
