# SPDX-License-Identifier: MIT
"""Run programs, and say of those that fail the least that fails so."""

import os
import re

import batch
import check
import reference
import shrink

PATIENCE = 20  # seconds for a program


def write(directory, name, program, trace):
    path = os.path.join(directory, name + '.scn')
    with open(path, 'w') as f:
        f.write(reference.unparse(program))
    with open(path[:-4] + '.trace', 'wb') as f:
        f.write(trace)
    return path


def compare(cmd, made, patience, scratch):
    """Run (name, program, trace) triples. Return why those fail that do, by
    name; or by other words, if they do so only together."""
    names = {write(scratch, *one): one[0] for one in made}
    wanted = {path: one[2] for path, one in zip(names, made)}
    failed = batch.judge(cmd, wanted, patience)
    for path in names:
        os.unlink(path)
        os.unlink(path[:-4] + '.trace')
    return {names.get(path, os.path.basename(path)): why
            for path, why in failed.items()}


def least(cmd, program):
    """What a program shrinks to, or None: alone it does not fail."""
    shrinker = shrink.Shrinker(program.copy(), cmd, 1, PATIENCE, False, True)
    try:
        return shrinker.shrink() if shrinker.kind is not None else None
    finally:
        os.unlink(shrinker.tmp)


def keep(cmd, one, why, directory):
    """Store a program that fails, and what it shrinks to. Return words."""
    name, program, trace = one
    kept = write(directory, name, program, trace)
    small = least(cmd, program)
    if small is None:
        return ['%s fails, but not again' % kept] + why
    text = reference.run(small).text().encode()
    path = write(directory, name + '.min', small, text)
    return (['%s, shrunk to' % kept, path]
            + reference.unparse(small).rstrip('\n').split('\n')
            + (check.run_one(cmd, path, PATIENCE, 1) or why))


def unlike(names):
    """One name for each program, not its variations too."""
    found = {}
    for name in names:
        found.setdefault(re.sub(r'_\d+$', '', name), name)
    return list(found.values())


def report(cmd, made, failed, directory, most):
    """Say so, and keep some."""
    os.makedirs(directory, exist_ok=True)
    known = {one[0]: one for one in made}
    alone = [name for name in failed if name in known]
    words = ['%d of %d programs fail' % (len(alone), len(made))]
    for name in unlike(alone)[:most]:
        words += keep(cmd, known[name], failed[name], directory)
    for name in failed.keys() - known.keys():
        for one in made:
            write(directory, *one)
        words += ['%s, in %s' % (name, directory)] + failed[name]
    return '\n'.join(words)
