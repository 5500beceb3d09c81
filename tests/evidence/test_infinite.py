"""Infinite spaces: exact series, and conditions that finite models never notice."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from derive.evidence import refute, unneeded
from derive.evidence.infinite import Grown, infinite
from derive.evidence.numbers import FALSE, ONE, TRUE, UNKNOWN, NoValue, at_most, equal, exponential, less
from derive.evidence.tails import INFINITE, Geometric, Point, Tail, bounded, bounded_above, integrable, reciprocal, sum_over, tail
from derive.evidence.trial import Trial
from derive.kernel.terms import Term, literal
from derive.language import symbols as language
from derive.language.expr import Eq, Expr, Implies, Real, Sort
from derive.language.logic import lam
from derive.language.probability import measure_of
from derive.language.symbols import D, E, Var, density, exists, forall, integral, norm, spaces, sup, symbols
from tests.evidence.support import exact, facts, head, q, table, value

X, Y = spaces("X Y")
x, y = symbols("x", X), symbols("y", Y)
f, g = symbols("f g", X >> Real)
p = density("p", X)
c = symbols("c", Real)
ONE_TERM = literal(1)


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


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([(1, (-1,)), (7, (0,))], TRUE),
        ([(-1, (2,)), (5, (-1,))], TRUE),
        ([(1, (1,)), (-9, (0,))], FALSE),
        ([(1, (1,)), (-7, (2,))], TRUE),
        ([(-7, (1,)), (1, (2,))], FALSE),
        ([(-1, (1, 0)), (-1, (-1, 2)), (3, (0, 0))], TRUE),
        ([(1, (1, -1)), (-8, (-1, 0))], FALSE),
        ([(1, (1, 0)), (-1, (0, 1))], UNKNOWN),
        ([(1, (2, 0)), (-1, (1, 0)), (5, (0, -1))], FALSE),
        ([(-1, (2, 0)), (1, (1, -1))], UNKNOWN),
    ],
)
def test_bounded_above_looks_at_one_side_only(terms: list[tuple[int, tuple[int, ...]]], expected: int) -> None:
    general = grown(*terms).at([Point() for _ in terms[0][1]])
    assert bounded_above(general) == expected
    assert bounded(general) == TRUE or expected != TRUE or bounded(-general) != TRUE


def test_a_function_that_is_never_positive_is_bounded_above() -> None:
    below, above = forall[x](f(x) <= 0).term, head("bounded_above", f)
    assert refute(above, [below, *facts(f)]) is None
    assert refute(head("bounded", f), [below, *facts(f)]) is not None
    assert refute(above, [forall[x](f(x) >= 0).term, *facts(f)]) is not None


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


def test_a_measure_with_a_negative_density_has_no_value() -> None:
    """The kernel proves that integrals of non-negative functions are non-negative, under every measure: so no signed one may answer."""
    mu = symbols("m", Sort(measure_of(X.type), "Measure"))
    changed = head("dens", mu, f)
    claim = Implies(forall[x](g(x) >= 0), Expr(head("integral", changed, g)) >= 0)
    for hypotheses in ([], [head("probability", changed)]):
        assert refute(claim.term, [*facts(f, g), *hypotheses]) is None
    under = [forall[x](f(x) >= 0).term]
    assert refute((Expr(head("integral", changed, g)) >= 0).term, [*facts(f, g), *under]) is not None
    assert refute(claim.term, [*facts(f, g), *under]) is None


def test_a_density_is_positive_for_certain_or_there_is_no_value() -> None:
    two = ((0, ONE), (1, ONE))
    ball = exponential(q(1)) - exponential(q(1))
    names = {"m": symbols("m", Sort(measure_of(X.type), "Measure")), "f": f}
    mass = head("integral", head("dens", names["m"], f), lam(x.term, ONE_TERM))
    assert value(mass, {names["m"]: two, f: table(0, 2)}, {X.type: 2}) == 2
    assert value(mass, {names["m"]: ((0, ONE), (1, q(0))), f: table(3, -1)}, {X.type: 2}) == 3  # where the weight is 0 nothing is asked
    for entries, reason in (((1, -1), "undefined"), ((1, ball), "precision")):
        with pytest.raises(NoValue, match=reason):
            value(mass, {names["m"]: two, f: table(*entries)}, {X.type: 2})
    half = Geometric(grown((1, (-1,))).value(None))
    assert value(mass, {names["m"]: half, f: grown((3, (-1,))).value(None)}, {X.type: INFINITE}) == 4
    for terms, reason in ((((-1, (-1,)),), "undefined"), (((1, (0,)), (-3, (-1,))), "not evaluable")):
        with pytest.raises(NoValue, match=reason):
            value(mass, {names["m"]: half, f: grown(*terms).value(None)}, {X.type: INFINITE})


def test_a_density_that_may_become_negative_nearby_has_no_derivative() -> None:
    """Where it is 0 at a point, what it is on the other side is unknown."""
    m, t = symbols("m", Sort(measure_of(X.type), "Measure")), symbols("t", Real)
    shape = symbols("h", X >> (Real >> Real))
    moved = head("dens", m, lam(x.term, shape(x)(t).term))
    slope = D[t](Expr(head("integral", moved, lam(x.term, ONE_TERM))))
    linear = [lambda u: u, lambda u: 1 + u].__getitem__
    inputs = {m: ((0, ONE), (1, ONE)), shape: linear}
    assert exact(value(slope, {**inputs, t: q(1)}, {X.type: 2})) == 2
    with pytest.raises(NoValue, match="not evaluable"):
        value(slope, {**inputs, t: q(0)}, {X.type: 2})
