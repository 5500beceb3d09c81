"""Expectations: linearity with its conditions, integrability from what is known, and what may be assumed under the sign."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from derive.kernel.terms import frees
from derive.language.expr import Eq, Expr, Real
from derive.language.symbols import (
    SYMBOLS,
    E,
    Var,
    bounded,
    density,
    forall,
    integrable,
    integral,
    log,
    markov_kernel,
    measurable,
    spaces,
    symbols,
)
from derive.tactics.integrals import _divisors, linearity, solve, split_factor
from derive.tactics.lemma import LEMMAS
from derive.tactics.polynomial import factor
from tests.tactics.support import checked, prover, proves, refuses, same_twice

a, c, x = symbols("a c x", Real)
S, A = spaces("S A")
s, s_ = symbols("s s'", S)
u = symbols("a", A)
V, W = symbols("V W", S >> Real)
p, q = density("p", S), density("q", S)
P = markov_kernel("P", S, given=S * A)
mean = E[q(s)]
LINEAR = LEMMAS["linearity"]
CONST = LEMMAS["expectation_const"]
FIRST = [integrable[q(s)](V(s)), integrable[q(s)](W(s))]
SECOND = [integrable[q(s)](V(s) ** 2), integrable[q(s)](W(s) ** 2)]


def declared(*terms: Expr) -> list[Expr]:
    """What comes with the declarations of all symbols of these terms."""
    found: dict[object, Expr] = {}
    todo = [v for t in terms for v in frees(t.term)]
    while todo:
        v = todo.pop()
        for fact in SYMBOLS[v].facts if v in SYMBOLS else ():
            if fact not in found:
                found[fact] = Expr(fact)
                todo += frees(fact)
    return list(found.values())


TRUE: list[tuple[Expr, list[Expr]]] = [
    (Eq(mean(V(s) + W(s)), mean(V(s)) + mean(W(s))), FIRST),
    (Eq(mean(V(s) - W(s)), mean(V(s)) - mean(W(s))), FIRST),
    (Eq(mean(c * V(s)), c * mean(V(s))), FIRST),
    (Eq(mean(V(s) / c), mean(V(s)) / c), FIRST),
    (Eq(mean(2 * V(s) - 3 * W(s) + a), 2 * mean(V(s)) - 3 * mean(W(s)) + a), FIRST),
    (Eq(mean((V(s) - a) ** 2), mean(V(s) ** 2) - 2 * a * mean(V(s)) + a**2), [*FIRST, *SECOND]),
    (Eq(mean(V(s) * W(s) + V(s)), mean(V(s) * W(s)) + mean(V(s))), [*FIRST, *SECOND]),
    (Eq(mean(a), a), []),
    (Eq(mean(V(s) * mean(W(s))), mean(V(s)) * mean(W(s))), FIRST),
    (Eq(mean(V(s) + W(s)), mean(V(s)) + mean(W(s))), [bounded(V), bounded(W)]),
]

FALSE: list[tuple[Expr, list[Expr]]] = [
    (Eq(mean(V(s) + W(s)), mean(V(s)) - mean(W(s))), FIRST),
    (Eq(mean(V(s) + W(s)), mean(V(s)) + mean(W(s))), FIRST[:1]),  # a condition
    (Eq(mean(V(s) + W(s)), mean(V(s)) + mean(W(s))), []),
    (Eq(mean(V(s) * W(s)), mean(V(s)) * mean(W(s))), [*FIRST, *SECOND]),
    (Eq(mean(V(s) ** 2), mean(V(s)) ** 2), [*FIRST, *SECOND]),
    (Eq(mean((V(s) - a) ** 2), mean(V(s) ** 2) - a * mean(V(s)) + a**2), [*FIRST, *SECOND]),
    (Eq(mean(V(s) + a), mean(V(s)) + 2 * a), FIRST),
    (Eq(mean(V(s)), E[p(s)](V(s))), FIRST),
    (Eq(mean(V(s)), V(s)), FIRST),  # the bound point is not the free one
    (Eq(mean(V(s) * W(s)), V(s) * mean(W(s))), FIRST),
    (Eq(mean(1 / V(s)), 1 / mean(V(s))), FIRST),
    (Eq(mean(log(V(s))), log(mean(V(s)))), FIRST),
]


@pytest.mark.parametrize(("goal", "given"), TRUE, ids=[repr(g) for g, _ in TRUE])
def test_linearity(goal: Expr, given: list[Expr]) -> None:
    proves(goal, LINEAR, CONST, given=[*given, *declared(goal)])


@pytest.mark.parametrize(("goal", "given"), FALSE, ids=[f"{g!r} {len(h)}" for g, h in FALSE])
def test_what_is_not_linear(goal: Expr, given: list[Expr]) -> None:
    refuses(goal, LINEAR, CONST, given=[*given, *declared(goal)])


def test_the_integrability_that_is_missing_is_noted() -> None:
    t = mean(V(s) + W(s))
    at = prover(*FIRST[:1], *declared(t))
    assert linearity(at, t.term) is None
    assert any("W" in {v.name for v in frees(goal)} for goal in at.missing)


def test_integrals_that_are_no_expectations() -> None:
    """Under a measure that is not known to be a probability no constant is integrable, and the search for that ends."""
    whole = integral[s]
    goal = Eq(whole(V(s) + W(s)), whole(V(s)) + whole(W(s)))
    refuses(goal, LINEAR, given=declared(goal))
    refuses(goal, LINEAR, given=[*FIRST, *declared(goal, *FIRST)])  # integrable under q says nothing about the measure


INTEGRABLE: list[tuple[Expr, list[Expr]]] = [
    (integrable[q(s)](V(s) + W(s)), FIRST),
    (integrable[q(s)](2 * V(s) - W(s) / 3), FIRST),
    (integrable[q(s)](c * V(s) + a), FIRST),
    (integrable[q(s)](V(s) * W(s)), SECOND),
    (integrable[q(s)](V(s)), [bounded(V)]),
    (integrable[q(s)](a + 0 * x), []),
    (integrable[q(s)]((V(s) + W(s)) ** 2), SECOND),
]

NOT_INTEGRABLE: list[tuple[Expr, list[Expr]]] = [
    (integrable[q(s)](V(s) + W(s)), FIRST[:1]),
    (integrable[q(s)](V(s) * W(s)), FIRST),
    (integrable[q(s)](V(s) * W(s)), SECOND[:1]),
    (integrable[q(s)](V(s) ** 2), FIRST),
    (integrable[p(s)](V(s)), FIRST),  # under another density
    (integrable[q(s)](V(s)), []),
    (integrable[q(s)](1 / V(s)), FIRST),
    (integrable[q(s)](log(V(s))), FIRST),
    (integrable[q(s)](V(s) ** 3), SECOND),
]


@pytest.mark.parametrize(("goal", "given"), INTEGRABLE, ids=[repr(g) for g, _ in INTEGRABLE])
def test_integrable(goal: Expr, given: list[Expr]) -> None:
    facts = [*given, *declared(goal, *given)]
    checked(prover(*facts).prove(goal.term), goal, facts)


@pytest.mark.parametrize(("goal", "given"), NOT_INTEGRABLE, ids=[f"{g!r} {len(h)}" for g, h in NOT_INTEGRABLE])
def test_not_known_to_be_integrable(goal: Expr, given: list[Expr]) -> None:
    at = prover(*given, *declared(goal, *given))
    at.start(15_000, 10.0)
    assert at.prove(goal.term) is None


@pytest.mark.parametrize(
    ("goal", "given", "known"),
    [
        (measurable(V), [], True),
        (bounded(V), [], False),
        (bounded(V + W), [bounded(V), bounded(W)], True),
        (bounded(V + W), [bounded(V)], False),
        (bounded(c * V), [bounded(V)], True),
    ],
)
def test_regularity(goal: Expr, given: list[Expr], known: bool) -> None:
    facts = [*given, *declared(goal)]
    th = prover(*facts).prove(goal.term)
    if known:
        checked(th, goal, facts)
    else:
        assert th is None


def test_kernels_integrate_over_the_next_state_only() -> None:
    next_ = E[P(s_ | s, u)]
    goal = Eq(next_(V(s) + c * V(s_)), V(s) + c * next_(V(s_)))
    given = [bounded(V)]
    proves(goal, LINEAR, CONST, given=[*given, *declared(goal)])
    refuses(Eq(next_(V(s) + c * V(s_)), V(s_) + c * next_(V(s_))), LINEAR, CONST, given=[*given, *declared(goal)])


def test_expectations_keep_the_order() -> None:
    facts = [*FIRST, forall[s](V(s) <= W(s))]
    goal = mean(V(s)) <= mean(W(s))
    from derive.kernel import rules as k

    proves(goal, k.assume(facts[2].term), given=[*facts, *declared(goal)])
    refuses(mean(W(s)) <= mean(V(s)), k.assume(facts[2].term), given=[*facts, *declared(goal)])
    refuses(goal, k.assume((V(s) <= W(s)).term), given=[*FIRST, V(s) <= W(s), *declared(goal)])  # at one point only


def test_the_variance_is_defined_by_moments() -> None:
    from derive.kernel.terms import const

    variance = Var[q(s)]
    goal = Eq(variance(c * V(s)), c**2 * variance(V(s)))
    given = [*FIRST, *SECOND, *declared(goal)]
    proves(goal, const("variance"), LINEAR, CONST, given=given)
    refuses(Eq(variance(c * V(s)), c * variance(V(s))), const("variance"), LINEAR, CONST, given=given)


def test_factors_with_and_without_the_variable() -> None:
    m = tuple({**dict(next(iter(factor(V(s).term)))), a.term: 2}.items())
    outside, inside = split_factor(m, s.term)
    assert outside == ((a.term, 2),) and inside == ((V(s).term, 1),)


def test_divisors() -> None:
    assert len(_divisors([(a.term, 2), (c.term, 1)])) == 6
    assert () in _divisors([(a.term, 1)])


small = st.integers(-3, 3).map(Fraction)


@example(st.integers(1, 3), st.integers(1, 3), st.data())
def test_linear_systems(rows: int, columns: int, data: st.DataObject) -> None:
    """A solution solves; when one exists, one is found."""
    system = [[data.draw(small) for _ in range(columns)] for _ in range(rows)]
    known = [data.draw(small) for _ in range(columns)]
    right = [sum((c * w for c, w in zip(row, known, strict=True)), Fraction(0)) for row in system]
    found = solve(system, right)
    assert found is not None
    for row, b in zip(system, right, strict=True):
        assert sum((c * w for c, w in zip(row, found, strict=True)), Fraction(0)) == b


def test_a_linear_system_without_solution() -> None:
    one = Fraction(1)
    assert solve([[one], [one]], [one, 2 * one]) is None
    assert solve([[0 * one]], [one]) is None
    assert solve([], []) == []


def test_twice_the_same() -> None:
    goal = Eq(mean((V(s) - a) ** 2), mean(V(s) ** 2) - 2 * a * mean(V(s)) + a**2)
    same_twice(lambda: proves(goal, LINEAR, CONST, given=[*FIRST, *SECOND, *declared(goal)]))
