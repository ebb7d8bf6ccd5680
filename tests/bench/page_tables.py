# SPDX-License-Identifier: MIT
"""What stands in the page, each made of the results. See page.py."""
import math

SHORT = {"libcoro_gcc": "libcoro, gcc", "libcoro_clang": "libcoro, clang",
         "libcoro_no_inline": "libcoro, `CORO_NO_INLINE`",
         "libcoro_plain_tops": "libcoro without colours",
         "libcoro_no_prefetch": "libcoro without prefetching",
         "bare_gcc": "bare swap, gcc", "bare_clang": "bare swap, clang",
         "cpp20_gcc": "C++20, gcc", "cpp20_clang": "C++20, clang",
         "cpp20_recursive": "C++20, recursive",
         "boost_context": "boost.context", "boost_fiber": "boost.fiber",
         "boost_coroutine2": "boost.coroutine2", "pth": "GNU Pth",
         "state_threads": "State Threads", "pcl": "PCL", "lua": "Lua",
         "luajit": "LuaJIT", "cpython": "CPython", "go": "Go"}


def short(name):
    return SHORT.get(name, name)


def figure(value):
    """Three digits; two of what is small."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.1 or value <= 0:
        return f"{value:.{1 if value >= 10 else 2}f}"
    return f"{value:.{1 - math.floor(math.log10(value))}f}"


def table(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |"
                     for line in lines)


def found(results, key):
    metric, _, name = key.partition(":")
    return results["metrics"].get(metric, {}).get(name)


def median(results, key):
    result = found(results, key)
    return figure(result["median"]) if result else "not measured"


def instructions(results, key):
    metric, _, name = key.partition(":")
    count = results["instructions"].get(metric, {}).get(name)
    return figure(count) if count is not None else "not counted"


def machine(results):
    it = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number
                         in it["versions"].items() if number)
    return "\n".join([
        f"- processor: {it['processor']}, family {it['family']}, model "
        f"{it['model']}; {it['processors']} of them"
        f"{', in a virtual machine' if it['virtual'] else ''}; frequency "
        f"governor: {it['governor'] or 'not known'}",
        f"- system: Linux {it['kernel']}, {it['libc']}",
        f"- {versions}; the library: {results['built']['library']}, "
        f"{results['built']['type']}",
        f"- on {it['date']}: medians of {results['runs']} samples, pinned to "
        f"core {it['core']}, contestants in turn"])


def side(key):
    metric, _, name = key.partition(":")
    return f"`{metric}` {short(name)}"


def bars(results):
    """The claims. What has no peer is compared with a number."""
    rows = []
    for bar in results["bars"]:
        theirs = bar["theirs"]
        other = ("" if not theirs else short(theirs.partition(":")[2])
                 if theirs.partition(":")[0] == bar["ours"].partition(":")[0]
                 else side(theirs))
        rows.append([side(bar["ours"]), other, figure(bar["ratio"]),
                     figure(bar["most"]),
                     "yes" if bar["holds"] else "**no**"])
    rows += [[f"instructions of {side(bar['ours'])}",
              short(bar["theirs"].partition(":")[2]),
              f"{figure(bar['more'])} more", f"{figure(bar['most'])} more",
              "yes" if bar["holds"] else "**no**"]
             for bar in results["instruction_bars"]]
    return table(["ours", "theirs", "ours / theirs", "at most", "holds"], rows)


def kept(results):
    bars_ = results["bars"] + results["instruction_bars"]
    return f"{sum(bar['holds'] for bar in bars_)} of {len(bars_)}"


def cell(result):
    if result is None:
        return ""
    if result["runs"] == 1:
        return figure(result["median"])
    return (f"{figure(result['median'])} ({figure(result['min'])} to "
            f"{figure(result['max'])})")


def medians(results, *names):
    """A column for each of the metrics, a row for each contestant."""
    columns = [results["metrics"].get(name, {}) for name in names]
    who = sorted(sorted({name for column in columns for name in column}),
                 key=lambda name: [column[name]["median"] if name in column
                                   else float("inf") for column in columns])
    return table(["", *(f"`{name}`" for name in names)],
                 [[short(name), *(cell(column.get(name))
                                  for column in columns)] for name in who])


CHECKS = [("next", "bare", "a bare swap, one value each way"),
          ("checks/0", "checks", "a switch carrying status and value"),
          ("checks/1", "checks", "an error and the end are told from a value, "
           "by both sides"),
          ("checks/2", "checks", "a delegation yields in its root's place"),
          ("checks/3", "checks", "only the innermost running one may yield"),
          ("checks/4", "checks", "NULL is answered, not followed"),
          ("next", "libcoro", "`coro_next` and `coro_yield`")]


def checks(results):
    rows = []
    for metric, name, text in CHECKS:
        keys = [f"{metric}:{name}_{compiler}" for compiler in ("gcc", "clang")]
        rows.append([text, *(instructions(results, key) for key in keys),
                     *(median(results, key) for key in keys)])
    return table(["with this, and all above", "instructions, gcc", "clang",
                  "ns, gcc", "clang"], rows)


def counts(results):
    metrics = [metric for metric in results["instructions"]
               if not metric.startswith("checks/")]
    return table(["", "gcc", "clang"], [
        [f"`{metric}`", *(instructions(results, f"{metric}:{who}_{compiler}")
                          for compiler in ("gcc", "clang"))]
        for metric in metrics
        for who in (["checks"] if metric == "self" else ["libcoro"])])


INGREDIENTS = ["libcoro_gcc", "libcoro_plain_tops", "libcoro_no_prefetch"]


def compared(other, ours):
    """A median, and how many times ours it is."""
    if other is None:
        return ""
    times = ("" if ours is None or other is ours else
             f" ({figure(other['median'] / ours['median'])} times)")
    return figure(other["median"]) + times


def ingredients(results):
    rows = []
    for metric in sized(results, "sched_yield"):
        row = [found(results, f"{metric}:{name}") for name in INGREDIENTS]
        rows.append([f"`{metric}`", *(compared(other, row[0])
                                      for other in row)])
    return table(["", *map(short, INGREDIENTS)], rows)


def sized(results, name):
    """The metrics name/N, by N."""
    return sorted((metric for metric in results["metrics"]
                   if metric.startswith(name + "/")),
                  key=lambda metric: int(metric.partition("/")[2]))


def skipped(results):
    """Contestants that ended or took too long; what they said."""
    return "\n".join(f"- {line}" for line in results["skipped"]) or "None."
