#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reference runner of the task scenario language (see LANGUAGE.md).

    python3 reference.py [--source | --tags] FILE.scn
    python3 reference.py --write FILE.scn ...

Prints the trace of the scenario.  Every `task`, `gen` and `main` block is
translated to a real `async def` function and executed by CPython's asyncio on
an event loop with a virtual clock: nothing about asyncio is re-implemented
here.  The scenario is run ORDERS times: on the unmodified event loop and on
loops that run the callbacks that are ready at one instant in another order;
a scenario whose trace changes is refused.  --source prints the Python
translation.  --tags prints the behaviours met (LANGUAGE.md section 10).
--write stores the traces of all files as FILE.trace.

Exit status: 0 trace printed; 2 the scenario breaks a static rule; 3 the trace
depends on the order of events at one instant, or the scenario leaves the
defined language, or an internal check of this runner failed.

Importable: parse(text), unparse(program), run(program) -> Result.
"""

import asyncio
import collections
import contextvars
import gc
import heapq
import inspect
import random
import re
import sys
import types
import warnings

MAX_LOOPS = 20000       # loop iterations per scenario
MAX_SLOTS = 400         # handles made per scenario
MAX_DEPTH = 12          # nested blocks
MAX_INT = 10 ** 9
MAX_CLOCK = 10 ** 7     # milliseconds
# (how to choose the next callback, seed); 'real' is asyncio's own _run_once
ORDERS = [('real', 0), ('last', 0)] + [('random', s) for s in range(1, 61)]

TYPES = {t.__name__: t for t in (
    ValueError, TypeError, LookupError, KeyError, RuntimeError,
    StopAsyncIteration, GeneratorExit, Exception, ExceptionGroup,
    asyncio.CancelledError, TimeoutError, asyncio.InvalidStateError,
    asyncio.QueueFull, asyncio.QueueEmpty, asyncio.QueueShutDown,
    asyncio.BrokenBarrierError)}
NORAISE = ('ExceptionGroup', 'GeneratorExit')   # only caught, never made
CMPS = ('==', '!=', '<', '<=', '>', '>=')

# operand shapes: N new variable, H or A atom, X expression, E error, F function,
# G async generator function, * further atoms, ? optional atom
# (shape, takes recv, suspends)
OPS = {
    'sleep': ('A', 0), 'await': ('H', 1), 'cancel': ('H', 1),
    'uncancel': ('H', 1), 'cancelling': ('H', 1), 'shield': ('H', 1),
    'wait_for': ('AH', 1), 'gather': ('*', 0), 'gatherx': ('*', 0),
    'newfuture': ('N', 0), 'setresult': ('HX', 0), 'seterror': ('HE', 0),
    'result': ('H', 1), 'exception': ('H', 1), 'state': ('H', 0),
    'reschedule': ('HA', 0),
    'event': ('N', 0), 'evset': ('H', 0), 'evclear': ('H', 0),
    'evwait': ('H', 0),
    'lock': ('N', 0), 'sem': ('NA', 0), 'bsem': ('NA', 0), 'cond': ('N?', 0),
    'acquire': ('H', 0), 'release': ('H', 0),
    'cwait': ('H', 0), 'notify': ('HA', 0), 'notify_all': ('H', 0),
    'queue': ('NA', 0), 'lifo': ('NA', 0), 'prio': ('NA', 0),
    'put': ('HX', 0), 'get': ('H', 1), 'try_put': ('HX', 0),
    'try_get': ('H', 1), 'join': ('H', 0), 'done': ('H', 0),
    'shutdown': ('H', 0), 'shutdown_now': ('H', 0),
    'barrier': ('NA', 0), 'bwait': ('H', 1), 'babort': ('H', 0),
    'breset': ('H', 0),
    'setlocal': ('LX', 0), 'getlocal': ('L', 1),
    'anext': ('H', 1), 'asend': ('HX', 1), 'athrow': ('HE', 1),
    'aclose': ('H', 0),
}
SUSPENDS = set('''sleep await shield wait_for gather gatherx evwait acquire
    cwait put get join bwait anext asend athrow aclose'''.split())
KEYWORDS = set(OPS) | set('''task gen main end say log set spawn in new yield
    return raise reraise try except finally if else while loop break continue
    recv for timeout group wait first error all none self any as'''.split())

NAME_RE = re.compile(r'[a-z][a-z0-9_]{0,15}\Z')
INT_RE = re.compile(r'-?[0-9]{1,10}\Z')
WORD_RE = re.compile(r'[A-Za-z0-9_.+-]{1,40}\Z')


class Invalid(Exception):
    """The scenario breaks a static rule of the language."""


# ---------------------------------------------------------------------------
# Syntax tree.  A statement is Stmt(tokens) or, for a block statement,
# Stmt(tokens, parts) with parts = [(header tokens, [Stmt, ...]), ...].
# ---------------------------------------------------------------------------

class Stmt:
    __slots__ = ('tokens', 'parts')

    def __init__(self, tokens, parts=None):
        self.tokens = tokens
        self.parts = parts


class Func:
    """A `task`, `gen` or `main` block."""

    def __init__(self, kind, name, params, body):
        self.kind, self.name, self.params, self.body = kind, name, params, body


class Program:
    def __init__(self, funcs, comments=()):
        self.funcs, self.comments = funcs, list(comments)


BLOCK_WORDS = ('try', 'if', 'while', 'loop', 'timeout', 'group', 'for')
PART_WORDS = ('except', 'finally', 'else')


def parse(text):
    """Parse and check; return a Program or raise Invalid."""
    prog = parse_unchecked(text)
    check(prog)
    return prog


def parse_unchecked(text):
    comments = []
    lines = []
    for no, line in enumerate(text.split('\n'), 1):
        line = line.strip(' ')
        if not line:
            continue
        if line.startswith('#'):
            comments.append(line)
            continue
        lines.append((no, [t for t in line.split(' ') if t]))
        if len(line) > 200 or len(lines[-1][1]) > 16 or no > 1000:
            raise Invalid('line %d: too long' % no)
    pos = 0

    def block(stoppers):
        nonlocal pos
        out = []
        while True:
            if pos >= len(lines):
                raise Invalid('missing end')
            no, tok = lines[pos]
            if tok[0] in stoppers:
                return out
            pos += 1
            if tok[0] in BLOCK_WORDS:
                parts = []
                header = tok
                while True:
                    parts.append((header, block(('end',) + PART_WORDS)))
                    no2, tok2 = lines[pos]
                    pos += 1
                    if tok2[0] == 'end':
                        if len(tok2) != 1:
                            raise Invalid('line %d: end' % no2)
                        break
                    header = tok2
                out.append(Stmt(tok, parts))
            elif tok[0] in PART_WORDS or tok[0] == 'end':
                raise Invalid('line %d: unexpected %s' % (no, tok[0]))
            else:
                out.append(Stmt(tok))

    funcs = []
    while pos < len(lines):
        no, tok = lines[pos]
        pos += 1
        if tok[0] in ('task', 'gen') and len(tok) >= 2:
            funcs.append(Func(tok[0], tok[1], tok[2:], block(('end',))))
        elif tok == ['main']:
            funcs.append(Func('main', 'main', [], block(('end',))))
        else:
            raise Invalid('line %d: expected task, gen or main' % no)
        pos += 1
    return Program(funcs, comments)


def unparse(prog):
    out = list(prog.comments)

    def block(body, ind):
        for s in body:
            if s.parts is None:
                out.append(ind + ' '.join(s.tokens))
            else:
                for header, b in s.parts:
                    out.append(ind + ' '.join(header))
                    block(b, ind + '  ')
                out.append(ind + 'end')

    for f in prog.funcs:
        head = [f.kind] + ([f.name] + f.params if f.kind != 'main' else [])
        out.append(' '.join(head))
        block(f.body, '  ')
        out.append('end')
    return '\n'.join(out) + '\n'


# ---------------------------------------------------------------------------
# Static rules
# ---------------------------------------------------------------------------

def need(cond, what):
    if not cond:
        raise Invalid(what)


def is_name(t):
    return bool(NAME_RE.match(t)) and t not in KEYWORDS


def is_int(t):
    return bool(INT_RE.match(t)) and abs(int(t)) <= MAX_INT


def is_atom(t):
    return t in ('none', 'self') or is_int(t) or is_name(t)


def is_expr(ts):
    if len(ts) == 1:
        return is_atom(ts[0])
    return (len(ts) == 3 and ts[1] in ('+', '-') and is_atom(ts[0])
            and is_atom(ts[2]))


def is_err(ts):
    if not ts:
        return False
    if ts[0] in TYPES:
        return ts[0] not in NORAISE and (
            len(ts) == 1 or (ts[0] != 'CancelledError' and is_expr(ts[1:])))
    return len(ts) == 1 and is_name(ts[0])


def shape_ok(shape, a):
    """Do the operand tokens `a` fit `shape`?"""
    for i, c in enumerate(shape):
        if c == '*':
            return len(a) >= 1 and all(map(is_atom, a))
        if c == '?':
            return not a or (len(a) == 1 and is_name(a[0]))
        if c == 'X':
            return is_expr(a) if a else False
        if c == 'E':
            return is_err(a)
        if not a:
            return False
        if not (is_name(a[0]) if c in 'NL' else is_atom(a[0])):
            return False
        a = a[1:]
    return not a


def check(prog):
    need(len(prog.funcs) <= 32, 'too many blocks')
    need([f.kind for f in prog.funcs].count('main') == 1
         and prog.funcs[-1].kind == 'main', 'one main block, the last')
    names = {}
    for f in prog.funcs[:-1]:
        need(is_name(f.name), 'name ' + f.name)
        need(f.name not in names, 'duplicate ' + f.name)
        need(len(set(f.params)) == len(f.params) <= 6, 'params of ' + f.name)
        for p in f.params:
            need(is_name(p), 'param ' + p)
        names[f.name] = f

    def call(ts, kind, line):
        need(ts and ts[0] in names and names[ts[0]].kind == kind,
             'no such %s: %s' % (kind, line))
        need(len(ts) - 1 == len(names[ts[0]].params), 'arguments: ' + line)
        need(all(map(is_atom, ts[1:])), 'argument: ' + line)

    def simple(f, t, loops, handler, scope):
        line = ' '.join(t)
        op, a, recv = t[0], t[1:], False
        if op == 'recv':
            need(len(t) >= 3 and is_name(t[1]), line)
            op, a, recv = t[2], t[3:], True
        if op in OPS:
            shape, may = OPS[op]
            need(shape_ok(shape, a), line)
            need(may or not recv, line)
            if op == 'seterror':
                need(a[1] != 'CancelledError', line)
        elif op == 'yield':
            need(f.kind == 'gen' and is_expr(a), line)
            need(not scope, 'yield inside timeout or group: ' + line)
        else:
            need(not recv, line)
            if op == 'say':
                need(len(a) == 1 and WORD_RE.match(a[0]), line)
            elif op in ('log', 'return'):
                need(is_expr(a), line)
                if op == 'return' and f.kind == 'gen':
                    need(a == ['none'], 'a gen returns none: ' + line)
            elif op == 'set':
                need(len(a) >= 2 and is_name(a[0]) and is_expr(a[1:]), line)
            elif op == 'spawn':
                need(len(a) >= 2 and is_name(a[0]), line)
                if a[1] == 'in':
                    need(len(a) >= 4 and is_name(a[2]), line)
                    call(a[3:], 'task', line)
                else:
                    call(a[1:], 'task', line)
            elif op == 'new':
                need(len(a) >= 2 and is_name(a[0]), line)
                call(a[1:], 'gen', line)
            elif op == 'wait':
                need(len(a) >= 3 and a[0] in ('first', 'error', 'all')
                     and all(map(is_atom, a[1:])), line)
            elif op == 'raise':
                need(is_err(a), line)
            elif op == 'reraise':
                need(not a and handler, line + ' outside an except block')
            elif op in ('break', 'continue'):
                need(not a and loops, line + ' outside a loop')
            else:
                need(False, 'unknown statement: ' + line)

    def body(f, stmts, depth, loops, handler, scope):
        need(depth <= MAX_DEPTH, 'blocks nested too deep')
        for s in stmts:
            if s.parts is None:
                simple(f, s.tokens, loops, handler, scope)
                continue
            heads = [h for h, _ in s.parts]
            h, kind, rest = heads[0], heads[0][0], heads[1:]
            line = ' '.join(h)
            need(kind in ('try', 'if') or not rest, line)
            if kind == 'try':
                need(h == ['try'] and rest, 'try without except/finally')
                need(len(rest) <= 9, 'too many except blocks')
                for i, r in enumerate(rest):
                    last = i == len(rest) - 1
                    if r[0] == 'except':
                        need(len(r) in (2, 4), ' '.join(r))
                        need(r[1] in TYPES or r[1] == 'any', ' '.join(r))
                        if r[1] == 'any':
                            need(last or rest[i + 1][0] == 'finally',
                                 'except any must be the last except')
                        if len(r) == 4:
                            need(r[2] == 'as' and is_name(r[3]), ' '.join(r))
                    else:
                        need(r == ['finally'] and last, ' '.join(r))
            elif kind in ('if', 'while'):
                need(len(h) == 4 and is_atom(h[1]) and h[2] in CMPS
                     and is_atom(h[3]), line)
                need(rest in ([], [['else']]), 'parts of if')
            elif kind == 'loop':
                need(h == ['loop'], line)
            elif kind == 'timeout':
                need(len(h) in (2, 3) and is_atom(h[1])
                     and all(map(is_name, h[2:])), line)
            elif kind == 'group':
                need(len(h) == 2 and is_name(h[1]), line)
            else:
                need(len(h) == 3 and is_name(h[1]) and is_atom(h[2]), line)
            for r, b in s.parts:
                body(f, b, depth + 1,
                     loops or kind in ('while', 'loop', 'for'),
                     r[0] == 'except' or (handler and r[0] != 'finally'),
                     scope or kind in ('timeout', 'group'))

    for f in prog.funcs:
        need(len(func_vars(f)) <= 32, 'too many variables in ' + f.name)
        body(f, f.body, 0, False, False, False)


# ---------------------------------------------------------------------------
# Translation to Python source
# ---------------------------------------------------------------------------

def atom_src(t):
    if t == 'none':
        return 'None'
    if t == 'self':
        return '_self'
    if is_int(t):
        return '(%d)' % int(t)
    return 'v_' + t


def expr_src(ts):
    if len(ts) == 1:
        return atom_src(ts[0])
    fn = '_add' if ts[1] == '+' else '_sub'
    return '%s(%s, %s)' % (fn, atom_src(ts[0]), atom_src(ts[2]))


def err_src(ts):
    if ts[0] in TYPES:
        arg = expr_src(ts[1:]) if len(ts) > 1 else 'None'
        return '_mk(%s, %s)' % (ts[0], arg)
    return '_err(v_%s)' % ts[0]


def call_src(ts):
    return ', '.join([repr(ts[0])] + [atom_src(t) for t in ts[1:]])


CMP_FN = {'==': '_eq', '!=': '_ne', '<': '_lt', '<=': '_le', '>': '_gt',
          '>=': '_ge'}


def stmt_src(f, t):
    op, a, target = t[0], t[1:], ''
    if op == 'recv':
        target = 'v_%s = ' % t[1]
        op, a = t[2], t[3:]
    if op in OPS:
        args = []
        for c in OPS[op][0]:
            if c == 'N':
                target, a = 'v_%s = ' % a[0], a[1:]
            elif c == 'L':
                args.append(repr(a[0]))
                a = a[1:]
            elif c in 'X':
                args.append(expr_src(a))
            elif c == 'E':      # evaluated after the handle was checked
                args.append('lambda: ' + err_src(a))
            elif c in '*?':
                if op.startswith('gather'):
                    args.append('_n')
                args += [atom_src(x) for x in a]
            else:
                args.append(atom_src(a[0]))
                a = a[1:]
        if op == 'state':
            args.insert(0, '_n')
        return '%s%sop_%s(%s)' % (target, 'await ' if op in SUSPENDS else '',
                                  op, ', '.join(args))
    if op == 'say':
        return '_say(_n, %r)' % a[0]
    if op == 'log':
        return '_log(_n, %s)' % expr_src(a)
    if op == 'set':
        return 'v_%s = %s' % (a[0], expr_src(a[1:]))
    if op == 'yield':
        return '%syield %s' % (target, expr_src(a))
    if op == 'return':
        return 'return' if f.kind == 'gen' else 'return %s' % expr_src(a)
    if op == 'spawn':
        if a[1] == 'in':
            return 'v_%s = _spawn_in(v_%s, %s)' % (a[0], a[2], call_src(a[3:]))
        return 'v_%s = _spawn(%s)' % (a[0], call_src(a[1:]))
    if op == 'new':
        return 'v_%s = _new(%s)' % (a[0], call_src(a[1:]))
    if op == 'wait':
        return 'await op_wait(_n, %r, %s)' % (
            a[0], ', '.join(map(atom_src, a[1:])))
    if op == 'raise':
        return 'raise %s' % err_src(a)
    if op == 'reraise':
        return 'raise'
    return op           # break, continue


def func_vars(f):
    names = set(f.params)

    def walk(body):
        for s in body:
            for h, b in s.parts or [(s.tokens, [])]:
                if h[0] not in ('say', 'break', 'continue', 'reraise'):
                    names.update(t for t in h[1:] if is_name(t))
                walk(b)
    walk(f.body)
    return sorted(names)


def func_src(f):
    out = ['async def f_%s(%s):' % (f.name, ', '.join(
        ['_self', '_n'] + ['v_' + p for p in f.params]))]
    for v in func_vars(f):
        if v not in f.params:
            out.append('    v_%s = None' % v)

    def block(body, ind):
        if not body:
            out.append(ind + 'pass')
        for s in body:
            if s.parts is None:
                out.append(ind + stmt_src(f, s.tokens))
                continue
            for h, b in s.parts:
                k = h[0]
                inner = ind + '    '
                if k in ('if', 'while'):
                    out.append('%s%s %s(%s, %s):' % (
                        ind, k, CMP_FN[h[2]], atom_src(h[1]), atom_src(h[3])))
                elif k == 'loop':
                    out.append(ind + 'while True:')
                elif k == 'for':
                    out.append('%sasync for v_%s in _iter(%s):' % (
                        ind, h[1], atom_src(h[2])))
                elif k == 'timeout':
                    out.append('%sasync with _timeout(%s, %r)%s:' % (
                        ind, atom_src(h[1]), len(h) == 3,
                        ' as v_' + h[2] if len(h) == 3 else ''))
                elif k == 'group':
                    out.append('%sasync with _group() as v_%s:' % (ind, h[1]))
                elif k == 'except':
                    out.append('%sexcept %s:' % (
                        ind, 'BaseException' if h[1] == 'any' else h[1]))
                    out.append('%s%s_caught()' % (
                        inner, 'v_%s = ' % h[3] if len(h) == 4 else ''))
                else:           # try, else, finally
                    out.append('%s%s:' % (ind, k))
                if k in ('while', 'loop', 'for'):
                    out.append(inner + '_fuel()')
                block(b, inner)

    block(f.body, '    ')
    if f.kind == 'gen':
        out.append('    if 0: yield')
    return '\n'.join(out) + '\n'


def program_src(prog):
    return '\n'.join(map(func_src, prog.funcs))


def translated(prog):
    """The code that run_once executes."""
    return compile(program_src(prog), '<scenario>', 'exec')


# ---------------------------------------------------------------------------
# Running
# ---------------------------------------------------------------------------

class Handle:
    """A value of the language that names a slot of the handle table."""
    __slots__ = ('i',)

    def __init__(self, i):
        self.i = i


class Reason(str):
    """Payload of an error raised by the language itself (not by CPython)."""


class Stop(BaseException):
    """Ends the scenario early (limit, deadlock or bug)."""


class InternalError(Exception):
    pass


KNOWN = [(re.compile(p + r'\Z', re.S), k) for p, k in (
    ('async generator raised Stop(Async)?Iteration', 'stopiteration'),
    ('async generator ignored GeneratorExit', 'ignored-exit'),
    (r'(anext|asend|athrow|aclose)\(\): asynchronous generator is already '
     'running', 'running'),
    ("can't send non-None value to a just-started async generator",
     'unstarted'),
    ('Task cannot await on itself: .*', 'self'),
    ('Task does not support set_(result|exception) operation', 'task'),
    ('TaskGroup .* is finished', 'finished'),
    ('TaskGroup .* is shutting down', 'shutting-down'),
    ('Lock is not acquired.', 'unlocked'),
    ('cannot (wait|notify) on un-acquired lock.?', 'unlocked'),
    ('BoundedSemaphore released too many times', 'released'),
    ('Semaphore initial value must be >= 0', 'negative'),
    ('parties must be > 0', 'negative'),
    (r'task_done\(\) called too many times', 'done'),
    ('Cannot change state of (finished|expired|expiring) Timeout', 'timeout'),
)]
BARE = (asyncio.CancelledError, TimeoutError, asyncio.InvalidStateError,
        asyncio.QueueFull, asyncio.QueueEmpty, asyncio.QueueShutDown,
        asyncio.BrokenBarrierError, StopAsyncIteration)


def show(v):
    if v is None:
        return 'none'
    if type(v) is int:
        return str(v)
    if type(v) is Handle:
        return '@%d' % v.i
    if isinstance(v, BaseException):
        return show_error(v)
    raise InternalError('value %r' % (v,))


def show_error(e):
    name = type(e).__name__
    if TYPES.get(name) is not type(e):
        raise InternalError('error %r' % (e,))
    if isinstance(e, ExceptionGroup):
        members = getattr(e, 'members', None)
        if members is None:
            raise InternalError('group without names')
        return 'ExceptionGroup(%s)' % ','.join(
            '%s:%s' % (n, show_error(x)) for n, x in members)
    if len(e.args) > 1:
        raise InternalError('error %r' % (e,))
    arg = e.args[0] if e.args else None
    if arg is None:
        text = ''
    elif type(arg) is Reason:
        text = arg
    elif isinstance(arg, str):
        for p, text in KNOWN:
            if p.match(arg):
                break
        else:
            if not isinstance(e, BARE):
                raise InternalError('error text %r' % (arg,))
            text = ''
    else:
        text = show(arg)
    return '%s(%s)' % (name, text)


class Group(asyncio.TaskGroup):
    """asyncio.TaskGroup, remembering whose errors it collected."""

    def _on_task_done(self, task):
        n = len(self._errors)
        super()._on_task_done(task)
        if len(self._errors) > n:
            self.noted.append((self._loop.time(), task.slot_of()))

    async def __aenter__(self):
        await super().__aenter__()
        self.noted = []
        return self.handle

    async def __aexit__(self, *a):
        try:
            return await super().__aexit__(*a)
        except BaseExceptionGroup as e:
            if not hasattr(e, 'members'):
                own = sorted((t, slot, i) for i, (t, slot)
                             in enumerate(self.noted))
                e.members = [(self.name_of(slot), e.exceptions[i])
                             for _, slot, i in own]
                for x in e.exceptions[len(own):]:
                    e.members.append(('body', x))
            raise


class Timeout(asyncio.Timeout):
    handle = None

    async def __aenter__(self):
        await super().__aenter__()
        return self.handle


class Waiters(collections.deque):
    """The waiters of a Condition, remembering whose each one is."""

    def __init__(self):
        super().__init__()
        self.by = {}

    def append(self, fut):
        self.by[asyncio.current_task()] = fut
        super().append(fut)


class Generators(dict):
    """The set of running async generators.  asyncio's own has no defined
    order; this one has the order in which they were started, or another."""

    def __init__(self, arrange):
        super().__init__()
        self.arrange = arrange

    def __iter__(self):
        return iter(self.arrange(list(super().__iter__())))

    def add(self, g):
        self[g] = True

    def discard(self, g):
        self.pop(g, None)


class Loop(asyncio.SelectorEventLoop):
    """The selector event loop on a virtual clock that counts milliseconds and
    jumps when nothing is ready.  order 'real' runs BaseEventLoop._run_once
    unchanged; the others choose one ready callback at a time."""

    def __init__(self, order, seed, stopped, deadlock):
        super().__init__()
        self.now = 0
        self.order, self.rng = order, random.Random(seed)
        self.stopped, self.deadlock = stopped, deadlock
        self._selector.select = self.select
        self._asyncgens = Generators(self.arrange)

    def arrange(self, things):
        """The order of a set."""
        if self.order == 'last':
            things.reverse()
        elif self.order == 'random':
            self.rng.shuffle(things)
        return things

    def time(self):
        return self.now

    def select(self, timeout=None):
        if timeout is None:
            self.deadlock()
        if timeout:
            self.advance(self.now + timeout)
        return []

    def advance(self, now):
        if now > MAX_CLOCK:
            raise InternalError('the clock is beyond %d' % MAX_CLOCK)
        self.now = now

    def _run_once(self):
        if self.stopped():
            raise Stop
        if self.order == 'real':
            super()._run_once()
            return
        sched = self._scheduled
        while sched and sched[0]._cancelled:
            self._timer_cancelled_count -= 1
            heapq.heappop(sched)._scheduled = False
        if not self._ready and not self._stopping:
            if not sched:
                self.deadlock()
            self.advance(max(self.now, sched[0]._when))
        while sched and sched[0]._when <= self.now:
            handle = heapq.heappop(sched)
            handle._scheduled = False
            self._ready.append(handle)
        if self._ready:
            i = len(self._ready) - 1
            if self.order == 'random':
                i = self.rng.randrange(i + 1)
            handle = self._ready[i]
            del self._ready[i]
            if not handle._cancelled:
                handle._run()


class Result:
    def __init__(self):
        self.lines = []
        self.status = 'ok'      # 'ok', 'limit', 'deadlock', 'bug'
        self.why = None         # for 'bug' and 'order'
        self.tags = set()

    def text(self):
        return '\n'.join(self.lines) + '\n'


def run_once(prog, order='real', seed=0, code=None, hook=None):
    """One run of a checked Program; see run().  code is translated(prog);
    hook(env, loop, table, task class, result) is called before the start."""
    res = Result()
    table = []              # slot -> object; slot 0 is main's task
    names = []              # slot -> name in the trace
    loops = [0]
    numbers = [0]
    funcs = {}
    locals_ = {}
    ignored = set()         # ids of generators that yielded in aclose

    def emit(text):
        if res.status == 'ok':
            res.lines.append('[%4d] %s' % (loop.now, text))

    def stop(status, why=None):
        if res.status == 'ok':
            if status != 'bug':
                emit(status)
            res.status, res.why = status, why
        raise Stop

    def bad(why):
        stop('bug', why)

    def _fuel():
        loops[0] += 1
        if loops[0] > MAX_LOOPS or res.status != 'ok':
            stop('limit')

    def add(obj, base=None):
        if len(table) > MAX_SLOTS or res.status != 'ok':
            stop('limit')
        table.append(obj)
        names.append('%s@%d' % (base, len(table) - 1) if base else None)
        return Handle(len(table) - 1)

    def get(h, *kinds):
        if type(h) is not Handle or not isinstance(table[h.i], kinds):
            raise TypeError(Reason('kind'))
        return table[h.i]

    def integer(v):
        if type(v) is not int:
            raise TypeError(Reason('operand'))
        return v

    def delay(v, none=False):
        if v is None and none:
            return None
        return integer(v)

    def shown(v):
        try:
            return show(v)
        except InternalError as e:
            bad('internal: %s' % e)

    Future = asyncio.Future
    Task = asyncio.Task

    class NamedTask(Task):
        """Allows attributes (slot_of).  asyncio keeps tasks in sets, which
        have no defined order; it follows from the hash."""

        def __hash__(self):
            if not hasattr(self, 'number'):
                numbers[0] += 1
                n = numbers[0]
                self.number = {'real': n, 'last': MAX_SLOTS * 4 - n}.get(
                    order) or loop.rng.randrange(1, 10 ** 6)
            return self.number

    def tasks_made(loop, coro, context=None, name=None):
        return NamedTask(coro, loop=loop, name=name, context=context)

    def slot_of(task):
        for i, o in enumerate(table):
            if o is task:
                return i
        raise InternalError('a task without a slot')

    NamedTask.slot_of = slot_of

    def _spawn_in(group, name, *args):
        tg = get(group, asyncio.TaskGroup)
        h = Handle(len(table))
        coro = funcs[name](h, '%s@%d' % (name, h.i), *args)
        try:
            task = tg.create_task(coro)
        except RuntimeError:
            coro.close()
            raise
        return add(task, name)

    def _spawn(name, *args):
        h = Handle(len(table))
        coro = funcs[name](h, '%s@%d' % (name, h.i), *args)
        return add(asyncio.create_task(coro), name)

    def _new(name, *args):
        h = Handle(len(table))
        return add(funcs[name](h, '%s@%d' % (name, h.i), *args), name)

    def _iter(h):
        return generator(h)

    def _group():
        g = Group()
        g.handle = add(g)
        g.name_of = lambda slot: names[slot]
        return g

    def _timeout(ms, named):
        ms = delay(ms, True)
        t = Timeout(None if ms is None else loop.time() + ms)
        if named:
            t.handle = add(t)
        return t

    def pending_cancel():
        return asyncio.current_task()._must_cancel

    async def watched(what, coro):
        """await coro; tag it when it is cancelled while it waits."""
        me = asyncio.current_task()
        before = me.cancelling()
        try:
            return await coro
        finally:
            if me.cancelling() > before:
                res.tags.add('cancel-through-' + what)

    async def op_sleep(ms):
        await asyncio.sleep(integer(ms))

    async def op_await(h):
        f = get(h, Future)
        if f.done() or not isinstance(f, Task):
            if not f.done():
                return await watched('await-future', f)
            return await f
        return await watched('await', f)

    def op_cancel(h):
        f = get(h, Future)
        try:
            return int(f.cancel())
        except RecursionError:
            bad('cancel in a cycle of tasks that await each other')

    def op_uncancel(h):
        return get(h, Task).uncancel()

    def op_cancelling(h):
        return get(h, Task).cancelling()

    async def op_shield(h):
        return await asyncio.shield(get(h, Future))

    async def op_wait_for(ms, h):
        return await watched('wait_for', asyncio.wait_for(get(h, Future),
                                                          delay(ms, True)))

    async def gather(n, rex, word, hs):
        fs = [get(h, Future) for h in hs]
        vs = await watched('gather',
                           asyncio.gather(*fs, return_exceptions=rex))
        emit('log %s: %s %s' % (n, word, ' '.join(map(shown, vs))))

    async def op_gather(n, *hs):
        await gather(n, False, 'gather', hs)

    async def op_gatherx(n, *hs):
        await gather(n, True, 'gatherx', hs)

    async def op_wait(n, when, ms, *hs):
        ms = delay(ms, True)
        fs = [get(h, Future) for h in hs]
        ended = [f for f in fs if f.done()]
        if pending_cancel() and (
                len(ended) == len(fs) or (when == 'first' and ended)
                or (when == 'error' and any(
                    not f.cancelled() and f.exception() for f in ended))):
            bad('wait for something already satisfied, with a pending cancel')
        done, pending = await asyncio.wait(fs, timeout=ms, return_when={
            'first': asyncio.FIRST_COMPLETED, 'all': asyncio.ALL_COMPLETED,
            'error': asyncio.FIRST_EXCEPTION}[when])

        def text(s):
            return ''.join(' @%d' % i for i in sorted(
                {h.i for h in hs if table[h.i] in s}))
        emit('log %s: done%s pending%s' % (n, text(done), text(pending)))

    def op_newfuture():
        return add(loop.create_future())

    def op_setresult(h, v):
        get(h, Future).set_result(v)

    def op_seterror(h, err):
        f = get(h, Future)
        e = err()
        if not isinstance(e, Exception):
            bad('seterror of %r' % e)
        f.set_exception(e)

    def op_result(h):
        return get(h, Future).result()

    def op_exception(h):
        return get(h, Future).exception()

    def op_state(n, h):
        if type(h) is not Handle:
            raise TypeError(Reason('kind'))
        o = table[h.i]
        if isinstance(o, Future):
            if not o.done():
                s = 'pending'
            elif o.cancelled():
                s = 'cancelled'
            elif o.exception() is not None:
                s = 'raised ' + shown(o.exception())
            else:
                s = 'result ' + shown(o.result())
        elif isinstance(o, asyncio.Event):
            s = 'set' if o.is_set() else 'unset'
        elif isinstance(o, (asyncio.Lock, asyncio.Condition,
                            asyncio.Semaphore)):
            s = 'locked' if o.locked() else 'unlocked'
        elif isinstance(o, asyncio.Queue):
            s = 'size %d' % o.qsize()
        elif isinstance(o, asyncio.Barrier):
            s = 'broken' if o.broken else 'waiting %d' % o.n_waiting
        elif isinstance(o, asyncio.Timeout):
            s = 'expired' if o.expired() else 'active'
        elif isinstance(o, types.AsyncGeneratorType):
            s = inspect.getasyncgenstate(o)[5:].lower()
        else:
            raise TypeError(Reason('kind'))
        emit('log %s: %s' % (n, s))

    def op_reschedule(h, ms):
        t = get(h, asyncio.Timeout)
        ms = delay(ms, True)
        t.reschedule(None if ms is None else loop.time() + ms)

    def op_event():
        return add(asyncio.Event())

    def op_evset(h):
        get(h, asyncio.Event).set()

    def op_evclear(h):
        get(h, asyncio.Event).clear()

    async def op_evwait(h):
        await get(h, asyncio.Event).wait()

    def op_lock():
        return add(asyncio.Lock())

    def op_sem(n):
        return add(asyncio.Semaphore(integer(n)))

    def op_bsem(n):
        return add(asyncio.BoundedSemaphore(integer(n)))

    def op_cond(h=None):
        c = asyncio.Condition(
            get(h, asyncio.Lock) if h is not None else None)
        c._waiters = Waiters()
        return add(c)

    async def op_acquire(h):
        await get(h, asyncio.Lock, asyncio.Semaphore,
                  asyncio.Condition).acquire()

    def op_release(h):
        get(h, asyncio.Lock, asyncio.Semaphore, asyncio.Condition).release()

    async def op_cwait(h):
        c = get(h, asyncio.Condition)
        me = asyncio.current_task()
        c._waiters.by.pop(me, None)
        try:
            await c.wait()
        except asyncio.CancelledError:
            # wait() notifies another waiter on any error (documented as a
            # spurious wakeup); only handing on a notification is defined
            fut = c._waiters.by.get(me)
            if fut is not None and fut.cancelled() and c._waiters:
                bad('a cancelled condition wait wakes another waiter')
            raise

    def op_notify(h, n):
        c = get(h, asyncio.Condition)
        c.notify(integer(n))

    def op_notify_all(h):
        get(h, asyncio.Condition).notify_all()

    def op_queue(n):
        return add(asyncio.Queue(integer(n)))

    def op_lifo(n):
        return add(asyncio.LifoQueue(integer(n)))

    def op_prio(n):
        return add(asyncio.PriorityQueue(integer(n)))

    def item(q, v):
        return integer(v) if isinstance(q, asyncio.PriorityQueue) else v

    async def op_put(h, v):
        q = get(h, asyncio.Queue)
        await q.put(item(q, v))

    async def op_get(h):
        return await get(h, asyncio.Queue).get()

    def op_try_put(h, v):
        q = get(h, asyncio.Queue)
        q.put_nowait(item(q, v))

    def op_try_get(h):
        return get(h, asyncio.Queue).get_nowait()

    async def op_join(h):
        await get(h, asyncio.Queue).join()

    def op_done(h):
        get(h, asyncio.Queue).task_done()

    def op_shutdown(h):
        get(h, asyncio.Queue).shutdown()

    def op_shutdown_now(h):
        get(h, asyncio.Queue).shutdown(immediate=True)

    def op_barrier(n):
        return add(asyncio.Barrier(integer(n)))

    async def op_bwait(h):
        b = get(h, asyncio.Barrier)
        return await b.wait()

    def later(coro):
        # abort() and reset() of a Barrier are coroutines that only take a
        # lock nobody holds across a suspension: run them in one go
        try:
            coro.send(None)
        except StopIteration:
            return
        coro.close()
        bad('barrier operation suspended')

    def op_babort(h):
        later(get(h, asyncio.Barrier).abort())

    def op_breset(h):
        later(get(h, asyncio.Barrier).reset())

    def op_setlocal(name, v):
        locals_.setdefault(name, contextvars.ContextVar(name)).set(v)

    def op_getlocal(name):
        if name not in locals_:
            return None
        return locals_[name].get(None)

    def generator(h):
        g = get(h, types.AsyncGeneratorType)
        if id(g) in ignored:
            bad('operation on a generator that ignored its exit')
        return g

    def closed_throw(g, e):
        if g.ag_frame is None:
            bad('athrow at a closed generator')
        return e

    async def op_anext(h):
        return await generator(h).__anext__()

    async def op_asend(h, v):
        return await generator(h).asend(v)

    async def op_athrow(h, err):
        g = generator(h)
        e = err()
        if isinstance(e, GeneratorExit):
            bad('athrow GeneratorExit')
        return await g.athrow(closed_throw(g, e))

    async def op_aclose(h):
        g = generator(h)
        try:
            await g.aclose()
        except RuntimeError:
            if inspect.getasyncgenstate(g) == 'AGEN_SUSPENDED':
                ignored.add(id(g))
            raise

    def _mk(cls, arg):
        return cls() if arg is None else cls(arg)

    def _err(v):
        if not isinstance(v, BaseException):
            raise TypeError(Reason('noerror'))
        return v

    def _caught():
        e = sys.exc_info()[1]
        if type(e) in (Stop, InternalError) or res.status != 'ok':
            raise Stop
        try:
            show_error(e)   # no foreign error may be caught unseen
        except InternalError as x:
            res.status, res.why = 'bug', 'internal: %s' % x
            raise Stop
        return e

    def _log(name, v):
        emit('log %s: %s' % (name, shown(v)))

    def _say(name, word):
        emit('log %s: %s' % (name, word))

    def ints(a, b):
        if type(a) is not int or type(b) is not int:
            raise TypeError(Reason('operand'))

    def arith(v):
        if abs(v) > MAX_INT:
            bad('integer overflow')
        return v

    def _add(a, b):
        ints(a, b)
        return arith(a + b)

    def _sub(a, b):
        ints(a, b)
        return arith(a - b)

    def _eq(a, b):
        if isinstance(a, BaseException) or isinstance(b, BaseException):
            raise TypeError(Reason('operand'))
        if type(a) is Handle and type(b) is Handle:
            return a.i == b.i
        return type(a) is type(b) and a == b

    def _ne(a, b):
        return not _eq(a, b)

    def _lt(a, b):
        ints(a, b)
        return a < b

    def _le(a, b):
        ints(a, b)
        return a <= b

    def _gt(a, b):
        ints(a, b)
        return a > b

    def _ge(a, b):
        ints(a, b)
        return a >= b

    env = dict(TYPES)
    env.update((k, v) for k, v in locals().items()
               if k.startswith('op_') or (k.startswith('_') and callable(v)))
    exec(code or translated(prog), env)
    for f in prog.funcs:
        funcs[f.name] = env['f_' + f.name]

    async def main():
        add(asyncio.current_task())
        names[0] = 'main'
        try:
            v = await funcs['main'](Handle(0), 'main')
        except Stop:
            raise
        except BaseException as e:
            emit('main raise %s' % shown(e))
            raise
        emit('main return %s' % shown(v))

    def handler(loop, context):
        e = context.get('exception')
        if type(e) in (Stop, InternalError):
            pass
        elif context['message'].startswith('Exception in callback'):
            res.status, res.why = 'bug', 'internal: %r' % context

    def deadlock():
        stop('deadlock')

    loop = Loop(order, seed, lambda: res.status != 'ok', deadlock)
    loop.set_exception_handler(handler)
    loop.set_task_factory(tasks_made)
    if hook:
        hook(env, loop, table, NamedTask, res)
    asyncio.set_event_loop(loop)
    was = gc.isenabled()
    hook = sys.unraisablehook
    gc.disable()
    sys.unraisablehook = lambda u: None
    warnings.simplefilter('ignore')
    try:
        task = loop.create_task(main())
        try:
            try:
                loop.run_until_complete(task)
            except (Stop, InternalError):
                raise
            except (Exception, asyncio.CancelledError):
                pass
            # what asyncio.run does
            asyncio.runners._cancel_all_tasks(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
            emit('end')
        except Stop:
            pass
        except InternalError as e:
            res.status, res.why = 'bug', 'internal: %s' % e
        except RecursionError:
            res.status = 'bug'
            res.why = 'cancel in a cycle of tasks that await each other'
        if res.status == 'ok':
            for o in table:
                if isinstance(o, Task) and o.done() and not o.cancelled():
                    e = o.exception()
                    if e is not None and not isinstance(e, (
                            Exception, asyncio.CancelledError)):
                        res.status, res.why = 'bug', 'task ended with %r' % e
    finally:
        if res.status == 'ok':
            left = asyncio.all_tasks(loop)
        else:
            left = ()
            # abandoned: the frames are dropped, silently
        for t in asyncio.all_tasks(loop) | {task}:
            t._log_destroy_pending = False
        if left:
            res.status, res.why = 'bug', 'internal: tasks left'
        loop.set_exception_handler(lambda loop, c: None)
        status = res.status
        if res.status == 'ok':
            res.status = 'over'
        loop._ready.clear()
        loop._scheduled.clear()
        loop._asyncgens.clear()
        loop.close()
        asyncio.set_event_loop(None)
        table.clear()
        env.clear()
        task = left = t = o = None
        gc.collect()
        res.status = status
        sys.unraisablehook = hook
        if was:
            gc.enable()
    return res


def run(prog, orders=None):
    """Run in all orders.  Result.status 'order' if the traces differ."""
    first = None
    code = translated(prog)
    for order, seed in orders or ORDERS:
        res = run_once(prog, order, seed, code)
        if res.status == 'bug':
            return res
        if first is None:
            first = res
        first.tags |= res.tags
        if res.lines != first.lines:
            for a, b in zip(first.lines + ['(nothing)'],
                            res.lines + ['(nothing)']):
                if a != b:
                    break
            first.status = 'order'
            first.why = ('the trace depends on the order of events at one '
                         'instant: "%s" or "%s"' % (a, b))
            return first
    return first


def load(name):
    with open(name) as f:
        return parse(f.read())


def write_traces(files):
    code = 0
    for name in files:
        try:
            res = run(load(name))
            if res.status in ('bug', 'order'):
                raise InternalError(res.why)
        except (Invalid, InternalError) as e:
            sys.stderr.write('%s: %s\n' % (name, e))
            code = 3
            continue
        with open(name[:-4] + '.trace', 'w') as f:
            f.write(res.text())
    return code


def main(argv):
    flags = [a for a in argv if a.startswith('--')]
    files = [a for a in argv if not a.startswith('--')]
    if flags == ['--write']:
        return write_traces(files)
    if len(files) != 1 or len(flags) > 1 or \
            not set(flags) <= {'--source', '--tags'}:
        sys.stderr.write(__doc__)
        return 2
    try:
        prog = load(files[0])
    except Invalid as e:
        sys.stderr.write('invalid scenario: %s\n' % e)
        return 2
    if flags == ['--source']:
        sys.stdout.write(program_src(prog))
        return 0
    res = run(prog)
    if res.status in ('bug', 'order'):
        sys.stderr.write('refused: %s\n' % res.why)
        return 3
    sys.stdout.write(' '.join(sorted(res.tags)) + '\n' if flags
                     else res.text())
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
