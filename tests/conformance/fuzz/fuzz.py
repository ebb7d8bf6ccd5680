#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare libcoro with CPython on programs that nobody has seen.

    python3 fuzz.py RUNNER [--keep DIRECTORY]

RUNNER is coro-conform, perhaps with a launcher before it. Environment:

    FUZZ_MINUTES   how long, 10 if unset
    FUZZ_SEED      the first seed; from the clock if unset
    FUZZ_SEEDS     how many seeds, instead of FUZZ_MINUTES
    FUZZ_JOBS      processes, 2 if unset
    FUZZ_PYTHON    the CPython, 3.12 or later; searched for if unset

A seed stands for the same hundred programs or so every time (with the same
Python). The first one with a program that fails ends the run: the program is
shrunk, and kept with its traces in DIRECTORY.

Interrupted, it finishes the seeds it has begun and says as much as at the end.
Exit status: 0 all programs printed the same; 1 one did not; 2 nothing could be
compared.
"""

import argparse
import os
import shlex
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KIT = os.path.dirname(HERE)
sys.path.insert(0, KIT)

import find_python

PATIENCE = 120  # seconds for the programs of a seed
KEPT = 3        # of the programs of a seed that fail


def setting(name, kind, otherwise):
    return kind(os.environ.get(name) or otherwise)


def same_python():
    """The scenarios of which this Python does not print the stored traces."""
    import batch
    import reference

    stored = batch.load(os.path.join(KIT, 'cases'))
    return [path for path in stored
            if reference.run(reference.load(path)).text().encode()
            != stored[path]]


class Work:
    """What one process does: seed after seed."""

    def __init__(self, cmd, directory, shared):
        self.cmd = cmd
        self.directory = directory
        self.shared = shared

    def __call__(self):
        """The whole of it. Tells (seed, number of programs, complaint)."""
        import quick
        import reference

        signal.signal(signal.SIGINT, signal.SIG_IGN) # fuzz() minds it
        quick.install()
        try:
            reference.in_big_thread(self.seeds)
        except Exception as e:
            self.shared.results.put((None, 0, 'fuzz-python broke: %s: %s'
                                     % (type(e).__name__, e)))

    def seeds(self):
        import programs
        import verdict

        with tempfile.TemporaryDirectory() as scratch:
            for seed in self.shared.take():
                made = list(programs.of_seed(seed))
                failed = verdict.compare(self.cmd, made, PATIENCE, scratch)
                complaint = None
                if failed:
                    self.shared.stop()
                    complaint = 'seed %d: %s' % (seed, verdict.report(
                        self.cmd, made, failed, self.directory, KEPT))
                self.shared.results.put((seed, len(made), complaint))


def collect(shared, workers):
    """Listen to the processes until they are gone. Return the numbers of
    programs and of seeds, whether a program failed, and whether one of them
    broke."""
    import queue

    total = seeds = 0
    failed = broke = False
    shown = time.monotonic()
    while True:
        gone = not any(worker.is_alive() for worker in workers)
        try:
            seed, count, complaint = shared.results.get(timeout=1)
        except queue.Empty:
            if gone:
                break
            continue
        seeds += seed is not None
        total += count
        broke |= seed is None
        if complaint is not None:
            failed = True
            print(complaint, flush=True)
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            print('%d programs of %d seeds' % (total, seeds), flush=True)
    broke |= any(worker.exitcode != 0 for worker in workers)
    return total, seeds, failed, broke


def fuzz(cmd, directory):
    import multiprocessing

    import seeds

    first = setting('FUZZ_SEED', int, int(time.time()))
    print('fuzz-python: CPython %s, from seed %d'
          % (sys.version.split()[0], first), flush=True)
    start = time.monotonic()
    shared = seeds.Seeds(first, setting('FUZZ_SEEDS', int, 0),
                         setting('FUZZ_MINUTES', float, 10))
    signal.signal(signal.SIGINT, lambda *_: shared.stop())
    workers = [multiprocessing.Process(target=Work(cmd, directory, shared))
               for _ in range(setting('FUZZ_JOBS', int, 2))]
    for worker in workers:
        worker.start()
    total, done, failed, broke = collect(shared, workers)
    print('%d programs, %s, %d s: %s' % (
        total, 'seeds %d to %d' % (first, first + done - 1) if done
        else 'no seed', time.monotonic() - start,
        'broken off' if broke else 'a difference, kept in ' + directory
        if failed else 'no difference'))
    return 2 if broke or total == 0 else 1 if failed else 0


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('runner')
    ap.add_argument('--keep', default='fuzz-python')
    a = ap.parse_args()
    if not find_python.suits() or os.environ.get('FUZZ_PYTHON'):
        path, tried = find_python.find()
        if path is None:
            print('fuzz-python needs CPython 3.12 or later; tried')
            for line in tried:
                print('  ' + line)
            return 2
        if not os.path.samefile(path, sys.executable):
            os.execv(path, [path, '-B'] + sys.argv)

    import quick
    import reference

    quick.install()
    strange = reference.in_big_thread(same_python)
    if strange:
        print('this CPython, %s, prints other traces than the stored ones:'
              % sys.version.split()[0])
        print('  ' + '\n  '.join(strange[:5]))
        return 2
    return fuzz(shlex.split(a.runner), os.path.abspath(a.keep))


if __name__ == '__main__':
    sys.exit(main())
