#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run an interpreter over a directory, many scenarios a process.

    python3 batch.py RUNNER DIR [--timeout 20] [--jobs N]

Compares as check.py does, with the same last line and exit status. But RUNNER
is given many files at once and prints `==> FILE <==` before each trace, so a
launcher such as Valgrind starts once, and what one scenario leaves behind is
there when the next one runs. A process that fails is repeated with each half of
its files, until it is known which of them fails, or that they do so only
together.
"""

import argparse
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys

import check

TITLE = re.compile(rb'^==> (.*) <==\n', re.M)


def run(cmd, paths, timeout):
    """Return the traces by path, and how the process failed: lines or []."""
    try:
        p = subprocess.run(cmd + paths, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=timeout)
    except subprocess.TimeoutExpired as e:
        return split(paths, e.stdout or b''), ['timeout after %g s' % timeout]
    why = []
    if p.returncode < 0:
        why.append('killed by signal %d' % -p.returncode)
    elif p.returncode:
        why.append('exit status %d' % p.returncode)
    if why:
        words = p.stderr.decode('utf-8', 'replace').split('\n')
        why += ['stderr: ' + x for x in words if x.strip()][-12:]
    return split(paths, p.stdout), why


def split(paths, out):
    if len(paths) == 1:
        return {paths[0]: out}
    parts = TITLE.split(out)[1:]
    return {os.fsdecode(title): trace
            for title, trace in zip(parts[::2], parts[1::2])}


def judge(cmd, wanted, timeout):
    """Run the files that `wanted` gives the traces of. Return a dictionary of
    those that fail, and why: lines."""
    paths = list(wanted)
    traces, why = run(cmd, paths, timeout)
    if not why:
        return {path: check.diff(wanted[path], traces.get(path, b''))
                for path in paths if traces.get(path) != wanted[path]}
    if len(paths) == 1:
        return {paths[0]: why + check.diff(wanted[paths[0]],
                                           traces[paths[0]])}
    failed = {}
    middle = len(paths) // 2
    for half in (paths[:middle], paths[middle:]):
        failed.update(judge(cmd, {path: wanted[path] for path in half},
                            timeout))
    return failed or {'%s to %s, only together' % (paths[0], paths[-1]): why}


def load(directory):
    """The trace that is wanted of each scenario."""
    wanted = {}
    for name in sorted(os.listdir(directory)):
        if name.endswith('.scn'):
            path = os.path.join(directory, name)
            with open(path[:-4] + '.trace', 'rb') as f:
                wanted[path] = f.read()
    return wanted


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('runner')
    ap.add_argument('dir')
    ap.add_argument('--timeout', type=float, default=20)
    ap.add_argument('--jobs', type=int, default=1)
    a = ap.parse_args()
    cmd = shlex.split(a.runner)
    wanted = load(a.dir)
    if not wanted:
        print('no scenarios in ' + a.dir)
        return 1
    items = list(wanted.items())
    shares = [dict(items[i::a.jobs]) for i in range(a.jobs) if items[i::a.jobs]]
    failed = {}
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for found in pool.map(lambda share: judge(cmd, share, a.timeout),
                              shares):
            failed.update(found)
    for path in sorted(failed):
        print('FAIL %s: %s' % (path, failed[path][0]))
        for line in failed[path][1:]:
            print('  ' + line)
    print('%d passed, %d failed' % (len(set(wanted) - set(failed)),
                                    len(failed)))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
