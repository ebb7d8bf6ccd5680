#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""See batch.py go red: each runner that is wrong, and nothing to run."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ('one', 'two', 'three', 'four', 'five')

# A runner as it should be, but for what happens at the file `three.scn`, and
# at the end. `$many` says whether it got several files.
RUNNER = '''\
many=$(( $# > 1 ))
for file in "$@"; do
    test $many = 0 || echo "==> $file <=="
    case $file in
    *three.scn) %s ;;
    esac
    cat "${file%%.scn}.trace"
done
%s
'''

# What it does there, the status of batch.py, words it says, and others it
# must not say.
CASES = (
    (':', ':', 0, '5 passed, 0 failed', 'FAIL'),
    ('echo more', ':', 1, 'three.scn: first difference', 'four.scn'),
    ('continue', ':', 1, 'three.scn: first difference', 'four.scn'),
    ('exit 3', ':', 1, 'three.scn: exit status 3', 'four.scn'),
    ('echo oh >&2; kill -SEGV $$', ':', 1, 'three.scn: killed by signal 11',
     'four.scn'),
    ('exec sleep 60', ':', 1, 'three.scn: timeout', 'four.scn'),
    ('found=1', 'exit ${found:+99}', 1, 'three.scn: exit status 99',
     'four.scn'),
    (':', 'exit $many', 1, 'four.scn, only together: exit status 1',
     'one.scn'),
    ('test $many = 0 && exit 3', ':', 0, '5 passed, 0 failed', 'FAIL'),
)


def batch(runner, directory):
    done = subprocess.run(
        [sys.executable, '-B', os.path.join(HERE, 'batch.py'), runner,
         directory, '--timeout', '1'],
        stdout=subprocess.PIPE, text=True)
    return done.returncode, done.stdout


def expect(what, got, status, words, absent):
    if got[0] == status and words in got[1] and absent not in got[1]:
        return 0
    print('%s: expected %d and "%s", got %d and\n%s'
          % (what, status, words, got[0], got[1]))
    return 1


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        wrong += expect('an empty directory', batch('true', scratch), 1,
                        'no scenarios', 'passed')
        for name in NAMES:
            for ending, text in (('scn', ''), ('trace', name + '\nend\n')):
                path = os.path.join(scratch, '%s.%s' % (name, ending))
                with open(path, 'w') as f:
                    f.write(text)
        script = os.path.join(scratch, 'runner.sh')
        for there, at_end, status, words, absent in CASES:
            with open(script, 'w') as f:
                f.write(RUNNER % (there, at_end))
            wrong += expect(there + ' / ' + at_end,
                            batch('sh ' + script, scratch), status, words,
                            absent)
    print('%d runners, %d judged wrongly' % (len(CASES) + 1, wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
