# SPDX-License-Identifier: MIT
"""What does a backtrace show at every instruction of `stepped`? Run by gdb:

    gdb -nx -batch -ex "python MOST_BLIND = 14" -x steps_gdb.py stepped

From each begin_steps() to the next end_steps() the program is stepped through.
Of its own functions the backtrace must show, from the innermost to main, who
runs, who delegates to that and who drives it: one list after the other, as
SCENES has them. Where the switch is blind the backtrace ends with the function
that runs: at no more than MOST_BLIND instructions a switch.

Ends with 0, 1 (a complaint is printed), or 77 if gdb cannot run a program here.
"""

import gdb

SCENES = [
    # refused, started, thrown into, closed
    "sends",
    "nexts / yields nexts / nexts",
    "throws / yields throws / throws",
    "closes / yields closes / closes",
    # started by a delegation, sent to through it, ended
    "nexts / delegates nexts / yields delegates nexts / nexts",
    "sends / yields delegates sends / sends",
    "nexts / yields delegates nexts / delegates nexts / nexts",
    # a task passes the turn to one that begins, and is given it back
    "passes runs / runs / passes_back runs / passes runs",
]
FUNCTIONS = {word for scene in SCENES for word in scene.split()} | {"main"}
DEEPEST = 50


def frames():
    """As far as gdb gets."""
    seen = []
    try:
        frame = gdb.newest_frame()
        while frame is not None and len(seen) < DEEPEST:
            seen.append(frame)
            frame = frame.older()
    except gdb.error:
        pass
    return seen


def is_blind(seen):
    """Is there one frame only, beside those that are inlined into it?"""
    return seen[-1].name() != "main" and all(
        frame.type() == gdb.INLINE_FRAME for frame in seen[:-1])


def functions(seen):
    """Those of the program, and ? for what is in none: but the innermost may
    be within something of the system's that has no name."""
    names = [frame.name() or "?" for frame in seen]
    return " ".join(name for i, name in enumerate(names)
                    if name in FUNCTIONS or name == "?" and i > 0)


def step_through():
    """From here to end_steps(). The lists, and how many steps were blind."""
    lists, blind = [], 0
    while gdb.newest_frame().name() != "end_steps":
        seen = frames()
        if is_blind(seen):
            blind += 1
        elif lists[-1:] != [functions(seen)]:
            lists.append(functions(seen))
        gdb.execute("stepi", to_string=True)
    return lists, blind


def look_at(scene):
    """What is wrong with it."""
    expected = [names + " main" for names in scene.split(" / ")]
    gdb.execute("finish", to_string=True)
    lists, blind = step_through()
    if lists != expected:
        yield f"{scene}: {' / '.join(lists)}"
    most = MOST_BLIND * max(len(expected) - 1, 1)
    if blind > most:
        yield f"{scene}: {blind} blind instructions, and not {most}"


def look_at_all():
    complaints = []
    gdb.execute("set suppress-cli-notifications on") # a line for each step
    gdb.execute("break begin_steps", to_string=True)
    gdb.execute("run", to_string=True)
    for scene in SCENES:
        complaints += look_at(scene)
        gdb.execute("continue", to_string=True)
    return complaints


def main():
    try:
        complaints = look_at_all()
    except gdb.error as error:
        if "During startup" in str(error):
            print("not run: gdb may not trace a process here")
            gdb.execute("quit 77")
        complaints = [str(error)]
    print("\n".join(complaints) or f"{len(SCENES)} scenes as expected")
    gdb.execute(f"quit {1 if complaints else 0}")


main()
