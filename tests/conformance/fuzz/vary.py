# SPDX-License-Identifier: MIT
"""Change a few places of a program at random.

That is cheap beside making one, and leads to where no grammar does: a block
without what it was made for, an operation on the wrong generator.
"""

import reference as ref
from reference import Stmt

HANDLES = ('next', 'send', 'throw', 'close', 'del', 'state', 'from')
WORDS = ('log', 'yield', 'return', 'say')


def lists(body):
    """The body and every block in it."""
    found = [body]
    for stmt in body:
        for _, part in stmt.parts or ():
            found += lists(part)
    return found


class Variation:
    def __init__(self, random, program):
        self.r = random
        self.program = program.copy()

    def body(self):
        """The names and the statements of a body, or of the driver."""
        at = self.r.randint(-1, len(self.program.gens) - 1)
        if at < 0:
            names = {s.tokens[1] for s in self.program.driver
                     if s.tokens[0] == 'new'}
            return True, sorted(names) or ['a'], self.program.driver
        gen = self.program.gens[at]
        return False, ref.gen_vars(gen) + ['self', 'e'], gen.body

    def operation(self, names, driver):
        """An operation on any of the generators that have a name."""
        r = self.r
        name = r.choice(names)
        what = r.choice(HANDLES[:-1] if driver else HANDLES)
        words = [what, name]
        if what == 'send':
            words.append(r.choice(names + ['7', 'none']))
        elif what == 'throw':
            words += [r.choice(sorted(ref.TYPES))] + ['8'] * r.randint(0, 1)
        return Stmt(words)

    def wrap(self, stmt):
        """The statement, with its error caught or its end seen."""
        if self.r.random() < 0.6:
            kind = self.r.choice(['any', 'any'] + sorted(ref.TYPES))
            part = (['except', kind, 'as', 'e'], [Stmt(['log', 'e'])])
        else:
            part = (['finally'], [Stmt(['say', 'v'])])
        if self.r.random() < 0.3:
            part[1].append(Stmt(['yield', '9']))
        return Stmt(['try'], [(['try'], [stmt]), part])

    def retoken(self, stmt, names, driver):
        """One word of a statement is another of its kind."""
        words = stmt.tokens
        at = self.r.randrange(len(words))
        word = words[at]
        if word in HANDLES:
            words[at:at + 1] = [self.r.choice(HANDLES)]
        elif word in ref.TYPES:
            words[at] = self.r.choice(sorted(ref.TYPES))
        elif word in WORDS:
            words[at] = self.r.choice(WORDS)
        elif at > 0 and (word in names or word == 'none'):
            words[at] = self.r.choice(names + ['none'])
        if stmt.parts is not None:
            stmt.parts[0] = (words, stmt.parts[0][1])

    def edit(self):
        r = self.r
        driver, names, body = self.body()
        block = r.choice(lists(body))
        at = r.randint(0, len(block))
        what = r.choice(('add', 'add', 'drop', 'twice', 'move', 'word', 'word',
                         'word', 'wrap', 'unwrap'))
        if what == 'add' or at == len(block):
            block.insert(at, self.operation(names, driver))
        elif what == 'drop':
            del block[at]
        elif what == 'twice':
            block.insert(at, block[at].copy())
        elif what == 'move':
            r.choice(lists(body)).append(block[at].copy())
        elif what == 'word':
            self.retoken(block[at], names, driver)
        elif what == 'wrap' and not driver:
            block[at] = self.wrap(block[at])
        elif what == 'unwrap' and block[at].parts is not None:
            block[at:at + 1] = r.choice(block[at].parts)[1]


def vary(random, program):
    """A valid program that differs from this one, or None."""
    variation = Variation(random, program)
    for _ in range(random.randint(1, 4)):
        variation.edit()
    try:
        ref.check(variation.program)
    except ref.Invalid:
        return None
    return variation.program
