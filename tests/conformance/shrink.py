#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reduce a failing scenario.

    python3 shrink.py FILE.scn --cmd RUNNER [--out OUT.scn] [--level 2]
                      [--timeout 5] [--any] [--quiet]

RUNNER is the command of the interpreter under test (split like a shell does).
A scenario fails when RUNNER prints another trace than the reference, exits
with a status other than 0, or times out.  Parts of the scenario are removed
and simplified as long as it still fails in the same way (differs, crash,
timeout; --any accepts every way).  The result goes to OUT.scn (default: FILE
with .min.scn) next to its trace, and both traces are printed.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile

import reference as ref
import check


class Shrinker:
    def __init__(self, prog, cmd, level, timeout, any_kind, quiet):
        self.prog = prog
        self.cmd = cmd
        self.level = level
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
        """(kind of failure or None, reference hit a limit)"""
        try:
            prog = ref.parse(text)
            res = ref.run(prog)
        except (ref.Invalid, ref.InternalError):
            return None, False
        if res.status == 'bug':
            return None, False
        limit = res.status == 'limit'
        if limit and self.limit is False:
            return None, limit
        with open(self.tmp, 'w') as f:
            f.write(text)
        self.runs += 1
        args = self.cmd + (['--context'] if self.level == 2 else [])
        try:
            p = subprocess.run(args + [self.tmp], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL,
                               timeout=self.timeout)
        except subprocess.TimeoutExpired:
            return 'timeout', limit
        if p.returncode:
            return 'crash', limit
        if p.stdout != res.text(self.level == 2).encode():
            return 'differs', limit
        return None, limit

    def fails(self):
        text = ref.unparse(self.prog)
        if text not in self.cache:
            kind, _ = self.judge(text)
            self.cache[text] = kind is not None and (self.any_kind
                                                     or kind == self.kind)
        return self.cache[text]

    # -- reductions: change in place, keep if it still fails, else undo -------

    def lists(self):
        """Every statement list, outermost first."""
        out = []

        def walk(body):
            out.append(body)
            for s in body:
                for _, b in s.parts or ():
                    walk(b)
        walk(self.prog.driver)
        for g in self.prog.gens:
            walk(g.body)
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

    def remove_gens(self):
        return self.remove_from(self.prog.gens)

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
        if h[0] == 'recv':
            yield h[2:]
            head, t = h[:2], h[2:]
        else:
            head, t = [], h
        if t[0] == 'except' and len(t) == 4:
            yield t[:2]
        if len(t) >= 4 and t[-2] in '+-' and t[0] not in ('if', 'while'):
            yield head + t[:-2]
            yield head + t[:-3] + [t[-1]]
        if t[0] in ('raise', 'throw') and t[-1] not in ref.TYPES and \
                len(t) > (1 if t[0] == 'raise' else 2) + 1:
            yield head + t[:-1]
        if t[0] in ('yield', 'return') and len(t) == 2:
            for v in ('none', '0', '1'):
                if t[1] == v:
                    break
                yield head + [t[0], v]
        if t[0] == 'send':
            yield head + ['next', t[1]]
        if t[0] == 'for':
            yield ['next', t[1]]
            if int(t[2]) > 1:
                yield t[:2] + [str(int(t[2]) - 1)]
        if t[0] == 'del' or t[0] == 'throw':
            yield ['close', t[1]]
        if t[0] == 'from' and t[1] != 'new':
            yield head + ['next', t[1]]
        if t[0] in ('new',):
            for i in range(3, len(t)):
                if t[i] != 'none':
                    yield t[:i] + ['none'] + t[i + 1:]
        if t[:2] == ['from', 'new']:
            for i in range(3, len(t)):
                if t[i] != 'none':
                    yield head + t[:i] + ['none'] + t[i + 1:]
        if t[0] == 'except' and t[1] not in ('any', 'Exception'):
            yield ['except', 'Exception'] + t[2:]
        if t[0] in ('raise', 'throw'):
            for i, x in enumerate(t):
                if x in ref.TYPES and x != 'ValueError':
                    yield head + t[:i] + ['ValueError'] + t[i + 1:]

    def shrink(self):
        rounds = 0
        while True:
            rounds += 1
            changed = False
            for step in (self.remove_statements, self.remove_gens,
                         self.unwrap, self.simplify, self.remove_params):
                changed |= step()
            now = len(ref.unparse(self.prog).split('\n'))
            if not self.quiet:
                sys.stderr.write('round %d: %d lines, %d runs\n'
                                 % (rounds, now, self.runs))
            if not changed or rounds > 30:
                break
        return self.prog

    def remove_params(self):
        changed = False
        for g in [g.name for g in self.prog.gens]:
            k = 0
            while True:
                gen = [x for x in self.prog.gens if x.name == g]
                if not gen or k >= len(gen[0].params):
                    break
                save = self.prog.copy()
                self.drop_param(gen[0], k)
                if self.fails():
                    changed = True
                else:
                    self.prog.gens[:] = save.gens
                    self.prog.driver[:] = save.driver
                    k += 1
        return changed

    def drop_param(self, gen, k):
        gen.params.pop(k)
        for lst in self.lists():
            for s in lst:
                if s.parts is not None:
                    continue
                t = s.tokens
                if t[0] == 'new' and t[2] == gen.name:
                    del t[3 + k]
                elif 'from' in t[:3]:
                    i = t.index('from')
                    if t[i + 1] == 'new' and t[i + 2] == gen.name:
                        del t[i + 3 + k]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('file')
    ap.add_argument('--cmd', required=True)
    ap.add_argument('--out')
    ap.add_argument('--level', type=int, choices=(1, 2), default=1)
    ap.add_argument('--timeout', type=float, default=5)
    ap.add_argument('--any', action='store_true')
    ap.add_argument('--quiet', action='store_true')
    a = ap.parse_args()
    with open(a.file) as f:
        prog = ref.parse(f.read())
    sh = Shrinker(prog, shlex.split(a.cmd), a.level, a.timeout, a.any, a.quiet)
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
        with open(out[:-4] + '.trace2', 'w') as f:
            f.write(res.text(True))
        sys.stdout.write(text)
        print('--- %s, %d runs; %s' % (sh.kind, sh.runs, out))
        why = check.run_one(sh.cmd, out, a.timeout, a.level)
        for x in why or ():
            print(x)
        return 0
    finally:
        os.unlink(sh.tmp)


if __name__ == '__main__':
    sys.exit(ref.in_big_thread(main))
