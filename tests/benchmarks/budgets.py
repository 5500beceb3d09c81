"""The budgets of the homework, and what a run has used of them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.measure import Measured, times

# Budgets that the whole homework does not meet yet, with the ratio beyond which they get worse. Each stands on the page as it is.
OPEN = {
    "to prove one line, slowest, lemmas at first use": 12.0,
    "replay of all certificates, with start-up": 6.0,
    "`python -m derive.all`, nothing cached, 100 models": 8.0,
    "largest certificate": 4.0,
    "steps of a certificate, most": 3.0,
}


@dataclass(frozen=True)
class Budget:
    """One figure with its limit, on an idle machine with two cores."""

    what: str
    unit: str
    limit: float
    measured: float

    @property
    def ratio(self) -> float:
        """How much of the budget is used."""
        return self.measured / self.limit


def budgets(m: Measured) -> list[Budget]:
    """All budgets with what was measured."""
    (warm, warm_max), (first, first_max) = times(m.warm), times(m.first)
    return [
        Budget("to prove one line, median", "ms", 2, warm),
        Budget("to prove one line, slowest", "ms", 100, warm_max),
        Budget("to prove one line, median, lemmas at first use", "ms", 4, first),
        Budget("to prove one line, slowest, lemmas at first use", "ms", 100, first_max),
        Budget("replay of all certificates, with start-up", "s", 0.5, m.replay.seconds),
        Budget("`python -m derive.all`, nothing cached, 100 models", "s", 6, m.fresh.seconds),
        Budget("`python -m derive.all`, nothing changed", "s", 0.5, m.unchanged.seconds),
        Budget("`derive --help`", "s", 0.5, m.help.seconds),
        Budget("largest process of a run", "MiB", 300, m.fresh.memory),
        Budget("largest certificate", "KB", 60, max(m.sizes.values()) / 1000),
        Budget("steps of a certificate, most", "", 2500, max(m.steps.values())),
    ]
