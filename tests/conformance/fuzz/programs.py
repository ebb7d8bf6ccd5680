# SPDX-License-Identifier: MIT
"""The programs that a seed stands for, and their traces."""

import random

import generate
import reference
import tangle
import vary

# So many of each kind, and so many variations of each.
BASES = 10
VARIATIONS = 9
LONGEST = 300  # lines of a trace
# Iterations of loops, after which the reference gives up. What generate.py
# makes depends on it; elsewhere a low one saves minutes.
LOOPS = reference.MAX_LOOPS
FEW_LOOPS = 500


def plain(seed, number):
    """As `generate.py --seed SEED --start NUMBER --count 1`, or None."""
    reference.MAX_LOOPS = LOOPS
    try:
        return generate.make(str(seed), number)[0]
    except reference.InternalError:
        return None # the reference is at its limits, nobody's fault
    finally:
        reference.MAX_LOOPS = FEW_LOOPS


def trace(program):
    """What CPython prints; None if that is too much, or not defined."""
    reference.MAX_LOOPS = FEW_LOOPS
    try:
        result = reference.run(program)
    except reference.InternalError:
        return None
    if result.status != 'ok' or len(result.lines) > LONGEST:
        return None
    return result.text().encode()


def variations(source, name, program, want):
    for i in range(VARIATIONS):
        varied = vary.vary(source, program)
        other = varied and trace(varied)
        if other is not None and other != want:
            yield '%s_%d' % (name, i), varied, other


def of_seed(seed):
    """Yield the name, program and trace of each."""
    for number in range(BASES):
        for kind in ('plain', 'tangle'):
            name = 's%d_%s%d' % (seed, kind, number)
            source = random.Random(name)
            program = (plain(seed, number) if kind == 'plain'
                       else tangle.make(source))
            want = program and trace(program)
            if want is not None:
                yield name, program, want
                yield from variations(source, name, program, want)
