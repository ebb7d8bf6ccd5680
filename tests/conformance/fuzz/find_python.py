#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Find a CPython whose generators the traces are of: 3.12 or later.

    python3 find_python.py      prints its path, or fails
"""

import glob
import os
import shutil
import subprocess
import sys

LEAST = (3, 12)
PROBE = 'import sys; print(sys.implementation.name, *sys.version_info[:3])'
# The stored traces are of 3.13.
NAMES = ('python3.13', 'python3.12', 'python3.14', 'python3.15', 'python3',
         'python')


def suits():
    """Is it the one that runs this?"""
    return (sys.implementation.name == 'cpython'
            and sys.version_info[:2] >= LEAST)


def candidates():
    """Those to be tried, as (what it is called, path or None)."""
    named = os.environ.get('FUZZ_PYTHON')
    if named:
        return [('FUZZ_PYTHON=' + named, shutil.which(named))]
    found = [(name, shutil.which(name)) for name in NAMES]
    root = os.environ.get('PYENV_ROOT', os.path.expanduser('~/.pyenv'))
    pattern = os.path.join(root, 'versions', '*', 'bin', 'python3')
    paths = sorted(glob.glob(pattern), reverse=True)
    return found + ([(path, path) for path in paths] or [(pattern, None)])


def refuse(path):
    """Why this one will not do, or None."""
    if path is None:
        return 'not found'
    try:
        words = subprocess.run([path, '-c', PROBE], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True,
                               timeout=60).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        words = []
    if len(words) != 4:
        return 'does not run'
    if words[0] != 'cpython' or tuple(map(int, words[1:3])) < LEAST:
        return '%s %s' % (words[0], '.'.join(words[1:]))
    return None


def find():
    """The path of one, or None; and what was tried, lines."""
    tried = []
    for name, path in candidates():
        why = refuse(path)
        if why is None:
            return path, tried
        tried.append('%s: %s' % (name, why))
    return None, tried


if __name__ == '__main__':
    FOUND, _ = find()
    print(FOUND or '')
    sys.exit(0 if FOUND else 1)
