# SPDX-License-Identifier: MIT
"""libcoro in gdb: which coroutines there are, and where they wait.

    (gdb) source PREFIX/share/libcoro/libcoro-gdb.py
    (gdb) coro list             all coroutines, with their tasks
    (gdb) coro bt 3             where number 3 of that list waits
    (gdb) coro bt               the running one, and on through its drivers
    (gdb) coro select 3         have frame, up, info locals look at number 3
    (gdb) coro select           back to what runs

Works on a living process and on a core file, and calls nothing in either. The
library need not have debugging information: tables in it, coro__layout_*,
say where everything lies.

Suspended coroutines are in nobody's backtrace. They are put into one by an
unwinder that, while it is switched on, says of the innermost frame of the
thread that its caller is the frame that waits.
"""

import collections
import gdb
import gdb.unwinder

# The names of what each architecture calls pc, sp and fp.
REGISTERS = {"i386:x86-64": ("rip", "rsp", "rbp"),
             "aarch64": ("pc", "sp", "x29")}
TASK_STATES = ("ready", "running", "sleeping", "awaiting", "waiting", "ended")
FRESH, LIVE, ENDED = range(3)  # phase_t


# ---- Memory, by the tables of the library

def read(address, size=8):
    data = gdb.selected_inferior().read_memory(address, size)
    return int.from_bytes(bytes(data), "little")


def read_string(address):
    """The string at an address, or None for NULL."""
    if address == 0:
        return None
    pointer = gdb.Value(address).cast(gdb.lookup_type("char").pointer())
    return pointer.string(errors="replace", length=-1)


def symbol(name):
    """The address of a symbol, with or without debugging information."""
    try:
        return int(gdb.parse_and_eval(f"(long)&{name}"))
    except gdb.error:
        return None


class Layout:
    """The fields of the library's structures, and some of its constants."""

    WORD = 8

    def __init__(self):
        self.values = {}
        for part in "stack", "generator", "sched", "ucontext":
            at = symbol(f"coro__layout_{part}")
            while at is not None and read(at) != 0:
                self.values[read_string(read(at))] = read(at + self.WORD)
                at += 2 * self.WORD
        if "slab.base" not in self.values:
            raise gdb.GdbError("There is no libcoro in this program, or it has"
                               " no coroutines.")

    def __getitem__(self, name):
        return self.values[name]

    def get(self, name):
        return self.values.get(name)

    def field(self, address, name, size=8):
        return read(address + self.values[name], size)


# ---- Where somebody waits

Registers = collections.namedtuple("Registers", "pc sp fp")


class Context:
    """A coro_context_t in memory."""

    def __init__(self, layout, address):
        self.address = address
        self.pc, self.sp, self.bp, self.note, self.answer = (
            layout.field(address, f"context.{name}")
            for name in ("pc", "sp", "bp", "note", "answer"))
        self.layout = layout

    def answers(self):
        return self.pc == self.layout["answer"]

    def is_fresh(self):
        return self.pc == self.layout["entry"]

    def registers(self):
        """What to unwind from. Of a ucontext, what sp points at holds it."""
        if self.layout.get("ucontext.pc") is None:
            return Registers(self.pc, self.sp, self.bp)
        return Registers(*(self.layout.field(self.sp, f"ucontext.{name}")
                           for name in Registers._fields))


# ---- Coroutines

class Coroutine:
    """A record, by its address, which is that of the coro_t."""

    def __init__(self, layout, address):
        self.layout = layout
        self.address = address
        self.stack = address + layout["sizeof record"]

    def field(self, name, size=8):
        return self.layout.field(self.address, "record." + name, size)

    def linked(self, name):
        address = self.field(name)
        return Coroutine(self.layout, address) if address != 0 else None

    def bottom(self):
        return self.layout.field(self.stack, "stack.bottom")

    def has(self, address):
        return self.bottom() <= address < self.address

    def phase(self):
        return self.field("phase", 4)

    def slot(self):
        return Context(self.layout, self.address + self.layout["record.head.slot"])

    def root(self):
        outer = self.linked("outer")
        return self if outer is None else outer.root()

    def task(self):
        """The task this is the body of, or None."""
        slot = self.slot()
        if slot.answers() and slot.answer == self.layout.get("task answer"):
            return Task(self.layout, slot.note)
        return None

    def chain_waits_in(self):
        """The innermost context of the chain of delegation it is part of, or
        of its task; None if that does not wait."""
        task = self.task()
        if task is not None:
            return None if task.has_turn() else task.parked()
        root = self.root()
        if self.phase() != LIVE or root.field("barred", 1):
            return None
        slot = root.slot()
        return slot if root.linked("leaf").has(slot.sp) else None

    def waits_in(self):
        """The context on its own stack that waits, or None."""
        context = self.chain_waits_in()
        if context is None or self.has(context.sp) or self.task() is not None:
            return context
        return Context(self.layout,
                       self.address + self.layout["record.delegating"])

    def state(self):
        task = self.task()
        if task is not None:
            return task.state()
        if self.phase() == LIVE:
            return "running" if self.waits_in() is None else "suspended"
        return "created" if self.phase() == FRESH else "closed"

    def name(self):
        return read_string(self.field("name"))

    def driver(self):
        """The context that waits for this one, if it runs."""
        return Context(self.layout, self.field("caller"))


