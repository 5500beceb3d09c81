"""Inequalities between fractions: one positive denominator, then the numerators; a denominator of unknown sign decides nothing."""

from __future__ import annotations

import pytest

from derive.language.expr import Expr, Ne, Rational, Real
from derive.language.symbols import exp, symbols
from derive.tactics.fractions import compare_fractions
from tests.tactics.support import checked, plain, prover, same_twice

x, y, z = symbols("x y z", Real)

TRUE: list[tuple[list[Expr], Expr]] = [
    ([], 1 / (1 + exp(x)) < 1),
    ([], exp(x) / (1 + exp(x)) < 1),
    ([], 1 / (1 + exp(x)) > 0),
    ([], 1 / (1 + x**2) <= 1),
    ([x > 0, y > 0], x / (x + y) < 1),
    ([x > 0, y > 0], x / (x + y) + y / (x + y) <= 1),
    ([x > 0], 1 / x > 1 / (x + 1)),
    ([x > 0], 1 / (1 / x) <= x),
    ([x > 0, y >= 0], 1 / (x + y) <= 1 / x),
    ([x > 0], x / 2 + 1 / (2 * x) > 0),
    ([x > 0], 3 / x >= 2 / x),
    ([x > 0, y > x], 1 / y < 1 / x),
    ([x > 1], x / (x - 1) > 1),
]

FALSE: list[tuple[list[Expr], Expr]] = [
    ([], 1 / (1 - exp(x)) < 1),
    ([], exp(x) / (1 + exp(x)) < Rational(1, 2)),
    ([], 1 / (1 + x**2) < 1),  # at 0 it is 1
    ([], x / (x + y) < 1),
    ([x > 0], x / (x + y) < 1),
    ([x > 0], 1 / x < 1 / (x + 1)),
    ([], 1 / x > 1 / (x + 1)),
    ([Ne(x, 0)], 1 / x > 0),
    ([x > 0], 2 / x >= 3 / x),
    ([y > x], 1 / y < 1 / x),
    ([x > 0, y > x], 1 / x < 1 / y),
    ([x > 0], x / (x - 1) > 1),
    ([], x + 1 > x - 1 + y),  # no fraction at all
]


@pytest.mark.parametrize(("given", "goal"), TRUE, ids=[f"{g!r}" for _, g in TRUE])
def test_it_follows(given: list[Expr], goal: Expr) -> None:
    checked(compare_fractions(prover(*given), plain(goal)), plain(goal), given)


@pytest.mark.parametrize(("given", "goal"), FALSE, ids=[f"{h} not {g!r}" for h, g in FALSE])
def test_it_does_not_follow(given: list[Expr], goal: Expr) -> None:
    assert compare_fractions(prover(*given), plain(goal)) is None


def test_twice_the_same() -> None:
    same_twice(lambda: compare_fractions(prover(x > 0, y > 0), (x / (x + y) < 1).term))
