# SPDX-License-Identifier: MIT
"""Programs whose generators all get at each other.

What generate.py makes is shaped like code that somebody might write, and seldom
operates on a generator that another one delegates to. Here every body has the
handles of others, as arguments and as values sent to it, and does anything to
them at every turn.
"""

import reference as ref

TYPES = ('ValueError', 'KeyError', 'LookupError', 'RuntimeError', 'TypeError',
         'Exception', 'StopIteration', 'StopIteration', 'GeneratorExit',
         'GeneratorExit')
CATCHES = ('any', 'any', 'any', 'Exception', 'GeneratorExit', 'StopIteration',
           'ValueError', 'RuntimeError', 'TypeError', 'LookupError')
OPERATIONS = ('next', 'next', 'send', 'send', 'throw', 'throw', 'throw',
              'close', 'close', 'del', 'from', 'from', 'from', 'new', 'state')
DRIVER = ('next',) * 6 + ('send',) * 6 + ('throw',) * 4 + (
    'close', 'close', 'del', 'del', 'for', 'state', 'log', 'set', 'say', 'new')


class Tangle:
    def __init__(self, random):
        self.r = random
        self.number = 0
        self.lines = []
        self.gens = ['t%d' % i for i in range(random.randint(1, 3))]
        self.fresh = False  # has the body a generator of its own?
        self.stubborn = random.random() < 0.3

    def chance(self, p):
        return self.r.random() < p

    def add(self, *words):
        self.lines.append(' '.join(words))

    def count(self):
        self.number += 1
        return str(self.number)

    # -- bodies -------------------------------------------------------------

    def handle(self):
        if self.fresh and self.chance(0.25):
            return 'k'
        return self.r.choice('aaaaabbbbbq') if self.chance(0.95) else 'self'

    def value(self):
        return self.r.choice((self.count(), self.count(), 'x', 'none', 'a',
                              'b', 'q', 'e', 'self'))

    def error(self):
        if self.chance(0.15):
            return 'e'
        kind = self.r.choice(TYPES)
        return kind if self.chance(0.3) else kind + ' ' + self.value()

    def call(self):
        """A gen block and its arguments; later blocks more often, so that it
        comes to an end."""
        later = self.gens[self.at + 1:] + ['leaf']
        name = self.r.choice(later if self.chance(0.9) else self.gens)
        if name == 'leaf':
            return name
        return '%s %s %s' % (name, self.handle(), self.handle())

    def operation(self):
        what = self.r.choice(OPERATIONS)
        words = []
        if what in ('next', 'send', 'throw', 'from') and self.chance(0.6):
            words = ['recv', self.r.choice('xxq')]
        if what == 'new':
            self.fresh = True
            return self.add('new k', self.call())
        if what == 'from' and self.chance(0.3):
            return self.add(*words, 'from new', self.call())
        words += [what, self.handle()]
        if what == 'send':
            words.append(self.value())
        elif what == 'throw':
            words.append(self.error())
        self.add(*words)

    def guarded(self):
        """An operation, most often one whose error the body survives."""
        if self.chance(0.1):
            return self.operation()
        self.add('try')
        self.operation()
        self.handler('any' if self.chance(0.8) else self.r.choice(CATCHES))
        self.add('end')

    def handler(self, kind):
        self.add('except', kind, 'as', 'e')
        if self.chance(0.7):
            self.add('log e')
        if self.chance(0.2):
            self.leaving()

    def leaving(self):
        """Something that may leave the block, or suspend it again."""
        what = self.r.choice(('yield', 'yield', 'yield', 'raise', 'return',
                              'operation', 'say'))
        if what == 'yield':
            self.add('recv q yield', self.value())
        elif what == 'raise':
            self.add('raise', self.error())
        elif what == 'return':
            self.add('return', self.value())
        elif what == 'operation':
            self.operation()
        else:
            self.add('say', 'w' + self.count())

    def suspend(self):
        """Wait, by itself or inside another one."""
        if self.chance(0.6):
            return self.add('recv', self.r.choice('qqx'), 'yield',
                            self.value())
        self.add('recv x from', 'new ' + self.call() if self.chance(0.3)
                 else self.handle())

    def turn(self):
        guarded = self.chance(0.85)
        if guarded:
            self.add('try')
        self.suspend()
        if self.chance(0.4):
            self.add('log', self.r.choice('qxe'))
        for _ in range(self.r.randint(0, 3)):
            self.guarded()
        if not guarded:
            return
        final = self.chance(0.4)
        if not final or self.chance(0.5):
            self.handler('any' if self.stubborn else self.r.choice(CATCHES))
            if self.chance(0.2):
                self.add('reraise')
        if final:
            self.add('finally')
            self.add('say', 'f' + self.count())
            if self.chance(0.4):
                self.leaving()
        self.add('end')

    def body(self):
        endless = self.chance(0.5)
        if self.chance(0.4):
            self.guarded()
        if endless:
            self.add('loop')
        for _ in range(self.r.randint(1, 3)):
            self.turn()
        if endless:
            self.add('end')
        elif self.chance(0.6):
            self.leaving()

    def leaf(self):
        """A body that needs no other, for them to delegate to."""
        self.add('gen leaf')
        endless = self.chance(0.7)
        if endless:
            self.add('loop')
        for _ in range(self.r.randint(1, 3)):
            self.add('try')
            self.add('recv q yield', self.count())
            self.handler('any' if self.stubborn else self.r.choice(CATCHES))
            self.add('end')
        self.add('end' if endless else 'return ' + self.value())
        self.add('end')

    def link(self):
        """A body that only delegates: several make a chain."""
        self.add('gen link a')
        self.add('try')
        self.add('recv x from a')
        self.handler(self.r.choice(CATCHES))
        self.add('end')
        self.leaving()
        self.add('end')

    # -- driver -------------------------------------------------------------

    def driver(self):
        names = list('abcdefgh')[:self.r.randint(2, 8)]
        leaves = self.r.randint(1, max(1, len(names) // 2))
        for name in names[:leaves]:
            self.add('new', name, 'leaf')
        links = self.chain(names, leaves) if self.chance(0.4) else 0
        for i in range(leaves + links, len(names)):
            self.create(names[i], names[:i])
            if self.chance(0.3):
                self.add('next', names[i])
        for _ in range(self.r.randint(8, 40)):
            self.step(names)

    def chain(self, names, leaves):
        """Make links up from the last leaf, most often suspended there; all of
        them have names to get at them by. Return their number."""
        links = self.r.randint(0, len(names) - leaves)
        for i in range(leaves, leaves + links):
            self.add('new', names[i], 'link', names[i - 1])
        if self.chance(0.8):
            self.add('next', names[leaves + links - 1])
        return links

    def create(self, name, others):
        arguments = [self.r.choice(others) for _ in range(2)]
        self.add('new', name, self.r.choice(self.gens), *arguments)

    def step(self, names):
        what = self.r.choice(DRIVER)
        name = self.r.choice(names)
        words = [what, name]
        if what == 'new':
            return self.create(name, names)
        if what in ('next', 'send', 'throw') and self.chance(0.2):
            words = ['recv', 'v'] + words
        if what in ('send', 'set'):
            words.append(self.r.choice(names + [self.count(), 'none', 'v']))
        elif what == 'throw':
            words.append('v' if self.chance(0.1) else self.r.choice(TYPES))
            if words[-1] != 'v' and self.chance(0.7):
                words.append(self.r.choice([self.count(), name]))
        elif what == 'for':
            words.append(str(self.r.randint(0, 4)))
        elif what == 'say':
            words = ['say', 'd' + self.count()]
        elif what == 'set':
            words[1] = 'w'
        self.add(*words)

    def program(self):
        for self.at, name in enumerate(self.gens):
            self.add('gen', name, 'a b')
            self.fresh = False
            self.body()
            self.add('end')
        self.at = len(self.gens)
        self.leaf()
        self.link()
        self.add('driver')
        self.driver()
        self.add('end')
        return ref.parse('\n'.join(self.lines) + '\n')


def make(random):
    """A valid program."""
    while True:
        try:
            return Tangle(random).program()
        except ref.Invalid:
            continue # a reraise behind a finally
