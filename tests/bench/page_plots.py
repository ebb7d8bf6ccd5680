# SPDX-License-Identifier: MIT
"""The plots of the page: scripts for gnuplot, and what it makes of them.

The drawing depends on the version of gnuplot, the script does not; so each
SVG says of which script it was made.
"""
import hashlib
import subprocess

from page_tables import SHORT, figure, short, sized

OURS = "#c02020"
THEIRS = "#7090b0"
HEAD = """set terminal svg size 860,{height} font "sans-serif,13" \
noenhanced background rgb "white"
set encoding utf8
set grid
"""
PALETTE = ["#c02020", "#e08030", "#3060a0", "#30a060", "#8050a0", "#a08030",
           "#50a0b0", "#305030", "#b06080", "#909090"]


def data(name, rows):
    return "\n".join([f"${name} << EOD",
                      *(" ".join(map(str, row)) for row in rows), "EOD", ""])


def plain(name):
    return short(name).replace("`", "")


def curves(results, name, labels):
    """A curve for each contestant over the N of name/N, both logarithmic."""
    metrics = sized(results, name)
    who = [contestant for contestant in SHORT if any(
        contestant in results["metrics"][metric] for metric in metrics)]
    script = HEAD.format(height=520) + "set logscale xy\nset key outside\n"
    script += f'set xlabel "{labels[0]}"\nset ylabel "{labels[1]}"\n'
    plots = []
    for i, contestant in enumerate(who):
        rows = [(metric.partition("/")[2],
                 results["metrics"][metric][contestant]["median"])
                for metric in metrics
                if contestant in results["metrics"][metric]]
        script += data(f"d{i}", rows)
        width = 3 if contestant.startswith("libcoro") else 1.5
        plots.append(f'$d{i} with linespoints lw {width} pt 7 ps 0.5 lc rgb '
                     f'"{PALETTE[i % len(PALETTE)]}" title '
                     f'"{plain(contestant)}"')
    return script + "plot " + ", \\\n     ".join(plots) + "\n"


def bars(measured, label):
    """A bar for each name and median, the least first; logarithmic."""
    rows = sorted((value, name) for name, value in measured.items())
    script = HEAD.format(height=460) + "set logscale y\nunset key\n"
    script += (f'set ylabel "{label}"\nset style fill solid\n'
               "set boxwidth 0.7\nset xtics rotate by -40 nomirror\n"
               "unset grid\nset grid ytics\n"
               f"set xrange [-0.6:{len(rows) - 0.4}]\n"
               f"set yrange [{rows[0][0] / 2:.4g}:{rows[-1][0] * 2:.4g}]\n")
    script += data("d", [
        (i, value, f'"{name}"', f'"{figure(value)}"',
         0 if name.startswith("libcoro") else 1)
        for i, (value, name) in enumerate(rows)])
    return script + (
        f'plot $d using 1:($5 == 0 ? $2 : NaN):xtic(3) with boxes lc rgb '
        f'"{OURS}", \\\n     $d using 1:($5 == 1 ? $2 : NaN):xtic(3) with '
        f'boxes lc rgb "{THEIRS}", \\\n'
        "     $d using 1:2:4 with labels offset 0,0.7\n")


def all_of(results, metric):
    return {plain(name): result["median"] for name, result
            in results["metrics"].get(metric, {}).items()}


def memory(results):
    small = results["metrics"].get("memory_small/1000000", {})
    measured = {name: bytes_ for name, bytes_
                in all_of(results, "memory/1000000").items()
                if not name.startswith("libcoro") or name == "libcoro, gcc"}
    if "libcoro_gcc" in small:
        measured["libcoro, small stacks"] = small["libcoro_gcc"]["median"]
    return bars(measured, "resident bytes of one in a million")


def scripts(results):
    return {
        "round-robin": curves(results, "sched_yield",
                              ("tasks", "ns a yield")),
        "delegation": curves(results, "delegate", ("depth", "ns an item")),
        "generator": bars(all_of(results, "sum"), "ns an item"),
        "create": bars(all_of(results, "create_run_free"),
                       "ns to create, run and free"),
        "memory": memory(results)}


def mark(script):
    digest = hashlib.sha256(script.encode()).hexdigest()
    return f"<!-- of the script {digest} -->\n"


def draw(gnuplot, script):
    run = subprocess.run([gnuplot], input=script, capture_output=True,
                         text=True, check=False)
    if run.returncode != 0 or "<svg" not in run.stdout:
        raise ValueError(f"{gnuplot}: {run.stderr}")
    first, rest = run.stdout.split("\n", 1)
    return f"{first}\n{mark(script)}{rest}"
