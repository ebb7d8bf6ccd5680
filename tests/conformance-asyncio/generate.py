#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random scenarios for the task scenario language.

    python3 generate.py --seed S --count N --out DIR     write DIR/rNNNN.scn
                                                         and DIR/rNNNN.trace
    python3 generate.py --seed S --count N --report      coverage of N programs

Program number i of seed S depends on S and i only.  The task and gen blocks
are made first; the main block grows step by step: after every step the
program runs under the reference with a probe at its end, so that the next
step can be aimed at a task in an interesting state.  Where the trace depends
on the order of events at one instant a statement is moved to another instant
or the step is thrown away.  Every number has a behaviour that its program
must show (WANTED).  Programs that reach a limit, leave the defined language
or do too little are thrown away and generated again.
"""

import argparse
import asyncio
import collections
import gc
import inspect
import os
import random
import re
import sys
import types

import reference as ref
from reference import Stmt, Func, Program

ref.MAX_LOOPS = 60      # a program that comes here is thrown away anyway
QUICK = [('real', 0), ('last', 0), ('random', 1)]
ERRORS = ('ValueError', 'ValueError', 'KeyError', 'LookupError',
          'RuntimeError', 'Exception')

# what the shared objects are, and how likely each kind of statement is
BASE = dict(sleep=16, susp=24, protect=16, timeout=7, group=5, child=5,
            locked=5, wake=6, local=2, flow=3, gen=2, say=3, misc=3)
PROFILES = {
    'mixed': (2, 'lscqebffa', {}),
    'cancel': (3, 'lqeff', dict(protect=30, child=9)),
    'timeout': (2, 'lqefc', dict(timeout=24, protect=20)),
    'group': (3, 'leqf', dict(group=22, protect=20, child=1)),
    'sync': (2, 'llsceb', dict(locked=18, susp=30)),
    'queue': (2, 'qqle', dict(susp=34, wake=12)),
    'gen': (3, 'aaqfl', dict(gen=26)),
    'combine': (2, 'ffeq', dict(child=26, protect=18)),
    'ends': (1, 'lqfa', dict(protect=26, child=8)),
}


ENDS = ('return', 'raise', 'reraise', 'break', 'continue')


# how likely several tasks wait for one object, by profile
SCENES = {'sync': 0.7, 'queue': 0.6, 'cancel': 0.3, 'mixed': 0.25}


def S(text):
    return Stmt(text.split())


def B(*parts):
    """Block statement from (header text, body) pairs."""
    parts = [(h.split(), list(b)) for h, b in parts]
    return Stmt(parts[0][0], parts)


# ---------------------------------------------------------------------------
# Observing a run
# ---------------------------------------------------------------------------

PROBE = 'PROBE'
BY = {'op_cancel': 'op', 'Timeout._on_timeout': 'timeout',
      'TaskGroup._abort': 'abort', 'TaskGroup._on_task_done': 'child-error',
      'TaskGroup.__aexit__': 'group', '_cancel_all_tasks': 'end',
      '_GatheringFuture.cancel': 'gather',
      'Group._on_task_done': 'child-error'}


class Spy:
    """Counts what happens in a run, and looks at the state at the probe."""

    def __init__(self):
        self.cover = collections.Counter()
        self.where = {}         # task -> what it waits in, innermost last
        self.snap = None        # variable of main -> state, at the probe
        self.origin = {}        # trace line -> number of the log statement
        self.logs = {}          # source line -> number of the log statement
        self.count = 0

    def hook(self, env, loop, table, task_class, res):
        self.table, self.loop, self.res = table, loop, res
        for name, fn in sorted(env.items()):
            if name.startswith('op_'):
                env[name] = self.wrap(name[3:], fn)
        shutdown = loop.shutdown_asyncgens

        def observed_shutdown():
            if len(loop._asyncgens):
                self.note('open gens at the end' + (
                    ', and tasks' if any(k.startswith('cancel end: ')
                                         for k in self.cover) else ''))
            return shutdown()
        loop.shutdown_asyncgens = observed_shutdown
        env['_spawn_in'] = self.wrap('spawn-in', env['_spawn_in'])
        for name in ('_say', '_log'):
            env[name] = self.emitter(env[name])
        for name in ('_timeout', '_group'):
            env[name] = self.scope(name[1:], env[name])
        iterate = env['_iter']

        def _iter(h):
            g = iterate(h)
            self.note('for ' + inspect.getasyncgenstate(g)[5:].lower())
            return g
        env['_iter'] = _iter
        cancel = task_class.cancel
        spy = self

        def observed(task, msg=None):
            f = sys._getframe(1)
            spy.cancelled(task, f.f_code.co_qualname)
            return cancel(task, msg)
        task_class.cancel = observed

    def note(self, key):
        self.cover[key] += 1

    def waits_in(self, task):
        at = self.where.get(task)
        if not at:
            return 'start' if at is None else 'running'
        return '>'.join(key for key, _, _ in at[-2:])

    def stack(self):
        return self.where.setdefault(asyncio.current_task(), [])

    def cancelled(self, task, who):
        who = who.split('<locals>.')[-1]
        if who == 'Spy.hook.<locals>.observed' or who == 'observed':
            who = 'chain'
        else:
            who = BY.get(who, 'other')
        if task.done():
            self.note('cancel %s: done' % who)
            return
        waiter = task._fut_waiter
        key = 'cancel %s: %s' % (who, self.waits_in(task))
        if waiter is not None and waiter.done():
            key += ' woken'
        if task.cancelling():
            key += ' again'
        self.note(key)

    def what(self, name, args):
        """The operation, with the kind or the state of what it works on."""
        for a in args[:2]:
            if type(a) is ref.Handle:
                o = self.table[a.i]
                if isinstance(o, types.AsyncGeneratorType):
                    return '%s-%s' % (
                        name, inspect.getasyncgenstate(o)[5:].lower())
                if name in ('acquire', 'release'):
                    return '%s-%s' % (name, type(o).__name__.lower()[:4])
                if name == 'reschedule' and args[1] is None:
                    return 'reschedule-none'
                if name in ('wait_for', 'reschedule') and args[0] == 0:
                    return name + '-zero'
                if name == 'await':
                    return 'await-' + ('task' if isinstance(o, asyncio.Task)
                                       else 'future')
                break
        return name

    def wrap(self, name, fn):
        if inspect.iscoroutinefunction(fn):
            def call(*args):
                h = next((a for a in args if type(a) is ref.Handle), None)
                return Watch(self, self.what(name, args), fn(*args), h)
        else:
            def call(*args):
                what = self.what(name, args)
                try:
                    v = fn(*args)
                except Exception as e:
                    why = e.args[0] if e.args else ''
                    self.note('%s %s' % (what, type(e).__name__) + (
                        ' aborting' if 'shutting down' in str(why) else ''))
                    raise
                self.note('%s ok' % what)
                return v
        return call

    def emitter(self, fn):
        def emit(name, x):
            f = sys._getframe(1)
            if x == PROBE:
                self.look(f.f_locals)
                return
            self.origin[len(self.res.lines)] = self.logs.get(f.f_lineno)
            fn(name, x)
        return emit

    def scope(self, what, fn):
        def make(*args):
            return Around(self, what, fn(*args))
        return make

    def look(self, variables):
        self.snap = snap = {}
        names = {h.i: k[2:] for k, h in sorted(variables.items())
                 if k.startswith('v_') and type(h) is ref.Handle}
        for k, h in sorted(variables.items()):
            if not k.startswith('v_') or type(h) is not ref.Handle:
                continue
            o = self.table[h.i]
            if isinstance(o, asyncio.Task):
                at = self.where.get(o) or [('', None, 0)]
                w = o._fut_waiter
                snap[k[2:]] = (
                    'done' if o.done() else self.waits_in(o), o.cancelling(),
                    w is not None and w.done(),
                    names.get(at[-1][1] and at[-1][1].i), at[-1][2])
            elif isinstance(o, asyncio.Future):
                snap[k[2:]] = ('done' if o.done() else 'pending', 0, False)
            elif isinstance(o, types.AsyncGeneratorType):
                snap[k[2:]] = (inspect.getasyncgenstate(o)[5:].lower(),
                               int(o.ag_running), False)
            elif isinstance(o, asyncio.Queue):
                snap[k[2:]] = ('queue', o.qsize(), o.full())
            elif isinstance(o, (asyncio.Lock, asyncio.Condition,
                                asyncio.Semaphore)):
                snap[k[2:]] = ('locked' if o.locked() else 'free', 0, False)
            elif isinstance(o, asyncio.Event):
                snap[k[2:]] = ('set' if o.is_set() else 'unset', 0, False)


class Watch:
    """Awaits a coroutine and notes how it went."""

    def __init__(self, spy, key, coro, handle=None):
        self.spy, self.key, self.coro = spy, key, coro
        self.handle = handle

    def __await__(self):
        spy, key, how = self.spy, self.key, 'now'
        stack = spy.stack()
        spy.count += 1
        stack.append((key, self.handle, spy.count))
        it = self.coro.__await__()
        try:
            y = it.send(None)
            while True:
                how = 'later'
                try:
                    v = yield y
                except GeneratorExit:
                    it.close()
                    raise
                except BaseException as e:
                    y = it.throw(e)
                else:
                    y = it.send(v)
        except StopIteration as e:
            spy.note('%s %s ok' % (key, how))
            return e.value
        except Exception as e:
            spy.note('%s %s %s' % (key, how, type(e).__name__))
            raise
        except asyncio.CancelledError:
            spy.note('%s %s cancelled' % (key, how))
            raise
        finally:
            stack.pop()


def outcome(e):
    if e is None:
        return 'ok'
    t = e if isinstance(e, type) else type(e)
    if t in (asyncio.CancelledError, TimeoutError, ExceptionGroup,
             GeneratorExit):
        return t.__name__
    return 'error'


class Around:
    """A timeout or a group, noting how the block was left."""

    def __init__(self, spy, what, cm):
        self.spy, self.what, self.cm = spy, what, cm

    async def __aenter__(self):
        return await self.cm.__aenter__()

    async def __aexit__(self, et, e, tb):
        key = '%s %s' % (self.what, outcome(et))
        if self.what == 'group':
            live = len(self.cm._tasks)
            key += ' %s' % ('waits' if live else 'idle')
            if self.cm._aborting:
                key += ' aborting'
            out = await_noted(self.spy, 'group-exit',
                              self.cm.__aexit__(et, e, tb))
        else:
            if self.cm._state.value == 'expiring':
                key += ' expiring'
            out = self.cm.__aexit__(et, e, tb)
        try:
            r = await out
        except BaseException as x:
            n = ''
            if isinstance(x, ExceptionGroup):
                n = ' %d' % min(3, len(x.exceptions))
            self.spy.note('%s -> %s%s' % (key, outcome(x), n))
            raise
        self.spy.note('%s -> %s' % (key, 'ok' if r or et is None else 'same'))
        return r


async def await_noted(spy, label, coro):
    return await Watch(spy, label, coro)


def mute(env, loop, table, task_class, res):
    """A hook that only hides the probe."""
    say = env['_say']

    def _say(name, word):
        if word != PROBE:
            say(name, word)
    env['_say'] = _say


def observe(prog):
    """Run once; return (result, spy, code)."""
    spy = Spy()
    n = 0
    source = ref.program_src(prog)
    for no, line in enumerate(source.split('\n'), 1):
        line = line.strip()
        if line.startswith(('_log(', '_say(')):
            spy.logs[no] = n
            n += 1
    was, sys.unraisablehook = sys.unraisablehook, lambda u: None
    code = compile(source, '<scenario>', 'exec')
    res = ref.run_once(prog, code=code, hook=spy.hook)
    for o in spy.where:
        if not o.done():
            continue
        end = 'cancelled' if o.cancelled() else \
            'raised' if o.exception() else 'returned'
        spy.note('ended %s%s' % (end, ' with a cancel request'
                                 if o.cancelling() else ''))
    spy.note('status ' + res.status)
    for t in res.tags:
        spy.note('tag ' + t)
    spy.table = spy.loop = spy.res = None
    spy.where = {}
    sys.unraisablehook = was
    return res, spy, code


def executed(prog):
    """The source lines of the translation that a run reaches."""
    lines = set()

    def local(frame, event, arg):
        if event == 'line':
            lines.add(frame.f_lineno)
        return local

    def trace(frame, event, arg):
        if frame.f_code.co_filename == '<scenario>':
            return local
        return None
    sys.settrace(trace)
    try:
        ref.run_once(prog)
    finally:
        sys.settrace(None)
    return lines


def trim(prog):
    """Remove statements that are never reached, but for the first of each
    list: it tells when something wrong gets there."""
    seen = executed(prog)
    line = [1]

    def reached(body):
        """Visits a list; returns whether its first line is reached."""
        got = []
        if not body:
            line[0] += 1            # pass
        for s in body:
            got.append((s, line[0] in seen))
            if s.parts is None:
                line[0] += 1
                continue
            for h, b in s.parts:
                first = line[0]
                line[0] += 1
                if h[0] in ('except', 'while', 'loop', 'for'):
                    line[0] += 1
                if h[0] == 'try':   # no event for a bare `try:`
                    got[-1] = (s, got[-1][1] or first + 1 in seen)
                reached(b)
        dead = False
        for s, ok in got:
            if ok:
                continue
            if dead or s.parts is not None and not body[0] is s:
                body.remove(s)
            elif s.parts is not None:
                body[body.index(s)] = S('say never')
            dead = True

    text = ref.program_src(prog).split('\n')
    for f in prog.funcs:
        while not text[line[0] - 1].startswith('async def f_%s(' % f.name):
            line[0] += 1
        line[0] += 1 + len(ref.func_vars(f)) - len(f.params)
        reached(f.body)


# ---------------------------------------------------------------------------
# Making programs
# ---------------------------------------------------------------------------

class Ctx:
    """What is known where a statement is generated."""

    def __init__(self, kind, later):
        self.kind = kind            # 'task', 'gen' or 'main'
        self.later = later          # functions that may be spawned or made
        self.uses = []              # shared objects and parameters used
        self.tasks = []             # variables that hold a task
        self.groups = []            # variables that hold an open group
        self.timeouts = []          # variables that hold an open timeout
        self.held = []              # locks held by an enclosing block
        self.depth = 0
        self.loops = 0
        self.handler = self.scope = self.cleanup = False
        self.names = collections.Counter()

    def sub(self, **kw):
        c = Ctx.__new__(Ctx)
        c.__dict__.update(self.__dict__)
        c.tasks, c.groups = list(self.tasks), list(self.groups)
        c.timeouts, c.held = list(self.timeouts), list(self.held)
        c.depth += 1
        c.__dict__.update(kw)
        return c

    def var(self, prefix):
        """A new variable; uses and names are shared by all sub contexts."""
        self.names[prefix] += 1
        return '%s%d' % (prefix, self.names[prefix])


class Maker:
    def __init__(self, seed, number):
        self.r = random.Random('%s/%s' % (seed, number))
        self.number = number
        self.tries = self.runs = 0

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

    def wants(self, text):
        return self.want is not None and text in self.want

    def num(self):
        self.counter += 1
        return self.counter

    def delay(self, lo, hi):
        """A number of milliseconds that was not used yet."""
        while True:
            for _ in range(8):
                d = self.r.randint(lo, hi)
                if d not in self.delays:
                    self.delays.add(d)
                    return d
            hi += hi - lo + 1

    def short(self):
        return self.delay(1, 12)

    def middle(self):
        return self.delay(8, 50)

    def long(self):
        return self.delay(60, 250)

    def say(self, p=1.0):
        return [S('say s%d' % self.num())] if self.chance(p) else []

    def sleep(self, d=None):
        return S('sleep %d' % (d or self.pick({self.short(): 4,
                                               self.middle(): 4})))

    def shared(self, c, kinds):
        """A shared object of one of the kinds, or None."""
        have = [o for o in self.objects if o[0] in kinds]
        if not have:
            return None
        o = self.r.choice(have)
        self.use(c, o)
        return o

    def use(self, c, name):
        if name not in c.uses:
            c.uses.append(name)

    def error(self, plain=False):
        t = self.r.choice(ERRORS)
        if not plain and self.chance(0.06):
            t = self.r.choice(('CancelledError', 'TimeoutError'))
            return t
        return '%s %d' % (t, self.num())

    # -- blocks that answer an error ---------------------------------------

    def on_cancel(self, c, var):
        """What the body of `except CancelledError` does."""
        out = []
        c = c.sub(handler=True, cleanup=True)
        k = self.pick(dict(say=5, log=3, sleep=10, op=2, none=2))
        if k == 'say':
            out += self.say()
        elif k == 'log' and var:
            out.append(S('log ' + var))
        elif k == 'sleep':
            out += self.slow_cleanup(c)
        elif k == 'op':
            out += self.wake(c)
        if self.chance(0.12):
            out += [S('recv n cancelling self'), S('log n')]
        if c.timeouts and self.chance(0.4):
            out.append(S('state ' + self.r.choice(c.timeouts)))
        k = self.pick(dict(reraise=44,
                           swallow=99 if self.wants('ok expiring') else 20,
                           ret=9, error=99 if self.wants('error exp') else 14,
                           uncancel=9, again=2, more=5))
        if k == 'reraise':
            out.append(S('reraise'))
        elif k == 'ret':
            out.append(S('return none' if c.kind == 'gen' else
                         'return %d' % self.num()))
        elif k == 'error':
            out.append(S('raise ' + self.error()))
        elif k == 'uncancel':
            out += [S('recv n uncancel self'), S('log n')]
        elif k == 'again':
            out.append(S('raise CancelledError'))
        elif k == 'more':
            out += self.block(c, 1)
        return out or self.say()

    def slow_cleanup(self, c):
        """A cleanup that suspends."""
        d = self.short() if self.chance(0.6) else self.middle()
        k = self.pick(dict(plain=10, guarded=4,
                           timeout=18 if self.wants('timeout: .* ag') else 3,
                           op=3 if self.objects else 0))
        out = self.say(0.25)
        if k == 'guarded':
            out.append(B(('try', [self.sleep(d)]),
                         ('except CancelledError', self.say() + (
                             [self.sleep(self.short())]
                             if self.chance(0.4) else []) + (
                             [S('reraise')] if self.chance(0.4) else []))))
        elif k == 'timeout':
            out.append(B(('try', [B(('timeout %d' % d, [self.sleep(
                self.middle())]))]), ('except TimeoutError', self.say())))
        elif k == 'op':
            out += [self.sleep(d)] + self.wake(c)
        else:
            out.append(self.sleep(d))
        return out + self.say(0.7)

    def finally_(self, c):
        c = c.sub(handler=False, cleanup=True)
        if c.timeouts and self.chance(0.25):
            return [S('state ' + self.r.choice(c.timeouts))] + \
                self.slow_cleanup(c)
        k = self.pick(dict(say=6, slow=12, error=3, ret=1, cancel=1,
                           jump=1 if c.loops else 0))
        if k == 'slow':
            return self.slow_cleanup(c)
        if k == 'error':
            return [self.sleep(self.short()), S('raise ' + self.error(True))]
        if k == 'ret':
            return self.say() + [S('return none' if c.kind == 'gen' else
                                   'return %d' % self.num())]
        if k == 'cancel':
            return [S('cancel self')] + self.say()
        if k == 'jump':
            return self.say() + [S('break')]
        return self.say()

    def protect(self, c, body=None):
        """try around something that suspends, ready to be cancelled."""
        if body is None:
            s = c.sub()
            body = self.suspend(s) if self.chance(0.7) else \
                [self.sleep(self.long())]
            if self.chance(0.35):
                body += self.block(s, 1)
            body += self.say(0.3)
        parts = [('try', body)]
        k = self.pick(dict(cancel=10, fin=8, both=4, any=3, err=1))
        if k in ('cancel', 'both'):
            var = ' as e' if self.chance(0.6) else ''
            parts.append(('except CancelledError' + var,
                          self.on_cancel(c, var and 'e')))
        if k == 'err':
            parts.append(('except Exception as e', [S('log e')]))
        if k == 'any':
            parts.append(('except any as e', (
                [self.sleep(self.short())] if self.chance(0.5) else [])
                + [S('log e')]
                + ([S('reraise')] if self.chance(0.5) else [])))
        if k in ('fin', 'both'):
            parts.append(('finally', self.finally_(c)))
        return [B(*parts)]

    def guard(self, c, body, types, p=0.8, more=False):
        """try/except for the errors that an operation is known to raise."""
        in_main = c is None or c.kind == 'main'
        if not self.chance(max(p, 0.95 if in_main else 0)):
            return body
        t = self.r.choice(types)
        if in_main and t == 'CancelledError' or \
                t == 'StopAsyncIteration' and self.chance(0.6):
            t = 'any'
        b = [S('log e')]
        if more:
            b += self.block(c.sub(handler=True), 1)
        return [B(('try', body), ('except %s as e' % t, b))]

    # -- statements ---------------------------------------------------------

    def suspend(self, c):
        """One operation that (probably) suspends, and what it received."""
        kinds = dict(sleep=3)
        for o in self.objects:
            k = {'l': 'acquire', 's': 'acquire', 'e': 'evwait', 'c': 'cwait',
                 'b': 'bwait', 'f': 'future', 'a': 'anext'}.get(o[0])
            if o[0] == 'q':
                for k, w in (('get', 7), ('put', 4), ('join', 2)):
                    kinds[k] = w
            elif k:
                kinds[k] = 5
        if c.tasks:
            kinds['await'] = 6
        k = self.pick(kinds)
        v = 'v'
        if k == 'sleep':
            return [self.sleep(self.long())]
        if k == 'acquire':
            return self.locked(c)
        if k == 'evwait':
            out = [S('evwait ' + self.shared(c, 'e'))]
        elif k == 'cwait':
            return self.cwait(c)
        elif k == 'bwait':
            out = [S('recv v bwait ' + self.shared(c, 'b'))]
            out += [S('log v')] if self.chance(0.4) else self.say(0.6)
            return self.guard(c, out, ('BrokenBarrierError', 'Exception'), 0.5)
        elif k == 'future':
            f = self.shared(c, 'f')
            op = self.pick({'await': 6, 'shield': 3, 'wait_for': 2,
                            'gather': 1})
            if op == 'gather':
                return [S('gather%s %s' % (self.r.choice(('', 'x')), f))]
            out = [S('recv v %s %s%s' % (op, '%d ' % self.middle() if op ==
                                         'wait_for' else '', f)), S('log v')]
            types = ('Exception', 'ValueError', 'any')
            if op == 'wait_for':
                types = ('TimeoutError', 'Exception')
            return self.guard(c, out, types, 0.4)
        elif k == 'get':
            q = self.shared(c, 'q')
            out = [S('recv v get ' + q), S('log v')]
            if self.chance(0.5):
                out.append(S('done ' + q))
            if self.chance(0.4):
                out.insert(1, self.sleep(self.short()))
            if self.chance(0.35):
                out += [S('recv v get ' + q), S('log v')]
            return self.guard(c, out, ('QueueShutDown', 'Exception'), 0.4)
        elif k == 'put':
            out = [S('put %s %d' % (self.shared(c, 'q'), self.num()))] + \
                self.say(0.6)
            return self.guard(c, out, ('QueueShutDown', 'Exception'), 0.3)
        elif k == 'join':
            out = [S('join ' + self.shared(c, 'q'))]
        elif k == 'anext':
            return self.drive(c, self.shared(c, 'a'))
        else:
            return self.await_(c, self.r.choice(c.tasks))
        return out + self.say(0.9)

    def await_(self, c, t):
        op = self.pick({'await': 10, 'shield': 5, 'timeout': 3,
                        'wait_for': 30 if self.wants('wait_for') else 5})
        if op == 'timeout':
            return [B(('try', [B(('timeout %d' % self.middle(), [
                S('recv v %s %s' % (self.r.choice(('await', 'shield')), t)),
                S('log v')]))]),
                ('except %s as e' % self.r.choice(
                    ('TimeoutError', 'TimeoutError', 'any')), [S('log e')]))]
        d = '%d ' % (self.middle() if self.chance(0.9) else 0) \
            if op == 'wait_for' else ''
        out = [S('recv v %s %s%s' % (op, d, t)), S('log v')]
        types = ('any', 'any', 'CancelledError', 'Exception', 'ValueError')
        if op == 'wait_for':
            types = ('TimeoutError', 'any')
        return self.guard(c, out, types, 0.7)

    def locked(self, c):
        """A block that holds a lock or a semaphore."""
        o = self.shared(c, 'lsc')
        if o is None or o in c.held:
            return [self.sleep()]
        s = c.sub(held=c.held + [o])
        body = self.say(0.8)
        body += [self.sleep()] if self.chance(0.7) else self.block(s, 1)
        fin = [S('release ' + o)]
        if self.chance(0.2):
            fin.insert(0, self.sleep(self.short()))
        if o[0] == 'c' and self.chance(0.5):
            body.insert(self.r.randint(0, len(body)), self.notify(o))
        return [S('acquire ' + o), B(('try', body), ('finally', fin))]

    def notify(self, o):
        return S('notify_all ' + o if self.chance(0.25) else
                 'notify %s %d' % (o, self.r.choice((1, 1, 1, 2))))

    def cwait(self, c):
        o = self.shared(c, 'c')
        if o is None or o in c.held:
            return [self.sleep()]
        body = [S('cwait ' + o)] + self.say(0.8)
        if self.chance(0.25):
            body.append(self.sleep(self.short()))
        fin = [S('release ' + o)]
        if self.chance(0.15):
            fin.insert(0, self.notify(o))
        parts = [('try', body), ('finally', fin)]
        if self.chance(0.4):
            parts.insert(1, ('except CancelledError as e', (
                [self.sleep(self.short())] if self.chance(0.6) else [])
                + self.say(0.5) + ([S('state ' + o)] if self.chance(0.4)
                                   else [])
                + ([S('reraise')] if self.chance(0.7) else [])))
        return [S('acquire ' + o), B(*parts)]

    def wake(self, c):
        """Something that other tasks may wait for."""
        o = self.shared(c, 'qqeecfbs')
        if o is None:
            return self.say()
        k = o[0]
        if k == 'q':
            n = self.pick(dict(try_put=6, try_get=2, put=4, shut=1))
            if n == 'try_put' and self.chance(0.3):
                a = self.num()
                return self.guard(c, [
                    S('try_put %s %d' % (o, x)) for x in
                    (a + 20, a, a + 30)], ('QueueFull', 'Exception'), 0.9)
            if n == 'try_put':
                return self.guard(c, [S('try_put %s %d' % (o, self.num()))],
                                  ('QueueFull', 'Exception'), 0.8)
            if n == 'try_get':
                return self.guard(c, [S('recv v try_get ' + o), S('log v')],
                                  ('QueueEmpty', 'Exception'), 0.9)
            if n == 'shut' and not c.cleanup:
                return [S(self.r.choice(('shutdown ', 'shutdown_now ')) + o)]
            return [S('put %s %d' % (o, self.num()))]
        if k == 'e':
            out = [S('evset ' + o)]
            if self.chance(0.3):
                out.append(S('evclear ' + o))
            return out
        if k == 'f':
            x = self.pick(dict(set=5, err=2, cancel=1))
            if x == 'cancel':
                return [S('recv n cancel ' + o), S('log n')] * (
                    1 + self.chance(0.5))
            op = 'setresult %s %d' % (o, self.num()) if x == 'set' else \
                'seterror %s %s' % (o, self.error(True))
            return self.guard(c, [S(op)], ('InvalidStateError',), 0.8)
        if k == 's':
            return self.guard(c, [S('release ' + o)], ('ValueError',),
                              0.8 if self.bounded else 0)
        if k == 'b':
            return [S(self.r.choice(('babort ', 'breset ', 'state ')) + o)]
        if o in c.held:
            return [self.notify(o)]
        return [S('acquire ' + o), self.notify(o), S('release ' + o)]

    def timeout(self, c, body=None):
        s = c.sub(scope=True)
        d = self.pick({self.short(): 3, self.middle(): 5, self.long(): 2})
        if self.chance(0.05):
            d = self.r.choice((0, 0, -1))
        head = 'timeout %d' % d
        var = None
        if self.chance(0.55):
            var = c.var('o')
            head += ' ' + var
            s.timeouts.append(var)
        if body is None and d <= 0 and self.chance(0.4):
            body = self.say()
        if body is None:
            k = self.pick(dict(protect=8, susp=6, nested=3, group=2, sleep=3))
            if s.depth > 4:
                k = 'susp'
            body = {'protect': self.protect, 'susp': self.suspend,
                    'nested': self.timeout, 'group': self.group,
                    'sleep': lambda c: [self.sleep(self.long())]}[k](s)
            if var and self.chance(0.9 if self.wants('none') else 0.12):
                body = [S('reschedule %s none' % var),
                        self.sleep(max(d, 1) + self.short())] + self.say() \
                    + body
            elif var and self.chance(0.35):
                body.insert(self.r.randint(0, 1), S('reschedule %s %s' % (
                    var, self.r.choice([str(self.middle()), str(self.middle()),
                                        'none', '0']))))
                if self.chance(0.5):
                    body.insert(0, self.sleep(self.short()))
            body += self.block(s, 1) if self.chance(0.3) else self.say(0.5)
        out = [B((head, body))]
        if self.chance(0.85) or c.kind == 'main':
            t = self.pick({'TimeoutError': 8, 'any': 2, 'CancelledError': 1,
                           'Exception': 1})
            h = [S('log e')] if self.chance(0.7) else self.say()
            if t == 'any' and self.chance(0.5):
                h.append(S('reraise'))
            parts = [('try', out), ('except %s as e' % t, h)]
            if self.chance(0.15):
                parts.append(('finally', self.finally_(c)))
            out = [B(*parts)]
        if var and self.chance(0.5):
            out.append(S('state ' + var))
        if self.chance(0.25):
            out += [S('recv n cancelling self'), S('log n')]
        return out

    def call(self, c, kind, names=None):
        """NAME ARGS of something to spawn or to make, or None."""
        fs = [f for f in c.later if f.kind == kind and f.name != 'ws'
              and (names is None or f.name in names)]
        if not fs:
            return None
        f = self.r.choice(fs)
        args = []
        for p in f.params:
            if p == 'd':
                args.append(str(self.delay(1, 28)))
            elif p == 'h':
                args.append(self.r.choice(c.tasks) if c.tasks
                            and self.chance(0.9) else 'self')
            elif p == 'k':
                if not c.groups:
                    return None
                args.append(c.groups[-1])
            else:
                self.use(c, p)
                args.append(p)
        return ' '.join([f.name] + args)

    def spawn(self, c, group=None):
        call = self.call(c, 'task')
        if call is None:
            return []
        t = c.var('t')
        c.tasks.append(t)
        return [S('spawn %s %s%s' % (t, 'in %s ' % group if group else '',
                                     call))]

    def group(self, c):
        s = c.sub(scope=True)
        g = c.var('g')
        s.groups.append(g)
        body = []
        for _ in range(self.pick({1: 3, 2: 6, 3: 3})):
            body += self.spawn(s, g)
            if self.chance(0.25):
                body.append(self.sleep(self.short()))
        if not body:
            return self.suspend(c)
        k = self.pick(dict(nothing=8, susp=8, protect=5, error=3, cancel=2,
                           block=3, wait=2))
        if k == 'susp':
            body += self.suspend(s)
        elif k == 'protect' and c.depth < 4:
            body += self.protect(s)
        elif k == 'error':
            body += [self.sleep(self.middle()), S('raise ' + self.error())]
        elif k == 'cancel' and s.tasks:
            body += [self.sleep(self.middle()),
                     S('cancel ' + self.r.choice(s.tasks))]
        elif k == 'block':
            body += self.block(s, 1)
        elif k == 'wait' and s.tasks:
            body += self.await_(s, s.tasks[-1])
        c.tasks += [t for t in s.tasks if t not in c.tasks]
        out = [B(('group ' + g, body))]
        call = self.call(c, 'task') if self.chance(0.08) else None
        if self.chance(0.75) or c.kind == 'main':
            t = self.pick({'ExceptionGroup': 7, 'any': 4, 'CancelledError': 1})
            h = [S('log e')]
            if t != 'ExceptionGroup':
                h = self.say(0.4) + h + ([S('reraise')] if self.chance(0.5)
                                         else [])
            out = [B(('try', out), ('except %s as e' % t, h))]
        if call:
            out += self.guard(c, [S('spawn u in %s %s' % (g, call))],
                              ('RuntimeError',), 0.9)
        if self.chance(0.3):
            out += [S('recv n cancelling self'), S('log n')]
        return out

    def child(self, c):
        """Spawn one or more tasks and wait for them in some way."""
        before = len(c.tasks)
        out = self.spawn(c)
        if not out:
            return self.suspend(c)
        if self.chance(0.5):
            out += self.spawn(c)
        mine = c.tasks[before:] * 2
        return out + self.combine(c, mine[:max(1, len(mine) // 2)])

    def combine(self, c, ts):
        k = self.pick({'await': 6, 'gather': 5, 'gatherx': 4, 'first': 3,
                       'error': 3, 'all': 3, 'cancel': 3})
        hs = ' '.join(ts)
        if k == 'await':
            out = []
            for t in ts:
                out += self.await_(c, t)
            return out
        if k == 'cancel':
            return [self.sleep(self.middle()), S('cancel ' + ts[0])] + \
                self.await_(c, ts[0])
        if k in ('gather', 'gatherx'):
            if self.chance(0.15):
                hs += ' ' + ts[0]
            out = self.guard(c, [S('%s %s' % (k, hs))],
                             ('any', 'Exception', 'CancelledError'), 0.7)
        else:
            d = 'none' if self.chance(0.5) else str(self.middle())
            out = [S('wait %s %s %s' % (k, d, hs))]
            if k == 'error' and len(set(ts)) > 1 and self.chance(0.5):
                out = [self.sleep(self.short()), S('cancel ' + ts[0])] + out
        if self.chance(0.5):
            out += [S('state ' + self.r.choice(ts))]
        return out

    def drive(self, c, a):
        """Use of an async generator."""
        k = self.pick({'for': 9, 'anext': 7, 'asend': 4, 'athrow': 4,
                       'aclose': 4})
        types = ('any', 'Exception', 'Exception', 'StopAsyncIteration')
        if k == 'for':
            body = [S('log x')]
            if self.chance(0.4):
                body.append(self.sleep(self.short()))
            if self.chance(0.55):
                body.append(S('set m m + 1'))
                body.append(B(('if m == %d' % self.r.randint(1, 2), [
                    S(self.pick({'break': 7, 'return %s' % (
                        'none' if c.kind == 'gen' else self.num()): 2,
                        'raise ' + self.error(): 2}))])))
                return [S('set m 0')] + self.guard(
                    c, [B(('for x ' + a, body))], types[:3], 0.5)
            return self.guard(c, [B(('for x ' + a, body))], types[:3], 0.5)
        if k == 'aclose':
            return self.guard(c, [S('aclose ' + a)], types[:3], 0.6) + \
                ([S('state ' + a)] if self.chance(0.5) else [])
        t = '%s %s' % (k, a)
        if k == 'asend':
            t += ' %s' % ('none' if self.chance(0.3) else self.num())
        elif k == 'athrow':
            t += ' ' + (self.error() if self.chance(0.9) else 'GeneratorExit')
            t = t.replace('GeneratorExit', 'StopAsyncIteration')
        return self.guard(c, [S('recv x ' + t), S('log x')], types, 0.85)

    def gen_use(self, c):
        call = self.call(c, 'gen')
        if call is None or self.chance(0.3):
            a = self.shared(c, 'a')
            if a is None:
                return self.suspend(c)
            return self.drive(c, a)
        a = c.var('a')
        out = [S('new %s %s' % (a, call))]
        body = self.drive(c, a)
        if self.chance(0.5):
            body = self.guard(c, [S('recv x anext ' + a), S('log x')],
                              ('any', 'Exception'), 0.6) + body
        if self.chance(0.5):
            body += self.drive(c, a)
        if self.chance(0.4):
            body = [B(('try', body), ('finally', self.guard(
                c, [S('aclose ' + a)], ('any', 'Exception'), 0.3)
                + [S('state ' + a)]))]
        elif self.chance(0.4):
            body.append(S('state ' + a))
        return out + body

    def local(self, c):
        v = self.r.choice(('lx', 'lx', 'ly'))
        if self.chance(0.45):
            return [S('setlocal %s %d' % (v, self.num()))]
        return [S('recv v getlocal ' + v), S('log v')]

    def flow(self, c):
        k = self.pick(dict(while_=6 if c.loops < 1 and c.depth < 3 else 0,
                           raise_=2, ret=1, cancelself=2, nested=1,
                           stubborn=1 if c.loops < 1 and c.depth < 3 else 0))
        if k == 'while_':
            s = c.sub(loops=c.loops + 1)
            body = [S('set i i + 1')] + self.block(s, self.r.randint(1, 2))
            return [S('set i 0'), B(('while i < %d' % self.r.randint(2, 3),
                                     body))]
        if k == 'stubborn':
            s = c.sub(loops=c.loops + 1)
            n = self.r.randint(1, 3)
            body = self.suspend(s)
            if body[-1].parts is not None or \
                    body[-1].tokens[0] not in ENDS:
                body.append(S('break'))
            return [S('set i 0'), B(('while i < %d' % n, [B(
                ('try', body), ('except CancelledError',
                                [S('set i i + 1'), S('log i')]))]))]
        if k == 'raise_':
            return [S('raise ' + self.error())]
        if k == 'ret':
            return [S('return none' if c.kind == 'gen' else
                      'return %d' % self.num())]
        if k == 'cancelself':
            return [S('cancel self')] + self.say(0.5) + (
                [S('recv n uncancel self'), S('log n')]
                if self.chance(0.3) else []) + self.protect(c, [
                    S('sleep 0') if self.chance(0.3) else self.sleep()])
        return self.say()

    def misc(self, c):
        k = self.pick(dict(kind=2, uncancel=3, state=3, spin=3, over=3))
        if k == 'over':
            o = self.shared(c, 'lscq')
            if o and o not in c.held:
                return self.guard(c, [S('%s %s' % (
                    'done' if o[0] == 'q' else 'release', o))],
                    ('RuntimeError', 'ValueError', 'Exception', 'Exception'),
                    0.95)
            k = 'state'
        if k == 'kind':
            return self.guard(c, [S(self.r.choice(
                ('await none', 'cancel 3', 'acquire self', 'sleep none',
                 'log none + 1', 'get self', 'setresult self 1')))],
                ('TypeError', 'Exception'), 0.9)
        if k == 'uncancel':
            return [S('recv n uncancel self'), S('log n')]
        if k == 'spin':
            out = [S('sleep 0')] + self.say(0.6)
            if self.chance(0.6):
                return [S('cancel self'), B(('try', out), (
                    'except CancelledError', self.say()))]
            return out
        o = self.shared(c, 'lsceqbf')
        return [S('state ' + (o or 'self'))]

    def yield_(self, c):
        k = self.pick(dict(plain=5, recv=4))
        if k == 'plain':
            return [S('yield %d' % self.num())]
        return [S('recv y yield %d' % self.num()), S('log y')]

    def gen_stmt(self, c):
        """A statement of a gen block: a yield, often protected."""
        s = c.sub()
        body = self.yield_(s)
        if self.chance(0.5):
            body.insert(0, self.sleep())
        if self.chance(0.3):
            body += self.block(s, 1)
        if self.chance(0.45) and c.depth < 4:
            parts = [('try', body)]
            k = self.pick(dict(fin=9, exit=4, err=4, cancel=3, any=2))
            if k == 'exit':
                parts.append(('except GeneratorExit', self.slow_cleanup(c) + (
                    [S('reraise')] if self.chance(0.8) else [])))
            elif k == 'err':
                parts.append(('except %s as e' % self.r.choice(
                    ('Exception', 'ValueError', 'LookupError')),
                    [S('log e')] + (self.yield_(c) if self.chance(0.4)
                                    else [])))
            elif k == 'cancel':
                parts.append(('except CancelledError as e',
                              self.on_cancel(c, 'e')))
            elif k == 'any':
                parts.append(('except any as e', [
                    self.sleep(self.short()), S('log e')]
                    + ([S('reraise')] if self.chance(0.7) else [])))
            if k == 'fin' or self.chance(0.3):
                f = self.finally_(c)
                if self.chance(0.06):
                    f += self.yield_(c)
                parts.append(('finally', f))
            return [B(*parts)]
        return body

    def stmt(self, c):
        if c.kind == 'gen' and not c.scope and self.chance(0.5):
            return self.gen_stmt(c)
        w = dict(self.weights)
        if c.depth >= 3 or self.size > 22:
            for k in ('protect', 'timeout', 'group', 'child', 'locked', 'gen'):
                w[k] = w[k] * 0.15
        if c.depth >= 5:
            for k in ('protect', 'timeout', 'group', 'child', 'locked', 'gen',
                      'flow'):
                w[k] = 0
        k = self.pick(w)
        if k == 'sleep':
            return [self.sleep()] + self.say(0.85)
        return {'susp': self.suspend, 'protect': self.protect,
                'timeout': self.timeout, 'group': self.group,
                'child': self.child, 'locked': self.locked,
                'wake': self.wake, 'local': self.local, 'flow': self.flow,
                'gen': self.gen_use, 'say': lambda c: self.say(),
                'misc': self.misc}[k](c)

    def block(self, c, n):
        out = []
        for _ in range(n):
            if self.size > 40:
                break
            self.size += 2
            out += self.stmt(c)
            if out and out[-1].parts is None and out[-1].tokens[0] in ENDS:
                break
        return out or self.say()

    # -- task and gen blocks --------------------------------------------------

    def make_func(self, kind, name, later):
        c = Ctx(kind, later)
        self.size = 6
        if kind == 'gen':
            self.size = 24
            body = self.gen_stmt(c) + self.block(c, self.r.randint(0, 2))
            if self.chance(0.5):
                body += self.yield_(c)
            return self.finish(c, kind, name, body)
        nested = self.profile == 'group' and any(f.kind == 'task'
                                                 for f in later)
        k = self.pick(dict(
            sleeper=3, worker=10,
            failer=20 if self.wants('Group') or self.wants('gatherx') else 3,
            waiter=20 if self.wants('through') or self.wants('shield') else 4,
            nest=(60 if self.wants('group-exit') else 12) if nested else 0,
            spawner=(60 if self.wants('spawn') else 5) if nested else 0))
        start = []
        if self.chance(0.85):
            self.use(c, 'd')
            start = [S('sleep d')]
        if k == 'sleeper':
            body = self.protect(c, [self.sleep(self.long())] + self.say(0.7))
        elif k == 'failer':
            body = [S('raise %s%s' % (self.r.choice(ERRORS), ' d' if start
                                      else ' %d' % self.num()))]
            if self.chance(0.4):
                body = [B(('try', start + [self.sleep(self.long())]), (
                    'except CancelledError', self.slow_cleanup(c) + body))]
                start = []
            elif not start:
                body.insert(0, self.sleep())
        elif k == 'nest':
            body = self.group(c)
        elif k == 'spawner':
            self.use(c, 'k')
            g = c.sub()
            g.groups.append('k')
            new = [S('spawn u in k ' + (self.call(g, 'task') or 'w0'))]
            new = self.guard(c, new, ('RuntimeError',), 0.5)
            if self.chance(0.6):
                body = [B(('try', [self.sleep(self.long())]), ('finally', (
                    [self.sleep(self.short())] if self.chance(0.7) else [])
                    + self.say(0.5) + new))]
            else:
                body = [self.sleep()] + new + self.say(0.5)
        elif k == 'waiter':
            if self.chance(0.5) and any(f.kind == 'task' for f in self.funcs):
                self.use(c, 'h')
                c.tasks.append('h')
                body = self.protect(c, self.await_(c, 'h'))
            else:
                body = self.protect(c, self.suspend(c.sub()))
        else:
            body = self.block(c, self.r.randint(2, 3))
        if self.chance(0.2):
            start = self.say() + start
        if self.locals and self.chance(0.5):
            start += [S('recv v getlocal lx'), S('log v')]
            if self.chance(0.4):
                start.append(S('setlocal lx %d' % self.num()))
        if self.want:
            body = self.aimed(c, name, start) or body
        body = start + body
        if body[-1].parts is not None or body[-1].tokens[0] not in (
                'raise', 'return'):
            if self.chance(0.65):
                body.append(S('return %d' % self.num()))
        return self.finish(c, kind, name, body)

    def aimed(self, c, name, start):
        """A body that is likely to show what the program must show."""
        late = self.delay(35, 90)
        if name == 'w1' and self.wants('group-exit.* again'):
            return [B(('try', [self.sleep(self.long())]), (
                'finally', [self.sleep(late)] + self.say()))]
        if self.wants('-> ExceptionGroup') or self.wants('spawn-in'):
            if name == 'w2':
                return ([] if start else [self.sleep(self.short())]) + [
                    S('raise ' + self.error(True))]
            if name == 'w1':
                out = [S('raise ' + self.error(True))]
                if self.wants('spawn'):
                    self.use(c, 'k')
                    g = c.sub()
                    g.groups.append('k')
                    call = self.call(g, 'task')
                    if not call:
                        return None
                    out = self.guard(c, [S('spawn u in k ' + call)],
                                     ('RuntimeError',), 0.5)
                return [B(('try', [self.sleep(self.long())]), (
                    self.r.choice(('except CancelledError', 'finally')),
                    [self.sleep(self.short())] + self.say(0.5) + out))]
        if name != 'w0':
            return None
        if self.wants('lifo') and 'q0' in self.objects:
            self.use(c, 'q0')
            return [S('recv v get q0'), S('log v'), self.sleep(),
                    S('recv v get q0'), S('log v')] + self.protect(
                        c, [S('recv v get q0'), S('log v')])
        if self.wants('timeout ok') or self.wants('timeout error'):
            end = self.say() if self.wants('ok') else [
                S('raise ' + self.error(True))]
            return self.timeout(c, [B(('try', [self.sleep(self.long())]), (
                'except CancelledError', (
                    [self.sleep(self.short())] if self.chance(0.6) else [])
                + self.say(0.5) + end))])
        if self.wants('expiring -> same'):
            return self.timeout(c, [B(('try', [self.sleep(self.long())]), (
                'finally', self.say() + [self.sleep(late)] + self.say()))])
        if self.wants('group-exit') or self.wants('-> ExceptionGroup') or \
                self.wants('spawn-in'):
            return self.group(c) if any(f.kind == 'task'
                                        for f in c.later) else None
        if self.wants('tag') or self.wants('shield') or self.wants('gather'):
            ts = []
            out = []
            for _ in range(2 if self.wants('gather') else 1):
                out += self.spawn(c)
                ts = c.tasks
            if not ts or self.wants('future'):
                return None
            if self.wants('gather'):
                op = [S('gather%s %s' % (self.r.choice(('', 'x')),
                                         ' '.join(ts)))]
            elif self.wants('wait_for'):
                op = [S('recv v wait_for %d %s' % (self.long(), ts[0])),
                      S('log v')]
            else:
                op = [S('recv v %s %s' % (
                    'shield' if self.wants('shield') else 'await', ts[0])),
                    S('log v')]
            return out + (self.protect(c, op) if self.chance(0.7) else
                          op + self.say())
        if self.wants('-suspended') or self.wants('open gens'):
            call = self.call(c, 'gen')
            if not call:
                return None
            op = self.r.choice(('anext', 'asend'))
            if self.wants('open'):
                return [S('new a ' + call), S('recv x anext a'), S('log x'),
                        self.sleep(self.long()), S('state a')]
            for k in ('anext', 'asend', 'athrow', 'aclose'):
                if self.wants(k):
                    op = k
            t = '%s a' % op
            if op == 'asend':
                t += ' %d' % self.num()
            elif op == 'athrow':
                t += ' ' + self.error()
            body = [S(t)] if op == 'aclose' else [S('recv x ' + t), S('log x')]
            return [S('new a ' + call)] + self.guard(
                c, [S('recv x anext a'), S('log x')], ('any', 'Exception'),
                0.5) + self.protect(c, body) + [S('state a')]
        return None

    def scene(self):
        """Makes a function whose tasks wait for one object; they are
        started so that they wait in a known order."""
        have = [o for o in self.objects if o[0] in 'lsceqbf']
        if not have:
            return
        o = self.scene_object = self.r.choice(
            [x for x in have if x[0] == self.kind] or have)
        c = Ctx('task', self.funcs)
        self.size = 20
        self.use(c, 'd')
        self.use(c, o)
        body = {'l': lambda: self.locked(c), 's': lambda: self.locked(c),
                'c': lambda: self.cwait(c),
                'e': lambda: [S('evwait ' + o)] + self.say(),
                'b': lambda: [S('recv v bwait ' + o)] + self.say(),
                'f': lambda: [S('recv v %s %s' % (self.r.choice(
                    ('await', 'await' if self.wants('future') else 'shield')),
                    o)), S('log v')],
                'q': lambda: self.pick({
                    'get': 6, 'put': 3, 'join': 1} if 'get' in str(self.want)
                    else {'put': 1} if 'put' in str(self.want) else
                    {'join': 1} if 'join' in str(self.want) else
                    {'get': 5, 'put': 3, 'join': 2})}[o[0]]
        objects, self.objects = self.objects, [o]
        body = body()
        self.objects = objects
        self.scene_op = body
        if o[0] == 'q':
            if body == 'get':
                body = [S('recv v get ' + o), S('log v')]
            elif body == 'put':
                body = [S('put %s d' % o)] + self.say()
            else:
                body = [S('join ' + o)] + self.say()
        if o[0] == 's' and self.chance(0.5):
            body = [S('acquire ' + o)] + self.say()
        body = [S('sleep d')] + (
            self.protect(c, body) if self.chance(0.4) else body)
        self.funcs.insert(0, Func('task', 'ws', list(c.uses), body))

    def play(self, c):
        """The statements of main that start a scene."""
        o = self.scene_object
        f = next(f for f in self.funcs if f.name == 'ws')
        out = []
        if o[0] in 'l' and o not in self.mine or \
                o[0] == 's' and not self.closed:
            out.append(S('acquire ' + o))
            self.mine.append(o)
        if self.scene_op == 'put':
            out.append(S('try_put %s %d' % (o, self.num())))
        if self.scene_op == 'join':
            out.append(S('try_put %s %d' % (o, self.num())))
        ds = sorted(self.delay(1, 14) for _ in range(
            self.pick({2: 4, 3: 5, 4: 1})))
        for d in ds:
            t = c.var('t')
            c.tasks.append(t)
            args = [str(d) if p == 'd' else p for p in f.params]
            out.append(S('spawn %s ws %s' % (t, ' '.join(args))))
        return out + [self.sleep(ds[-1] + self.short())]

    def finish(self, c, kind, name, body):
        if len(c.uses) > 6:
            return None
        return Func(kind, name, list(c.uses), body)

    def make_funcs(self):
        nt = self.pick({1: 2, 2: 6, 3: 4})
        if self.wants('spawn-in') or self.wants('-> ExceptionGroup'):
            nt = 3
        elif self.wants('group'):
            nt = 2
        ng = self.pick({0: 6, 1: 2}) if self.profile != 'gen' else \
            self.pick({1: 5, 2: 4})
        if any(o[0] == 'a' for o in self.objects):
            ng = max(ng, 1)
        self.funcs = []
        for i in reversed(range(ng)):
            f = None
            objects, self.objects = self.objects, [
                o for o in self.objects if o[0] != 'a']
            while f is None:
                f = self.make_func('gen', 'g%s' % 'xyz'[i], self.funcs)
            self.objects = objects
            self.funcs.insert(0, f)
        for i in reversed(range(nt)):
            f = None
            while f is None:
                f = self.make_func('task', 'w%d' % i, self.funcs)
            self.funcs.insert(0, f)

    # -- the main block -------------------------------------------------------

    def create(self, o):
        k = o[0]
        if k == 'q' and self.wants('lifo'):
            return S('%s %s 0' % (self.r.choice(('lifo', 'prio')), o))
        n = self.r.choice((1, 1, 2))
        value = n if self.bounded else self.r.choice((0, 0, 1, 1, 2))
        if o == self.scene_object:
            value = min(value, 1)
            if k == 's' and not self.bounded:
                value = 0
                self.closed = True
            if k == 'q' and self.scene_op == 'put':
                return S('queue %s 1' % o)
            if k == 'q':
                return S('queue %s 0' % o)
        return S({'l': 'lock ' + o,
                  's': '%s %s %d' % ('bsem' if self.bounded else 'sem', o,
                                     value),
                  'c': 'cond ' + o, 'e': 'event ' + o, 'f': 'newfuture ' + o,
                  'q': '%s %s %d' % (self.pick({'queue': 6, 'lifo': 2,
                                                'prio': 2}), o,
                                     self.r.choice((0, 0, 1, 2, 3))),
                  'b': 'barrier %s %d' % (o, self.r.choice((2, 3, 3, 4)))}[k])

    def start(self):
        """The objects and the first tasks."""
        self.c = c = Ctx('main', self.funcs)
        out = []
        for o in self.objects:
            if o[0] == 'a':
                g = self.r.choice([f for f in self.funcs if f.kind == 'gen'])
                args = []
                for p in g.params:
                    args.append(str(self.delay(3, 40)) if p == 'd' else p)
                if 'h' in g.params or 'k' in g.params:
                    return None
                out.append(S(' '.join(['new', o, g.name] + args)))
            else:
                out.append(self.create(o))
        if self.locals:
            out.append(S('setlocal lx %d' % self.num()))
        for o in self.objects:
            if o[0] == 'l' and self.chance(0.35):
                out.append(S('acquire ' + o))
                self.mine.append(o)
        n = self.pick({0: 1, 1: 2, 2: 5, 3: 5, 4: 2})
        if self.scene_object:
            n = self.pick({0: 6, 1: 3})
        if self.wants('lifo') and 'q0' in self.objects:
            for x in (20, 0, 30):
                out.append(S('put q0 %d' % (x + self.num())))
        for i in range(n):
            call = self.call(c, 'task', ('w0',)) if i == 0 and self.want \
                and not self.kind else None
            if call:
                t = c.var('t')
                c.tasks.append(t)
                out.append(S('spawn %s %s' % (t, call)))
            else:
                out += self.spawn(c)
        if self.scene_object:
            out += self.play(c)
        return out

    def targets(self, snap, what='live'):
        """Task variables of main, the interesting ones first."""
        c = self.c
        ts = [t for t in c.tasks if t in snap]
        live = [t for t in ts if snap[t][0] != 'done']
        if not live or self.chance(0.04):
            return ts[:]
        live.sort(key=lambda t: (self.interest(snap[t]), self.r.random()))
        return live

    @staticmethod
    def interest(s):
        at, cancelling, woken = s[:3]
        return -(3 * bool(cancelling) + 2 * woken
                 + 2 * ('group-exit' in at or 'wait_for' in at)
                 + (not at.startswith(('sleep', 'start'))))

    def step(self, snap):
        """The next statements of main."""
        c, r = self.c, self.r
        live = [t for t in self.targets(snap) if snap[t][0] != 'done']
        out = []
        if self.chance(0.8):
            out.append(self.sleep(self.short() if self.chance(0.65)
                                  else self.middle()))
            out += self.say(0.15)
        w = dict(spawn=10 if len(c.tasks) < 2 else 5 if len(c.tasks) < 6
                 else 1,
                 cancel=16 if live else 0, wake=14 if self.objects else 0,
                 race=9 if live and self.objects else 0,
                 await_=5 if c.tasks else 0, combine=4 if c.tasks else 0,
                 state=2, local=1, misc=2, uncancel=1 if live else 0,
                 susp=2, timeout=4, group=4, gen=3,
                 resched=4 if c.timeouts else 0, shut=1,
                 twice=3 if live else 0,
                 open=4 if len(self.open) < 3 else 0)
        w.update({
            'cancel': dict(cancel=26, twice=8, race=14),
            'timeout': dict(timeout=14, cancel=18),
            'group': dict(group=16, open=9),
            'sync': dict(race=16, spawn=12),
            'queue': dict(wake=18, shut=4, race=14),
            'gen': dict(gen=10, cancel=22),
            'combine': dict(combine=14, await_=10, spawn=10),
        }.get(self.profile, {}))
        if self.profile == 'queue' or not any(o[0] == 'q'
                                              for o in self.objects):
            w['shut'] = 0 if self.profile != 'queue' else 4
        for text, kind in (('woken', 'race'), ('again', 'twice'),
                           ('cancel', 'cancel'), ('Shut', 'shut'),
                           ('tag', 'cancel')):
            if self.wants(text) and not self.shows(self.last):
                w[kind] = 45
        if not live:
            w['race'] = w['cancel'] = w['twice'] = 0
        if not self.objects:
            w['race'] = w['wake'] = 0
        k = self.pick(w)
        if k == 'spawn' or not c.tasks:
            g = c.groups[-1] if c.groups and self.chance(0.7) else None
            n = self.pick({1: 3, 2: 4, 3: 2})
            for _ in range(n):
                out += self.spawn(c, g)
        elif k in ('cancel', 'twice'):
            t = live[0] if self.chance(0.6) else r.choice(live)
            if self.chance(0.15):
                out += [S('recv n cancel ' + t), S('log n')]
            else:
                out.append(S('cancel ' + t))
            if k == 'twice':
                if self.chance(0.7):
                    out.append(self.sleep(self.short()))
                out.append(S('cancel ' + t))
            if self.chance(0.15):
                out += [S('recv n cancelling ' + t), S('log n')]
            if self.chance(0.1):
                out += [S('recv n uncancel ' + t), S('log n')]
            if self.chance(0.25):
                out += [self.sleep(self.short()), S('state ' + t)]
        elif k == 'wake':
            out += self.wake_main(snap)
        elif k == 'race':
            out += self.race(snap, live)
        elif k == 'await_':
            out += self.await_(c, r.choice(live or c.tasks))
        elif k == 'combine':
            ts = r.sample(c.tasks, min(len(c.tasks), r.randint(1, 3)))
            out += self.combine(c, ts)
        elif k == 'state':
            out.append(S('state ' + r.choice(
                sorted(x for x in snap if x[0] != 'g') or ['self'])))
        elif k == 'uncancel':
            out += [S('recv n uncancel ' + live[0]), S('log n')]
        elif k == 'resched':
            out.append(S('reschedule %s %s' % (c.timeouts[-1], r.choice(
                [str(self.short()), str(self.middle()), 'none', '0']))))
        elif k == 'shut':
            q = self.shared(c, 'q')
            if q:
                out.append(S(r.choice(('shutdown ', 'shutdown_now ')) + q))
        elif k == 'open':
            out = None
        else:
            self.size = 18
            out += {'susp': self.suspend, 'timeout': self.timeout,
                    'group': self.group, 'gen': self.gen_use,
                    'local': self.local, 'misc': self.misc}[k](c)
        return out

    def race(self, snap, live):
        """Wake somebody, and cancel somebody at the same instant."""
        r = self.r
        waiting = collections.defaultdict(list)
        for t in live:
            if snap[t][3] in self.objects:
                waiting[snap[t][3]].append(t)
        if waiting and self.chance(0.85):
            o = r.choice(sorted(waiting))
            ts = sorted(waiting[o], key=lambda t: snap[t][4])
            x = self.wake_one(o, snap, ts)
            victim = ts[0] if self.chance(0.65) else r.choice(ts)
        else:
            x = self.wake_main(snap)
            victim = live[0] if self.chance(0.5) else r.choice(live)
            o = None
        y = [S('cancel ' + victim)]
        k = self.pick(dict(wake_cancel=8, cancel_wake=3, wake=3, twice=2,
                           wake_wake=2))
        out = {'wake_cancel': x + y, 'cancel_wake': y + x, 'wake': x,
               'twice': x + y + y, 'wake_wake': x + y + (
                   self.wake_one(o, snap, ts) if o and o[0] in 'sqc'
                   else [])}[k]
        if o and self.chance(0.35):
            out += [self.sleep(self.short()), S('state ' + o)]
        return out

    def wake_one(self, o, snap, ts):
        """Wake tasks that wait for the object o."""
        k, at = o[0], snap[ts[0]][0]
        if k == 'l':
            if o not in self.mine:
                return self.say()
            out = [S('release ' + o)]
            if self.chance(0.25):
                return out + [S('acquire ' + o)] + self.say()
            self.mine.remove(o)
            return out
        if k == 's':
            out = [S('release ' + o)]
            if self.chance(0.2):
                out += [S('acquire ' + o)] + self.say()
            return out
        if k == 'q':
            if self.chance(0.15):
                return [S(self.r.choice(('shutdown ', 'shutdown_now ')) + o)]
            if 'put' in at:
                return [S('recv v try_get ' + o), S('log v')]
            if 'join' in at and self.chance(0.3):
                return [S('shutdown_now ' + o)]
            if 'join' in at:
                return self.guard(None, [S('done ' + o)], ('ValueError',), 1)
            return [S('try_put %s %d' % (o, self.num()))]
        if k == 'e':
            return [S('evset ' + o)] + (
                [S('evclear ' + o)] if self.chance(0.4) else [])
        if k == 'b':
            return [S(self.pick({'bwait ': 4, 'babort ': 2, 'breset ': 3})
                      + o)]
        if k == 'c' and 'cwait' in at:
            out = [S('acquire ' + o), self.notify(o)]
            if self.chance(0.25):
                out.append(self.sleep(self.short()))
            return out + [S('release ' + o)]
        if k == 'f':
            return [S('setresult %s %d' % (o, self.num()))
                    if self.chance(0.7) else
                    S('seterror %s %s' % (o, self.error(True)))]
        return self.say()

    def wake_main(self, snap):
        """Wake what waits, from main."""
        c = self.c
        blocked = [snap[t][0] for t in c.tasks if t in snap
                   and snap[t][0] != 'done']
        kinds = set()
        for at in blocked:
            for k, o in (('acquire', 'ls'), ('evwait', 'e'), ('get', 'q'),
                         ('put', 'q'), ('cwait', 'c'), ('bwait', 'b'),
                         ('future', 'f'), ('join', 'q'), ('shield', 'f')):
                if k in at:
                    kinds |= set(o)
        have = [o for o in self.objects if o[0] in kinds]
        mine = [o for o in have if o in self.mine]
        if mine and self.chance(0.6):
            o = self.r.choice(mine)
            self.mine.remove(o)
            return [S('release ' + o)]
        have = [o for o in have if o[0] != 'l']
        if not have:
            used = {p for f in self.funcs for p in f.params}
            if not self.chance(0.5) or not used & set(self.objects):
                return self.say()
            have = sorted(used & set(self.objects))
        o = self.r.choice(have)
        full = snap.get(o, ('', 0, False))
        if o[0] == 'q' and any(at.startswith('put') for at in blocked):
            return self.guard(c, [S('recv v try_get ' + o), S('log v')],
                              ('QueueEmpty', 'Exception'),
                              0.2 if full[1] else 0.9)
        if o[0] == 'q' and any('join' in at for at in blocked) \
                and self.chance(0.6):
            return self.guard(c, [S('done ' + o)], ('ValueError',), 0.8)
        if o[0] == 'q' and not full[2]:
            return [S('try_put %s %d' % (o, self.num()))]
        if o[0] == 's':
            return [S('release ' + o)]
        if o[0] == 'b' and self.chance(0.6):
            return [S('recv v bwait ' + o), S('log v')]
        objects, self.objects = self.objects, [o]
        out = self.wake(c)
        self.objects = objects
        return out

    def open_block(self):
        """Open a block of main; the next steps go into it."""
        k = self.pick(dict(group=6, timeout=5, try_=2))
        c = self.c
        body = []
        if k == 'group':
            g = c.var('g')
            c.groups.append(g)
            for _ in range(self.pick({0: 2, 1: 4, 2: 4})):
                body += self.spawn(c, g)
            inner = B(('group ' + g, body))
            body = inner.parts[0][1]
            s = inner
            if self.chance(0.85):
                s = B(('try', [inner]), ('except %s as e' % self.pick(
                    {'ExceptionGroup': 5, 'any': 4}), [S('log e')]))
        elif k == 'timeout':
            o = c.var('o')
            inner = B(('timeout %d %s' % (self.long() if self.chance(0.5)
                                          else self.middle(), o), []))
            body = inner.parts[0][1]
            c.timeouts.append(o)
            s = B(('try', [inner]), ('except %s as e' % self.pick(
                {'TimeoutError': 6, 'any': 2}), [S('log e')]))
        else:
            s = B(('try', []), ('except any as e', [S('log e')]))
            body = s.parts[0][1]
        self.open[-1][1].append(s)
        self.open.append((k, body))

    def close_block(self):
        k, _ = self.open.pop()
        if k == 'group':
            self.c.groups.pop()
        elif k == 'timeout':
            self.c.timeouts.pop()

    def order(self, prog, orders, repair=0):
        """(result, spy), or None if the trace is not the same in all orders.
        Moves statements to other instants, `repair` times at most, to make
        it so."""
        for left in range(repair, -1, -1):
            first, spy, code = observe(prog)
            self.runs += 1
            if first.status in ('bug', 'limit'):
                return None
            for o, seed in orders[1:]:
                res = ref.run_once(prog, o, seed, code, mute)
                self.runs += 1
                if res.status == 'bug':
                    return None
                if res.lines != first.lines:
                    break
            else:
                return first, spy
            if not left or not self.repair(prog, first, spy, res):
                return None
        return None

    def settle(self, prog, repair, last=True):
        """After a step: static rules, the quick orders, and a look at the
        end of the innermost open block."""
        probe = S('say ' + PROBE)
        body, outer = self.open[-1][1], self.open[0][1]
        body.append(probe)
        wake = self.wake_conds() if last else []
        outer += wake
        try:
            ref.check(prog)
            return self.order(prog, QUICK[:2], repair)
        except ref.Invalid:
            return None
        finally:
            body.remove(probe)
            for s in wake:
                outer.remove(s)

    def wake_conds(self):
        """Of several tasks that wait for a condition at the end of main, the
        first that is cancelled wakes another one: not defined."""
        out = []
        for o in self.objects:
            if o[0] == 'c':
                out += [S('acquire ' + o), S('notify_all ' + o),
                        S('release ' + o), S('sleep 400')]
        return out

    def repair(self, prog, first, spy, other):
        """Move one of the two lines that raced to another instant."""
        for i, (a, b) in enumerate(zip(first.lines, other.lines)):
            if a != b:
                break
        else:
            return False
        at = [i]
        if b in first.lines:
            at.append(first.lines.index(b))
        self.r.shuffle(at)
        for i in at:
            n = spy.origin.get(i)
            if n is None:
                continue
            lst, k = log_at(prog, n)
            f = next(f for f in prog.funcs if f.body is lst or inside(f, lst))
            if f.kind == 'main' and self.chance(0.8):
                continue
            slept = k and lst[k - 1].tokens[0] == 'sleep'
            if self.chance(0.75) and not slept:
                lst.insert(k, self.sleep(self.short()))
            elif len(lst) > 1:
                del lst[k]
            else:
                lst[k] = self.sleep(self.short())
            return True
        return False

    def shows(self, spy):
        return not self.want or spy is not None and any(
            re.search(self.want, k) for k in spy.cover)

    def value(self, prog, spy):
        """How much the program shows, for its length."""
        marks = {k for k in spy.cover if not k.endswith((
            ': done', 'ok -> ok', ' ok')) or ' later' in k}
        rare = sum(1 for k in marks if k.startswith(('cancel', 'group',
                                                     'timeout', 'a')))
        size = sum(1 for _ in statements(prog))
        return (len(marks) + rare) / (size + 30)

    def attempt(self, profile):
        self.counter = 0
        self.delays = set()
        self.profile = profile
        n, kinds, tweak = PROFILES[profile]
        self.weights = dict(BASE)
        self.weights.update(tweak)
        self.bounded = self.chance(0.35)
        self.locals = self.want == 'getlocal' or self.chance(0.15)
        self.mine = []
        names = collections.Counter()
        self.objects = []
        if self.kind:
            self.objects.append(self.kind + '0')
            names[self.kind] = 1
        for _ in range(max(1, n + self.r.randint(-1, 1)) - len(names)):
            k = self.r.choice(kinds)
            if names[k] < 2:
                self.objects.append('%s%d' % (k, names[k]))
                names[k] += 1
        self.scene_object = None
        self.closed = False
        self.make_funcs()
        if self.kind or self.chance(SCENES.get(profile, 0.15)):
            self.scene()
        body = self.start()
        if body is None:
            return None
        main = Func('main', 'main', [], body)
        prog = Program(self.funcs + [main])
        self.open = [('main', body)]
        try:
            ref.check(prog)
        except ref.Invalid:
            return None
        steps = self.r.randint(4, 9)
        done = stale = 0
        snap = {}
        dead = False
        self.last = None
        while stale < 8 and (done < steps or done < steps + 4
                             and not self.shows(self.last)):
            lst = self.open[-1][1]
            size = len(lst)
            save = (list(self.c.tasks), list(self.mine), set(self.delays))
            new = self.step(snap)
            if new is None:
                depth = len(self.open)
                self.open_block()
                if not self.settle(prog, 3):
                    while len(self.open) > depth:
                        self.close_block()
                    lst.pop()
                    stale += 1
                    self.c.tasks, self.mine, self.delays = save
                continue
            lst += new
            got = self.settle(prog, 4 if done < 2 else 2)
            if not got or (got[1].snap is None and
                           got[0].status == 'deadlock' and not
                           (self.want == 'status deadlock'
                            or self.chance(0.1))):
                del lst[size:]
                self.c.tasks, self.mine, self.delays = save
                stale += 1
                continue
            self.last = got[1]
            if got[1].snap is None or \
                    len(self.open) > 1 and self.chance(0.3):
                if len(self.open) == 1 or got[0].status != 'ok':
                    dead = True
                    break
                self.close_block()
                got = self.settle(prog, 0)
                if not got or got[1].snap is None:
                    dead = True
                    break
            snap = got[1].snap
            done += 1
        while len(self.open) > 1:
            self.close_block()
        if self.last is None or not self.shows(self.last):
            self.missed += 1
            return None
        if not dead:
            self.ending(prog, snap)
        if self.chance(0.9):
            trim(prog)
        prune(prog)
        try:
            ref.check(prog)
        except ref.Invalid:
            return None
        got = self.order(prog, QUICK, 2)
        if not got:
            return None
        first, spy = got
        if dull(prog, first, spy, self.want):
            return None
        if not self.shows(spy):
            self.missed += 1
            return None
        self.full += 1
        got = self.order(prog, ref.ORDERS, 1)
        if not got:
            return None
        first, spy = got
        if dull(prog, first, spy, self.want):
            return None
        return prog, first, spy

    def ending(self, prog, snap):
        """The last statements of main."""
        body = self.open[0][1]
        c, r = self.c, self.r
        live = [t for t in c.tasks if t in snap and snap[t][0] != 'done']
        tries = [dict(left=3 if self.profile != 'ends' else 9, all=4, each=4,
                      raise_=1 if self.profile != 'ends' else 4),
                 dict(left=1)]
        states = [S('state ' + t) for t in c.tasks if t in snap]
        for o in self.objects:
            if o[0] in 'lsqcef' and self.chance(0.35):
                states.append(S('state ' + o))
        conds = self.wake_conds() if any(
            'cwait' in snap[t][0] for t in live) else []
        if conds:
            conds[-1:] = [self.sleep(self.middle())]
        for w in tries:
            k = self.pick(w)
            size = len(body)
            new = list(conds)
            if k == 'all' and live:
                new.append(S('wait all %s %s' % (
                    self.delay(300, 500), ' '.join(live[:12]))))
            elif k == 'each':
                for t in live[:3]:
                    new.append(B(('try', [S('recv v await ' + t),
                                          S('log v')]),
                                 ('except any as e', [S('log e')])))
            elif k == 'raise_':
                new.append(self.sleep(self.middle()))
                new.append(S('raise ' + self.error()))
            else:
                new.append(self.sleep(self.middle()))
                k = 'left'
            body += new[:-1] + states + new[-1:] if k == 'raise_' else \
                new + states
            if self.settle(prog, 2, False):
                if self.chance(0.3) and k != 'raise_':
                    body.append(S('return %d' % self.num()))
                return
            del body[size:]

    def make(self):
        self.want, profiles, self.kind = WANTED[self.number % len(WANTED)]
        self.missed = self.full = found = 0
        best = None
        while True:
            self.tries += 1
            got = self.attempt(self.r.choice(profiles.split()))
            if self.missed > PATIENCE:
                self.want = self.kind = None
            if not got:
                continue
            found += 1
            v = self.value(got[0], got[2])
            if best is None or v > best[0]:
                best = v, got, self.profile
            if found >= CHOICE or self.tries > 20:
                self.profile = best[2]
                return best[1]


# Behaviours that program number i must show, WANTED[i % len(WANTED)]: a
# pattern for the keys that --report prints (None: any), profiles, and the
# kind of object that several tasks must wait for (None: any)
WANTED = [
    ('cancel op: acquire-lock woken', 'sync', 'l'),
    ('cancel op: acquire-(sema|boun) woken', 'sync', 's'),
    ('cancel op: cwait woken', 'sync', 'c'),
    ('cancel op: get woken', 'queue', 'q'),
    ('cancel op: group-exit', 'group', None),
    ('timeout CancelledError expiring -> same', 'timeout', None),
    ('athrow-suspended', 'gen', None),
    ('tag cancel-through-gather', 'combine', None),
    ('cancel end: .*(sleep|group|gather|wait)', 'ends', None),
    (None, 'mixed', None),
    ('cwait later ok', 'sync', 'c'),
    ('bwait later BrokenBarrierError', 'sync', 'b'),
    ('cancel op: put woken', 'queue', 'q'),
    ('group .* -> ExceptionGroup [23]', 'group', None),
    ('timeout ok expiring', 'timeout', None),
    ('aclose-suspended', 'gen', None),
    ('tag cancel-through-wait_for', 'combine timeout', None),
    ('status deadlock', 'ends sync queue', None),
    ('cancel op: .* again', 'cancel', None),
    (None, 'mixed', None),
    ('acquire-(sema|boun) later ok', 'sync', 's'),
    ('bwait later ok', 'sync', 'b'),
    ('(put|get) later QueueShutDown', 'queue', 'q'),
    ('spawn-in RuntimeError aborting', 'group', None),
    ('timeout error expiring', 'timeout', None),
    ('anext-suspended later cancelled', 'gen', None),
    ('tag cancel-through-await$', 'combine cancel', None),
    ('cancel op: evwait woken', 'sync', 'e'),
    ('cancel op: shield', 'combine', 'f'),
    (None, 'cancel', None),
    ('acquire-lock later ok', 'sync', 'l'),
    ('cancel (op|chain|timeout): bwait', 'sync', 'b'),
    ('join later ok', 'queue', 'q'),
    ('cancel op: group-exit.* again', 'group', None),
    ('cancel timeout: .* again', 'timeout', None),
    ('asend-suspended', 'gen', None),
    ('gatherx? later (Lookup|Key|Value|Runtime)?E', 'combine', None),
    ('tag cancel-through-await-future', 'cancel', 'f'),
    ('getlocal', 'group', None),
    (None, 'ends', None),
    ('reschedule-none ok', 'timeout', None),
    ('open gens at the end, and', 'gen', None),
    ('(lifo|prio) ok', 'queue', None),
    ('gatherx? later (ok|cancelled)', 'combine', None),
]
PATIENCE = 60           # programs refused for not showing it
CHOICE = 2              # programs made, of which the best is taken


def statements(prog):
    def walk(body):
        for s in body:
            yield s
            for _, b in s.parts or ():
                yield from walk(b)
    for f in prog.funcs:
        yield from walk(f.body)


def log_at(prog, n):
    """The list that holds the n-th say or log statement, and its index."""
    count = [n]

    def walk(body):
        for i, s in enumerate(body):
            if s.parts is None:
                if s.tokens[0] in ('say', 'log'):
                    if count[0] == 0:
                        return body, i
                    count[0] -= 1
            else:
                for _, b in s.parts:
                    got = walk(b)
                    if got:
                        return got
        return None
    for f in prog.funcs:
        got = walk(f.body)
        if got:
            return got
    return None


def inside(f, lst):
    def walk(body):
        return body is lst or any(walk(b) for s in body
                                  for _, b in s.parts or ())
    return walk(f.body)


def dull(prog, res, spy, want):
    """Does the program do too little?"""
    if res.status == 'limit' or (res.status == 'deadlock' and
                                 want != 'status deadlock' and
                                 len(res.lines) < 12):
        return True
    if not 8 <= len(res.lines) <= 80:
        return True
    lines = len(ref.unparse(prog).split('\n'))
    if not 16 <= lines <= 85 or lines > 7 * len(res.lines):
        return True
    if len({x[:7] for x in res.lines}) < 4:
        return True
    tasks = {m.group(1) for m in (re.match(r'\[ *\d+\] \w+ ([^:]*):', x)
                                  for x in res.lines) if m}
    if len(tasks) < 2:
        return True
    errors = sum(1 for x in res.lines if re.search(
        r'TypeError\((kind|operand|noerror)', x))
    if errors > 2:
        return True
    marks = [k for k in spy.cover if k.startswith(('cancel ', 'timeout ',
                                                   'group ', 'athrow',
                                                   'aclose', 'gather'))
             and not k.endswith((': done', 'ok -> ok', 'idle -> ok'))]
    return len(marks) < 2


def prune(prog):
    """Remove task and gen blocks and objects that nothing uses."""
    changed = True
    while changed:
        changed = False
        used = collections.Counter()
        for s in statements(prog):
            t = s.tokens
            for h in ([t] if s.parts is None else [h for h, _ in s.parts]):
                used.update(h[1:])
        keep = [f for f in prog.funcs if f.kind == 'main'
                or any(t.tokens[0] in ('spawn', 'new') and f.name in t.tokens
                       for t in statements(prog) if t.parts is None)]
        if len(keep) < len(prog.funcs):
            prog.funcs[:] = keep
            changed = True
            continue
        main = prog.funcs[-1].body
        for s in list(main):
            if s.parts is None and s.tokens[0] in (
                    'lock', 'sem', 'bsem', 'cond', 'event', 'queue', 'lifo',
                    'prio', 'barrier', 'newfuture') and \
                    used[s.tokens[1]] == 1:
                main.remove(s)
                changed = True


def make(seed, number):
    m = Maker(seed, number)
    prog, res, spy = m.make()
    prog.comments = ['# random: seed %s, number %d, profile %s'
                     % (seed, number, m.profile)]
    return prog, res, spy, m


class Report:
    """Coverage of the made programs."""

    def __init__(self):
        self.keys = collections.Counter()
        self.sums = collections.Counter()
        self.profiles = collections.Counter()

    def add(self, prog, res, spy, m):
        self.keys.update(spy.cover.keys())
        self.profiles[m.profile] += 1
        self.sums.update(
            n=1, size=sum(1 for x in ref.unparse(prog).split('\n') if x),
            lines=len(res.lines), tries=m.tries, full=m.full, runs=m.runs,
            missed=m.want != WANTED[m.number % len(WANTED)][0])

    def text(self):
        s = self.sums
        n = max(1, s['n'])
        out = ['%d programs, %.1f lines each, %.1f trace lines; %.2f attempts,'
               ' %.2f full checks, %.0f runs each; %d wishes not met'
               % (s['n'], s['size'] / n, s['lines'] / n, s['tries'] / n,
                  s['full'] / n, s['runs'] / n, s['missed']),
               'profiles: ' + ', '.join('%s %d' % p for p in
                                        sorted(self.profiles.items())), '',
               'Programs that show a behaviour:']
        for k in sorted(self.keys):
            out.append('  %-60s %5d' % (k, self.keys[k]))
        return '\n'.join(out) + '\n'


def main():
    ap = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    ap.add_argument('--seed', default='1')
    ap.add_argument('--count', type=int, default=100)
    ap.add_argument('--start', type=int, default=0)
    ap.add_argument('--out')
    ap.add_argument('--report', action='store_true')
    a = ap.parse_args()
    sys.unraisablehook = lambda u: None
    rep = Report()
    if a.out:
        os.makedirs(a.out, exist_ok=True)
    for i in range(a.start, a.start + a.count):
        gc.collect()
        gc.freeze()         # the reference collects garbage after every run
        prog, res, spy, m = make(a.seed, i)
        rep.add(prog, res, spy, m)
        if a.out:
            base = os.path.join(a.out, 'r%04d' % i)
            for ext, text in (('.scn', ref.unparse(prog)),
                              ('.trace', res.text())):
                with open(base + ext, 'w') as f:
                    f.write(text)
    if a.report:
        sys.stdout.write(rep.text())
    return 0


if __name__ == '__main__':
    sys.exit(main())
