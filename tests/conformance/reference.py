#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reference runner of the generator scenario language (see LANGUAGE.md).

    python3 reference.py [--context | --source] FILE.scn
    python3 reference.py --write FILE.scn ...

Prints the trace of the scenario.  Every `gen` block is translated to a Python
generator function and executed by CPython: nothing about generators is
re-implemented here.  --context adds the implicit __context__ chain (trace
level 2).  --source prints the Python translation instead of running it.
--write stores the traces of all files as FILE.trace and FILE.trace2.

Exit status: 0 trace printed; 2 the scenario breaks a static rule; 3 the
scenario walks into a CPython bug that is not semantics (see LANGUAGE.md,
section 9), or an internal check of this runner failed.

Importable: parse(text), unparse(program), run(program) -> Result.
"""

import gc
import re
import sys
import threading
import weakref
from inspect import getgeneratorstate

MAX_LOOPS = 20000       # loop iterations per scenario
MAX_GENS = 400          # generators created per scenario
MAX_DEPTH = 12          # nested blocks in a gen body
MAX_INT = 10 ** 9

TYPES = {'ValueError': ValueError, 'TypeError': TypeError,
         'LookupError': LookupError, 'KeyError': KeyError,
         'RuntimeError': RuntimeError, 'StopIteration': StopIteration,
         'GeneratorExit': GeneratorExit, 'Exception': Exception}
CMPS = ('==', '!=', '<', '<=', '>', '>=')
KEYWORDS = set('''gen driver end say log set yield from next send throw close
    state del new return raise reraise try except finally if else while loop
    break continue recv for none self any as'''.split())

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

    def copy(self):
        if self.parts is None:
            return Stmt(list(self.tokens))
        return Stmt(list(self.tokens),
                    [(list(h), [s.copy() for s in b]) for h, b in self.parts])


class Gen:
    def __init__(self, name, params, body):
        self.name, self.params, self.body = name, params, body

    def copy(self):
        return Gen(self.name, list(self.params), [s.copy() for s in self.body])


class Program:
    def __init__(self, gens, driver, comments=()):
        self.gens, self.driver, self.comments = gens, driver, list(comments)

    def copy(self):
        return Program([g.copy() for g in self.gens],
                       [s.copy() for s in self.driver], self.comments)


BLOCK_WORDS = ('try', 'if', 'while', 'loop')
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
            elif tok[0] in PART_WORDS:
                raise Invalid('line %d: unexpected %s' % (no, tok[0]))
            else:
                out.append(Stmt(tok))

    gens = []
    driver = None
    while pos < len(lines):
        no, tok = lines[pos]
        pos += 1
        if tok[0] == 'gen' and len(tok) >= 2 and driver is None:
            gens.append(Gen(tok[1], tok[2:], block(('end',))))
            pos += 1
        elif tok == ['driver'] and driver is None:
            driver = block(('end',))
            pos += 1
        else:
            raise Invalid('line %d: expected gen or driver' % no)
    if driver is None:
        raise Invalid('no driver')
    return Program(gens, driver, comments)


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

    for g in prog.gens:
        out.append(' '.join(['gen', g.name] + g.params))
        block(g.body, '  ')
        out.append('end')
    out.append('driver')
    block(prog.driver, '  ')
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


def is_err(ts, expr=is_expr):
    if not ts:
        return False
    if ts[0] in TYPES:
        return len(ts) == 1 or expr(ts[1:])
    return len(ts) == 1 and is_name(ts[0])


def check(prog):
    need(len(prog.gens) <= 32, 'too many gen blocks')
    names = {}
    for g in prog.gens:
        need(is_name(g.name) and g.name != 'driver', 'gen name ' + g.name)
        need(g.name not in names, 'duplicate gen ' + g.name)
        need(len(set(g.params)) == len(g.params) <= 6, 'params of ' + g.name)
        for p in g.params:
            need(is_name(p), 'param ' + p)
        names[g.name] = len(g.params)

    def call(ts, t):
        need(len(ts) >= 1 and ts[0] in names, 'unknown gen: ' + ' '.join(t))
        need(len(ts) - 1 == names[ts[0]], 'argument count: ' + ' '.join(t))
        need(all(map(is_atom, ts[1:])), 'argument: ' + ' '.join(t))

    def simple(t, loops, handler):
        line = ' '.join(t)
        op = t[0]
        a = t[1:]
        if op == 'recv':
            need(len(t) >= 3 and is_name(t[1]), line)
            op, a = t[2], t[3:]
            need(op in ('yield', 'from', 'next', 'send', 'throw'), line)
        if op == 'say':
            need(len(a) == 1 and WORD_RE.match(a[0]), line)
        elif op in ('log', 'yield', 'return'):
            need(is_expr(a), line)
        elif op == 'set':
            need(len(a) >= 2 and is_name(a[0]) and is_expr(a[1:]), line)
        elif op == 'from':
            if a and a[0] == 'new':
                call(a[1:], t)
            else:
                need(len(a) == 1 and is_atom(a[0]), line)
        elif op in ('next', 'close', 'state', 'del'):
            need(len(a) == 1 and is_atom(a[0]), line)
        elif op == 'send':
            need(len(a) >= 2 and is_atom(a[0]) and is_expr(a[1:]), line)
        elif op == 'throw':
            need(len(a) >= 2 and is_atom(a[0]) and is_err(a[1:]), line)
        elif op == 'new':
            need(len(a) >= 2 and is_name(a[0]), line)
            call(a[1:], t)
        elif op == 'raise':
            need(is_err(a), line)
        elif op == 'reraise':
            need(not a and handler, line + ' outside an except block')
        elif op in ('break', 'continue'):
            need(not a and loops, line + ' outside a loop')
        else:
            need(False, 'unknown statement: ' + line)

    def body(stmts, depth, loops, handler):
        need(depth <= MAX_DEPTH, 'blocks nested too deep')
        for s in stmts:
            if s.parts is None:
                simple(s.tokens, loops, handler)
                continue
            heads = [h for h, _ in s.parts]
            kind = heads[0][0]
            rest = heads[1:]
            if kind == 'try':
                need(heads[0] == ['try'] and rest, 'try without except/finally')
                need(len(rest) <= 9, 'too many except blocks')
                for i, h in enumerate(rest):
                    last = i == len(rest) - 1
                    if h[0] == 'except':
                        need(len(h) in (2, 4), ' '.join(h))
                        need(h[1] in TYPES or h[1] == 'any', ' '.join(h))
                        if h[1] == 'any':
                            need(last or rest[i + 1][0] == 'finally',
                                 'except any must be the last except')
                        if len(h) == 4:
                            need(h[2] == 'as' and is_name(h[3]), ' '.join(h))
                    else:
                        need(h == ['finally'] and last, ' '.join(h))
            elif kind in ('if', 'while'):
                h = heads[0]
                need(len(h) == 4 and is_atom(h[1]) and h[2] in CMPS
                     and is_atom(h[3]), ' '.join(h))
                if kind == 'if':
                    need(rest in ([], [['else']]), 'parts of if')
                else:
                    need(not rest, 'parts of while')
            else:
                need(heads == [['loop']], ' '.join(heads[0]))
            for h, b in s.parts:
                hd = handler
                if h[0] == 'except':
                    hd = True
                elif h[0] == 'finally':
                    hd = False
                body(b, depth + 1, loops or kind in ('while', 'loop'), hd)

    for g in prog.gens:
        need(len(gen_vars(g)) <= 32, 'too many variables in ' + g.name)
        body(g.body, 0, False, False)
    for s in prog.driver:
        t = s.tokens
        line = 'driver: ' + ' '.join(t)
        need(s.parts is None, line)
        op, a = t[0], t[1:]
        if op == 'recv':
            need(len(t) >= 3 and is_name(t[1]), line)
            op, a = t[2], t[3:]
            need(op in ('next', 'send', 'throw'), line)

        def atoms(ts, n):
            need(len(ts) == n and all(map(is_atom, ts)), line)
        if op == 'new':
            need(len(a) >= 2 and is_name(a[0]), line)
            call(a[1:], t)
        elif op in ('next', 'close', 'state', 'del', 'log'):
            atoms(a, 1)
        elif op == 'send':
            atoms(a, 2)
        elif op == 'throw':
            need(len(a) >= 2 and is_atom(a[0]), line)
            need(is_err(a[1:], lambda ts: len(ts) == 1 and is_atom(ts[0])),
                 line)
        elif op == 'for':
            need(len(a) == 2 and is_atom(a[0]) and is_int(a[1]), line)
        elif op == 'set':
            need(len(a) == 2 and is_name(a[0]) and is_atom(a[1]), line)
        elif op == 'say':
            need(len(a) == 1 and WORD_RE.match(a[0]), line)
        else:
            need(False, 'unknown statement: ' + line)


# ---------------------------------------------------------------------------
# Translation of gen blocks to Python source
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


def stmt_src(g, t):
    op, a, target = t[0], t[1:], ''
    if op == 'recv':
        target = 'v_%s = ' % t[1]
        op, a = t[2], t[3:]
    if op == 'say':
        return '_say(%r, %r)' % (g.name, a[0])
    if op == 'log':
        return '_log(%r, %s)' % (g.name, expr_src(a))
    if op == 'set':
        return 'v_%s = %s' % (a[0], expr_src(a[1:]))
    if op == 'yield':
        return '%syield %s' % (target, expr_src(a))
    if op == 'return':
        return 'return %s' % expr_src(a)
    if op == 'from':
        if a[0] == 'new':
            return '%syield from _temp(%s)' % (target, call_src(a[1:]))
        return '%syield from _get(%s)' % (target, atom_src(a[0]))
    if op == 'next':
        return '%snext(_get(%s))' % (target, atom_src(a[0]))
    if op == 'send':
        return '%s_get(%s).send(%s)' % (target, atom_src(a[0]),
                                        expr_src(a[1:]))
    if op == 'throw':
        h = atom_src(a[0])
        return '%s_get(%s).throw(_guard(%s, %s))' % (target, h, h,
                                                     err_src(a[1:]))
    if op == 'close':
        return '_get(%s).close()' % atom_src(a[0])
    if op == 'state':
        return '_say(%r, _state(%s))' % (g.name, atom_src(a[0]))
    if op == 'del':
        return '_del(%s)' % atom_src(a[0])
    if op == 'new':
        return 'v_%s = _new(%s)' % (a[0], call_src(a[1:]))
    if op == 'raise':
        return 'raise %s' % err_src(a)
    if op == 'reraise':
        return 'raise'
    return op           # break, continue


def gen_vars(g):
    names = set(g.params)

    def walk(body):
        for s in body:
            if s.parts is None:
                ts = s.tokens
                if ts[0] not in ('say', 'break', 'continue', 'reraise'):
                    names.update(t for t in ts[1:] if is_name(t))
            else:
                for h, b in s.parts:
                    names.update(t for t in h[1:] if is_name(t))
                    walk(b)
    walk(g.body)
    return sorted(names)


OPS = ('next', 'send', 'throw', 'close', 'del', 'from')


def gen_src(g, cover=False):
    """Python source of one gen block.  `cover` adds coverage probes (used by
    generate.py --report only)."""
    out = ['def g_%s(%s):' % (g.name, ', '.join(['_self'] + ['v_' + p for p in
                                                            g.params]))]
    for v in gen_vars(g):
        if v not in g.params:
            out.append('    v_%s = None' % v)

    def block(body, ind):
        if not body:
            out.append(ind + 'pass')
        for s in body:
            if s.parts is None:
                if cover:
                    out.append('%s_cov(%r)' % (ind, cover_key(s.tokens)))
                    op = s.tokens[2:] if s.tokens[0] == 'recv' else s.tokens
                    if op[0] in OPS and op[1] != 'new':
                        out.append('%s_covop(%r, %s)' % (ind, op[0],
                                                         atom_src(op[1])))
                out.append(ind + stmt_src(g, s.tokens))
                continue
            for i, (h, b) in enumerate(s.parts):
                k = h[0]
                inner = ind + '    '
                if k in ('if', 'while'):
                    out.append('%s%s %s(%s, %s):' % (
                        ind, k, CMP_FN[h[2]], atom_src(h[1]), atom_src(h[3])))
                elif k == 'loop':
                    out.append(ind + 'while True:')
                elif k == 'except':
                    out.append('%sexcept %s:' % (
                        ind, 'BaseException' if h[1] == 'any' else h[1]))
                    out.append('%s%s_caught()' % (
                        inner, 'v_%s = ' % h[3] if len(h) == 4 else ''))
                else:           # try, else, finally
                    out.append('%s%s:' % (ind, k))
                    if k == 'finally':
                        out.append(inner + '_strip()')
                if k in ('while', 'loop'):
                    out.append(inner + '_fuel()')
                if cover:
                    out.append('%s_cov(%r)' % (inner, cover_key(h)))
                block(b, inner)

    block(g.body, '    ')
    out.append('    if 0: yield')
    return '\n'.join(out) + '\n'


def cover_key(t):
    if t[0] == 'recv':
        return 'recv ' + cover_key(t[2:])
    if t[0] == 'from':
        return 'from new' if t[1] == 'new' else 'from H'
    if t[0] == 'raise':
        return 'raise ' + (t[1] if t[1] in TYPES else 'VAR')
    if t[0] == 'throw':
        return 'throw ' + (t[2] if t[2] in TYPES else 'VAR')
    if t[0] == 'except':
        return 'except ' + t[1]
    return t[0]


def program_src(prog, cover=False):
    return '\n'.join(gen_src(g, cover) for g in prog.gens)


# ---------------------------------------------------------------------------
# Running
# ---------------------------------------------------------------------------

class Handle:
    """A value of the language that names a slot of the handle table.  It is
    NOT a reference to the generator: the table owns the generator."""
    __slots__ = ('i',)

    def __init__(self, i):
        self.i = i


class Reason(str):
    """Payload of an error raised by the language itself (not by CPython)."""


class Stop(BaseException):
    """Ends the scenario early (limit or invalid); nothing is traced after."""


class InternalError(Exception):
    pass


KNOWN = {
    "can't send non-None value to a just-started generator": 'unstarted',
    'generator already executing': 'executing',
    'generator raised StopIteration': 'stopiteration',
    'generator ignored GeneratorExit': 'ignored-exit',
}


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
    if TYPES.get(name) is not type(e) or len(e.args) > 1:
        raise InternalError('error %r' % (e,))
    arg = e.args[0] if e.args else None
    if arg is None:
        text = ''
    elif isinstance(arg, str):
        text = arg if type(arg) is Reason else KNOWN.get(arg)
        if text is None:
            raise InternalError('error text %r' % (arg,))
    else:
        text = show(arg)
    return '%s(%s)' % (name, text)


def show_top(v):
    """The value as the subject of a trace line: (level 1, level 2)."""
    text = show(v)
    if not isinstance(v, BaseException):
        return text, text
    if v.__cause__ is not None:
        text += ' cause ' + show_error(v.__cause__)
    text2 = text
    seen = [v]
    c = v.__context__
    while c is not None and len(seen) <= 4:
        text2 += ' context ' + show_error(c)
        if any(c is s for s in seen):
            break
        seen.append(c)
        c = c.__context__
    return text, text2


def strip(e):
    """Drop tracebacks: they would keep frames, and so generators, alive."""
    seen = []
    while e is not None and not any(e is s for s in seen):
        seen.append(e)
        e.__traceback__ = None
        if e.__cause__ is not None:
            e.__cause__.__traceback__ = None
        e = e.__context__


class Result:
    def __init__(self):
        self.internal = None    # message of a failed internal check
        self.lines = []         # level 1
        self.lines2 = []        # level 2 (with context)
        self.status = 'ok'      # 'ok', 'limit', 'bug'

    def text(self, context=False):
        return '\n'.join(self.lines2 if context else self.lines) + '\n'


def run(prog, cover=None, probe=None, hooks=None):
    """Run a checked Program under CPython, return a Result.

    cover: None or a callback(key) for coverage probes.
    probe: None or a callback({var: (value, state or None)}) at the end of
    the driver block.
    hooks: used by selftest.py to build mutants."""
    res = Result()
    table = [None]              # slot i owns generator @i; slot 0 unused
    refs = [None]               # weak references to the same
    temps = []                  # weak references to `from new` generators
    counters = [0, 0]           # loop iterations, generators created
    funcs = {}

    def emit(prefix, v=None, word=None):
        if res.status != 'ok':
            return
        if word is not None:
            res.lines.append(prefix + word)
            res.lines2.append(prefix + word)
        else:
            one, two = show_top(v)
            res.lines.append(prefix + one)
            res.lines2.append(prefix + two)

    def internal(msg):
        res.internal = res.internal or msg
        raise InternalError(msg)

    def stop(status):
        if res.status == 'ok':
            if status == 'limit':
                emit('limit', word='')
            res.status = status
        raise Stop

    def _fuel():
        counters[0] += 1
        if counters[0] > MAX_LOOPS or res.status != 'ok':
            stop('limit')

    def made():
        counters[1] += 1
        if counters[1] > MAX_GENS or res.status != 'ok':
            stop('limit')

    def _new(name, *args):
        made()
        h = Handle(len(table))
        table.append(None)
        refs.append(None)
        table[h.i] = funcs[name](h, *args)
        refs[h.i] = weakref.ref(table[h.i])
        return h

    def _temp(name, *args):
        made()
        g = funcs[name](None, *args)
        temps.append(weakref.ref(g))
        return g

    def _get(h):
        if type(h) is not Handle:
            raise TypeError(Reason('nogen'))
        if table[h.i] is None:
            raise ValueError(Reason('dropped'))
        return table[h.i]

    def _guard(h, e):
        # Guard against a bug of CPython 3.10/3.11 fixed in 3.12: throw() on a
        # generator that is executing because a throw() is being forwarded to
        # its subgenerator silently ends that delegation.  We raise what every
        # other path raises for an executing generator.  The same bug behind a
        # suspended delegator cannot be helped: such a scenario is refused.
        if sys.version_info >= (3, 12):
            return e
        if table[h.i].gi_running:
            raise ValueError('generator already executing')
        g = table[h.i].gi_yieldfrom
        while g is not None:
            if g.gi_running and g.gi_yieldfrom is not None:
                g = None
                stop('bug')
            g = g.gi_yieldfrom
        return e

    def delegated(i):
        if hooks and hooks.delegated(table[i]):
            return True
        for r in refs[1:] + temps:
            if r() is not None and r().gi_yieldfrom is table[i]:
                return True
        return False

    def _del(h):
        _get(h)
        if table[h.i].gi_running or delegated(h.i):
            raise ValueError(Reason('busy'))
        table[h.i] = None       # CPython finalises the generator right here
        if refs[h.i]() is not None and not hooks:
            internal('generator outlives its slot')

    def _state(h):
        if type(h) is not Handle:
            raise TypeError(Reason('nogen'))
        if table[h.i] is None:
            return 'dropped'
        return getgeneratorstate(table[h.i])

    def _mk(cls, arg):
        return cls() if arg is None else cls(arg)

    def _err(v):
        if not isinstance(v, BaseException):
            raise TypeError(Reason('noerror'))
        return v

    def _caught():
        e = sys.exc_info()[1]
        if type(e) is not Stop:
            try:
                show_error(e)   # no foreign error may be caught unseen
            except InternalError as bad:
                res.internal = res.internal or str(bad)
        strip(e)
        return e

    def _strip():
        strip(sys.exc_info()[1])

    def _log(name, v):
        emit('log %s: ' % name, v)

    def _say(name, word):
        emit('log %s: ' % name, word=word)

    def ints(a, b):
        if type(a) is not int or type(b) is not int:
            raise TypeError(Reason('operand'))

    def arith(v):
        if abs(v) > MAX_INT:
            stop('bug')
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

    def hook(u):
        e = u.exc_value
        if type(e) is InternalError:
            res.internal = res.internal or str(e)
        elif type(e) is not Stop:
            emit('unraisable %s: ' % u.object.__name__, e)
        strip(e)

    env = {f.__name__: f for f in (
        _new, _temp, _get, _guard, _del, _state, _mk, _err, _caught, _strip,
        _log, _say, _add, _sub, _eq, _ne, _lt, _le, _gt, _ge, _fuel)}
    env['_cov'] = cover

    def full_state(v):
        if type(v) is not Handle:
            return 'nogen'
        st = _state(v)
        if st == 'GEN_SUSPENDED':
            depth, g = 0, table[v.i].gi_yieldfrom
            while g is not None:
                depth, g = depth + 1, g.gi_yieldfrom
            if depth:
                st += '_FROM%d' % min(depth, 4)
        return st

    env['_covop'] = lambda op, v: cover('%s @ %s' % (op, full_state(v)))
    src = program_src(prog, cover is not None)
    if hooks:
        src = hooks.source(src)
        hooks.install(env, table, refs, temps)
    exec(compile(src, '<scenario>', 'exec'), env)
    for g in prog.gens:
        funcs[g.name] = env['g_' + g.name]
        funcs[g.name].__name__ = g.name

    _get, _guard, _del = env['_get'], env['_guard'], env['_del']
    var = {}

    def value(t):
        if t in ('none', 'self'):
            return None
        if is_int(t):
            return int(t)
        return var.get(t)

    def error(ts):
        if ts[0] in TYPES:
            return _mk(TYPES[ts[0]], value(ts[1]) if len(ts) > 1 else None)
        return _err(value(ts[0]))

    def driver_op(t):
        target = None
        if t[0] == 'recv':
            target, t = t[1], t[2:]
        op = t[0]
        if op == 'set':
            var[t[1]] = value(t[2])
            return
        if op == 'log':
            emit('log driver: ', value(t[1]))
            return
        if op == 'say':
            emit('log driver: ', word=t[1])
            return
        if op == 'new':
            var[t[1]] = _new(t[2], *map(value, t[3:]))
            emit('new %s -> ' % t[1], var[t[1]])
            return
        head = '%s %s -> ' % (op, t[1])
        try:
            if op == 'next':
                v = next(_get(value(t[1])))
            elif op == 'send':
                v = _get(value(t[1])).send(value(t[2]))
            elif op == 'throw':
                v = _get(value(t[1])).throw(
                    _guard(value(t[1]), error(t[2:])))
            elif op == 'close':
                _get(value(t[1])).close()
                emit(head, word='ok')
                return
            elif op == 'state':
                emit(head, word=_state(value(t[1])))
                return
            elif op == 'del':
                _del(value(t[1]))
                emit(head, word='ok')
                return
            else:
                n = int(t[2])
                if n > 0:
                    for v in _get(value(t[1])):
                        emit(head + 'yield ', v)
                        v = None
                        n -= 1
                        if n == 0:
                            break
                    else:
                        emit(head, word='done')
                else:
                    _get(value(t[1]))
                return
        except StopIteration as e:
            strip(e)
            out = e.args[0] if e.args else None
            emit(head + 'return ', out)
        except (InternalError, Stop):
            raise
        except BaseException as e:
            strip(e)
            out = e
            emit(head + 'raise ', e)
        else:
            out = v
            emit(head + 'yield ', v)
        if target:
            var[target] = out

    def check_temps():
        # at rest every temporary must be the subgenerator of a live generator
        live = [r() for r in refs[1:] + temps]
        for r in temps:
            if r() is not None and not any(
                    g is not None and g.gi_yieldfrom is r() for g in live):
                raise InternalError('a temporary outlives its delegation')

    def go():
        for s in prog.driver:
            t = s.tokens[2:] if s.tokens[0] == 'recv' else s.tokens
            st = full_state(value(t[1])) if cover else None
            driver_op(s.tokens)
            if cover and t[0] not in ('new', 'set', 'log', 'say', 'state'):
                kind = res.lines[-1].split(' -> ')[-1]
                kind = re.sub(r'(yield|return) .*', r'\1', kind)
                kind = re.sub(r'\(([-@0-9A-Z].*)?\).*', '', kind)
                cover('driver %s @ %s -> %s' % (t[0], st, kind))
            if not hooks:
                check_temps()
        if probe:
            probe({k: (v, full_state(v)) for k, v in var.items()})
        emit('end', word='')
        while True:
            for i in range(1, len(table)):
                if table[i] is not None and not delegated(i):
                    break
            else:
                break
            _del(Handle(i))
            if not hooks:
                check_temps()
        if not hooks and any(r() is not None for r in temps):
            raise InternalError('a temporary outlives the scenario')
        if any(t is not None for t in table):
            raise InternalError('undestroyable generators')

    old_hook = sys.unraisablehook
    was = gc.isenabled()
    gc.disable()
    sys.unraisablehook = hook
    try:
        go()
    except Stop:
        pass
    finally:
        if res.status != 'ok':
            # abandoned: drop everything, nothing is traced any more
            for i in range(len(table)):
                table[i] = None
        sys.unraisablehook = old_hook
        if was:
            gc.enable()
    if res.internal:
        raise InternalError(res.internal)
    return res


def in_big_thread(fn):
    """Run fn in a thread with a large stack; return its result."""
    box = []

    def target():
        try:
            box.append((True, fn()))
        except BaseException as e:
            box.append((False, e))
    sys.setrecursionlimit(50000)
    threading.stack_size(512 * 1024 * 1024)
    th = threading.Thread(target=target)
    th.start()
    th.join()
    ok, v = box[0]
    if ok:
        return v
    raise v


def load(name):
    with open(name) as f:
        return parse(f.read())


def write_traces(files):
    for name in files:
        try:
            res = run(load(name))
            if res.status == 'bug':
                raise InternalError('outside of the defined language')
        except (Invalid, InternalError) as e:
            sys.stderr.write('%s: %s\n' % (name, e))
            return 3
        for ext, text in (('.trace', res.text()), ('.trace2', res.text(True))):
            with open(name[:-4] + ext, 'w') as f:
                f.write(text)
    return 0


def main(argv):
    flags = [a for a in argv if a.startswith('--')]
    files = [a for a in argv if not a.startswith('--')]
    if flags == ['--write']:
        return in_big_thread(lambda: write_traces(files))
    if len(files) != 1 or len(flags) > 1 or \
            not set(flags) <= {'--context', '--source'}:
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
    try:
        res = in_big_thread(lambda: run(prog))
    except InternalError as e:
        sys.stderr.write('internal error: %s\n' % e)
        return 3
    sys.stdout.write(res.text(flags == ['--context']))
    if res.status == 'bug':
        sys.stderr.write('scenario leaves the defined language '
                         '(CPython throw bug, or integer overflow)\n')
        return 3
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
