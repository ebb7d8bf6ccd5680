#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""See check.py go red: each runner that is wrong, and nothing to run."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TRACE = 'new g -> @1\nend\n'

# What the runner does with the trace, and what check.py says to it.
RUNNERS = (
    ('cat "$trace"', 0, '1 passed, 0 failed'),
    ('true', 1, 'first difference in line 1'),
    ('cat "$trace"; echo more', 1, '+ more'),
    ('cat "$trace"; exit 3', 1, 'exit status 3'),
    ('cat "$trace"; kill -SEGV $$', 1, 'killed by signal 11'),
    ('exec sleep 60', 1, 'timeout'),
)


def check(runner, directory):
    done = subprocess.run(
        [sys.executable, '-B', os.path.join(HERE, 'check.py'), runner,
         directory, '--timeout', '1'],
        stdout=subprocess.PIPE, text=True)
    return done.returncode, done.stdout


def expect(what, got, status, words):
    if got[0] == status and words in got[1]:
        return 0
    print('%s: expected %d and "%s", got %d and\n%s'
          % (what, status, words, got[0], got[1]))
    return 1


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        wrong += expect('an empty directory', check('true', scratch), 1,
                        'no scenarios')
        for ending, text in (('scn', ''), ('trace', TRACE)):
            with open(os.path.join(scratch, 'one.' + ending), 'w') as f:
                f.write(text)
        script = os.path.join(scratch, 'runner.sh')
        for commands, status, words in RUNNERS:
            with open(script, 'w') as f:
                f.write('trace=${1%%.scn}.trace\n%s\n' % commands)
            wrong += expect(commands, check('sh ' + script, scratch), status,
                            words)
    print('%d runners, %d judged wrongly' % (len(RUNNERS) + 1, wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
