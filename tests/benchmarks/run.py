"""`python -m tests.benchmarks.run [FILE]` measures all budgets, compares with SymPy, and writes docs/benchmark.md (or FILE)."""

from __future__ import annotations

import datetime
import platform
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from statistics import median

from tests.benchmarks.budgets import budgets
from tests.benchmarks.lines import ROOT
from tests.benchmarks.measure import Measured, Row, measure, times

LIMIT = 1.0  # seconds of SymPy for one line
REPETITIONS = 3


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    rule = tuple("---" if i == 0 else "--:" for i in range(len(head)))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows)) + "\n"


def _number(x: float) -> str:
    return f"{x:.0f}" if x >= 100 else f"{x:.3g}"


def _settled(row: Row) -> bool:
    return str(row["sympy"]["answer"]).startswith("0")


def budget_table(m: Measured) -> str:
    """Every budget, what was measured, and the ratio."""
    rows = [(b.what, f"{_number(b.limit)} {b.unit}", f"{_number(b.measured)} {b.unit}", f"{b.ratio:.2f}") for b in budgets(m)]
    return _table(("what", "budget", "measured", "measured / budget"), rows)


def still_open(m: Measured) -> str:
    """The budgets that are not met."""
    over = [b.what for b in budgets(m) if b.ratio > 1]
    return f"Not met yet: {'; '.join(over)}." if over else "All are met."


def result_table(m: Measured) -> str:
    """One row for each result."""
    rows = []
    for number, size in m.sizes.items():
        warm = [row for row in m.warm if row["question"] == number]
        first = [row for row in m.first if row["question"] == number]
        inferences = sum(row["inferences"] for row in first)
        shown = f"{size / 1000:.0f} KB", str(m.steps[number])
        rows.append((number, str(len(first)), f"{inferences / len(first):.0f}", *map(_number, (*times(warm), times(first)[1])), *shown))
    head = ("question", "lines", "inferences a line", "median ms", "slowest ms", "slowest ms at first use", "certificate", "its steps")
    return _table(head, rows)


def sympy_summary(m: Measured) -> str:
    """How SymPy answered, and how long it took compared with the proof."""
    asked = [row for row in m.warm if row["sympy"]]
    rows = []
    for answer, count in sorted(Counter(row["sympy"]["answer"] for row in asked).items()):
        ratios = [row["sympy"]["seconds"] / row["seconds"] for row in asked if row["sympy"]["answer"] == answer]
        rows.append((answer, str(count), f"{median(ratios):.1f}", f"{max(ratios):.0f}"))
    total = sum(row["sympy"]["seconds"] for row in asked) / sum(row["seconds"] for row in asked)
    rows.append(("all", str(len(asked)), f"{total:.1f} (of the sums)", ""))
    return _table(("`simplify(lhs - rhs)`", "lines", "SymPy / derive, median", "largest"), rows)


def sympy_lines(m: Measured) -> str:
    """Every equation line."""
    rows = [
        (f"{row['question']} {row['place']}", row["sympy"]["answer"], f"{row['sympy']['seconds'] / row['seconds']:.1f}")
        for row in m.warm
        if row["sympy"]
    ]
    return _table(("line", "SymPy's answer", "SymPy / derive"), rows)


def page(m: Measured, date: str) -> str:
    """The whole page."""
    asked = [row for row in m.warm if row["sympy"]]
    settled = sum(map(_settled, asked))
    return f"""# Benchmark

Written by `python -m tests.benchmarks.run` on {date}, Python {platform.python_version()}, SymPy {metadata.version("sympy")},
{platform.system()} on {platform.machine()}. All times are processor times, of all processes together, the least of {REPETITIONS} runs:
on an idle machine with two cores a run of `derive.all` takes less than that. `pytest tests/benchmarks` holds every figure to its
budget, with a factor for busy machines; what is not met yet is listed there with the ratio that it must not exceed.

## Budgets

{budget_table(m)}
{still_open(m)}
A line is proved with all lemmas of the library proved beforehand, unless it says *at first use*: a lemma is proved when a line
first needs it, once in a process.

## Results

{result_table(m)}
## The same equations in SymPy

Every equation line of the derivations, as it stands, is also given to SymPy in the same process: `simplify(lhs - rhs) == 0`, and if that
says no, again after `doit()`, with {LIMIT:.0f} s of time for each line. SymPy settles {settled} of {len(asked)} equations; here all are proved.
The comparison is of the same obligations, not of the same knowledge: SymPy cannot be told a definition by recursion, a hypothesis
about a measure, or that a supremum is finite. Where it has no counterpart (expectations, norms) it gets a symbol as a stand-in.
What it settles it does not prove: it also cancels `x/x`.

{sympy_summary(m)}
{sympy_lines(m)}"""


def main() -> None:
    """Measure and write."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "benchmark.md"
    path.write_text(page(measure(REPETITIONS, LIMIT), datetime.date.today().isoformat()), encoding="utf-8")


if __name__ == "__main__":
    main()
