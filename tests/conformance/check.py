#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run a scenario interpreter over a directory and compare traces.

    python3 check.py RUNNER DIR [--level 2] [--timeout 5] [--show 5]
                                [--only TEXT] [--jobs N]

RUNNER is a command (split like a shell does).  For every DIR/NAME.scn it runs
`RUNNER DIR/NAME.scn` and compares standard output with DIR/NAME.trace byte for
byte; the exit status must be 0.  With --level 2 it runs `RUNNER --context
DIR/NAME.scn` and compares with DIR/NAME.trace2.  The last line is
`N passed, M failed`; the exit status is 1 if any failed.
"""

import argparse
import concurrent.futures
import os
import shlex
import subprocess
import sys


def run_one(cmd, scn, timeout, level):
    """Return None or a description of the failure (list of lines)."""
    with open(scn[:-4] + ('.trace2' if level == 2 else '.trace'), 'rb') as f:
        want = f.read()
    args = cmd + (['--context'] if level == 2 else []) + [scn]
    try:
        p = subprocess.run(args, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=timeout)
    except subprocess.TimeoutExpired as e:
        return ['timeout after %g s' % timeout] + diff(want, e.stdout or b'')
    why = []
    if p.returncode < 0:
        why.append('killed by signal %d' % -p.returncode)
    elif p.returncode:
        why.append('exit status %d' % p.returncode)
    if p.stdout != want:
        why += diff(want, p.stdout)
    if why and p.stderr.strip():
        why += ['stderr: ' + x for x in
                p.stderr.decode('utf-8', 'replace').strip().split('\n')[-8:]]
    return why or None


def diff(want, got):
    """The first difference, with the lines before it."""
    want = want.decode('utf-8', 'replace').split('\n')
    got = got.decode('utf-8', 'replace').split('\n')
    for i in range(max(len(want), len(got))):
        w = want[i] if i < len(want) else None
        g = got[i] if i < len(got) else None
        if w != g:
            def text(x, lines):
                if x is None or (x == '' and i == len(lines) - 1):
                    return '(nothing)'
                return x
            return (['first difference in line %d:' % (i + 1)]
                    + ['    ' + x for x in want[max(0, i - 3):i]]
                    + ['  - ' + text(w, want), '  + ' + text(g, got)])
    return []


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('runner')
    ap.add_argument('dir')
    ap.add_argument('--level', type=int, choices=(1, 2), default=1)
    ap.add_argument('--timeout', type=float, default=5)
    ap.add_argument('--show', type=int, default=5)
    ap.add_argument('--only', default='')
    ap.add_argument('--jobs', type=int, default=1)
    a = ap.parse_args()
    cmd = shlex.split(a.runner)
    names = sorted(n for n in os.listdir(a.dir)
                   if n.endswith('.scn') and a.only in n)
    if not names:
        print('no scenarios in ' + a.dir)
        return 1
    passed, failed = 0, []
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for n, why in zip(names, pool.map(
                lambda n: run_one(cmd, os.path.join(a.dir, n), a.timeout,
                                  a.level), names)):
            if why is None:
                passed += 1
                continue
            failed.append(n)
            if len(failed) <= a.show:
                print('FAIL %s: %s' % (n, why[0]))
                for x in why[1:]:
                    print('  ' + x)
    if len(failed) > a.show:
        print('also failed: ' + ' '.join(failed[a.show:][:60]))
    print('%d passed, %d failed' % (passed, len(failed)))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