class Task:
    def __init__(self, layout, address):
        self.layout = layout
        self.address = address

    def field(self, name, size=8):
        return self.layout.field(self.address, "task." + name, size)

    def has_turn(self):
        current = self.layout.field(self.field("sched"), "sched.current")
        return current == self.address

    def parked(self):
        return Context(self.layout, self.address + self.layout["task.turn.parked"])

    def state(self):
        return "running" if self.has_turn() else TASK_STATES[
            self.field("state", 4)]

    def describe(self):
        name = read_string(self.address + self.layout["task.name"])
        return f"task {self.field('number')}" + (f" {name}" if name else "")


def slabs(layout):
    """Each mapping that stacks are cut out of, once."""
    seen = set()
    for i in range(1 << layout["registry root bits"]):
        leaf = read(layout["registry"] + 8 * i)
        if leaf == 0:
            continue
        size = 8 << layout["registry leaf bits"]
        data = bytes(gdb.selected_inferior().read_memory(leaf, size))
        for at in range(0, size, 8):
            slab = int.from_bytes(data[at:at + 8], "little")
            if slab != 0 and slab not in seen:
                seen.add(slab)
                yield slab


def stacks_of(layout, slab):
    """The descriptors of the stacks of a slab that have been taken."""
    base, count = (layout.field(slab, f"slab.{name}", size)
                   for name, size in (("base", 8), ("count", 4)))
    stride = 1 << layout.field(slab, "slab.shift", 4)
    colours = min(layout["colours"], stride // (16 * layout["cache line"]))
    for i in range(count):
        word = layout["slab.is_free"] + 8 * (i // 64)
        if read(slab + word) >> i % 64 & 1:
            continue
        colour = i % colours if colours else 0
        yield (base + (i + 1) * stride - colour * layout["cache line"]
               - layout["sizeof stack"])


def own_stacks(node):
    """Those that are not the library's: a tree of tsearch(3). Its nodes begin
    with the key; in glibc and musl the two subtrees follow. glibc has a mark
    in the lowest bit of the first."""
    if node == 0:
        return
    yield read(node)
    for i in (1, 2):
        yield from own_stacks(read(node + 8 * i) & ~1)


def coroutines():
    """All that exist, in the order of their addresses."""
    layout = Layout()
    stacks = list(own_stacks(read(layout["own stacks"])))
    for slab in slabs(layout):
        stacks.extend(stacks_of(layout, slab))
    return [Coroutine(layout, stack - layout["sizeof record"])
            for stack in sorted(stacks)
            if layout.field(stack, "stack.made_from") != 0]


# ---- Frames of somebody who waits

class Unwinder(gdb.unwinder.Unwinder):
    """While it is aimed: whoever waits has called the innermost frame."""

    def __init__(self):
        super().__init__("libcoro")
        self.registers = None
        self.innermost = None

    def aim(self, registers):
        self.registers = None
        gdb.invalidate_cached_frames()
        if registers is None:
            return
        frame = gdb.newest_frame()
        self.innermost = (frame.pc(), int(frame.read_register("sp")))
        self.registers = registers
        gdb.invalidate_cached_frames()

    def __call__(self, pending):
        if self.registers is None:
            return None
        pc, sp, fp = REGISTERS[pending.architecture().name()]
        here = tuple(int(pending.read_register(name)) & (1 << 64) - 1
                     for name in (pc, sp))
        if here != self.innermost:
            return None
        # A frame may not lie below the one it called: so this one pretends.
        to_long = gdb.lookup_type("unsigned long")
        as_value = [gdb.Value(word).cast(to_long) for word in self.registers]
        info = pending.create_unwind_info(FrameId(as_value[1], as_value[0]))
        for name, value in zip((pc, sp, fp), as_value):
            info.add_saved_register(name, value)
        return info


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


UNWINDER = Unwinder()


def segment(registers, inside):
    """The lines of a backtrace from these registers on, as long as the frames
    lie inside; registers None: of what runs."""
    before = UNWINDER.registers
    UNWINDER.aim(registers)
    try:
        frame, count = gdb.newest_frame(), 0
        skipped = 0 if registers is None else 1
        while frame is not None and (count < skipped or inside(
                int(frame.read_register("sp")))):
            frame, count = frame.older(), count + 1
        with gdb.with_parameter("width", 0):
            text = gdb.execute(f"backtrace {count}", to_string=True)
        frames = [line for line in text.splitlines()
                  if line.startswith(("#", " "))]
        starts = [i for i, line in enumerate(frames) if line.startswith("#")]
        return [" ".join(line.strip() for line in frames[i:j])
                for i, j in zip(starts, starts[1:] + [len(frames)])][skipped:]
    finally:
        UNWINDER.aim(before)


def owner(everybody, address):
    for coroutine in everybody:
        if coroutine.has(address):
            return coroutine
    return None


def title(coroutine):
    task = coroutine.task()
    name = f'"{coroutine.name()}"' if coroutine.name() else ""
    return " ".join(part for part in (
        f"coroutine {coroutine.address:#x}", name,
        f"({task.describe()})" if task else "") if part)


def backtrace(everybody, context):
    """Print the frames from a context on (None: from what runs), and those of
    whoever waits for that, coroutine by coroutine."""
    registers = context.registers() if context is not None else None
    at = context.sp if context is not None else int(
        gdb.newest_frame().read_register("sp"))
    number, visited = 0, set()
    while True:
        coroutine = owner(everybody, at)
        if coroutine is not None:
            if coroutine.address in visited:
                return
            visited.add(coroutine.address)
        print(title(coroutine) if coroutine is not None else "the thread")
        inside = coroutine.has if coroutine is not None else (
            lambda sp: owner(everybody, sp) is None)
        for line in segment(registers, inside):
            print(f"  #{number:<3d}" + line.split(None, 1)[1])
            number += 1
        if coroutine is None:
            return
        driver = coroutine.driver()
        if driver.answers() or driver.is_fresh() or driver.sp == 0:
            return
        registers, at = driver.registers(), driver.sp


# ---- Commands

class Listed:
    """What the last `coro list` has numbered."""
    coroutines = []


def place(address):
    """File and line of the call that returns to an address, as written in the
    function it is in: not those of what has been inlined into it."""
    block = gdb.block_for_pc(address - 1)
    while block is not None and block.superblock is not None and not (
            block.superblock.is_static or block.superblock.is_global):
        block = block.superblock
    if block is None or block.function is None:
        return function(address - 1)
    symtab = block.function.symtab
    lines = [entry.line for entry in symtab.linetable()
             if block.start <= entry.pc < address and entry.line > 0]
    return f"{symtab.filename.rsplit('/', 1)[-1]}:{lines[-1]}"


def function(address):
    text = gdb.execute(f"info symbol {address:#x}", to_string=True)
    if text.startswith("No symbol"):
        return f"{address:#x}"
    return text.split(" in section")[0].split(" + ")[0]


def chosen(text):
    """By a number of the last list, or by an expression: a coro_t *."""
    if text.isdecimal() and int(text) <= 1 << 31:
        index = int(text) - 1
        if not 0 <= index < len(Listed.coroutines):
            raise gdb.GdbError(f"There is no number {text} in the last list:"
                               " say coro list.")
        address = Listed.coroutines[index]
    else:
        try:
            address = int(gdb.parse_and_eval(f"(long)({text})"))
        except gdb.error as error:
            raise gdb.GdbError(str(error)) from None
    for coroutine in coroutines():
        if coroutine.address == address:
            return coroutine
    raise gdb.GdbError(f"There is no coroutine at {address:#x} (any more).")


class Coro(gdb.Command):
    """Look at the coroutines of libcoro."""

    def __init__(self):
        super().__init__("coro", gdb.COMMAND_STACK, prefix=True)


class CoroList(gdb.Command):
    """List all coroutines: number, coro_t *, state, where it was made, its
    body, its name, its task."""

    def __init__(self):
        super().__init__("coro list", gdb.COMMAND_STACK)

    def invoke(self, _argument, _from_tty):
        everybody = coroutines()
        Listed.coroutines = [each.address for each in everybody]
        for number, each in enumerate(everybody, 1):
            layout, task = each.layout, each.task()
            made = layout.field(each.stack, "stack.made_from")
            print(f"{number:3d} {each.address:#x} {each.state():9s} "
                  f"{function(each.field('fn'))} made at {place(made)}"
                  + (f' "{each.name()}"' if each.name() else "")
                  + (f" ({task.describe()})" if task else ""))


class CoroBacktrace(gdb.Command):
    """coro bt N, coro bt EXPRESSION: where a coroutine waits, which is where
    the one waits that it delegates to, and on through those that delegate or
    drive. coro bt: the same of what runs."""

    def __init__(self):
        super().__init__("coro bt", gdb.COMMAND_STACK)

    def invoke(self, argument, _from_tty):
        context = None
        if argument:
            coroutine = chosen(argument)
            context = coroutine.chain_waits_in()
            if context is None:
                raise gdb.GdbError(f"It does not wait: it is"
                                   f" {coroutine.state()}.")
            if context.is_fresh():
                raise gdb.GdbError("It has not started yet.")
        backtrace(coroutines(), context)


class CoroSelect(gdb.Command):
    """coro select N: have backtrace, frame, up, info locals look at a
    coroutine that waits, from frame 1 on. coro select, and going on: no
    longer."""

    def __init__(self):
        super().__init__("coro select", gdb.COMMAND_STACK)

    def invoke(self, argument, _from_tty):
        if not argument:
            UNWINDER.aim(None)
            return
        context = chosen(argument).waits_in()
        if context is None or context.is_fresh():
            raise gdb.GdbError("It does not wait.")
        UNWINDER.aim(context.registers())
        gdb.execute("frame 1")


gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)
gdb.events.cont.connect(lambda _event: UNWINDER.aim(None))
Coro()
CoroList()
CoroBacktrace()
CoroSelect()
