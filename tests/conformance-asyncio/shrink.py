#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reduce a failing scenario.

    python3 shrink.py FILE.scn --cmd RUNNER [--out OUT.scn] [--timeout 5]
                      [--any] [--quiet]

RUNNER is the command of the interpreter under test (split like a shell does).
A scenario fails when RUNNER prints another trace than the reference, exits
with a status other than 0, or times out.  Parts of the scenario are removed
and simplified as long as it still fails in the same way (differs, crash,
timeout; --any accepts every way) and its trace does not depend on the order
of events at one instant.  The result goes to OUT.scn (default: FILE with
.min.scn) next to its trace, and both traces are printed.
"""

import argparse
import copy
import os
import shlex
import subprocess
import sys
import tempfile

import reference as ref
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'conformance'))
import check


class Shrinker:
    def __init__(self, prog, cmd, timeout, any_kind, quiet):
        self.prog = prog
        self.cmd = cmd
        self.timeout = timeout
        self.any_kind = any_kind
        self.quiet = quiet
        self.cache = {}
        self.runs = 0
        fd, self.tmp = tempfile.mkstemp(suffix='.scn')
        os.close(fd)
        self.kind = self.limit = None
        self.kind, self.limit = self.judge(ref.unparse(prog))

    # -- the failure --------------------------------------------------------

    def judge(self, text):
        """(kind of failure or None, reference hit a limit or a deadlock)"""
        try:
            prog = ref.parse(text)
            res = ref.run_once(prog)
        except ref.Invalid:
            return None, False
        if res.status == 'bug':
            return None, False
        limit = res.status != 'ok'
        if limit and self.limit is False:
            return None, limit
        with open(self.tmp, 'w') as f:
            f.write(text)
        self.runs += 1
        kind = None
        try:
            p = subprocess.run(self.cmd + [self.tmp], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL,
                               timeout=self.timeout)
            if p.returncode:
                kind = 'crash'
            elif p.stdout != res.text().encode():
                kind = 'differs'
        except subprocess.TimeoutExpired:
            kind = 'timeout'
        # the other orders last: they are the slowest
        if kind and ref.run(prog).status in ('bug', 'order'):
            kind = None
        return kind, limit

    def fails(self):
        text = ref.unparse(self.prog)
        if text not in self.cache:
            kind, _ = self.judge(text)
            self.cache[text] = kind is not None and (self.any_kind
                                                     or kind == self.kind)
        return self.cache[text]

    # -- reductions: change in place, keep if it still fails, else undo -------

    def lists(self):
        """Every statement list, outermost first, those of main first."""
        out = []

        def walk(body):
            out.append(body)
            for s in body:
                for _, b in s.parts or ():
                    walk(b)
        for f in reversed(self.prog.funcs):
            walk(f.body)
        return out

    def remove_from(self, lst):
        changed = False
        size = len(lst)
        while size >= 1:
            i = 0
            while i < len(lst):
                cut = lst[i:i + size]
                del lst[i:i + size]
                if self.fails():
                    changed = True
                else:
                    lst[i:i] = cut
                    i += size
            size //= 2
        return changed

    def remove_statements(self):
        changed = False
        for lst in self.lists():
            changed |= self.remove_from(lst)
        return changed

    def remove_funcs(self):
        return self.remove_from(self.prog.funcs)

    def unwrap(self):
        """Replace a block by the body of one of its parts, drop parts."""
        changed = False
        again = True
        while again:
            again = False
            for lst in self.lists():
                for i, s in enumerate(lst):
                    if s.parts is None:
                        continue
                    for _, body in s.parts:
                        lst[i:i + 1] = body
                        if self.fails():
                            again = changed = True
                            break
                        lst[i:i + len(body)] = [s]
                    if again:
                        break
                    j = 1
                    while j < len(s.parts):
                        part = s.parts.pop(j)
                        if self.fails():
                            changed = True
                        else:
                            s.parts.insert(j, part)
                            j += 1
                if again:
                    break
        return changed

    def simplify(self):
        changed = False
        for lst in self.lists():
            for s in lst:
                heads = [s.tokens] if s.parts is None else \
                    [h for h, _ in s.parts]
                for h in heads:
                    changed |= self.simplify_tokens(h, s)
        return changed

    def simplify_tokens(self, h, s):
        changed = False
        for new in list(self.simpler(h)):
            old = list(h)
            if new == old or len(new) > len(old):
                continue
            h[:] = new
            if s.parts is not None and h is s.parts[0][0]:
                s.tokens[:] = new
            if self.fails():
                changed = True
            else:
                h[:] = old
                if s.parts is not None and h is s.parts[0][0]:
                    s.tokens[:] = old
        return changed

    @staticmethod
    def simpler(h):
        head, t = [], h
        if h[0] == 'recv':
            yield h[2:]
            head, t = h[:2], h[2:]
        op = t[0]
        if op == 'except' and len(t) == 4:
            yield t[:2]
        if op == 'timeout' and len(t) == 3:
            yield t[:2]
        if len(t) >= 4 and t[-2] in '+-' and op not in ('if', 'while'):
            yield head + t[:-2]
            yield head + t[:-3] + [t[-1]]
        if op in ('gather', 'gatherx') or op == 'wait':
            first = 3 if op == 'wait' else 1
            for i in range(first, len(t)):
                if len(t) > first + 1:
                    yield t[:i] + t[i + 1:]
        if op in ('raise', 'athrow', 'seterror') and len(t) > 2 and \
                t[-2] in ref.TYPES:
            yield head + t[:-1]
        if op in ('return', 'log') and len(t) == 2 and t[1] != 'none':
            yield [op, 'none']
        if op in ('wait_for', 'shield', 'await'):
            yield head + ['await', t[-1]]
        if op == 'asend' or op == 'athrow':
            yield head + ['anext', t[1]]
        if op in ('sleep', 'timeout') and ref.is_int(t[1]):
            for d in ('0', '1', '5', '20'):
                if int(d) < int(t[1]):
                    yield [op, d] + t[2:]
        if op in ('spawn', 'new'):
            for i in range(5 if t[2] == 'in' else 3, len(t)):
                for d in ('1', '5', '20') if ref.is_int(t[i]) else ('none',):
                    if d == 'none' or int(d) < int(t[i]):
                        yield t[:i] + [d] + t[i + 1:]
            if t[2] == 'in' and op == 'spawn':
                yield t[:2] + t[4:]
        if op == 'except' and t[1] not in ('any', 'Exception',
                                           'CancelledError'):
            yield ['except', 'Exception'] + t[2:]
        if op in ('raise', 'athrow', 'seterror'):
            for i, x in enumerate(t):
                if x in ref.TYPES and x != 'ValueError':
                    yield head + t[:i] + ['ValueError'] + t[i + 1:]

    def remove_params(self):
        changed = False
        for name in [f.name for f in self.prog.funcs if f.kind != 'main']:
            k = 0
            while True:
                func = [f for f in self.prog.funcs if f.name == name]
                if not func or k >= len(func[0].params):
                    break
                save = copy.deepcopy(self.prog.funcs)
                self.drop_param(func[0], k)
                if self.fails():
                    changed = True
                else:
                    self.prog.funcs[:] = save
                    k += 1
        return changed

    def drop_param(self, func, k):
        func.params.pop(k)
        for lst in self.lists():
            for s in lst:
                if s.parts is not None:
                    continue
                t = s.tokens
                at = 4 if t[0] == 'spawn' and t[2] == 'in' else 2
                if t[0] in ('spawn', 'new') and t[at] == func.name:
                    del t[at + 1 + k]

    def shrink(self):
        rounds = 0
        while True:
            rounds += 1
            changed = False
            for step in (self.remove_statements, self.remove_funcs,
                         self.unwrap, self.simplify, self.remove_params):
                changed |= step()
            now = len(ref.unparse(self.prog).split('\n')) - 1
            if not self.quiet:
                sys.stderr.write('round %d: %d lines, %d runs\n'
                                 % (rounds, now, self.runs))
            if not changed or rounds > 30:
                break
        return self.prog


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('file')
    ap.add_argument('--cmd', required=True)
    ap.add_argument('--out')
    ap.add_argument('--timeout', type=float, default=5)
    ap.add_argument('--any', action='store_true')
    ap.add_argument('--quiet', action='store_true')
    a = ap.parse_args()
    prog = ref.load(a.file)
    sh = Shrinker(prog, shlex.split(a.cmd), a.timeout, a.any, a.quiet)
    try:
        if sh.kind is None:
            print('%s does not fail' % a.file)
            return 1
        prog = sh.shrink()
        text = ref.unparse(prog)
        out = a.out or a.file[:-4] + '.min.scn'
        res = ref.run(ref.parse(text))
        with open(out, 'w') as f:
            f.write(text)
        with open(out[:-4] + '.trace', 'w') as f:
            f.write(res.text())
        sys.stdout.write(text)
        print('--- %s, %d runs; %s' % (sh.kind, sh.runs, out))
        why = check.run_one(sh.cmd, out, a.timeout, *([1] if 'level' in
                            check.run_one.__code__.co_varnames else []))
        for x in why or ():
            print(x)
        return 0
    finally:
        os.unlink(sh.tmp)


if __name__ == '__main__':
    sys.exit(main())
