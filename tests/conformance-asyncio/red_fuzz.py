#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""See fuzz.py go red: red_fuzz.py CORO-CONFORM-ASYNC

A runner that is right, runners that are wrong, and a machine without CPython.
"""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

# What the runner does, the exit status, and words of the output.
RUNNERS = (
    ('exec $conform "$@"', 0, '3 programs twice: no difference'),
    ('$conform "$@" | sed "s/main return/main returns/"', 1, 'kept: '),
    ('test $1 = --shuffle && shift 2 && $conform "$@" && echo more', 1,
     '--shuffle 8'),
    ('exit 3', 1, 'exit status 3'),
)


def fuzz(runner, kept, **settings):
    environment = dict(os.environ, FUZZ_SEED='7', FUZZ_SEEDS='1',
                       FUZZ_COUNT='3', **settings)
    done = subprocess.run(
        [sys.executable, '-B', os.path.join(HERE, 'fuzz.py'), runner,
         '--keep', kept], env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def expect(what, got, status, words):
    if got[0] == status and words in got[1]:
        return 0
    print('%s: expected %d and "%s", got %d and\n%s'
          % (what, status, words, got[0], got[1]))
    return 1


def main():
    conform = sys.argv[1]
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        script = os.path.join(scratch, 'runner.sh')
        for text, status, words in RUNNERS:
            with open(script, 'w') as f:
                f.write('conform=%s\n%s\n' % (conform, text))
            wrong += expect(text, fuzz('sh ' + script, scratch + '/kept'),
                            status, words)
        wrong += expect('no CPython', fuzz(conform, scratch + '/kept',
                                           FUZZ_PYTHON='/bin/false'),
                        2, 'no CPython of 3.13')
    print('%d runs, %d judged wrongly' % (len(RUNNERS) + 1, wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
