"""Every budget holds that is not listed as open, with a factor for busy machines; docs/benchmark.md is what tests.benchmarks.run writes."""

from __future__ import annotations

import re

import pytest

from derive.course import records
from tests.benchmarks.budgets import OPEN, budgets
from tests.benchmarks.lines import ROOT
from tests.benchmarks.measure import Measured, measure
from tests.benchmarks.run import page

pytestmark = pytest.mark.benchmark
FACTOR = 3  # processor time, too, is longer when other programs use the caches
EXACT = ("MiB", "KB", "")  # not times


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(1, 0.05)


def test_everything_is_proved(measured: Measured) -> None:
    for rows in (measured.first, measured.warm):
        assert {row["question"] for row in rows} == set(measured.sizes) == set(measured.steps)
        assert all(row["verdict"] == records.PROVED for row in rows)


def test_budgets_hold(measured: Measured) -> None:
    over = [b for b in budgets(measured) if b.ratio > OPEN.get(b.what, 1 if b.unit in EXACT else FACTOR)]
    assert not over


def test_open_budgets_are_open(measured: Measured) -> None:
    """What is met again leaves the list."""
    by_name = {b.what: b for b in budgets(measured)}
    assert [what for what in OPEN if by_name[what].ratio <= 0.8] == []


def test_the_page_is_generated(measured: Measured) -> None:
    written = (ROOT / "docs" / "benchmark.md").read_text(encoding="utf-8")
    fresh = page(measured, "2000-01-01")
    assert _frame(written) == _frame(fresh)


def _frame(text: str) -> list[str]:
    """The page without figures, answers of SymPy and places: its headings, and the first cells of the first two tables."""
    kept = text.split("## The same equations")[0]
    return [re.split(r"\|", row)[1].strip() if row.startswith("|") else row for row in kept.splitlines() if row.startswith(("|", "#"))]


def test_a_run_without_changes_imports_nothing_heavy(measured: Measured) -> None:
    heavy = {"sympy", "flint", "numpy", "mpmath", "matplotlib", "pydantic", "jinja2", "derive.kernel", "derive.theory"}
    assert "derive.build" in measured.imported
    assert not heavy & measured.imported
