#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random scenarios for the generator scenario language.

    python3 generate.py --seed S --count N --out DIR     write DIR/rNNNN.scn,
                                                         .trace and .trace2
    python3 generate.py --seed S --count N --report      coverage of N programs

Program number i of seed S depends on S and i only.  The driver block grows
step by step: after every step the program runs under the reference, so that
the next operation can be aimed at a generator in an interesting state.
Programs that reach a limit, leave the defined language, or do too little are
thrown away and generated again.
"""

import argparse
import collections
import os
import random
import sys

import reference as ref
from reference import Stmt, Gen, Program

PROFILES = ('mixed', 'mixed', 'delegation', 'delegation', 'shared', 'exit',
            'exit', 'reentrant', 'ownership', 'ownership', 'control', 'errors')

BASE = dict(yield_=20, recv=14, log=10, set=4, try_=22, from_new=9, from_h=7,
            op=13, new=8, raise_=5, return_=3, if_=5, while_=4, stubborn=3,
            jump=10, reraise=14, state=3, del_=3, exitwrap=4)

TWEAK = {
    'mixed': {},
    'delegation': dict(from_new=26, from_h=12, op=4, try_=26),
    'shared': dict(from_h=26, op=14, from_new=6),
    'exit': dict(exitwrap=18, try_=30, stubborn=6, from_new=12),
    'reentrant': dict(op=26, from_h=12, state=12),
    'ownership': dict(from_new=18, new=10, del_=12, exitwrap=10, op=12),
    'control': dict(while_=14, if_=12, jump=24, return_=8, try_=30),
    'errors': dict(raise_=14, reraise=24, try_=30, from_new=12),
}

THROW_TYPES = ('ValueError', 'ValueError', 'KeyError', 'LookupError',
               'RuntimeError', 'StopIteration', 'StopIteration',
               'GeneratorExit', 'GeneratorExit', 'GeneratorExit', 'TypeError',
               'Exception')
RAISE_TYPES = ('ValueError', 'KeyError', 'LookupError', 'RuntimeError',
               'StopIteration', 'StopIteration', 'GeneratorExit', 'TypeError',
               'Exception')
EXCEPT_TYPES = ('ValueError', 'LookupError', 'KeyError', 'RuntimeError',
                'StopIteration', 'GeneratorExit', 'GeneratorExit', 'Exception',
                'any', 'any', 'any')


class Ctx:
    """What is known where a statement is generated."""

    def __init__(self, gen):
        self.gen = gen
        self.handles = [p for p in gen.params if p[0] == 'h']
        self.ints = [p for p in gen.params if p[0] == 'n']
        self.errors = []
        self.loops = 0          # enclosing loops
        self.handler = False    # reraise allowed
        self.depth = 0

    def sub(self):
        c = Ctx.__new__(Ctx)
        c.__dict__.update(self.__dict__)
        c.handles = list(self.handles)
        c.ints = list(self.ints)
        c.errors = list(self.errors)
        c.depth += 1
        return c


class Maker:
    def __init__(self, seed, number):
        self.r = random.Random('%s/%s' % (seed, number))
        self.tries = 0
        self.callee_is = None

    # -- small helpers ------------------------------------------------------

    def chance(self, p):
        return self.r.random() < p

    def pick(self, weights):
        items = [(k, w) for k, w in weights.items() if w > 0]
        x = self.r.random() * sum(w for _, w in items)
        for k, w in items:
            x -= w
            if x < 0:
                return k
        return items[-1][0]

    def num(self):
        self.counter += 1
        return str(self.counter)

    def int_atom(self, c):
        if c.ints and self.chance(0.3):
            return self.r.choice(c.ints)
        return self.num()

    def expr(self, c):
        x = self.r.random()
        if x < 0.62:
            return [self.num()]
        if x < 0.72 and c.ints:
            return [self.r.choice(c.ints), self.r.choice('+-'), self.num()]
        if x < 0.82:
            return ['x']
        if x < 0.88 and c.handles:
            return [self.r.choice(c.handles)]
        if x < 0.91 and c.errors:
            return [self.r.choice(c.errors)]
        if x < 0.94:
            return ['self']
        if x < 0.945:
            return ['x', '+', '1']
        return ['none']

    def handle(self, c, selfp=0.12):
        x = self.r.random()
        if x < selfp:
            return 'self'
        if c.handles:
            # the youngest is the most likely to be in a useful state
            return c.handles[-1] if x > 0.6 else self.r.choice(c.handles)
        if x < 0.5:
            return 'q'          # a received value: perhaps a handle
        return 'self'

    def error(self, c, types):
        if c.errors and self.chance(0.12):
            return [self.r.choice(c.errors)]
        t = self.r.choice(types)
        return [t] if self.chance(0.2) else [t, self.int_atom(c)]

    def args(self, c, gen):
        out = []
        for p in gen.params:
            if p[0] == 'h':
                if c is None:
                    out.append('none')
                else:
                    x = self.r.random()
                    if c.handles and x < 0.6:
                        out.append(self.r.choice(c.handles))
                    elif x < 0.95:
                        out.append('self')
                    else:
                        out.append('none')
            else:
                out.append(self.num() if c is None else self.int_atom(c))
        return out

    def callee(self, c):
        if self.callee_is:
            return self.callee_is
        later = self.gens[self.gens.index(c.gen) + 1:]
        if later and not self.chance(0.03):
            return self.r.choice(later)
        return self.r.choice(self.gens) if not later else later[0]

    # -- statements ---------------------------------------------------------

    def guarded(self, c, stmt):
        """An operation that may raise, most of the time with a handler."""
        if self.chance(0.3):
            return [stmt]
        t = self.pick({'any': 4, 'Exception': 4, 'ValueError': 1,
                       'StopIteration': 2})
        body = [stmt]
        if self.chance(0.25):
            body.append(Stmt(['log', 'x']))
        handler = [Stmt(['log', 'e'])]
        if self.chance(0.1):
            handler += self.block(c, 1)
        c.errors.append('e')
        return [Stmt(['try'], [(['try'], body),
                               (['except', t, 'as', 'e'], handler)])]

    def op(self, c):
        h = self.handle(c)
        kind = self.pick(dict(next=10, send=5, throw=5, close=4))
        if kind == 'next':
            t = ['recv', 'x', 'next', h]
        elif kind == 'send':
            t = ['recv', 'x', 'send', h] + self.expr(c)
        elif kind == 'throw':
            t = ['recv', 'x', 'throw', h] + self.error(c, THROW_TYPES)
        else:
            t = ['close', h]
        if t[0] == 'recv' and self.chance(0.3):
            t = t[2:]
        return Stmt(t)

    def handler_body(self, c, var, exitish):
        out = []
        if var and self.chance(0.8):
            out.append(Stmt(['log', var]))
        elif self.chance(0.4):
            out.append(Stmt(['say', 'h' + self.num()]))
        w = dict(nothing=24, yield_=22, return_=9, reraise=16, raise_=11,
                 again=4 if var else 0, from_new=5, block=9)
        if exitish and self.profile in ('exit', 'ownership'):
            w.update(yield_=34, from_new=14)
        k = self.pick(w)
        if k == 'yield_':
            out.append(self.yield_(c))
            if self.chance(0.4):
                out += self.block(c, 1)
        elif k == 'return_':
            out.append(Stmt(['return'] + self.expr(c)))
        elif k == 'reraise':
            out.append(Stmt(['reraise']))
        elif k == 'raise_':
            out.append(Stmt(['raise'] + self.error(c, RAISE_TYPES)))
        elif k == 'again':
            out.append(Stmt(['raise', var]))
        elif k == 'from_new':
            out.append(self.from_new(c))
        elif k == 'block':
            out += self.block(c, 2)
        return out

    def yield_(self, c):
        e = self.expr(c)
        if self.chance(0.45):
            return Stmt(['recv', self.pick(dict(x=6, q=2)), 'yield'] + e)
        return Stmt(['yield'] + e)

    def shown(self, stmt, p=0.65):
        """The statement, and often a log of what it received."""
        t = stmt.tokens
        if t[0] == 'recv' and self.chance(p):
            return [stmt, Stmt(['log', t[1]])]
        return [stmt]

    def from_new(self, c):
        g = self.callee(c)
        t = ['from', 'new', g.name] + self.args(c, g)
        if self.chance(0.5):
            t = ['recv', 'x'] + t
        return Stmt(t)

    def try_(self, c, body=None):
        s = c.sub()
        if body is None:
            body = self.block(s, self.r.randint(1, 3))
            if self.chance(0.6):
                body.insert(self.r.randint(0, len(body)), self.yield_(s))
        n = self.pick({0: 3, 1: 6, 2: 2, 3: 0.5})
        types = []
        for _ in range(n):
            t = self.r.choice(EXCEPT_TYPES)
            if t not in types:
                types.append(t)
        types.sort(key=lambda t: (t == 'any', t == 'Exception'))
        fin = not types or self.chance(0.4)
        parts = [(['try'], body)]
        for t in types:
            s = c.sub()
            s.handler = True
            head = ['except', t]
            var = None
            if self.chance(0.75):
                var = self.r.choice(('e', 'e', 'f'))
                head += ['as', var]
                s.errors.append(var)
                if var not in c.errors:
                    c.errors.append(var)
            parts.append((head, self.handler_body(
                s, var, t in ('any', 'GeneratorExit'))))
        if fin:
            s = c.sub()
            s.handler = False
            b = []
            if self.chance(0.75):
                b.append(Stmt(['say', 'f' + self.num()]))
            k = self.pick(dict(nothing=40, yield_=20, return_=8, raise_=8,
                               from_new=8, op=6, jump=5 if c.loops else 0,
                               block=8, from_h=4 if c.handles else 0))
            if k == 'yield_':
                b.append(self.yield_(s))
                if self.chance(0.4):
                    b.append(Stmt(['say', 'f' + self.num()]))
            elif k == 'return_':
                b.append(Stmt(['return'] + self.expr(s)))
            elif k == 'raise_':
                b.append(Stmt(['raise'] + self.error(s, RAISE_TYPES)))
            elif k == 'from_new':
                b.append(self.from_new(s))
            elif k == 'from_h':
                b.append(Stmt(['from', self.handle(s, 0.05)]))
            elif k == 'op':
                b += self.guarded(s, self.op(s))
            elif k == 'jump':
                b.append(Stmt([self.r.choice(('break', 'continue'))]))
            elif k == 'block':
                b += self.block(s, 2)
            parts.append((['finally'], b))
        return Stmt(['try'], parts)

    def loop_var(self, c):
        return 'i%d' % c.loops

    def stmt(self, c):
        w = dict(self.weights)
        if c.depth >= 4:
            w.update(try_=2, if_=0, while_=0, stubborn=0, exitwrap=0)
        if not c.loops:
            w['jump'] = 0
        if not c.handler:
            w['reraise'] = 0
        if not c.handles:
            w['from_h'] *= 0.2
            w['op'] *= 0.3
            w['del_'] = 0
        if c.depth == 0:
            w['return_'] *= 0.4
            w['raise_'] *= 0.5
        k = self.pick(w)
        if k in ('yield_', 'recv'):
            return self.shown(self.yield_(c))
        if k == 'log':
            if self.chance(0.5):
                return [Stmt(['say', 's' + self.num()])]
            return [Stmt(['log'] + self.expr(c))]
        if k == 'set':
            v = self.r.choice(('n', 'x', 'm'))
            e = self.expr(c)
            if v in c.ints:
                c.ints.remove(v)
            if len(e) == 1 and ref.is_int(e[0]) and v != 'x':
                c.ints.append(v)
            return [Stmt(['set', v] + e)]
        if k == 'try_':
            return [self.try_(c)]
        if k == 'exitwrap':
            # a suspension point wrapped in something that answers an exit
            s = c.sub()
            body = [self.yield_(s) if self.chance(0.6) else self.from_new(s)]
            if self.chance(0.3):
                body += self.block(s, 1)
            return [self.try_(c, body)]
        if k == 'from_new':
            return self.shown(self.from_new(c))
        if k == 'from_h':
            t = ['from', self.handle(c, 0.06)]
            if self.chance(0.6):
                t = ['recv', 'x'] + t
            if self.chance(0.4):
                return self.guarded(c, Stmt(t))
            return self.shown(Stmt(t))
        if k == 'op':
            if c.handles or self.chance(0.25):
                return self.guarded(c, self.op(c))
            k = 'new'
        if k == 'new':
            g = self.callee(c)
            v = self.r.choice(('k', 'k', 'l'))
            out = [Stmt(['new', v, g.name] + self.args(c, g))]
            if v in c.handles:
                c.handles.remove(v)
            c.handles.append(v)
            if self.chance(0.6):
                out += self.guarded(c, Stmt(['recv', 'x', 'next', v]))
                for _ in range(self.pick({0: 4, 1: 4, 2: 2})):
                    out += self.guarded(c, self.op(c))
            return out
        if k == 'raise_':
            return [Stmt(['raise'] + self.error(c, RAISE_TYPES))]
        if k == 'reraise':
            return [Stmt(['reraise'])]
        if k == 'return_':
            return [Stmt(['return'] + self.expr(c))]
        if k == 'state':
            return self.guarded(c, Stmt(['state', self.handle(c, 0.3)])) \
                if not c.handles else [Stmt(['state',
                                             self.r.choice(c.handles)])]
        if k == 'del_':
            return self.guarded(c, Stmt(['del', self.handle(c, 0.05)]))
        if k == 'jump':
            return [Stmt([self.r.choice(('break', 'continue'))])]
        if k == 'if_':
            s = c.sub()
            x = self.r.random()
            if x < 0.4 and c.ints:
                cond = [self.r.choice(c.ints), self.r.choice(('<', '>', '==')),
                        str(self.r.randint(0, self.counter + 1))]
            elif x < 0.8:
                cond = ['x', self.r.choice(('==', '!=')), 'none']
            else:
                cond = ['x', self.r.choice(('==', '!=')),
                        self.r.choice(['self'] + c.handles)]
            parts = [(['if'] + cond, self.block(s, 2))]
            if self.chance(0.4):
                parts.append((['else'], self.block(c.sub(), 1)))
            return [Stmt(parts[0][0], parts)]
        if k == 'while_':
            s = c.sub()
            v = self.loop_var(c)
            s.loops += 1
            s.ints.append(v)
            body = [Stmt(['set', v, v, '+', '1'])] + self.block(s, 2)
            if not has_suspend(body):
                body.insert(1, self.yield_(s))
            head = ['while', v, '<', str(self.r.randint(1, 3))]
            return [Stmt(['set', v, '0']), Stmt(head, [(head, body)])]
        # stubborn: serves until it is told otherwise
        s = c.sub()
        s.loops += 1
        body = [self.yield_(s), Stmt(['log', 'x'])]
        if self.chance(0.3):
            body += self.block(s, 1)
        t = self.r.choice(('any', 'any', 'Exception', 'GeneratorExit',
                           'ValueError'))
        handler = [Stmt(['log', 'e'])]
        if self.chance(0.35):
            handler.append(Stmt([self.r.choice(('break', 'continue'))]))
        parts = [(['try'], body), (['except', t, 'as', 'e'], handler)]
        if self.chance(0.2):
            parts.append((['finally'], [Stmt(['say', 'f' + self.num()])]))
        return [Stmt(['loop'], [(['loop'], [Stmt(['try'], parts)])])]

    def block(self, c, n):
        out = []
        for _ in range(n):
            if self.size > 45:
                break
            self.size += 1
            out += self.stmt(c)
            if out and out[-1].parts is None and out[-1].tokens[0] in (
                    'return', 'raise', 'reraise', 'break', 'continue'):
                break
        return out

    # -- programs -----------------------------------------------------------

    def find_caught(self):
        """Error types with an except of their own, for the driver to throw."""
        out = set()

        def walk(body):
            for s in body:
                for h, b in s.parts or ():
                    if h[0] == 'except' and h[1] != 'any':
                        out.add(h[1])
                    walk(b)
        for g in self.gens:
            walk(g.body)
        self.caught = sorted(out)

    def make_gens(self):
        n = self.pick({1: 1, 2: 4, 3: 5, 4: 3, 5: 1})
        self.gens = []
        for i in range(n):
            hp = self.pick({0: 5, 1: 4, 2: 1})
            if self.profile in ('shared', 'reentrant'):
                hp = self.pick({0: 3, 1: 5, 2: 2})
            np = self.pick({0: 6, 1: 3})
            params = ['h%d' % k for k in range(hp)] + \
                     ['n%d' % k for k in range(np)]
            self.gens.append(Gen('g%d' % i, params, []))
        for g in self.gens:
            c = Ctx(g)
            self.size = 0
            later = self.gens[self.gens.index(g) + 1:]
            chain = []
            if later and self.profile in ('delegation', 'exit', 'ownership',
                                          'errors', 'mixed') \
                    and self.chance(0.55):
                s = c.sub()
                self.callee_is = later[0]
                stmt = self.from_new(s)
                self.callee_is = None
                chain = self.shown(stmt) if self.chance(0.4) else \
                    [self.try_(c, self.shown(stmt))]
            if not later and n > 1 and self.chance(0.45):
                # a short leaf that is likely to get to its return
                y = self.shown(self.yield_(c))
                g.body = [self.try_(c, y)] if self.chance(0.5) else y
                g.body.append(Stmt(['return'] + self.expr(c)))
                continue
            g.body = self.block(c, self.r.randint(2, 4) - (1 if chain else 0))
            at = self.r.randint(0, min(2, len(g.body)))
            g.body[at:at] = chain
            if not has_suspend(g.body) and self.chance(0.9):
                g.body.insert(0, self.yield_(Ctx(g)))
            if self.chance(0.55) and g.body[-1].tokens[0] not in (
                    'return', 'raise'):
                g.body.append(Stmt(['return'] + self.expr(c)))

    def driver_step(self, state):
        """The next operations of the driver, given the states of its
        variables."""
        r = self.r
        handles = [v for v, (x, st) in state.items() if st != 'nogen']
        errors = [v for v, (x, st) in state.items()
                  if isinstance(x, BaseException)]
        live = [v for v in handles if st_of(state, v).startswith(
            ('GEN_CREATED', 'GEN_SUSPENDED'))]
        free = [v for v in 'abcdefgh' if v not in state]
        k = self.pick(dict(
            next=30, send=13, sendh=7, throw=20, close=9, del_=7, state=4,
            for_=4, new=(40 if len(live) < 2 else 6) if free else 0,
            odd=1))
        if k == 'new' or not handles:
            v = free[0]
            g = self.gens[0] if self.chance(0.55) else r.choice(self.gens)
            args = []
            for p in g.params:
                if p[0] == 'h':
                    args.append(r.choice(live) if live and self.chance(0.9)
                                else 'none')
                else:
                    args.append(str(r.randint(0, 3)))
            return [['new', v, g.name] + args]
        deleg = [v for v in live
                 if st_of(state, v).startswith('GEN_SUSPENDED_FROM')]
        if deleg and self.chance(0.4):
            h = r.choice(deleg)
        elif live and self.chance(0.9):
            h = r.choice(live)
        else:
            h = r.choice(handles)
        created = st_of(state, h) == 'GEN_CREATED'
        if created and k in ('send', 'sendh', 'throw', 'close', 'del_') and \
                self.chance(0.8):
            k = 'next'
        if k == 'next':
            t = ['next', h] if self.chance(0.8) else ['send', h, 'none']
        elif k == 'send':
            t = ['send', h, self.num()]
        elif k == 'sendh':
            t = ['send', h, r.choice(handles)]
        elif k == 'throw':
            if errors and self.chance(0.25):
                t = ['throw', h, r.choice(errors)]
            else:
                ty = r.choice(self.caught if self.caught and self.chance(0.5)
                              else THROW_TYPES)
                t = ['throw', h, ty]
                if self.chance(0.75):
                    t.append(self.num())
        elif k == 'close':
            t = ['close', h]
        elif k == 'del_':
            t = ['del', h]
        elif k == 'state':
            t = ['state', r.choice(handles)]
        elif k == 'for_':
            t = ['for', h, str(r.randint(1, 4))]
        else:
            t = r.choice([['next', 'z'], ['close', 'none'],
                          ['throw', h, 'z'], ['send', 'z', '1']])
        if t[0] in ('next', 'send', 'throw') and self.chance(0.2):
            t = ['recv', r.choice(('v', 'w'))] + t
        return [t]

    def attempt(self):
        self.counter = 0
        self.profile = self.r.choice(PROFILES)
        self.weights = dict(BASE)
        self.weights.update(TWEAK[self.profile])
        self.make_gens()
        self.find_caught()
        driver = []
        prog = Program(self.gens, driver)
        try:
            ref.check(prog)
        except ref.Invalid:
            # the only static rule the grammar above can break
            return None
        steps = self.r.randint(7, 18)
        state = {}
        lines = 0
        stale = 0
        while len(driver) < steps:
            new = [Stmt(t) for t in self.driver_step(state)]
            prog.driver = driver + new
            box = []
            res = ref.run(prog, probe=box.append)
            if res.status != 'ok':
                stale += 1
                if stale > 2:
                    return None
                continue
            if len(res.lines) > 160:
                break
            driver += new
            prog.driver = driver
            state = box[0]
            live = [v for v in state if st_of(state, v).startswith(
                ('GEN_CREATED', 'GEN_SUSPENDED'))]
            if not live and len(driver) > 4 and self.chance(0.5):
                break
        prog.driver = driver
        res = ref.run(prog)
        if res.status != 'ok' or dull(res):
            return None
        prune(prog)
        return prog, res

    def make(self):
        while True:
            self.tries += 1
            got = self.attempt()
            if got:
                return got


def st_of(state, v):
    return state[v][1]


def has_suspend(body):
    for s in body:
        if s.parts is None:
            if 'yield' in s.tokens[:3] or 'from' in s.tokens[:3]:
                return True
        elif any(has_suspend(b) for _, b in s.parts):
            return True
    return False


def dull(res):
    out = [x.split(' -> ')[1] for x in res.lines
           if ' -> ' in x and not x.startswith(('new', 'state'))]
    if len(out) < 5:
        return True
    boring = sum(1 for x in out if x in ('return none', 'done', 'ok'))
    if boring * 2 > len(out):
        return True
    logs = sum(1 for x in res.lines if x.startswith(('log', 'unraisable')))
    return logs < 2 or len({x for x in res.lines}) < 8


def prune(prog):
    """Remove gen blocks that nothing can create."""
    used = set()

    def walk(body):
        for s in body:
            if s.parts is not None:
                for _, b in s.parts:
                    walk(b)
                continue
            t = s.tokens
            name = None
            if t[0] == 'new':
                name = t[2]
            elif 'from' in t[:3]:
                i = t.index('from')
                if t[i + 1] == 'new':
                    name = t[i + 2]
            if name and name not in used:
                used.add(name)
                walk(by_name[name].body)

    by_name = {g.name: g for g in prog.gens}
    walk(prog.driver)
    prog.gens = [g for g in prog.gens if g.name in used]


def make(seed, number):
    m = Maker(seed, number)
    prog, res = m.make()
    prog.comments = ['# random: seed %s, number %d, profile %s'
                     % (seed, number, m.profile)]
    return prog, res, m


# ---------------------------------------------------------------------------
# Coverage report
# ---------------------------------------------------------------------------

def report(seed, count):
    static = collections.Counter()      # programs containing a construct
    dynamic = collections.Counter()     # executions / programs executing
    dynprog = collections.Counter()
    lines = collections.Counter()
    lineprog = collections.Counter()
    profiles = collections.Counter()
    tries = total = 0
    for i in range(count):
        prog, res, m = make(seed, i)
        tries += m.tries
        profiles[m.profile] += 1
        total += len(res.lines)
        seen = set()

        def walk(body):
            for s in body:
                if s.parts is None:
                    seen.add(ref.cover_key(s.tokens))
                else:
                    for h, b in s.parts:
                        seen.add(ref.cover_key(h))
                        walk(b)
        for g in prog.gens:
            walk(g.body)
        static.update(seen)
        cov = collections.Counter()

        def cover(key):
            cov[key] += 1
        ref.run(prog, cover=cover)
        dynamic.update(cov)
        dynprog.update(cov.keys())
        kinds = collections.Counter()
        for x in res.lines:
            kinds[line_kind(x)] += 1
        lines.update(kinds)
        lineprog.update(kinds.keys())

    out = []
    w = out.append
    w('%d programs, seed %s: %d trace lines (%.1f each), %.2f attempts each'
      % (count, seed, total, total / count, tries / count))
    w('profiles: ' + ', '.join('%s %d' % p for p in sorted(profiles.items())))
    w('')
    w('Constructs: programs that contain / execute it, executions')
    keys = set(static) | {k for k in dynamic if '@' not in k
                          and not k.startswith('driver')}
    for k in sorted(keys, key=lambda k: (-dynamic[k], k)):
        w('  %-28s %6d %6d %8d' % (k, static[k], dynprog[k], dynamic[k]))
    w('')
    w('Operations in bodies, by the state of the generator operated on: '
      'programs, executions')
    for k in sorted(k for k in dynamic if '@' in k
                    and not k.startswith('driver')):
        w('  %-40s %6d %8d' % (k, dynprog[k], dynamic[k]))
    w('')
    w('Driver operations, by state and outcome: programs, executions')
    for k in sorted(k for k in dynamic if k.startswith('driver')):
        w('  %-66s %6d %8d' % (k[7:], dynprog[k], dynamic[k]))
    w('')
    w('Trace lines by kind: programs, lines')
    for k in sorted(lines, key=lambda k: (-lineprog[k], k)):
        w('  %-66s %6d %8d' % (k, lineprog[k], lines[k]))
    return '\n'.join(out) + '\n'


def line_kind(x):
    def value(v):
        v = v.split(' cause ')
        text = v[0]
        if '(' in text:
            name, arg = text.split('(', 1)
            arg = arg[:-1]
            if arg == '':
                arg = ''
            elif arg[0] in '-0123456789':
                arg = 'N'
            elif arg[0] == '@':
                arg = '@'
            elif '(' in arg:
                arg = 'error'
            text = '%s(%s)' % (name, arg)
        elif text[:1] == '@':
            text = '@'
        elif text.lstrip('-').isdigit():
            text = 'N'
        elif text and text[0] in 'sfh' and text[1:].isdigit():
            text = 'word'
        return text + (' cause' if len(v) > 1 else '')
    if ' -> ' in x:
        op, out = x.split(' -> ')
        op = op.split(' ')[0]
        if out.startswith(('yield ', 'return ', 'raise ')):
            k, v = out.split(' ', 1)
            return '%s -> %s %s' % (op, k, value(v))
        return '%s -> %s' % (op, '@' if out[0] == '@' else out)
    if ': ' in x:
        head, v = x.split(': ', 1)
        return '%s: %s' % (head.split(' ')[0], value(v))
    return x


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('--seed', default='1')
    ap.add_argument('--count', type=int, default=100)
    ap.add_argument('--start', type=int, default=0)
    ap.add_argument('--out')
    ap.add_argument('--report', action='store_true')
    a = ap.parse_args()
    if a.report:
        sys.stdout.write(report(a.seed, a.count))
    if a.out:
        os.makedirs(a.out, exist_ok=True)
        for i in range(a.start, a.start + a.count):
            prog, res, m = make(a.seed, i)
            base = os.path.join(a.out, 'r%04d' % i)
            for ext, text in (('.scn', ref.unparse(prog)),
                              ('.trace', res.text()),
                              ('.trace2', res.text(True))):
                with open(base + ext, 'w') as f:
                    f.write(text)
    return 0


if __name__ == '__main__':
    sys.exit(ref.in_big_thread(main))
