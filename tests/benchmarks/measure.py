"""Everything that has a budget, measured in processes of their own; processor time, because the machine may be busy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from derive.course.assignment import read_assignment
from derive.pin import PINNED
from tests.benchmarks.lines import ASSIGNMENT, ROOT

Row = dict[str, Any]


@dataclass(frozen=True)
class Spent:
    """What a command used, with all processes that it started: processor seconds, and the largest process in MiB."""

    seconds: float
    memory: float
    output: str


@dataclass
class Measured:
    """All figures of one run."""

    first: list[Row] = field(default_factory=list)  # lines, a process for each result, lemmas proved when they are needed
    warm: list[Row] = field(default_factory=list)  # lines, all lemmas proved beforehand
    fresh: Spent = Spent(0, 0, "")
    unchanged: Spent = Spent(0, 0, "")
    help: Spent = Spent(0, 0, "")
    replay: Spent = Spent(0, 0, "")
    imported: set[str] = field(default_factory=set)  # by a run of which nothing has changed
    sizes: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)


def spent(*arguments: str, given: str = "") -> Spent:
    """Run Python with these arguments in the folder of the project.

    Raises:
        RuntimeError: it ended with another status than 0.
    """
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        into.write(given.encode())
        into.seek(0)
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdin=into, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: status {process.returncode}\n{err.read().decode()}")
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, out.read().decode())


def lines_of(*arguments: str) -> list[Row]:
    """The rows that tests.benchmarks.lines prints."""
    return [json.loads(row) for row in spent("-m", "tests.benchmarks.lines", *arguments).output.splitlines()]


def best(runs: list[list[Row]]) -> list[Row]:
    """Each line with the least time of several runs."""
    return [{**same[0], "seconds": min(row["seconds"] for row in same)} for same in zip(*runs, strict=True)]


def least(runs: list[Spent]) -> Spent:
    """The run that used the least time."""
    return min(runs, key=lambda run: run.seconds)


def measure(repetitions: int = 1, sympy: float = 0.0) -> Measured:
    """All figures, each the best of some repetitions; SymPy is asked once, with a time limit for each line."""
    numbers = [q.number for q in read_assignment(ASSIGNMENT, ASSIGNMENT.name).question]
    found = Measured()
    with tempfile.TemporaryDirectory() as folder:
        every = ("-m", "derive.all", "--out", folder)
        found.fresh = least([*(spent(*every, "--no-cache") for _ in range(repetitions - 1)), spent(*every)])
        found.unchanged = least([spent(*every) for _ in range(repetitions + 1)])
        run = f"import sys; from derive.all import main; main(['--out', {folder!r}]); print(*sys.modules)"
        found.imported = set(spent("-c", run).output.splitlines()[-1].split())
        found.help = least([spent("-m", "derive", "--help") for _ in range(repetitions)])
        certificates = sorted((Path(folder) / "hw4" / "certificates").glob("*.json"))
        jobs = [{"name": path.stem, **json.loads(path.read_text(encoding="utf-8"))} for path in certificates]
        found.sizes = {path.stem: path.stat().st_size for path in certificates}
    given = json.dumps({"jobs": jobs})
    found.replay = least([spent("-m", "derive.kernel.replay", str(PINNED), given=given) for _ in range(repetitions)])
    answers = [json.loads(row) for row in found.replay.output.splitlines()]
    found.steps = {a["name"]: a["steps"] for a in answers if a["ok"]}
    for number in numbers:
        found.first += best([lines_of(number) for _ in range(repetitions)])
    asked = lines_of("--warm", "--sympy", str(sympy), *numbers)
    found.warm = best([asked, *(lines_of("--warm", *numbers) for _ in range(repetitions - 1))])
    return found


def times(rows: list[Row]) -> tuple[float, float]:
    """Median and maximum over the lines, in milliseconds."""
    seconds = [1000 * row["seconds"] for row in rows]
    return median(seconds), max(seconds)
