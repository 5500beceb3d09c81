"""Induction from a later start: what it proves, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import Eq, Implies, Natural, Real, given, have, show, suppose, symbols
from derive.course import records
from tests.course.support import proved, raised, reports, run

x = symbols("x", Real)
n, m = symbols("n m", Natural)


def test_the_hypothesis_of_the_result_is_the_start() -> None:
    def script() -> None:
        """t"""
        given(n >= 1)
        large = given(x >= 1)
        claim = show(x**n >= x)
        base, step = claim.induction(n, start=1)
        base.eq(x)
        step.eq(x * x**n).ge(x * x, by=[step.hypothesis, large]).ge(x, by=large)

    board = proved(script)
    base, step = (c for c in board.result.body if isinstance(c, records.Claim) and c.kind != "show")
    assert repr(base.statement) == "ge (pow x 1) x"
    assert [h.kind for h in step.given] == ["induction", "induction"]


def test_the_start_is_a_premise_of_the_claim() -> None:
    def script() -> None:
        """t"""
        large = given(x >= 1)
        claim = show(Implies(n > 0, x**n >= x))
        base, step = claim.induction(n, start=1)
        base.eq(x)
        step.eq(x * x**n).ge(x * x, by=[step.hypothesis, large]).ge(x, by=large)

    proved(script)


def test_the_start_is_supposed_for_the_claim() -> None:
    def script() -> None:
        """t"""
        later = suppose(n >= 3, "n is at least 3")
        claim = show(2**n >= 2 * n + 2, given=later)
        base, step = claim.induction(n, start=3)
        base.eq(8).ge(8)
        step.eq(2 * 2**n).ge(2 * (2 * n + 2), by=step.hypothesis).ge(2 * (n + 1) + 2)

    proved(script)


def test_what_the_result_supposes_of_n_may_be_cited_in_the_step() -> None:
    def script() -> None:
        """t"""
        start = given(n >= 2)
        claim = show(n**2 >= 2 * n)
        base, step = claim.induction(n, start=2)
        base.eq(4).ge(4)
        step.eq(n**2 + 2 * n + 1).ge(2 * n + 2 * n + 1, by=step.hypothesis).ge(2 * (n + 1), by=start)

    proved(script)


def _no_hypothesis() -> None:
    claim = show(n >= 1)
    base, step = claim.induction(n, start=1)
    base.by()
    step.by(step.hypothesis)


def _too_late_a_start() -> None:
    given(n >= 1)
    show(n >= 5).induction(n, start=5)


def test_a_start_that_no_hypothesis_gives() -> None:
    assert raised(_no_hypothesis) == (
        "error: induction from 1 shows the claim for n >= 1 only\n"
        "  given:   n >= 1\n"
        "  needed:  a hypothesis from which n >= 1 follows\n"
        "  try:     given(n >= 1), or show(Implies(n >= 1, ...))"
    )
    assert raised(_too_late_a_start).startswith("error: induction from 5 shows the claim for n >= 5 only")


def _false_base() -> None:
    given(n >= 1)
    claim = show(n >= 2)
    base, step = claim.induction(n, start=1)
    base.by()
    step.by(step.hypothesis)


def _false_step() -> None:
    given(n >= 1)
    claim = show(n <= 1)
    base, step = claim.induction(n, start=1)
    base.by()
    step.by(step.hypothesis)


def _more_than_the_start() -> None:
    given(n >= 1)
    three = given(n >= 3)
    claim = show(n >= 3)
    base, step = claim.induction(n, start=1)
    base.by(three)
    step.by(three)


def _one_number() -> None:
    given(n >= 5)
    five = given(Eq(n, 5))
    claim = show(Eq(n * x, 5 * x))
    base, step = claim.induction(n, start=5)
    base.by()
    step.by(five)


@pytest.mark.parametrize("wrong", [_false_base, _false_step, _more_than_the_start, _one_number])
def test_nothing_false_is_proved(wrong: Callable[[], None]) -> None:
    def script() -> None:
        """t"""
        wrong()

    try:
        board = run(script)
    except Exception as e:
        assert "did you mean one n or all?" in str(e)
        return
    assert board.reports and board.result.verdict != "proved"
    assert board.claims[0].theorem is None


def test_a_hypothesis_about_n_does_not_enter_the_step() -> None:
    def script() -> None:
        """t"""
        small = given(n <= 4, n >= 1)
        claim = have(2**n <= 16)
        base, step = claim.induction(n, start=1)
        base.by()
        step.by(small[0])

    assert reports(script)[0].startswith("script:6: error: this line is false")
