"""Infinite spaces: exact series, and conditions that finite models never notice."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from derive.evidence import refute, unneeded
from derive.evidence.infinite import Grown, infinite
from derive.evidence.numbers import FALSE, ONE, TRUE, UNKNOWN, NoValue, at_most, equal, less
from derive.evidence.tails import INFINITE, Geometric, Point, Tail, bounded, integrable, reciprocal, sum_over, tail
from derive.evidence.trial import Trial
from derive.kernel.terms import Term
from derive.language import symbols as language
from derive.language.expr import Eq, Expr, Real
from derive.language.symbols import E, Var, density, exists, forall, integral, norm, spaces, sup, symbols
from tests.evidence.support import exact, facts, q

X, Y = spaces("X Y")
x, y = symbols("x", X), symbols("y", Y)
f, g = symbols("f g", X >> Real)
p = density("p", X)
c = symbols("c", Real)


def grown(*terms: tuple[int | Fraction, tuple[int, ...]]) -> Grown:
    return Grown(tuple((Fraction(a), e) for a, e in terms), (len(terms[0][1]),))


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_general_point_stands_for_every_point(n: int) -> None:
    spec = grown((2, (1,)), (-3, (-1,)), (1, (0,)))
    point = Point()
    general = spec.at([point])
    squared = general * general - 4 * general + 1
    here = exact(spec.at([n]))
    expected = here * here - 4 * here + 1
    total = sum(
        Fraction(int(a.p), int(a.q)) * Fraction(2) ** (dict(powers).get(point.number, 0) * n) for powers, a in squared.terms.items()
    )
    assert total == expected


def test_sums_are_exact_series() -> None:
    n = Point()
    half = grown((1, (-1,))).at([n])
    assert sum_over(n, half) == 2
    assert sum_over(n, half * half + 3 * half) == q(4, 3) + 6
    m = Point()
    both = grown((1, (-1, -2))).at([n, m])
    assert sum_over(m, sum_over(n, both)) == 2 * q(4, 3)
    for growing in (ONE, grown((1, (0,))).at([n]), grown((5, (1,)), (1, (-1,))).at([n])):
        with pytest.raises(NoValue, match="undefined"):
            sum_over(n, growing)


def test_signs_hold_everywhere_or_stay_open() -> None:
    n = Point()
    up, mixed = grown((1, (1,)), (2, (0,))).at([n]), grown((1, (1,)), (-3, (0,))).at([n])
    assert (less(q(0), up), at_most(up, q(0)), equal(up, q(0))) == (TRUE, FALSE, FALSE)
    assert (less(q(0), mixed), at_most(mixed, q(0)), equal(mixed, q(0))) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert equal(up - up, q(0)) == TRUE and equal(up, up) == TRUE
    assert abs(-up) is not None and (abs(-up) - up) == 0
    with pytest.raises(NoValue, match="not evaluable"):
        abs(mixed)


def test_quotients_by_one_power() -> None:
    n = Point()
    power = grown((3, (2,))).at([n])
    assert power * reciprocal(power) == 1
    assert type(tail({(): q(0)})) is not Tail
    with pytest.raises(NoValue):
        reciprocal(power + 1)


def test_bounded_and_integrable() -> None:
    n = Point()
    assert bounded(grown((1, (-1,)), (7, (0,))).at([n])) == TRUE
    assert bounded(grown((1, (1,)), (-7, (2,))).at([n])) == FALSE
    mu = Geometric(grown((1, (-1,))).value(None))
    assert integrable(mu, lambda n: ONE) == TRUE
    assert integrable(mu, grown((1, (1,))).value(None)) == FALSE
    assert integrable(((0, ONE),), lambda n: ONE) == TRUE


def models(claim: Expr, hypotheses: list[Term], count: int = 60) -> list[int]:
    trial = Trial([claim.term], hypotheses)
    found = []
    for model in islice(infinite(trial.plan, 0), count):
        assert INFINITE in model.sizes.values()
        trial.enter(model)
        if trial.hypotheses_hold().truth == TRUE:
            answer = trial.ask(claim.term)
            assert answer is not None
            found.append(FALSE if answer.truth == FALSE else UNKNOWN if answer.why else TRUE)
    return found


INTEGRABLE = language.integrable[p(x)](f(x), g(x)).term
SQUARES = language.integrable[p(x)](f(x) ** 2).term


@pytest.mark.parametrize(
    ("claim", "hypotheses"),
    [
        (Eq(E[p(x)](f(x) + g(x)), E[p(x)](f(x)) + E[p(x)](g(x))), [INTEGRABLE]),
        (Eq(integral[x](p(x)), 1), []),
        (Var[p(x)](f(x)) >= 0, [INTEGRABLE, SQUARES]),
        (E[p(x)](abs(f(x))) >= 0, [language.bounded(f).term, forall[x](f(x) >= 0).term]),
        (abs(f(x)) <= norm(f), [language.bounded(f).term]),
    ],
    ids=str,
)
def test_true_statements_hold_on_infinite_spaces(claim: Expr, hypotheses: list[Term]) -> None:
    answers = models(claim, [*facts(claim), *hypotheses])
    assert len(answers) >= 5 and FALSE not in answers and answers.count(TRUE) >= len(answers) / 2


@pytest.mark.parametrize(
    ("claim", "condition"),
    [
        (Eq(E[p(x)](f(x) + g(x)), E[p(x)](f(x)) + E[p(x)](g(x))), INTEGRABLE),
        (E[p(x)](f(x)) ** 2 <= E[p(x)](f(x) ** 2), SQUARES),
        (f(x) <= sup[x](f(x)), language.bounded(f).term),
        (norm(f + g) <= norm(f) + norm(g), language.bounded(f, g).term),
    ],
    ids=str,
)
def test_a_missing_condition_is_noticed(claim: Expr, condition: Term) -> None:
    rest = facts(claim)
    assert refute(claim.term, [*rest, condition], budget=400) is None
    found = refute(claim.term, rest, undefined_counts=True)
    assert found is not None and "undefined" in (found.left, found.right)
    assert found.values["X"] == "the points 0, 1, 2, ..." and "2**(" in " ".join(found.values.values())
    assert unneeded(claim.term, [*rest, condition], among=[len(rest)]) == []


def test_a_function_is_not_bounded_or_integrable_by_itself() -> None:
    for claim in (language.bounded(f), Expr(INTEGRABLE), exists[c](forall[x](abs(f(x)) <= c))):
        found: Any = refute(claim.term, facts(claim))
        if claim.term is not None and "exists" not in str(claim.term):
            assert found is not None and "2**(" in " ".join(found.values.values())
        else:
            assert found is None  # an existence among real numbers is never refuted by trying
